"""The trend's charts of certificates: which stay in the lists, and when they end."""

import pandas as pd

from hnfusion import charts, narrate
from hnfusion.exhibits import bulletin
from hnfusion.exhibits.legacy import Exhibit
from hnfusion.exhibits.record import Text
from hnfusion.exhibits.trend.numbering import figure
from hnfusion.quarter import Quarter
from hnfusion.trend.retention import AHEAD, ENDED, LATER

RECENT = 5
"""Lists that the chart has room for; the table has all."""
HALVES = {"H1": "年上半年", "H2": "年下半年"}


def retention(kept: pd.DataFrame, table: pd.DataFrame) -> Exhibit | Text | None:
    """Return how many of each half-year's certified enterprises the latest lists have.

    Args:
        kept: ``trend.retention``.
        table: ``trend.by_quarter``.
    """
    message = narrate.certificates.kept(kept)
    if kept.empty:
        return bulletin.note(f"{message}。")
    recent = sorted(kept["quarter"].unique())[-RECENT:]
    listed, ever = (
        kept.pivot_table(c, "issued", "quarter", aggfunc="sum")[recent] for c in ("listed", "ever")
    )
    whole = listed.astype("Int64").astype("object")
    part = whole.astype("str") + "/" + ever.astype("Int64").astype("str")
    written = whole.where(listed == ever, part).where(ever.notna() & (ever > 0), "")
    names = {q: Quarter.parse(q).name.replace("年", "年\n") for q in recent}
    written = written.rename(columns=names, index=_half)
    now = kept[kept["quarter"] == recent[-1]]
    told = "、".join(
        f"{_half(row.issued)}发证{row.ever}家,本期名单有{row.listed}家"
        for row in now.itertuples(index=False)
    )
    note = "按首张证书的发证时间分批;有退出的写作“仍在/曾获证”,退出越多颜色越深。"
    drawing = charts.matrix(written, (ever - listed) / ever, "发证↓ 名单→")
    return figure("trend_retention", drawing, message, told, len(table), note)


def expiry(ends: pd.DataFrame, table: pd.DataFrame) -> Exhibit | Text | None:
    """Return in which of the coming quarters certificates end.

    Args:
        ends: ``trend.expiry``.
        table: ``trend.by_quarter``.
    """
    counts = ends.set_index("until")["certificates"]
    ahead = counts.iloc[1 : AHEAD + 1].rename(index=Quarter.parse)
    told = "、".join(f"{q.name}{n}家" for q, n in zip(ahead.index, ahead, strict=True))
    note = f"另有{counts[ENDED]}家已到期,{counts[LATER]}家在此后到期。名单未填有效期的按三年计。"
    message = narrate.certificates.ending(ends)
    return figure("trend_expiry", charts.columns(ahead), message, told, len(table), note)


def _half(name: str) -> str:
    return name[:4] + HALVES[name[4:]]
