"""What a city's page shows: its figures and place, its charts, its lists, the way to the others."""

from typing import Any

import pandas as pd

from hnfusion import charts, cities, exhibits
from hnfusion.cities import City, Stood
from hnfusion.outputs import Exhibit
from hnfusion.quarter import Quarter

TITLES = {
    "total_certified": "累计获证",
    "new_certified": "新增获证",
    "in_progress": "在贯",
    "new_started": "新增启动",
    "self_run": "自行贯标",
    "pilots": "试点企业",
    "pilots_started": "试点已启动或获证",
    "pilots_not_started": "试点未启动",
}
"""What each figure of a city is called."""
KEY_FIGURES = ("total_certified", "new_certified", "in_progress", "new_started")
COLUMNS = {
    "enterprise": "企业名称",
    "is_new": "本季度新增",
    "industry": "所属行业",
    "consultant": "咨询服务机构",
    "issue_date": "发证日期",
    "start_date": "启动时间",
    "stage": "当前阶段",
}
"""The columns of a city's lists."""
OPEN = 20
"""Rows of a list that is open from the start; a longer one opens when asked."""


def key_figures(standing: pd.DataFrame) -> Exhibit:
    """Return the figures on top of a city's page, each with its place and its changes."""
    rows = _stood(standing)
    figures = [
        {
            "label": TITLES[figure],
            "value": rows[figure].value,
            "place": cities.placed(rows[figure]),
            "on_quarter": signed(rows[figure].on_quarter),
            "on_year": signed(rows[figure].on_year),
        }
        for figure in KEY_FIGURES
    ]
    return _shown("key_figures", "主要指标", figures=figures)


def places(standing: pd.DataFrame, city: City) -> Exhibit:
    """Return the table of all figures of a city; those that there are not are left out."""
    rows = [
        {
            "label": TITLES[figure],
            "value": row.value,
            "share": exhibits.NOTHING if pd.isna(row.share) else f"{row.share}",
            "place": cities.placed(row).replace("居", "") or exhibits.NOTHING,
            "on_quarter": signed(row.on_quarter) or exhibits.NOTHING,
            "on_year": signed(row.on_year) or exhibits.NOTHING,
        }
        for figure, row in _stood(standing.dropna(subset="value")).items()
    ]
    caption = f"表1 {city.short}各项指标和在十四个市州中的位次(家)"
    return _shown("places", caption, caption=caption, rows=rows)


def among(panel: pd.DataFrame, standing: pd.DataFrame, city: City, quarter: Quarter) -> Exhibit:
    """Return the chart of all fourteen cities' enterprises in progress, this one told of."""
    now = panel[panel["quarter"] == str(quarter)]
    counts = now[["city", "in_progress"]].astype({"in_progress": "int64"})
    row = _stood(standing)["in_progress"]
    message = f"{city.short}在贯企业{row.value}家" + (f",{cities.placed(row)}" if row.value else "")
    told = "、".join(f"{name}{count}家" for name, count in counts.itertuples(index=False))
    drawing = charts.bars(counts, "in_progress", None)
    return _chart("city_among", drawing, message, "图1 各市州在贯企业(家)", told)


def over_time(series: pd.DataFrame, total: str, new: str, noun: str, number: int) -> Exhibit:
    """Return the chart of a total and the new beside it, a column a quarter.

    Args:
        series: ``cities.series``.
        total: the figure that counts all.
        new: the figure that counts the new.
        noun: what they count.
        number: of the chart.
    """
    titles = {total: "季度末", new: "当季新增"}
    told = "、".join(
        f"{quarter}共{count}家、新增{begun}家"
        for quarter, count, begun in series[["quarter", total, new]].itertuples(index=False)
    )
    drawing = charts.by_quarter(series, titles)
    message = cities.since_first(series, total, noun)
    subject = f"图{number} 各季度末{noun}和当季新增(家)"
    return _chart(f"city_{total}", drawing, message, subject, told)


def stages(stages: pd.DataFrame) -> Exhibit:
    """Return the chart of a city's stages against the province's; a sentence where it has none."""
    message = cities.most_in(stages)
    if stages["total"].sum() == 0:
        return exhibits.paragraphs(f"{message}。")
    told = "、".join(
        f"{stage}{total}家,占{share}%,全省{province}%"
        for stage, total, share, province in stages.itertuples(index=False)
    )
    subject = "图4 在贯企业所处阶段(家,占比);短竖线为全省占比"
    return _chart("city_stages", charts.against(stages), message, subject, told)


def counts(rows: pd.DataFrame, number: int, caption: str) -> Exhibit:
    """Return the table of a city's industries or consulting bodies, or a sentence of none.

    Args:
        rows: ``cities.industries`` or ``cities.consultants``.
        number: of the table.
        caption: what it shows.
    """
    key = COLUMNS[str(rows.columns[0])]
    if rows.empty:
        return exhibits.paragraphs(f"没有可列的{key}。")
    words = f"表{number} {caption}(家)"
    shown = rows.assign(star=rows.get("recommended", False)).drop(
        columns="recommended", errors="ignore"
    )
    return _shown("counts", words, caption=words, key=key, rows=shown.to_numpy().tolist())


def enterprises(name: str, rows: pd.DataFrame) -> Exhibit:
    """Return a list of a city's enterprises, or a sentence of none.

    Args:
        name: ``certified`` or ``started``.
        rows: ``cities.listed``.
    """
    noun = {"certified": "获证企业", "started": "在贯企业"}[name]
    if rows.empty:
        return exhibits.paragraphs(f"没有{noun}。")
    new = int(rows["is_new"].sum())
    words = f"{noun}名单({len(rows)}家" + (f",其中本季度新增{new}家,列在前面)" if new else ")")
    plain = rows.assign(is_new=rows["is_new"].map({True: "新增", False: ""}))
    date = "issue_date" if "issue_date" in rows else "start_date"
    plain = plain.assign(**{date: rows[date].dt.strftime("%Y-%m-%d")}).astype("str")
    return _shown(
        "enterprises",
        words,
        name=name,
        words=words,
        titles=[COLUMNS[str(column)] for column in rows],
        rows=plain.fillna(exhibits.NOTHING).to_numpy().tolist(),
        is_open=len(rows) <= OPEN,
    )


def waiting(names: list[str], standing: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return a city's pilots that are in neither list, or a sentence on why there are none."""
    pilots = _stood(standing)["pilots"].value
    if names:
        words = f"{quarter.year}年度试点企业中尚未启动贯标的{len(names)}家"
        return _shown("waiting", words, words=words, names=names, is_open=len(names) <= OPEN)
    if pd.isna(pilots):
        return exhibits.paragraphs(f"{quarter.year}年度试点企业名单未提供。")
    if pilots == 0:
        return exhibits.paragraphs(f"{quarter.year}年度试点企业名单中没有该地企业。")
    return exhibits.paragraphs(f"{quarter.year}年度试点企业{pilots}家,均已启动或获证。")


def links(city: City) -> Exhibit:
    """Return the way to the cities before and after, and to all fourteen."""
    before, after = cities.neighbours(city)
    values = {"city": city, "before": before, "after": after, "every": cities.cities()}
    return _shown("links", "其他市州", **values)


def signed(change: Any) -> str:
    """Return a change with its sign; "" where there is nothing to compare with.

    >>> signed(3), signed(-2), signed(0), signed(pd.NA)
    ('+3', '-2', '0', '')
    """
    if pd.isna(change):
        return ""
    return f"{change:+d}".replace("-", "\N{MINUS SIGN}") if change else "0"


def _stood(standing: pd.DataFrame) -> dict[str, Stood]:
    return {str(figure): Stood(*row) for figure, *row in standing.itertuples()}


def _chart(name: str, drawing: Any, message: str, subject: str, told: str) -> Exhibit:
    svg = charts.themed(charts.svg(drawing, name, message, told))
    return _shown("chart", message, name=name, message=message, subject=subject, svg=svg)


def _shown(macro: str, plain: str, /, **values: Any) -> Exhibit:
    html = exhibits.filled("city.html.j2", macro, **values)
    return Exhibit({"text/html": html, "text/plain": plain}, kind=macro)
