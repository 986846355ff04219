"""The bulletin's sentences, in the bulletin's own words, from the frames of ``tally``.

With the figures of 2020Q1 they are the real bulletin's to the character. Where counts are zero,
tied or fewer than three, the words change and remain true. A docstring has in brackets the part of
the bulletin that a rule comes from, such as 一 or 导语 (the lead).
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import joined, podium, wording

NEARLY_ALL, MOST = 80, 50
"""Percent from which the two largest stages together are 绝大部分 (二: at 88.1) and 大部分."""
ISSUER = "湖南省工业和信息化厅"
RECIPIENTS = "各市州工信局,各相关机构、企业:"


def title(quarter: Quarter) -> str:
    """Return the bulletin's title as one text."""
    return "".join(title_parts(quarter))


def title_parts(quarter: Quarter) -> tuple[str, str, str]:
    """Return the bulletin's title as three texts, between which a line may end.

    The parts are whole in meaning, as GB/T 9704, 7.3.1 asks (词意完整).
    """
    return ISSUER, f"{quarter.name}全省推进", "两化融合管理体系贯标工作情况通报"


def overall(certified: pd.DataFrame, started: pd.DataFrame, quarter: Quarter) -> str:
    """Return the sentence on all certified, newly certified and newly started enterprises (导语).

    Except for 一季度, it also has the newly certified and newly started since 1 January
    (年初至今). ``certified`` and ``started`` are from the functions of ``tally`` with these names.
    """
    in_quarter = _new(int(certified["is_new"].sum()), int(started["is_new"].sum()))
    this_year = [int(rows["is_new_this_year"].sum()) for rows in (certified, started)]
    to_date = f";年初至今{_new(*this_year)}" if quarter.number > 1 else ""
    return (
        f"截止{day(quarter)},全省获得两化融合管理体系贯标证书的企业总数量达到"
        f"{len(certified)}家,{quarter.name}{in_quarter}{to_date}。"
    )


def ranks(facts: Mapping[str, Any]) -> str:
    """Return the sentence on the province's ranks (导语); "" if ``facts`` has no ``rank``.

    ``facts`` is the content of ``quarter.toml``.
    """
    if "rank" not in facts:
        return ""
    rank = facts["rank"]
    return (
        f"据{rank['source']},湖南企业开展自评估、自诊断、自对标数量和企业启动贯标数量"
        f"在全国均排第{rank['national']}名,中部地区排第{rank['central']}名。"
    )


def certified_by_city(table: pd.DataFrame, quarter: Quarter) -> str:
    """Return the paragraph of part 一 that introduces ``table``, from ``tally.by_city``."""
    now = this_quarter(quarter)
    leaders = wording(
        podium(short_cities(table), "new"),
        none=f"{now}各市州均无新增获证企业",
        only=f"{now}新增获证企业均来自{{names}}",
        level=f"{now}{{names}}{{number}}个市州并列第一,各新增获证企业{{count}}家",
        ranked=f"{now}新增获证企业数排{{places}}的是{{names}}",
    )
    span = "今年" if quarter.number == 1 else now
    return f"{leaders}。各市州{span}新增和累计获证企业数量如下:"


def by_industry(table: pd.DataFrame, noun: str) -> str:
    """Return the sentence on how many industries there are, and which have the most enterprises.

    ``table`` is from ``tally.by_industry``; ``noun`` is the word for the enterprises that are
    counted (一: 获证企业, 二: 贯标企业).
    """
    opening = f"从产业行业统计数据来看,{noun}"
    leaders = podium(table, "total")
    if not leaders.names:
        return f"{opening}尚无行业分布。"
    if leaders.positive == 1:
        return f"{opening}均属{leaders.names[0]}行业。"
    equal = leaders.counts.count(leaders.counts[0])
    first, rest = leaders.names[:equal], leaders.names[equal:]
    most = f"{joined(first)}行业{'并列' if len(first) > 1 else ''}最多"
    others = f",其次是{joined(rest)}行业" if rest else ""
    return f"{opening}共涉及{leaders.positive}个行业。其中,{most}{others}。"


def certified_by_consultant(table: pd.DataFrame, quarter: Quarter) -> str:
    """Return the paragraph of part 一 that introduces ``table``, from ``tally.by_consultant``."""
    now = this_quarter(quarter)
    leaders = wording(
        podium(table, "new"),
        none=f"{now}没有咨询服务机构服务的企业新增获证",
        only=f"{now}新增获证企业均由{{names}}服务,共{{count}}家",
        level="{names}{number}家机构并列第一,各为{count}家",
        ranked="{names}排在{places},{each}为{counts}家",
    )
    return (
        f"从咨询服务机构服务企业新增获证数量统计来看,{leaders}。"
        f"各咨询服务机构服务企业{now}新增获证数量及累计获证数量如下:"
    )


def star_note(recommended: pd.DataFrame, quarter: Quarter) -> str:
    """Return the note under a table of consulting bodies, on what ★ means.

    ``recommended`` is the year's list of recommended bodies. If it is empty, the note says that the
    list is missing, and that therefore no body has a ★.
    """
    if recommended.empty:
        return f"注:{quarter.year}年度推荐咨询服务机构名单未提供,表中未标“★”"
    return f"注:带“★”的机构为厅推荐的{quarter.year}年度湖南省两化融合管理体系贯标咨询服务机构"


def pilots_note(pilots: pd.DataFrame, quarter: Quarter) -> str:
    """Return the note that the year has no list of pilots; "" if ``pilots``, the list, has rows."""
    return "" if len(pilots) else f"注:{quarter.year}年度试点企业名单未提供,表中均为0"


def part_two(quarter: Quarter) -> str:
    """Return the heading of part 二."""
    return f"二、{this_quarter(quarter)}企业贯标启动情况"


def started_by_city(table: pd.DataFrame, count: pd.Series, quarter: Quarter) -> str:
    """Return the paragraph of part 二 that introduces ``table``, from ``tally.by_city``.

    ``count`` has the values of ``tally.headline`` by key.
    """
    now = this_quarter(quarter)
    leaders = wording(
        podium(table, "new"),
        none=f"{now}各市州均没有企业启动贯标",
        only=f"{now}启动贯标企业均来自{{names}}",
        level=f"{now}{{names}}{{number}}个市州并列第一,各有{{count}}家企业启动贯标",
        ranked=f"{now}启动贯标企业数排{{places}}的是{{listed}},{{each}}是{{counts}}家",
    )
    return (
        f"截止{day(quarter)},全省共有{count['in_progress']}家企业正在开展两化融合管理体系贯标工作,"
        f"{now}启动贯标的企业有{count['new_started']}家。"
        f"从贯标启动企业注册地统计数据来看,{leaders}。"
        f"各地{now}新增贯标启动企业数量和贯标启动企业累计数量如下:"
    )


def started_by_consultant(table: pd.DataFrame, count: pd.Series, quarter: Quarter) -> str:
    """Return the paragraph of part 二 on 自行贯标, and on the bodies with the most new starts.

    It introduces ``table``, which is from ``tally.by_consultant``; ``count`` has the values of
    ``tally.headline`` by key.
    """
    leaders = wording(
        podium(table, "new"),
        none=f"{this_quarter(quarter)}没有企业与咨询服务机构新签订贯标",
        only="{names}签订贯标企业数居首,为{count}家",
        level="{names}{number}家机构签订贯标企业数并列第一,各为{count}家",
        ranked="{names}签订贯标企业数排{bare},{each}是{counts}家",
    )
    alone = f"有{count['self_run']}家" if count["self_run"] else "没有"
    return (
        f"统计的{count['in_progress']}家贯标企业中,{alone}企业选择自行开展贯标。{leaders}。"
        f"咨询服务机构{this_quarter(quarter)}新增贯标和目前实时贯标企业数量如下:"
    )


def by_stage(table: pd.DataFrame) -> str:
    """Return the sentences of part 二 on the two largest stages and their shares.

    If fewer than two stages have enterprises, one sentence says so, without shares. ``table`` is
    from ``tally.by_stage``.
    """
    opening = "从企业贯标实施不同阶段的企业数量统计数据来看,"
    largest = table[table["total"] > 0].nlargest(2, "total", keep="first").astype({"stage": "str"})
    if largest.empty:
        return f"{opening}目前没有处于各实施阶段的企业。"
    if len(largest) == 1:
        only = largest.iloc[0]
        return f"{opening}全部{only['total']}家企业都处于{only['stage']}阶段。"
    whole = table["total"].sum()
    together = 100 * largest["total"].sum() / whole
    quantity = "绝大部分" if together >= NEARLY_ALL else "大部分" if together >= MOST else "较多"
    first, second = largest.itertuples(index=False)
    return (
        f"{opening}{quantity}企业都集中在{first.stage}和{second.stage}这两个阶段。"
        f"其中,处于{first.stage}阶段的有{first.total}家企业,处于{second.stage}的有{second.total}家企业,"
        f"分别占比{first.share}%和{second.share}%。"
    )


def honest_sentence(series: pd.DataFrame, quarter: Quarter) -> str:
    """Return the note on how many enterprises are first seen in ``quarter``, backdated or not.

    It is "" if none of these enterprises is backdated, or if no earlier quarter has lists, because
    it is then unknown which enterprises these are. ``series`` is from
    ``tally.corrected_series``; its last row is that of ``quarter``.
    """
    now = series.iloc[-1]
    if pd.isna(now["backdated"]) or now["backdated"] == 0:
        return ""
    before = series.iloc[-2]
    compared = (
        f"{Quarter.parse(before['quarter']).name}按同一口径为{before['new_observed']}家"
        if pd.notna(before["new_observed"])
        else "此前没有可比的数字"
    )
    return (
        f"注:按企业首次列入名单的季度统计,{quarter.name}新增启动{now['new_observed']}家,"
        f"其中{now['backdated']}家填报的启动时间早于本季度,未计入上文的{now['new_filed']}家;"
        f"{compared}。"
    )


def _new(certified: int, started: int) -> str:
    first = f"新增获证企业{certified}家" if certified else "无新增获证企业"
    return first + "," + (f"新增贯标启动企业{started}家" if started else "无新增贯标启动企业")


def short_cities(table: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the short names, such as 长沙, in its column ``city``."""
    return table.assign(city=table["city"].astype("str").map(codelists.short_names()))


def this_quarter(quarter: Quarter) -> str:
    """Return the words for the bulletin's own quarter, such as 今年一季度."""
    return f"今年{quarter.ordinal}季度"


def day(quarter: Quarter) -> str:
    """Return the words for the last day of a quarter (截止), such as 2020年3月31日."""
    return f"{quarter.end.year}年{quarter.end.month}月{quarter.end.day}日"
