"""The captions of all tables, and how each of the bulletin's charts is drawn and worded.

A table has the name of its csv, a chart the name of its svg. Most charts show the table of the same
name. Tables and charts are in the order of the notebook, which also gives them their numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts
from hnfusion.narrate import chart_titles
from hnfusion.quarter import Quarter

TABLES = {
    "certified_by_city": "各市州{now}新增和累计获证企业数量",
    "certified_by_industry": "各行业{now}新增和累计获证企业数量",
    "certified_by_consultant": "各咨询服务机构服务企业{now}新增和累计获证数量",
    "started_by_city": "各地{now}新增贯标启动企业和在贯企业数量",
    "started_by_industry": "各行业{now}新增贯标启动企业和在贯企业数量",
    "started_by_consultant": "咨询服务机构{now}新增贯标和目前实时贯标企业数量",
    "started_by_stage": "在贯企业所处阶段",
    "pilots_by_city": "各市州{year}年度贯标试点企业启动情况",
}
"""The captions of the bulletin's tables, by name; ``filled`` completes them. The unit is 家."""
OTHERS = {
    "trend_by_quarter": "各季度总量与新增",
    "trend_by_city": "各季度各市州总量与新增",
    "trend_by_industry": "各季度各行业总量与新增",
    "trend_stage_flow": "各期之间的阶段流转",
    "trend_survival_curve": "启动以后已获证企业所占比例的估计",
    "trend_time_to_certificate": "从启动到获证所需时间的估计",
    "trend_retention": "各批获证企业在各期名单中的数量",
    "trend_expiry": "证书到期时间",
    "headline": "主要指标",
    "reconciliation": "与公开通报核对",
    "figures": "全部数字",
    "revisions": "各版修订的数字",
    "list_certified": "获证企业名单(附件1)",
    "list_started": "启动企业名单(附件2)",
    "cleaning_log": "整理记录",
    "findings": "核查发现",
}
"""The captions of all other tables that have files, by name."""
CERTIFIED, STARTED = "{quarter}获证企业名单", "{quarter}启动企业名单"
BARS = "全长为{total},其中着色的一段为{new},前三位颜色最醒目。"
TILES = "每格一个市州,按地理位置排列;"
PARETO = "横条全长为{total},着色的一段为{new};右侧为前几家合计占{new}的比重。"


@dataclass(frozen=True)
class Declared:
    """The declaration of a chart of the bulletin: the functions and texts that make it."""

    draw: Callable[[pd.DataFrame, Mapping[str, str]], Figure]  # takes a frame and column titles
    say: Callable[[pd.DataFrame, Quarter], str]  # returns the title; "" if there is nothing to show
    read: str  # how to read the chart; ``{new}`` becomes the title of the column ``new``
    source: str  # the lists that the chart is made from
    caption: str = ""  # what it shows; "" takes the caption of the table with the chart's name
    table: str = ""  # the table with the titles of its columns; "" is that with the chart's name


CHARTS = {
    "certified_by_city": Declared(
        lambda rows, titles: charts.tiles(rows, "total", "new", titles),
        lambda rows, _: chart_titles.total_by_city(rows, "累计获证"),
        TILES + "大字和颜色为{total},小字为{new}。",
        CERTIFIED,
    ),
    "certified_by_industry": Declared(
        lambda rows, titles: charts.bars(rows, "total", "new", titles, by="total"),
        lambda rows, _: chart_titles.by_industry(rows, "获证企业"),
        BARS,
        CERTIFIED,
    ),
    "certified_by_consultant": Declared(
        lambda rows, titles: charts.pareto(rows, "total", "new", titles),
        lambda rows, _: chart_titles.by_consultant(rows, "新增获证"),
        PARETO,
        CERTIFIED,
    ),
    "started_by_city": Declared(
        lambda rows, titles: charts.bars(rows, "total", "new", titles),
        lambda rows, quarter: chart_titles.new_by_city(rows, "新增启动", quarter),
        BARS,
        STARTED,
    ),
    "started_map": Declared(
        lambda rows, titles: charts.tiles(rows, "new", "total", titles),
        chart_titles.without_new,
        TILES + "大字和颜色为{new},小字为{total};数据见started_by_city.csv。",
        STARTED,
        "各地{now}新增贯标启动企业和在贯企业分布",
        "started_by_city",
    ),
    "started_change": Declared(
        lambda rows, _: charts.dumbbell(rows, "previous", "total", ("上季度末", "本季度末")),
        lambda rows, _: chart_titles.change(rows),
        "空心点为上季度末,实心点为本季度末,按增减排列;数据见两个季度各自的started_by_city.csv。",
        STARTED + "、{previous}启动企业名单",
        "各地在贯企业数量与上季度末相比",
    ),
    "started_by_industry": Declared(
        lambda rows, titles: charts.bars(rows, "total", "new", titles, by="total"),
        lambda rows, _: chart_titles.by_industry(rows, "在贯企业"),
        BARS,
        STARTED,
    ),
    "started_by_consultant": Declared(
        lambda rows, titles: charts.pareto(rows, "total", "new", titles),
        lambda rows, _: chart_titles.by_consultant(rows, "新增启动"),
        PARETO,
        STARTED,
    ),
    "started_by_stage": Declared(
        lambda rows, _: charts.funnel(rows, chart_titles.largest_stages(rows)),
        lambda rows, _: chart_titles.by_stage(rows),
        "自上而下为贯标的先后阶段,宽度为企业数,百分数为占全部在贯企业的比重。",
        STARTED,
    ),
    "pilots_by_city": Declared(
        lambda rows, _: charts.bars(
            rows, "pilots", "started", {"pilots": "试点", "started": "启动或获证"}
        ),
        lambda rows, _: chart_titles.pilots(rows),
        "全长为试点企业,其中着色的一段为已启动或获证,前三位颜色最醒目。",
        "{year}年度试点企业名单、{quarter}获证和启动企业名单",
    ),
}


def caption_of(name: str, quarter: Quarter) -> str:
    """Return the caption of a table of ``TABLES`` or a chart of ``CHARTS``, filled in."""
    own = CHARTS[name].caption if name in CHARTS else ""
    return filled(own or TABLES[name], quarter)


def filled(words: str, quarter: Quarter) -> str:
    """Return words with the names of the quarter, the previous quarter and the year filled in.

    >>> filled(TABLES["pilots_by_city"], Quarter(2020, 1))
    '各市州2020年度贯标试点企业启动情况'
    """
    return words.format(
        now=f"{quarter.ordinal}季度",
        year=quarter.year,
        quarter=quarter.name,
        previous=quarter.previous.name,
    )
