"""The page that lists every report."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pandas as pd

from hnfusion import codelists, exhibits, schema
from hnfusion.exhibits.record import Column, Link, Links, Record, Several, Table, Text, table
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata

TITLE = "湖南省两化融合管理体系贯标工作情况通报"
ABOUT = "各季度的通报由各自的名单生成;相同的名单得到相同的页面。"
FILES = {
    "bulletin.html": "通报",
    "trend.html": "趋势",
    "bulletin.docx": "通报（docx）",
    "tables.xlsx": "表格（xlsx）",
}
"""The files of a report to which the page links if they exist, with the texts of the links."""
COUNTED = ("total_certified", "new_certified", "in_progress", "new_started", "self_run")
"""The figures that the page shows for every quarter: keys of ``tally.headline``."""


def write(reports: Path) -> Path:
    """Write ``index.html``, which lists every report in a folder, and return the page's path."""
    folders = sorted(reports.glob("20[0-9][0-9]Q[1-4]"))
    page = exhibits.page.page(Several(_records(folders)).html(), TITLE, ABOUT, home="")
    target = reports / "index.html"
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def headlines(folders: list[Path]) -> pd.DataFrame:
    """Return a frame of the reports' headline figures, as published in ``tables/headline.csv``.

    It has one row per report, with the column ``quarter`` and a column for each key of
    ``tally.headline``. ``folders`` are the folders of the reports.
    """
    files = {folder.name: folder / "tables" / "headline.csv" for folder in folders}
    values = {
        quarter: pd.read_csv(path, index_col="key", dtype={"value": "Int64"})["value"]
        for quarter, path in files.items()
    }
    return pd.DataFrame(values).T.rename_axis(index="quarter", columns=None).reset_index()


def _records(folders: list[Path]) -> Iterator[Record]:
    """Yield the records of the page.

    ``folders`` are those of the reports, oldest first; the page shows the newest first.
    """
    if any(metadata.is_synthetic(Quarter.parse(folder.name)) for folder in folders):
        words = (
            "标有“示例”的季度由程序生成的名单得出,企业均为虚构,不是官方发布,不得作为真实统计引用。"
        )
        yield Text("warning", (words,), "合成示例数据", strong="不是官方发布")
    yield Text("title", (TITLE,))
    if not folders:
        yield Text("paragraphs", ("还没有生成任何季度的通报。",))
        return
    series, newest = headlines(folders), folders[-1]
    quarter = Quarter.parse(newest.name)
    yield Text("heading", (f"最新一期:{quarter.name}{_mark(quarter)}",), anchor="newest")
    headline = series.set_index("quarter").iloc[-1].rename_axis("key").rename("value").reset_index()
    yield from exhibits.key_figures.key_figures(headline, series, quarter)
    yield _links(newest, FILES)
    pages = {f"cities/{code}.html": name for name, code in codelists.codes().items()}
    cities = _links(newest, pages)
    if cities.links:
        yield Text("heading", ("市州专报",), level=3, anchor="cities")
        yield cities
    yield Text("heading", ("各季度",), anchor="quarters")
    yield _table(folders, series)
    earlier = (_links(folder, pages, "的市州专报") for folder in reversed(folders[:-1]))
    yield from filter(attrgetter("links"), earlier)


def _table(folders: list[Path], series: pd.DataFrame) -> Table:
    """Return a ``Table`` with a row per quarter, newest first: main figures and links to files.

    ``series`` is from ``headlines``.
    """
    quarters = [*map(Quarter.parse, series["quarter"])]
    rows = series.assign(name=[q.name for q in quarters], mark=[*map(_mark, quarters)])
    for path, name in FILES.items():
        links = [f"{f.name}/{path}" if (f / path).exists() else "" for f in folders]
        shown = [name if link else "" for link in links]
        rows = rows.assign(**{path: shown, f"{path}_address": links})
    columns = [
        Column("name", schema.title("quarter"), small=("mark",)),
        *(Column(key, schema.title(key)) for key in COUNTED),
        *(Column(path, name, link=f"{path}_address") for path, name in FILES.items()),
    ]
    about = {"unit": "家", "series": "", "look": "wide", "anchor": "tab-quarters"}
    return table("", "各季度主要数字", rows.iloc[::-1], columns, **about)


def _links(folder: Path, pages: dict[str, str], title: str = "") -> Links:
    """Return the ``Links`` to those files of a report that exist, which may be no files.

    ``folder`` is the report's folder; ``pages`` has the text of each link by the file's path. The
    title of the links is the quarter's name and ``title``, or "" without ``title``.
    """
    quarter = Quarter.parse(folder.name)
    there = ((path, name) for path, name in pages.items() if (folder / path).exists())
    links = (Link(name, f"{folder.name}/{path}", f"{quarter.name}{name}") for path, name in there)
    return Links(f"{quarter.name}{title}" if title else "", tuple(links), look="list")


def _mark(quarter: Quarter) -> str:
    return "（示例）" if metadata.is_synthetic(quarter) else ""
