"""A city's page: its figures and ranks, its charts, its lists and links to the other cities."""

from typing import Any

import pandas as pd

from hnfusion import charts, cities, narrate, schema
from hnfusion.cities import City
from hnfusion.exhibits import attachments, bulletin, key_figures, record
from hnfusion.exhibits.record import Chart, KeyFigures, Link, Links, Record, Table, Text
from hnfusion.quarter import Quarter

KEY_FIGURES = ("total_certified", "new_certified", "in_progress", "new_started")
NOUNS = {"total_certified": "获证企业", "in_progress": "在贯企业"}
OPEN = 15
"""The most rows of a list of enterprises that is open when the page is shown."""


def main_figures(standing: pd.DataFrame, series: pd.DataFrame, quarter: Quarter) -> KeyFigures:
    """Return the ``KeyFigures`` on top of a city's page, each with its rank and its changes.

    ``standing`` is from ``cities.standing``, ``series`` from ``cities.series``.
    """
    past = series.set_index("quarter")
    figures = []
    for key in KEY_FIGURES:
        row = narrate.city.figures(standing)[key]
        rank = narrate.city.rank(row)
        news = f"全省{rank},占{row.share}%" if rank else ""
        label = f"{schema.title(key)}企业"
        figures.append(key_figures.key_figure(label, row.value, past[key], quarter, news=news))
    return KeyFigures(tuple(figures), "four")


def ranks(standing: pd.DataFrame, city: City) -> Table:
    """Return the ``Table`` of a city's figures and ranks, without figures that are missing.

    ``standing`` is from ``cities.standing``.
    """
    known = standing.dropna(subset="value").reset_index()
    tied = known["is_tied"].map({True: "并列 ", False: ""})
    rows = pd.DataFrame(
        {
            "figure": known["figure"].map(schema.title),
            "value": known["value"],
            "share": known["share"],
            "rank": (tied + known["rank"].astype("str")).where(known["rank"].notna(), None),
            "on_quarter": [*map(narrate.change.signed, known["on_quarter"])],
            "on_year": [*map(narrate.change.signed, known["on_year"])],
        }
    )
    caption = f"{city.short}各项指标(家)、占全省比重和位次"
    return _table("standing", caption, rows, anchor="tab-places")


def among(panel: pd.DataFrame, standing: pd.DataFrame, city: City, quarter: Quarter) -> Chart:
    """Return the ``Chart`` of all cities' enterprises in progress, with a frame around ``city``.

    ``panel`` is from ``cities.panel``, ``standing`` from ``cities.standing``.
    """
    now = panel.loc[panel["quarter"] == str(quarter), ["city", "in_progress", "new_started"]]
    counts = now.astype({"in_progress": "int64", "new_started": "int64"})
    row = narrate.city.figures(standing)["in_progress"]
    message = f"{city.short}在贯企业{row.value}家,在全省{narrate.city.ranked(row)}"
    titles = {"in_progress": "在贯", "new_started": "新增"}
    return bulletin.drawn(
        "among",
        charts.tiles(counts, "in_progress", "new_started", titles, city.name),
        message if row.value else f"{city.short}没有在贯企业",
        "各市州在贯和本季度新增启动企业(家)",
        "、".join(
            f"{name}{count}家(新增{new}家)" for name, count, new in counts.itertuples(index=False)
        ),
        is_linked=False,
    )


def over_time(series: pd.DataFrame, total: str, new: str) -> Chart:
    """Return a ``Chart`` of two panels, ``total`` and ``new``, with a bar for each quarter.

    Args:
        series: from ``cities.series``.
        total: the column for the left panel, a key of ``NOUNS``.
        new: the column for the right panel, which counts the quarter's new enterprises.
    """
    noun, begun = NOUNS[total], schema.title(new)
    return bulletin.drawn(
        total,
        charts.by_quarter(series, {total: f"季度末{noun}", new: f"当季{begun}"}),
        narrate.city.since_first(series, total, noun),
        f"各季度{noun}(家)",
        "、".join(
            f"{quarter}末{count}家、当季{begun}{number}家"
            for quarter, count, number in series[["quarter", total, new]].itertuples(index=False)
        ),
        is_linked=False,
    )


def stages(rows: pd.DataFrame) -> Chart:
    """Return the ``Chart`` of a city's shares by stage beside the province's.

    ``rows`` is from ``cities.stages``.
    """
    shares = rows.fillna({"share": 0.0, "province": 0.0})  # no enterprise is in progress
    return bulletin.drawn(
        "stages",
        charts.against(shares),
        narrate.city.most_in(rows),
        "在贯企业所处阶段(家,占比);竖线为全省占比",
        "、".join(
            f"{stage}{total}家,占{share}%,全省{province}%"
            for stage, total, share, province in shares.itertuples(index=False)
        ),
        is_linked=False,
    )


def stage_table(rows: pd.DataFrame) -> Table:
    """Return the ``Table`` of a city's counts and shares by stage beside the province's shares.

    ``rows`` is from ``cities.stages``.
    """
    return _table("stages", "在贯企业所处阶段", rows)


def industries(rows: pd.DataFrame, city: City) -> Table | Text | None:
    """Return the ``Table`` of a city's industries, with a row of sums.

    ``rows`` is from ``cities.industries``; if it is empty, the result is a ``Text`` that says so.
    """
    if rows.empty:
        return record.text("paragraphs", f"{city.short}没有获证和在贯企业,不分行业。")
    return _table("industries", "各行业企业", rows, unit="家", has_sums=True)


def consultants(rows: pd.DataFrame, city: City) -> Table | Text | None:
    """Return the ``Table`` of a city's consulting bodies.

    ``rows`` is from ``cities.consultants``; if it is empty, the result is a ``Text`` that says so.
    """
    if rows.empty:
        return record.text("paragraphs", f"{city.short}没有由咨询服务机构服务的获证和在贯企业。")
    return _table("consultants", f"服务{city.short}企业的咨询服务机构", rows, unit="家")


def enterprises(name: str, rows: pd.DataFrame, city: City) -> Table | Text:
    """Return a ``Table`` of a city's enterprises, one per row.

    ``name`` is a key of ``NOUNS`` and says which enterprises they are. ``rows`` is from
    ``cities.listed``; if it is empty, the result is a ``Text`` that says so.
    """
    noun, new = NOUNS[name], int(rows["is_new"].sum())
    if rows.empty:
        return Text("paragraphs", (f"{city.short}没有{noun}。",))
    summary = f"{noun}{len(rows)}家" + (f",其中本季度新增{new}家(列在前面)" if new else "")
    numbered = rows.assign(number=range(1, len(rows) + 1))
    columns = rows.columns if new else rows.columns.drop("is_new")
    is_open = len(rows) <= OPEN
    return attachments.closed(
        "",
        "list_certified" if "issue_date" in rows else "list_started",
        f"{city.short}{noun}名单",
        numbered[["number", *columns]],
        summary=summary,
        series="",
        look="list",
        is_open=is_open,
        tools="sort copy" if is_open else "search sort copy",
        anchor=f"tab-list-{name}".replace("_", "-"),
    )


def waiting(names: list[str], standing: pd.DataFrame, quarter: Quarter) -> Record:
    """Return a ``Text`` with the names of a city's pilots that have not started yet.

    ``names`` is from ``cities.waiting``. If it is empty, the ``Text`` is a sentence that says why:
    the city has no pilots, all have started, or the year has no list of pilots. ``standing`` is
    from ``cities.standing``.
    """
    if not names:
        return Text("paragraphs", (narrate.city.pilots(standing, quarter),))
    words = f"{quarter.year}年度试点企业中尚未启动的{len(names)}家"
    is_open = len(names) <= OPEN
    return Text("names", tuple(names), words, anchor="list-waiting", is_open=is_open)


def links(city: City) -> Links:
    """Return the ``Links`` to the previous city's page, to the next and to all fourteen."""
    before, after = cities.neighbours(city)
    others = (Link(one.short, "" if one == city else _page(one)) for one in cities.cities())
    return Links(
        "其他市州",
        (
            Link(f"← {before.name}", _page(before), rel="prev"),
            Link(f"{after.name} →", _page(after), rel="next"),
            *others,
        ),
        look="pages",
    )


def _page(city: City) -> str:
    return f"{city.code}.html"


def _table(name: str, caption: str, rows: pd.DataFrame, **about: Any) -> Table:
    """Return a ``Table`` of a city's page, without a csv.

    ``name`` is the name, after ``city_``, of the table of ``dictionary.csv`` that has the titles of
    the columns. ``about`` has further fields of ``Table``.
    """
    columns = [
        record.column(
            c,
            f"city_{name}",
            star="recommended" if c == "consultant" else "",
            on_page=c != "recommended",
        )
        for c in map(str, rows.columns)
    ]
    fixed = {"anchor": f"tab-{name}", "tools": "copy"}
    return record.table("", caption, rows, columns, **fixed | about)
