"""The trend's sentences, computed; each is true of none, one, ties and many.

A change is told since the same quarter a year before where there is its list, else since the
first list. Without punctuation at its end a function's text is a chart's title.
"""

from typing import Any

import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.ranking import joined, podium
from hnfusion.trend import stages
from hnfusion.trend.retention import AHEAD, ENDED
from hnfusion.trend.survival import MONTH

SHORTEST_MONTHS = 3
"""The system must have run so long before 评定申请 (评定工作委员会, 2018-09-13: 3个月及以上)."""
MOST_NAMED = 3
A_YEAR = 4
"""Quarters ahead in which ends of validity are told together."""


def title(quarter: Quarter) -> str:
    """Return the page's title."""
    return f"湖南省两化融合管理体系贯标趋势(至{quarter.name})"


def only_one(table: pd.DataFrame) -> str:
    """Return what stands where one list leaves nothing to compare, "" where there are more.

    Args:
        table: ``trend.by_quarter``.
    """
    if len(table) > 1:
        return ""
    return f"只有{_quarter(table, -1).name}一期名单,不能比较。"


def since(table: pd.DataFrame) -> Quarter:
    """Return the quarter that the last one is compared with: a year before, else the first."""
    known = [Quarter.parse(text) for text in table["quarter"].unique()]
    year_before = Quarter(known[-1].year - 1, known[-1].number)
    return year_before if year_before in known else known[0]


def span(table: pd.DataFrame) -> str:
    """Return how the time since then is called: 一年来, or 2019年二季度以来."""
    before, now = since(table), _quarter(table, -1)
    return (
        "一年来"
        if (before.year + 1, before.number) == (now.year, now.number)
        else (f"{before.name}以来")
    )


def totals(table: pd.DataFrame) -> str:
    """Return how those in progress and those certified became more or fewer."""
    was, now = _compared(table)
    changes = [
        moved(noun, int(was[key]), int(now[key]))
        for noun, key in (("在贯企业", "in_progress"), ("累计获证企业", "total_certified"))
    ]
    return f"{span(table)}{','.join(changes)}"


def moved(noun: str, was: int, now: int) -> str:
    """Return how a count changed.

    >>> moved("在贯企业", 184, 286), moved("在贯企业", 5, 5)
    ('在贯企业由184家增至286家', '在贯企业仍为5家')
    """
    if was == now:
        return f"{noun}仍为{now}家"
    return f"{noun}由{was}家{'增' if now > was else '减'}至{now}家"


def new(table: pd.DataFrame) -> str:
    """Return how many are new in the last quarter, and how that is among all quarters."""
    quarter = _quarter(table, -1)
    parts = [
        f"{noun}{table[key].iloc[-1]}家{_among(table[key])}"
        for noun, key in (("新增启动", "new_started"), ("新增获证", "new_certified"))
    ]
    return f"{quarter.name}{','.join(parts)}"


def first_seen(table: pd.DataFrame) -> str:
    """Return the last quarter's starts as filed beside those first seen."""
    return _both(table, "首次列入名单的企业", "new_started", "first_seen")


def self_run(table: pd.DataFrame) -> str:
    """Return the same of 自行贯标."""
    return _both(table, "首次列入名单的自行贯标企业", "self_run_started", "self_run_first_seen")


def growth(table: pd.DataFrame, key: str, measure: str, noun: str) -> str:
    """Return how many cities or industries have more, and which most.

    Args:
        table: ``trend.by_city`` or ``trend.by_industry``.
        key: ``city`` or ``industry``.
        measure: the column that is told.
        noun: what it counts.
    """
    change = changes(table, key, measure)
    unit = {"city": "市州", "industry": "行业"}[key]
    more, fewer = int((change > 0).sum()), int((change < 0).sum())
    down = f",{fewer}个减少" if fewer else ""
    if not more:
        return f"{span(table)}没有{unit}的{noun}增加{down}"
    first = podium(change.rename("more").reset_index(), "more")
    names = [n for n, c in zip(first.names, first.counts, strict=True) if c == first.counts[0]]
    most = joined(names) if len(names) <= MOST_NAMED else f"{len(names)}个并列"
    return f"{span(table)}{more}个{unit}{noun}增加,{most}增加最多({first.counts[0]}家){down}"


def changes(table: pd.DataFrame, key: str, measure: str) -> pd.Series:
    """Return the change of each city or industry since ``since``, by its short name."""
    wide = table.assign(**{key: table[key].astype("str")}).pivot(
        index=key, columns="quarter", values=measure
    )
    wide = wide.reindex(codelists.names(key))
    change = wide.iloc[:, -1] - wide[str(since(table))]
    return change.rename(codelists.short_names() if key == "city" else {})


def flow(table: pd.DataFrame) -> str:
    """Return what became of those in progress, from one list to another.

    Args:
        table: one pair of lists of ``trend.flows``.
    """
    was, steps = table[table["before"] != stages.LISTED], codelists.names("stage")
    place = {stage: n for n, stage in enumerate(steps)}
    step = was["after"].map(place) - was["before"].map(place)
    count = was["enterprises"]
    kinds = {
        "家获证": count[was["after"] == stages.CERTIFIED],
        "家进入后面的阶段": count[step > 0],
        "家阶段未变": count[step == 0],
        "家退回前面的阶段": count[step < 0],
        "家不再在两份名单": count[was["after"] == stages.GONE],
    }
    told = [f"{int(n.sum())}{words}" for words, n in kinds.items() if n.sum()]
    opening = f"{Quarter.parse(table['since'].iloc[0]).name}在贯的{int(count.sum())}家"
    return f"{opening}:{','.join(told)}" if told else f"{opening},无可流转"


def time_to_certificate(summary: pd.Series) -> str:
    """Return how long the way to the certificate takes, as one basis has it.

    Args:
        summary: a row of ``trend.summary``.
    """
    opening = f"{summary['basis']}估计"
    if summary["followed"] == 0:
        return f"{summary['basis']},还没有足够的企业可以观察"
    if pd.isna(summary["median"]):
        share = _share(summary)
        return f"{opening}{share},半数企业获证所需的时间还未达到"
    return f"{opening},半数企业在启动{months(summary['median'])}个月内获证"


def beyond_the_minimum(summary: pd.Series) -> str:
    """Return how the median is to the months that the scheme asks for at least; "" where it is not
    longer, or not known."""
    if pd.isna(summary["median"]) or summary["median"] <= SHORTEST_MONTHS * MONTH:
        return ""
    times = f"{summary['median'] / MONTH / SHORTEST_MONTHS:.1f}"
    return f"申请评定前体系至少运行三个月,从启动到获证的中位数是这一要求的{times}倍。"


def kept(retention: pd.DataFrame, expiry: pd.DataFrame) -> str:
    """Return who fell out of the list and whose certificate has ended."""
    now = retention[retention["quarter"] == retention["quarter"].max()]
    ever, listed, valid = (int(now[c].sum()) for c in ("ever", "listed", "valid"))
    if not ever:
        return "还没有企业获证"
    gone = f"{ever - listed}家已不在本期名单" if ever > listed else "全部仍在本期名单"
    ended = int(expiry.loc[expiry["until"] == ENDED, "certificates"].iloc[0])
    past = f",名单中{ended}家的证书已到期" if ended else ""
    whole = ",证书都在有效期内" if valid == listed and listed and not ended else ""
    return f"曾获证的{ever}家企业{gone}{past}{whole}"


def ending(expiry: pd.DataFrame) -> str:
    """Return how many certificates end within a year, and when the first of all do."""
    ahead = expiry.iloc[1 : AHEAD + 1]
    coming = ahead[ahead["certificates"] > 0]
    if coming.empty:
        return "今后三年没有证书到期"
    first = coming.iloc[0]
    year = int(ahead["certificates"].iloc[:A_YEAR].sum())
    when = f"{Quarter.parse(first['until']).name}起有证书到期"
    return f"{when},今后一年共{year}家" if year else f"今后一年没有证书到期,{when}"


def months(days: Any) -> str:
    """Return days as months, one decimal; nothing reached is 未达到.

    >>> months(753), months(None)
    ('24.7', '未达到')
    """
    return "未达到" if pd.isna(days) else f"{days / MONTH:.1f}"


def _share(summary: pd.Series) -> str:
    for month, words in ((12, "一年内"), (6, "半年内")):
        if pd.notna(summary[f"within_{month}"]):
            return f",{words}获证的占{summary[f'within_{month}']:.1f}%"
    return ""


def _both(table: pd.DataFrame, noun: str, filed: str, seen: str) -> str:
    now = table.iloc[-1]
    opening = f"{_quarter(table, -1).name}{noun}"
    if pd.isna(now[seen]):
        return f"{opening}无从比较"
    more = int(now[seen] - now[filed])
    if more == 0:
        return f"{opening}{now[seen]}家,与通报口径的新增启动同数"
    return f"{opening}{now[seen]}家,比通报口径的新增启动{'多' if more > 0 else '少'}{abs(more)}家"


def _among(counts: pd.Series) -> str:
    """Return whether the last count is the most or the fewest of all, and alone in that."""
    now, before = counts.iloc[-1], counts.iloc[:-1]
    if before.empty:
        return ""
    if now > before.max():
        return f"(各期最多)"
    return "(各期最少)" if now < before.min() else ""


def _compared(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    by_quarter = table.set_index("quarter")
    return by_quarter.loc[str(since(table))], by_quarter.iloc[-1]


def _quarter(table: pd.DataFrame, place: int) -> Quarter:
    return Quarter.parse(table["quarter"].iloc[place])
