"""The trend's sentences, computed; each is correct for zero, one, tied and many.

A change is since the same quarter a year before if that has a list, else since the first list. A
text without punctuation at its end is a chart's title.
"""

import pandas as pd

from hnfusion import codelists
from hnfusion.narrate import change
from hnfusion.quarter import Quarter
from hnfusion.tally import SHORTEST_MONTHS
from hnfusion.trend import stages
from hnfusion.trend.retention import AHEAD
from hnfusion.trend.survival import MONTH

UNITS = {"city": "市州", "industry": "行业"}
A_YEAR = 4
"""Coming quarters whose expiring certificates are counted together."""


def title(quarter: Quarter) -> str:
    """Return the page's title."""
    return f"湖南省两化融合管理体系贯标趋势(至{quarter.name})"


def only_one(table: pd.DataFrame) -> str:
    """Return the note that a single list cannot be compared; "" if there are more."""
    if len(table["quarter"].unique()) > 1:
        return ""
    return f"只有{_last(table).name}一期名单,不能比较。"


def since(table: pd.DataFrame) -> Quarter:
    """Return the quarter that the last one is compared with: a year before, else the first."""
    known = [Quarter.parse(text) for text in table["quarter"].unique()]
    year_before = known[-1].a_year_before
    return year_before if year_before in known else known[0]


def span(table: pd.DataFrame) -> str:
    """Return the words for the time after ``since``: 一年来, or 2019年二季度以来."""
    before = since(table)
    return "一年来" if before == _last(table).a_year_before else f"{before.name}以来"


def totals(table: pd.DataFrame) -> str:
    """Return how those in progress and those certified changed in number."""
    was, now = table[table["quarter"] == str(since(table))].iloc[0], table.iloc[-1]
    changes = [
        change.moved(noun, int(was[key]), int(now[key]))
        for noun, key in (("在贯企业", "in_progress"), ("累计获证企业", "total_certified"))
    ]
    return f"{span(table)}{','.join(changes)}"


def new(table: pd.DataFrame) -> str:
    """Return how many are new in the last quarter, and whether they are the most or fewest."""
    parts = [
        f"{noun}{table[key].iloc[-1]}家{_among(table[key])}"
        for noun, key in (("新增启动", "new_started"), ("新增获证", "new_certified"))
    ]
    return f"{_last(table).name}{','.join(parts)}"


def first_seen(
    table: pd.DataFrame,
    noun: str = "企业",
    filed: str = "new_started",
    seen: str = "first_seen",
) -> str:
    """Return how many ``noun`` were first seen in the last quarter, against its starts as filed."""
    now, quarter = table.iloc[-1], _last(table).name
    listed = f"首次列入名单的{noun}"
    if pd.isna(now[seen]):
        return f"{quarter}{listed}无从比较"
    more = int(now[seen] - now[filed])
    if now[seen] == 0:
        others = f"有{now[filed]}家新增启动" if more else "也没有新增启动"
        return f"{quarter}没有{listed},通报口径{others}"
    if more == 0:
        return f"{quarter}{listed}{now[seen]}家,与通报口径的新增启动同数"
    than = f"比通报口径的新增启动{'多' if more > 0 else '少'}{abs(more)}家"
    return f"{quarter}{listed}{now[seen]}家,{than}"


def growth(table: pd.DataFrame, key: str, measure: str, noun: str) -> str:
    """Return a title: how many cities or industries grew or shrank, and which grew most.

    ``table`` is ``trend.by`` of ``key``; ``noun`` is what the column ``measure`` counts.
    """
    changed = change.changed(changes(table, key, measure))
    down = f",{changed.fewer}个减少" if changed.fewer else ""
    if not changed.more:
        return f"{span(table)}没有{UNITS[key]}的{noun}增加{down}"
    most = change.named(changed.most, "个并列")
    more = f"{span(table)}{changed.more}个{UNITS[key]}{noun}增加{down}"
    return f"{more},{most}增加最多({changed.by}家)"


def over_time(table: pd.DataFrame, key: str, measure: str) -> pd.DataFrame:
    """Return one row per quarter (``2020Q1``) and one column per industry or city (short name)."""
    wide = table.astype({key: "str"}).pivot_table(measure, "quarter", key, aggfunc="sum")
    short = codelists.short_names() if key == "city" else {}
    return wide[codelists.names(key)].rename(columns=short)


def changes(table: pd.DataFrame, key: str, measure: str) -> pd.Series:
    """Return the change of each industry or city (short name) after ``since``."""
    wide = over_time(table, key, measure)
    return wide.iloc[-1] - wide.loc[str(since(table))]


def flow(table: pd.DataFrame) -> str:
    """Return how those in progress moved between one pair of lists of ``trend.flows``."""
    was, steps = table[table["before"] != stages.LISTED], codelists.names("stage")
    order = {stage: n for n, stage in enumerate(steps)}
    after, before = (was[column].map(order).astype("float64") for column in ("after", "before"))
    step = after - before
    count = was["enterprises"]
    kinds = {
        "家获证": count[was["after"] == stages.CERTIFIED],
        "家进入后面的阶段": count[step > 0],
        "家阶段未变": count[step == 0],
        "家退回前面的阶段": count[step < 0],
        "家不再在两份名单": count[was["after"] == stages.GONE],
    }
    parts = [f"{int(n.sum())}{words}" for words, n in kinds.items() if n.sum()]
    since = table["since"].iloc[0]
    opening = f"{Quarter.parse(since).name}在贯的{int(count.sum())}家"
    return f"{opening}中,{','.join(parts)}" if parts else f"{Quarter.parse(since).name}没有在贯企业"


def backdated(table: pd.DataFrame) -> str:
    """Return the clause that follows ``first_seen``: how many of these claim an earlier start.

    It is "" if none does, or if the number is missing.
    """
    now = table.iloc[-1]
    if pd.isna(now["backdated"]) or now["backdated"] == 0:
        return ""
    return f",其中{now['backdated']}家填报的启动时间早于本季度"


def time_to_certificate(summary: pd.Series) -> str:
    """Return the time from start to certificate, by one basis (a row of ``trend.times``)."""
    basis = f"按{summary['basis']}"
    if summary["followed"] == 0:
        return f"{basis},可观察的企业太少,不能估计从启动到获证的时间"
    if pd.isna(summary["median"]):
        return f"{basis}估计,{_share(summary)}获证还不到一半"
    return f"{basis}估计,启动后{summary['median'] / MONTH:.1f}个月有一半企业获证"


def beyond_the_minimum(summary: pd.Series) -> str:
    """Return the median as a multiple of the shortest running time; "" if not longer.

    It follows ``time_to_certificate``.
    """
    times = 0 if pd.isna(summary["median"]) else summary["median"] / MONTH / SHORTEST_MONTHS
    if times <= 1:
        return ""
    return f",是评定申请前体系至少运行时间({SHORTEST_MONTHS}个月)的{times:.1f}倍"


def kept(retention: pd.DataFrame) -> str:
    """Return how many of all ever certified left the list, and how many in it have expired."""
    now = retention[retention["quarter"] == retention["quarter"].max()]
    ever, listed, valid = (int(now[c].sum()) for c in ("ever", "listed", "valid"))
    if not ever:
        return "还没有企业获证"
    opening = f"曾获证的{ever}家企业"
    if not listed:
        return f"{opening}都已不在本期名单"
    left = f"中,{ever - listed}家已不在本期名单" if ever > listed else "全部仍在本期名单"
    ended = f"{listed - valid}家的证书已过期" if listed > valid else "的证书都在有效期内"
    return f"{opening}{left},名单中{ended}"


def ending(expiry: pd.DataFrame) -> str:
    """Return how many certificates end within a year, and when the first end (``trend.expiry``)."""
    ahead = expiry.iloc[1 : AHEAD + 1]
    coming = ahead[ahead["certificates"] > 0]
    if coming.empty:
        return "今后三年没有证书到期"
    first = coming.iloc[0]
    year = int(ahead["certificates"].iloc[:A_YEAR].sum())
    when = f"{Quarter.parse(first['until']).name}起有证书到期"
    return f"{when},今后一年共{year}家" if year else f"今后一年没有证书到期,{when}"


def _among(counts: pd.Series) -> str:
    """Return that the last count is above, or below, all before it; "" if neither."""
    now, before = counts.iloc[-1], counts.iloc[:-1]
    if before.empty:
        return ""
    if now > before.max():
        return "(各期最多)"
    return "(各期最少)" if now < before.min() else ""


def _last(table: pd.DataFrame) -> Quarter:
    return Quarter.parse(table["quarter"].iloc[-1])


def _share(summary: pd.Series) -> str:
    """Return the share certified within a year, or within half a year if no more is known."""
    for month, words in ((12, "一年内"), (6, "半年内")):
        if pd.notna(summary[f"within_{month}"]):
            return f"{words}获证的占{summary[f'within_{month}']:.1f}%,观察期内"
    return "观察期内"
