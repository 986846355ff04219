"""The title of each chart: its main result, in one sentence computed from the chart's frame.

Each title is correct whether none, one, several or tied rows lead. A share that is not a whole
number of tenths is given in whole percent, rounded half up.
"""

import pandas as pd

from hnfusion.narrate import change as moves
from hnfusion.narrate.bulletin import short_cities
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import PLACES, first, joined, leading, podium, wording

TENTHS = "零一二三四五六七八九"
LARGEST_STAGES = 2
"""Number of stages that the title names (二: 集中在体系试运行和评定申请这两个阶段)."""


def portion(part: int, whole: int) -> str:
    """Return the share of ``part`` in ``whole`` in words, in tenths or in whole percent.

    The words 零成 and 全部 are used only for exactly none and all.

    >>> portion(20, 50), portion(25, 50), portion(39, 136), portion(50, 50)
    ('四成', '一半', '29%', '全部')
    >>> portion(1, 1000), portion(999, 1000)
    ('不足1%', '99%以上')
    """
    if part == whole:
        return "全部"
    if part * 10 % whole:
        percent = (200 * part + whole) // (2 * whole)
        return {0: "不足1%", 100: "99%以上"}.get(percent, f"{percent}%")
    tenths = part * 10 // whole
    return "一半" if tenths * 2 == len(TENTHS) else f"{TENTHS[tenths]}成"


def new_by_city(table: pd.DataFrame, noun: str, quarter: Quarter) -> str:
    """Return the title that says which city has the most new enterprises, and their share.

    ``table`` is from ``tally.by_city``; ``noun`` is 新增启动 or 新增获证.
    """
    return _leading(table, "new", noun, f"{quarter.ordinal}季度各市州均无{noun}企业")


def total_by_city(table: pd.DataFrame, noun: str) -> str:
    """Return the title that says which city has the largest total, and which have a total of 0.

    ``table`` is from ``tally.by_city``; ``noun`` is what is counted, such as 累计获证.
    """
    most = _leading(table, "total", noun, f"各市州均无{noun}企业", "全省")
    totals, without = table["total"], table["total"] == 0
    has_others = (~without & (totals < totals.max())).any()
    return f"{most};{_named(table[without])}尚无" if has_others and without.any() else most


def without_new(table: pd.DataFrame, quarter: Quarter) -> str:
    """Return the title on the cities without a new start, which may be all cities or no city.

    ``table`` is from ``tally.by_city``.
    """
    late, now = table[table["new"] == 0], f"{quarter.ordinal}季度"
    if late.empty:
        return f"{len(table)}个市州{now}都有企业启动"
    if len(late) == len(table):
        return f"各市州{now}均没有企业启动"
    return f"{_named(late)}{now}没有企业启动"


def by_industry(table: pd.DataFrame, noun: str) -> str:
    """Return the title on the share of the largest industries among all enterprises.

    ``table`` is from ``tally.by_industry``; ``noun`` is the word for the enterprises that are
    counted (获证企业 or 在贯企业).
    """
    largest, whole = podium(table, "total"), int(table["total"].sum())
    names = joined(largest.names)
    if 1 < len(largest.names) == largest.positive and not largest.is_level:
        return f"{noun}分属{names}行业"
    both = "合" if len(largest.names) > 1 else ""
    return wording(
        largest,
        none=f"尚无{noun}",
        only=f"{noun}均属{{names}}行业",
        level="{number}个行业并列最多,各{count}家",
        ranked=f"{{names}}{both}占{noun}的{portion(sum(largest.counts), whole)}",
    )


def by_consultant(table: pd.DataFrame, noun: str) -> str:
    """Return the title on the leading bodies' share of the new enterprises that any body serves.

    ``table`` is from ``tally.by_consultant``; ``noun`` is what is counted: 新增获证 or 新增启动.
    """
    leaders, whole = podium(table, "new"), int(table["new"].sum())
    number = len(leaders.names)
    served = f"由咨询服务机构服务的{whole}家{noun}企业"
    if 1 < number == leaders.positive:
        return f"{served}出自{number}家机构"
    lead = f"前{number}家机构" if number > 1 else "首位机构"
    return wording(
        leaders,
        none=f"没有咨询服务机构服务的企业{noun}",
        only=f"由咨询服务机构服务的{noun}企业均出自{{names}}",
        level=f"{{number}}家机构并列第一,各服务{noun}企业{{count}}家",
        ranked=f"{served}中,{lead}占{portion(sum(leaders.counts), whole)}",
    )


def by_stage(table: pd.DataFrame) -> str:
    """Return the title on the share that the stages of ``largest_stages`` have together.

    If these are more than three stages, the title only says which stages have the most enterprises.
    ``table`` is from ``tally.by_stage``.
    """
    positive, largest = table[table["total"] > 0], leading(table, "total", LARGEST_STAGES)
    if positive.empty:
        return "目前没有在贯企业"
    names, whole = joined(largest_stages(table)), int(positive["total"].sum())
    if len(largest) == len(positive):
        return f"在贯企业都处于{names}阶段"
    if len(largest) > PLACES:
        leaders, count = first(positive, "total")
        most, is_tied = moves.named(leaders, "个阶段"), len(leaders) > 1
        return f"{most}企业{'并列' * is_tied}最多,{'各' * is_tied}{count}家"
    return f"{names}合占{portion(int(largest['total'].sum()), whole)}"


def largest_stages(table: pd.DataFrame) -> list[str]:
    """Return a list of the names of the two largest stages, in the order of the stages.

    Stages that tie with the second largest are in the list, too; a stage without enterprises never
    is, so the list may be shorter or empty. ``table`` is from ``tally.by_stage``.
    """
    return leading(table, "total", LARGEST_STAGES)["stage"].astype("str").tolist()


def pilots(table: pd.DataFrame) -> str:
    """Return the title that says how many pilots have started or hold a certificate.

    If some have and others have not, the title also names the cities where no pilot has. It is ""
    if the year has no list of pilots. ``table`` is from ``tally.pilots_by_city``.
    """
    whole, has_started = int(table["pilots"].sum()), int(table["started"].sum())
    if not whole:
        return ""
    if has_started in (0, whole):
        return f"{whole}家试点企业{'已全部' if has_started else '尚无一家'}启动或获证"
    late = _named(table[(table["started"] == 0) & (table["pilots"] > 0)])
    most = f"{whole}家试点企业已有{has_started}家启动或获证,占{portion(has_started, whole)}"
    return f"{most};{late}尚无" if late else most


def change(table: pd.DataFrame) -> str:
    """Return the title on how the number of enterprises in progress changed in the quarter.

    It also says which cities changed most. ``table`` is from ``tally.change_by_city``; if it has no
    rows, the title is "".
    """
    if table.empty:
        return ""
    before = table.set_index(short_cities(table)["city"])
    difference = before["total"] - before["previous"]
    net = int(difference.sum())
    all_of = moves.changed(difference, down=net < 0)
    if not all_of.more and not all_of.fewer:
        return "各市州在贯企业均与上季度持平"
    if net == 0:
        return f"在贯企业总数与上季度持平,{all_of.more}个市州增加,{all_of.fewer}个减少"
    verb, who = "增加" if net > 0 else "减少", moves.named(all_of.most, "个市州")
    each = "各" if len(all_of.most) > 1 else ""
    where = f"{who}{verb}最多({each}{all_of.by}家)"
    alone = all_of.more + all_of.fewer == 1
    return f"在贯企业比上季度{verb}{abs(net)}家,{f'都在{who}' if alone else where}"


def _leading(table: pd.DataFrame, column: str, noun: str, none: str, of: str = "") -> str:
    """Return the title that says which city has the largest count in a column, and its share.

    Cities that tie have no share; up to three are named. ``noun`` is what is counted, ``of`` is the
    word before the share (全省 or ""). If all counts are 0, the title is ``none``.
    """
    names, count = first(short_cities(table), column)
    whole = int(table[column].sum())
    if not names:
        return none
    if len(names) > 1:
        return f"{moves.named(names, '个市州')}各{noun}{count}家,并列第一"
    if count == whole:
        return f"{noun}的{whole}家企业均来自{names[0]}"
    return f"{names[0]}{noun}{count}家,占{of}{portion(count, whole)}"


def _named(table: pd.DataFrame) -> str:
    """Return a text with the short names of a frame's cities; if more than five, their number."""
    return moves.named(short_cities(table)["city"].tolist(), "个市州", most=5)
