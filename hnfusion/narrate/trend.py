"""The trend's sentences, computed; each is true of none, one, ties and many.

A change is told since the same quarter a year before where there is its list, else since the
first list. Without punctuation at its end a function's text is a chart's title.
"""

from collections.abc import Callable

import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.tally import ranking
from hnfusion.trend import stages

Teller = Callable[[pd.DataFrame], str]
"""A sentence of ``trend.by_quarter``."""
MOST_NAMED = 3


def title(quarter: Quarter) -> str:
    """Return the page's title."""
    return f"湖南省两化融合管理体系贯标趋势(至{quarter.name})"


def only_one(table: pd.DataFrame) -> str:
    """Return what stands where one list leaves nothing to compare, "" where there are more.

    Args:
        table: ``trend.by_quarter``.
    """
    if len(table["quarter"].unique()) > 1:
        return ""
    return f"只有{_quarter(table, -1).name}一期名单,不能比较。"


def since(table: pd.DataFrame) -> Quarter:
    """Return the quarter that the last one is compared with: a year before, else the first."""
    known = [Quarter.parse(text) for text in table["quarter"].unique()]
    return known[-1].a_year_before if known[-1].a_year_before in known else known[0]


def span(table: pd.DataFrame) -> str:
    """Return how the time since then is called: 一年来, or 2019年二季度以来."""
    before, now = since(table), _quarter(table, -1)
    return "一年来" if before == now.a_year_before else f"{before.name}以来"


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
    names, count = ranking.first(change.rename("more").reset_index(), "more")
    most = ranking.joined(names) if len(names) <= MOST_NAMED else f"{len(names)}个并列"
    return f"{span(table)}{more}个{unit}{noun}增加{down},{most}增加最多({count}家)"


def changes(table: pd.DataFrame, key: str, measure: str) -> pd.Series:
    """Return the change of each city or industry since ``since``, by its short name."""
    plain = table.astype({key: "str"})
    wide = plain.pivot_table(measure, key, "quarter", aggfunc="sum")
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
    after, before = (was[column].map(place).astype("float64") for column in ("after", "before"))
    step = after - before
    count = was["enterprises"]
    kinds = {
        "家获证": count[was["after"] == stages.CERTIFIED],
        "家进入后面的阶段": count[step > 0],
        "家阶段未变": count[step == 0],
        "家退回前面的阶段": count[step < 0],
        "家不再在两份名单": count[was["after"] == stages.GONE],
    }
    told = [f"{int(n.sum())}{words}" for words, n in kinds.items() if n.sum()]
    since = table["since"].iloc[0]
    opening = f"{Quarter.parse(since).name}在贯的{int(count.sum())}家"
    return f"{opening}中,{','.join(told)}" if told else f"{Quarter.parse(since).name}没有在贯企业"


def backdated(table: pd.DataFrame) -> str:
    """Return who of those first seen claims an earlier start, after ``first_seen``; "" of none."""
    now = table.iloc[-1]
    if pd.isna(now["backdated"]) or now["backdated"] == 0:
        return ""
    return f",其中{now['backdated']}家填报的启动时间早于本季度"


def _both(table: pd.DataFrame, noun: str, filed: str, seen: str) -> str:
    now = table.iloc[-1]
    opening = f"{_quarter(table, -1).name}{noun}"
    if pd.isna(now[seen]):
        return f"{opening}无从比较"
    more = int(now[seen] - now[filed])
    if now[seen] == 0:
        others = f"有{now[filed]}家新增启动" if more else "也没有新增启动"
        return f"{_quarter(table, -1).name}没有{noun},通报口径{others}"
    if more == 0:
        return f"{opening}{now[seen]}家,与通报口径的新增启动同数"
    return f"{opening}{now[seen]}家,比通报口径的新增启动{'多' if more > 0 else '少'}{abs(more)}家"


def _among(counts: pd.Series) -> str:
    """Return whether the last count is the most or the fewest of all, and alone in that."""
    now, before = counts.iloc[-1], counts.iloc[:-1]
    if before.empty:
        return ""
    if now > before.max():
        return "(各期最多)"
    return "(各期最少)" if now < before.min() else ""


def _compared(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return table[table["quarter"] == str(since(table))].iloc[0], table.iloc[-1]


def _quarter(table: pd.DataFrame, place: int) -> Quarter:
    return Quarter.parse(table["quarter"].iloc[place])
