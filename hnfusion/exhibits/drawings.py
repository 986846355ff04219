"""The bulletin's charts by name: how each is drawn, what it says, what stands below it."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts, narrate
from hnfusion.exhibits.numbering import titles_of
from hnfusion.quarter import Quarter

Titles = Mapping[str, str]
LISTS = {
    "certified": "{quarter}获证企业名单",
    "started": "{quarter}启动企业名单",
    "pilots": "{year}年度试点企业名单、{quarter}获证和启动企业名单",
}
"""What a chart is made from, by the first word of its name."""
BARS = "全长为{total},其中着色的一段为{new},前三位颜色最醒目。"
TILES = "每格一个市州,按地理位置排列;"
PARETO = "横条全长为{total},着色的一段为{new};右侧为前几家合计占{new}的比重。"


def drawing(name: str, rows: pd.DataFrame) -> Figure:
    """Return a chart, drawn.

    Args:
        name: one of ``DRAWN``.
        rows: its table, recommended bodies starred.
    """
    return DRAWN[name](rows, titles_of(name))


def message(name: str, rows: pd.DataFrame, quarter: Quarter) -> str:
    """Return what a chart says: its title; "" for a chart that has nothing to show."""
    return SAID[name](rows, quarter)


def note(name: str, rows: pd.DataFrame, quarter: Quarter) -> str:
    """Return what stands under a chart: its source, and how to read it."""
    source = LISTS[name.partition("_")[0]].format(quarter=quarter.name, year=quarter.year)
    before = f"、{quarter.previous.name}启动企业名单" if name == "started_change" else ""
    stars = "★为厅推荐机构;" if rows.get("recommended", pd.Series()).any() else ""
    return f"来源:{source}{before}。{stars}{READ[name].format(**titles_of(name))}"


def description(name: str, rows: pd.DataFrame) -> str:
    """Return what a chart shows, in figures, row by row, for those who do not see it.

    Args:
        name: one of ``DRAWN``.
        rows: its table, recommended bodies starred.
    """
    key, *columns = rows.columns
    titles, shown = titles_of(name), charts.tailed(rows, "new") if key == "consultant" else rows
    lines = [
        f"{row[key]}"
        + "、".join(_figure(titles[column], column, row[column]) for column in columns)
        for row in shown.astype({key: "str"}).to_dict("records")
    ]
    return f"{';'.join(lines)}。" if lines else "没有数据。"


def _figure(title: str, column: str, value: Any) -> str:
    if column == "share":
        return f"占{value}%" if pd.notna(value) else "占比无从计算"
    return f"{title}{value}家"


def _bars(rows: pd.DataFrame, titles: Titles) -> Figure:
    return charts.bars(rows, "total", "new", titles)


def _industries(rows: pd.DataFrame, titles: Titles) -> Figure:
    return charts.bars(rows, "total", "new", titles, told="total")


def _pilots(rows: pd.DataFrame, _: Titles) -> Figure:
    titles = {"started": "启动或获证", "pilots": "试点"}
    return charts.bars(rows, "pilots", "started", titles)


def _certified_map(rows: pd.DataFrame, titles: Titles) -> Figure:
    return charts.tiles(rows, "total", "new", titles)


def _started_map(rows: pd.DataFrame, titles: Titles) -> Figure:
    return charts.tiles(rows, "new", "total", titles)


def _pareto(rows: pd.DataFrame, titles: Titles) -> Figure:
    return charts.pareto(rows, "total", "new", titles)


def _funnel(rows: pd.DataFrame, _: Titles) -> Figure:
    return charts.funnel(rows, narrate.chart_titles.largest_stages(rows))


def _change(rows: pd.DataFrame, _: Titles) -> Figure:
    return charts.dumbbell(rows, "previous", "total", ("上季度末", "本季度末"))


DRAWN: Mapping[str, Callable[[pd.DataFrame, Titles], Figure]] = {
    "certified_by_city": _certified_map,
    "certified_by_industry": _industries,
    "certified_by_consultant": _pareto,
    "started_by_city": _bars,
    "started_by_industry": _industries,
    "started_by_consultant": _pareto,
    "started_by_stage": _funnel,
    "pilots_by_city": _pilots,
    "started_map": _started_map,
    "started_change": _change,
}
"""How each chart is drawn."""
SAID: Mapping[str, Callable[[pd.DataFrame, Quarter], str]] = {
    "certified_by_city": lambda rows, _: narrate.chart_titles.total_by_city(rows, "累计获证"),
    "certified_by_industry": lambda rows, _: narrate.chart_titles.by_industry(rows, "获证企业"),
    "certified_by_consultant": lambda rows, _: narrate.chart_titles.by_consultant(rows, "新增获证"),
    "started_by_city": lambda rows, quarter: narrate.chart_titles.new_by_city(
        rows, "新增启动", quarter
    ),
    "started_by_industry": lambda rows, _: narrate.chart_titles.by_industry(rows, "在贯企业"),
    "started_by_consultant": lambda rows, _: narrate.chart_titles.by_consultant(rows, "新增启动"),
    "started_by_stage": lambda rows, _: narrate.chart_titles.by_stage(rows),
    "pilots_by_city": lambda rows, _: narrate.chart_titles.pilots(rows),
    "started_map": narrate.chart_titles.without_new,
    "started_change": lambda rows, _: narrate.chart_titles.change(rows),
}
"""What each chart says."""
READ = {
    "certified_by_city": TILES + "大字和颜色为{total},小字为{new}。",
    "certified_by_industry": BARS,
    "certified_by_consultant": PARETO,
    "started_by_city": BARS,
    "started_by_industry": BARS,
    "started_by_consultant": PARETO,
    "started_by_stage": "自上而下为贯标的先后阶段,宽度为企业数,百分数为占全部在贯企业的比重。",
    "pilots_by_city": "全长为试点企业,其中着色的一段为已启动或获证,前三位颜色最醒目。",
    "started_map": TILES + "大字和颜色为{new},小字为{total};数据见started_by_city.csv。",
    "started_change": "空心点为上季度末,实心点为本季度末,按增减排列;"
    "数据见两个季度各自的started_by_city.csv。",
}
"""How each chart is read."""
