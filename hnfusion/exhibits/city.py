"""What a city's page shows: its figures and place, its charts, its lists, the way to the others."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts, cities, codelists, narrate
from hnfusion.cities import City, Stood
from hnfusion.exhibits import bulletin, legacy, record
from hnfusion.exhibits.legacy import Exhibit
from hnfusion.exhibits.record import Text
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
NOUNS = {"total_certified": "获证企业", "in_progress": "在贯企业"}
"""What the totals count."""
COUNTS = ["新增启动", "在贯", "新增获证", "累计获证"]
"""The columns of the tables of industries and of consulting bodies."""
COLUMNS = {
    "number": "序号",
    "enterprise": "企业名称",
    "is_new": "本季度",
    "industry": "所属行业",
    "consultant": "咨询服务机构",
    "issue_date": "发证日期",
    "start_date": "启动时间",
    "stage": "当前阶段",
}
"""The columns of a city's lists."""
OPEN = 15
"""Rows of a list that stands open; a longer one opens when asked."""


def title(city: City, quarter: Quarter) -> Exhibit:
    """Return the title of a city's page, which is broken between its parts only."""
    return _shown(
        "title", narrate.city.title(city, quarter), parts=narrate.city.title_parts(city, quarter)
    )


def key_figures(standing: pd.DataFrame, series: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return the figures on top of a city's page, each with its place and its changes."""
    rows, past = stood(standing), series.set_index("quarter")
    figures = [
        {
            "label": f"{TITLES[key]}企业",
            "value": rows[key].value,
            "place": narrate.city.placed(rows[key]).removeprefix("居"),
            "share": rows[key].share,
            "changes": narrate.change.compared(past[key], quarter),
        }
        for key in KEY_FIGURES
    ]
    return _shown("key_figures", "主要指标", figures=figures)


def places(standing: pd.DataFrame, city: City) -> Exhibit:
    """Return the table of a city's figures and places; figures that there are not are left out."""
    rows = [
        [
            TITLES[figure],
            row.value,
            row.share,
            _place(row),
            signed(row.on_quarter),
            signed(row.on_year),
        ]
        for figure, row in stood(standing.dropna(subset="value")).items()
    ]
    titles = ["指标", "数量", "占比(%)", "位次", "环比", "同比"]
    caption = f"表1 {city.short}各项指标(家)、占全省比重和位次"
    return _table("tab-places", caption, titles, rows)


def among(panel: pd.DataFrame, standing: pd.DataFrame, city: City, quarter: Quarter) -> Exhibit:
    """Return the chart of all fourteen cities' enterprises in progress, this one told of."""
    now = panel.loc[panel["quarter"] == str(quarter), ["city", "in_progress", "new_started"]]
    counts = now.astype({"in_progress": "int64", "new_started": "int64"})
    row = stood(standing)["in_progress"]
    message = f"{city.short}在贯企业{row.value}家,在全省{narrate.city.placed(row)}"
    if not row.value:
        message = f"{city.short}没有在贯企业"
    told = "、".join(
        f"{name}{count}家(新增{new}家)" for name, count, new in counts.itertuples(index=False)
    )
    titles = {"in_progress": "在贯", "new_started": "新增"}
    drawing = charts.tiles(counts, "in_progress", "new_started", titles, city.name)
    return _chart("among", drawing, message, "图1 各市州在贯和本季度新增启动企业(家)", told)


def over_time(series: pd.DataFrame, total: str, new: str, number: int) -> Exhibit:
    """Return the chart of a total and of the new in it, a column a quarter.

    Args:
        series: ``cities.series``.
        total: the figure that counts all.
        new: the figure that counts the new.
        number: of the chart.
    """
    noun = NOUNS[total]
    told = "、".join(
        f"{quarter}末{count}家、当季{TITLES[new]}{begun}家"
        for quarter, count, begun in series[["quarter", total, new]].itertuples(index=False)
    )
    drawing = charts.by_quarter(series, {total: f"季度末{noun}", new: f"当季{TITLES[new]}"})
    message = narrate.city.since_first(series, total, noun)
    return _chart(total, drawing, message, f"图{number} 各季度{noun}(家)", told)


def stages(table: pd.DataFrame) -> Exhibit:
    """Return the chart of a city's stages against the province's."""
    shares = table.fillna({"share": 0.0, "province": 0.0})  # of nobody
    told = "、".join(
        f"{stage}{total}家,占{share}%,全省{province}%"
        for stage, total, share, province in shares.itertuples(index=False)
    )
    subject = "图4 在贯企业所处阶段(家,占比);竖线为全省占比"
    return _chart("stages", charts.against(shares), narrate.city.most_in(table), subject, told)


def stage_table(table: pd.DataFrame) -> Exhibit:
    """Return the table of a city's stages beside the province's."""
    rows = table.astype({"stage": "str"}).astype("object").to_numpy().tolist()
    titles = ["阶段", "在贯(家)", "占比(%)", "全省占比(%)"]
    return _table("tab-stages", "表2 在贯企业所处阶段", titles, rows)


def industries(table: pd.DataFrame, city: City) -> Exhibit | Text | None:
    """Return the table of a city's ``cities.industries``, summed, or a sentence of none."""
    if table.empty:
        return bulletin.paragraphs(f"{city.short}没有获证和在贯企业,不分行业。")
    sums = table.drop(columns="industry").sum().tolist()
    caption, rows = "表3 各行业企业(家)", table.astype("object").to_numpy().tolist()
    return _table("tab-industries", caption, ["行业", *COUNTS], rows, sums)


def consultants(table: pd.DataFrame, city: City) -> Exhibit | Text | None:
    """Return the table of a city's ``cities.consultants``, or a sentence of none."""
    if table.empty:
        return bulletin.paragraphs(f"{city.short}没有由咨询服务机构服务的获证和在贯企业。")
    starred = table["recommended"].tolist()
    rows = table.drop(columns="recommended").astype("object").to_numpy().tolist()
    caption = f"表4 服务{city.short}企业的咨询服务机构(家)"
    return _table("tab-consultants", caption, ["咨询服务机构", *COUNTS], rows, None, starred)


def enterprises(name: str, rows: pd.DataFrame, city: City) -> Exhibit | Text | None:
    """Return a list of a city's enterprises, or a sentence of none.

    Args:
        name: one of ``NOUNS``.
        rows: ``cities.listed``.
        city: the city.
    """
    noun, new = NOUNS[name], int(rows["is_new"].sum())
    if rows.empty:
        return bulletin.paragraphs(f"{city.short}没有{noun}。")
    plain = rows.assign(is_new=rows["is_new"].map({True: "新增", False: ""}))
    for day in rows.select_dtypes("datetime"):
        plain[day] = rows[day].dt.strftime("%Y-%m-%d")
    shown = plain if new else plain.drop(columns="is_new")
    return _shown(
        "enterprises",
        f"{city.short}{noun}名单",
        anchor=f"tab-list-{name}".replace("_", "-"),
        summary=f"{noun}{len(rows)}家" + (f",其中本季度新增{new}家(列在前面)" if new else ""),
        caption=f"{city.short}{noun}名单",
        columns=[_column(str(column)) for column in ["number", *shown]],
        rows=shown.astype("str").to_numpy().tolist(),
        is_open=len(rows) <= OPEN,
    )


def waiting(
    names: list[str], standing: pd.DataFrame, city: City, quarter: Quarter
) -> Exhibit | Text | None:
    """Return a city's pilots that are in neither list, or a sentence on why there are none."""
    if not names:
        return bulletin.paragraphs(narrate.city.lead(standing, city, quarter)[-1])
    words = f"{quarter.year}年度试点企业中尚未启动的{len(names)}家"
    return _shown("waiting", words, words=words, names=names, is_open=len(names) <= OPEN)


def links(city: City) -> Exhibit:
    """Return the way to the cities before and after, and to all fourteen."""
    before, after = cities.neighbours(city)
    values = {"city": city, "before": before, "after": after, "every": cities.cities()}
    return _shown("links", "其他市州", **values)


def signed(change: int) -> str | None:
    """Return a change with its sign; nothing where there is nothing to compare with.

    >>> signed(3), signed(-2), signed(0)
    ('+3', '−2', '0')
    """
    if pd.isna(change):
        return None
    return f"{change:+d}".replace("-", "\N{MINUS SIGN}") if change else "0"


def stood(standing: pd.DataFrame) -> dict[str, Stood]:
    """Return the rows of ``cities.standing`` by figure."""
    return {str(figure): Stood(*row) for figure, *row in standing.itertuples()}


def _place(row: Stood) -> str | None:
    """Return a place as a figure, with a word where it is shared."""
    if pd.isna(row.place):
        return None
    return f"并列 {row.place}" if row.is_tied else f"{row.place}"


def _column(name: str) -> dict[str, str]:
    order = codelists.names(name) if name in ("industry", "stage") else []
    return {"title": COLUMNS[name], "order": "|".join(order)}


def _table(
    anchor: str,
    caption: str,
    titles: list[str],
    rows: Iterable[list[Any]],
    sums: list[int] | None = None,
    starred: list[bool] | None = None,
) -> Exhibit:
    lines = [[record.NOTHING if pd.isna(cell) else cell for cell in row] for row in rows]
    stars = starred or [False] * len(lines)
    values = {"anchor": anchor, "titles": titles, "rows": [*zip(stars, lines, strict=True)]}
    return _shown("table", caption, caption=caption, sums=sums or [], **values)


def _chart(name: str, drawing: Figure, message: str, subject: str, told: str) -> Exhibit:
    svg = charts.themed(charts.svg(drawing, name, message, told))
    return _shown("chart", message, name=name, message=message, subject=subject, svg=svg)


def _shown(macro: str, plain: str, /, **values: Any) -> Exhibit:
    html = legacy.filled("city.html.j2", macro, **values)
    return Exhibit({"text/html": html, "text/plain": plain}, kind=macro)
