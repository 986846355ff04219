"""The trend's sentences and chart titles, correct for no enterprise, one, many and tied counts.

A change is since the same quarter a year before if that has a list, else since the oldest list.
A sentence without punctuation at its end is also a chart's title. ``table`` is from
``trend.by_quarter``, unless a docstring says otherwise; its last row is the newest quarter.
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
"""Number of coming quarters whose expiring certificates are counted together."""


def title(quarter: Quarter) -> str:
    """Return the title of the trend's page."""
    return f"湖南省两化融合管理体系贯标趋势(至{quarter.name})"


def only_one(table: pd.DataFrame) -> str:
    """Return the note that the list of a single quarter cannot be compared.

    It is "" if ``table``, from ``trend.by_quarter`` or ``trend.by``, has several quarters.
    """
    if len(table["quarter"].unique()) > 1:
        return ""
    return f"只有{_last(table).name}一期名单,不能比较。"


def since(table: pd.DataFrame) -> Quarter:
    """Return the quarter that the newest quarter is compared with.

    It is the same quarter a year before or, if ``table`` lacks that, the oldest quarter. ``table``
    is from ``trend.by_quarter`` or ``trend.by``.
    """
    known = [Quarter.parse(text) for text in table["quarter"].unique()]
    year_before = known[-1].a_year_before
    return year_before if year_before in known else known[0]


def span(table: pd.DataFrame) -> str:
    """Return the words for the time from ``since`` to the newest quarter.

    They are 一年来 if ``since`` is a year before, else such as 2019年二季度以来. ``table`` is from
    ``trend.by_quarter`` or ``trend.by``.
    """
    before = since(table)
    return "一年来" if before == _last(table).a_year_before else f"{before.name}以来"


def totals(table: pd.DataFrame) -> str:
    """Return the sentence on the enterprises in progress and certified, now and in ``since``."""
    was, now = table[table["quarter"] == str(since(table))].iloc[0], table.iloc[-1]
    changes = [
        change.moved(noun, int(was[key]), int(now[key]))
        for noun, key in (("在贯企业", "in_progress"), ("累计获证企业", "total_certified"))
    ]
    return f"{span(table)}{','.join(changes)}"


def new(table: pd.DataFrame) -> str:
    """Return the sentence on the enterprises newly started and certified in the newest quarter.

    A number that is above or below those of all earlier quarters is followed by (各期最多) or
    (各期最少).
    """
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
    """Return the sentence comparing the newest quarter's starts as first seen and as filed.

    Args:
        table: from ``trend.by_quarter``.
        noun: the word for the enterprises that are counted.
        filed: the column that counts starts by the date that was filed.
        seen: the column that counts enterprises by the list that first has them; a missing count,
            as for the oldest list, cannot be compared, and the sentence says so.
    """
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
    """Return the title that says how many cities or industries grew or shrank, and which grew most.

    ``table`` is from ``trend.by``, ``key`` is ``city`` or ``industry``, ``measure`` is a column of
    counts, and ``noun`` is what these count.
    """
    changed = change.changed(changes(table, key, measure))
    down = f",{changed.fewer}个减少" if changed.fewer else ""
    if not changed.more:
        return f"{span(table)}没有{UNITS[key]}的{noun}增加{down}"
    most = change.named(changed.most, "个并列")
    more = f"{span(table)}{changed.more}个{UNITS[key]}{noun}增加{down}"
    return f"{more},{most}增加最多({changed.by}家)"


def over_time(table: pd.DataFrame, key: str, measure: str) -> pd.DataFrame:
    """Return a frame of the counts in ``measure``, with one row per quarter.

    Its index is the quarter (``2020Q1``), its columns are the cities (short names) or industries.
    ``table`` is from ``trend.by``, ``key`` is ``city`` or ``industry``, ``measure`` a column.
    """
    wide = table.astype({key: "str"}).pivot_table(measure, "quarter", key, aggfunc="sum")
    short = codelists.short_names() if key == "city" else {}
    return wide[codelists.names(key)].rename(columns=short)


def changes(table: pd.DataFrame, key: str, measure: str) -> pd.Series:
    """Return a Series of the change from ``since`` to now, by city (short name) or industry.

    The arguments are those of ``over_time``.
    """
    wide = over_time(table, key, measure)
    return wide.iloc[-1] - wide.loc[str(since(table))]


def flow(table: pd.DataFrame) -> str:
    """Return the sentence on what became of the enterprises in progress between two lists.

    ``table`` has the rows of ``trend.flows`` for these two lists.
    """
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
    """Return the clause on the number of backdated starts in the newest quarter.

    A start is backdated if it is before the quarter of the first list that has the enterprise. The
    clause follows the sentence of ``first_seen``, and is "" if the number is 0 or missing.
    """
    now = table.iloc[-1]
    if pd.isna(now["backdated"]) or now["backdated"] == 0:
        return ""
    return f",其中{now['backdated']}家填报的启动时间早于本季度"


def time_to_certificate(summary: pd.Series) -> str:
    """Return the sentence on the median time from start to certificate, or on why it is unknown.

    ``summary`` is a row of ``trend.times``, whose ``basis`` says from which day time is counted.
    """
    basis = f"按{summary['basis']}"
    if summary["followed"] == 0:
        return f"{basis},可观察的企业太少,不能估计从启动到获证的时间"
    if pd.isna(summary["median"]):
        return f"{basis}估计,{_share(summary)}获证还不到一半"
    return f"{basis}估计,启动后{summary['median'] / MONTH:.1f}个月有一半企业获证"


def beyond_the_minimum(summary: pd.Series) -> str:
    """Return the clause that gives the median as a multiple of ``SHORTEST_MONTHS``.

    It follows the sentence of ``time_to_certificate``, and is "" if the median is missing or not
    longer than these months. ``summary`` is a row of ``trend.times``.
    """
    times = 0 if pd.isna(summary["median"]) else summary["median"] / MONTH / SHORTEST_MONTHS
    if times <= 1:
        return ""
    return f",是评定申请前体系至少运行时间({SHORTEST_MONTHS}个月)的{times:.1f}倍"


def kept(retention: pd.DataFrame) -> str:
    """Return the sentence on how many enterprises ever certified are no longer in the newest list.

    It also says how many enterprises in that list have an expired certificate. ``retention`` is
    from ``trend.retention``.
    """
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
    """Return the sentence on when the next certificates end, and how many end within a year.

    ``expiry`` is from ``trend.expiry``.
    """
    ahead = expiry.iloc[1 : AHEAD + 1]
    coming = ahead[ahead["certificates"] > 0]
    if coming.empty:
        return "今后三年没有证书到期"
    first = coming.iloc[0]
    year = int(ahead["certificates"].iloc[:A_YEAR].sum())
    when = f"{Quarter.parse(first['until']).name}起有证书到期"
    return f"{when},今后一年共{year}家" if year else f"今后一年没有证书到期,{when}"


def _among(counts: pd.Series) -> str:
    """Return the words (各期最多) or (各期最少) if the last count is above or below all before it.

    Otherwise, and for a single count, return "".
    """
    now, before = counts.iloc[-1], counts.iloc[:-1]
    if before.empty:
        return ""
    if now > before.max():
        return "(各期最多)"
    return "(各期最少)" if now < before.min() else ""


def _last(table: pd.DataFrame) -> Quarter:
    return Quarter.parse(table["quarter"].iloc[-1])


def _share(summary: pd.Series) -> str:
    """Return the words for the share certified within a year, or, if unknown, within half a year.

    If neither is known, they are only 观察期内.
    """
    for month, words in ((12, "一年内"), (6, "半年内")):
        if pd.notna(summary[f"within_{month}"]):
            return f"{words}获证的占{summary[f'within_{month}']:.1f}%,观察期内"
    return "观察期内"
