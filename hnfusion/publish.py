"""Make the whole report of a quarter, and put its folder in place.

A report is built aside and takes its place as a whole: a run that fails leaves what stood there.
"""

import logging
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import (
    audit,
    chronicle,
    citation,
    cities,
    documents,
    dossier,
    folders,
    letters,
    narrate,
    notebooks,
    outputs,
    places,
    processes,
    provenance,
    remarks,
    revisions,
    snapshot,
    stated,
)
from hnfusion.notebooks import Notebook
from hnfusion.quarter import Quarter

log = logging.getLogger(__name__)


def report(quarter: Quarter, reports: Path) -> Path:
    """Make the whole report of one quarter and return its page.

    Args:
        quarter: the quarter; its raw files are under ``places.data()``.
        reports: the folder that gets ``<QUARTER>/``, replaced as a whole.

    Raises:
        BulletinError: with every problem of the input; nothing has been written then.
    """
    check(quarter)
    with (
        folders.replacing(places.processed(quarter)) as lists,
        folders.replacing(reports / str(quarter)) as folder,
        notebooks.kernel_environment() as processed,
    ):
        build(quarter, folder, *revisions.published(reports / str(quarter)))
        shutil.copytree(processed / str(quarter), lists, dirs_exist_ok=True)
    return reports / str(quarter) / "bulletin.html"


def check(quarter: Quarter) -> None:
    """Read all that the report is made from, so that bad input is refused before anything runs.

    Raises:
        BulletinError: with every problem of the quarter's lists, else of what else it needs.
    """
    log.info("%s:核对名单", quarter)
    snapshot.prepared(quarter)
    snapshot.earlier(quarter)
    remarks.examine(quarter)


def build(
    quarter: Quarter, folder: Path, revised: pd.DataFrame, before: pd.DataFrame | None = None
) -> None:
    """Write everything that a quarter's report holds into an empty folder.

    Args:
        quarter: the quarter.
        folder: the empty folder.
        revised: the revisions of the published report (``revisions.published``).
        before: its figures, where this report is to replace it.
    """
    internal = folder / "internal"
    internal.mkdir()
    log.info("%s:整理名单(1_prepare.ipynb)", quarter)
    prepared = notebooks.execute("1_prepare", quarter, internal)
    save_tables(tables(outputs.pieces(prepared)), internal)
    steps: list[Callable[[], Any]] = [partial(make_bulletin, quarter, folder, revised, before)]
    steps += [partial(make_audit, quarter, folder)]
    steps += [partial(make_trend, quarter, folder)]
    steps += [partial(make_city, quarter, folder, city) for city in cities.cities()]
    cited, *_ = processes.side_by_side(steps)
    made_by = {notebooks.source(path) for path in internal.glob("*.ipynb")}
    provenance.write(folder, quarter, cited, made_by)


def make_bulletin(
    quarter: Quarter, folder: Path, revised: pd.DataFrame, before: pd.DataFrame | None
) -> list[citation.Work]:
    """Run the bulletin's notebook and write what is made of it; return how to cite the report."""
    log.info("%s:编写通报(2_bulletin.ipynb)", quarter)
    executed = notebooks.execute("2_bulletin", quarter, folder / "internal")
    log.info("%s:生成网页、文件、表格和图", quarter)
    return save_bulletin(executed, quarter, folder, revised, before)


def make_audit(quarter: Quarter, folder: Path) -> None:
    """Run the audit's notebook and write what is made of it."""
    log.info("%s:核查数据(3_audit.ipynb)", quarter)
    internal = folder / "internal"
    save_audit(notebooks.execute("3_audit", quarter, internal), quarter, internal)


def make_trend(quarter: Quarter, folder: Path) -> None:
    """Run the notebook of the trend and write what is made of it."""
    log.info("%s:编写趋势(4_trend.ipynb)", quarter)
    save_trend(notebooks.execute("4_trend", quarter, folder / "internal"), quarter, folder)


def make_city(quarter: Quarter, folder: Path, city: cities.City) -> None:
    """Run the notebook of the cities for one of them and write its page."""
    log.info("%s:编写%s专报(5_city.ipynb)", quarter, city.name)
    executed = notebooks.execute("5_city", quarter, folder / "internal", city.code)
    save_city(executed, quarter, city, folder)


def save_bulletin(
    executed: Notebook,
    quarter: Quarter,
    folder: Path,
    revised: pd.DataFrame,
    before: pd.DataFrame | None,
) -> list[citation.Work]:
    """Write the bulletin as page, document, workbook, tables and charts; return how to cite it."""
    pieces, facts = outputs.pieces(executed), stated.facts(quarter)
    shown = tables(pieces)
    save_tables(shown, folder / "tables")
    save_charts(pieces, folder / "figures")
    document = documents.bulletin(pieces, facts.get("issued", quarter.end))
    (folder / "bulletin.docx").write_bytes(documents.docx_bytes(document))
    (folder / "tables.xlsx").write_bytes(documents.workbook_bytes(documents.tables(pieces)))
    history = revisions.record(shown, facts, folder, revised, before)
    kind, version = stated.kind(facts, stated.sources(quarter)), revisions.version(history)
    cited = citation.works(quarter, facts, kind, version)
    around = citation.head(cited), citation.colophon(cited, history)
    page = notebooks.render(
        executed, quarter, narrate.title(quarter), *around, here="bulletin.html"
    )
    (folder / "bulletin.html").write_text(page, encoding="utf-8", newline="\n")
    warn_of_differences(shown["reconciliation"])
    return cited


def save_trend(executed: Notebook, quarter: Quarter, folder: Path) -> None:
    """Write the trend of all quarters to date as a page, its tables and its charts."""
    pieces = outputs.pieces(executed)
    save_tables(tables(pieces), folder / "tables")
    save_charts(pieces, folder / "figures")
    page = notebooks.render(
        executed, quarter, chronicle.title(quarter), here="trend.html", style="trend"
    )
    (folder / "trend.html").write_text(page, encoding="utf-8", newline="\n")


def save_audit(executed: Notebook, quarter: Quarter, folder: Path) -> None:
    """Write the audit's page, its findings as csv and the letters to the cities as xlsx."""
    found = tables(outputs.pieces(executed))
    findings, counts = found["findings"], found["findings_by_rule"]
    mark = letters.SYNTHETIC if stated.is_synthetic(quarter) else ""
    page = notebooks.render(executed, quarter, dossier.title(quarter), root="../", style="audit")
    (folder / "audit.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / "findings.csv").write_bytes(documents.csv_bytes(findings[audit.COLUMNS]))
    (folder / "findings.xlsx").write_bytes(letters.workbook(findings, counts, quarter, mark))


def save_city(executed: Notebook, quarter: Quarter, city: cities.City, folder: Path) -> None:
    """Write the page of a city into ``cities/``, under its code."""
    title, here = cities.title(city, quarter), f"cities/{city.code}.html"
    page = notebooks.render(
        executed, quarter, title, here=here, root="../", style="city", has_code=False
    )
    pages = folder / "cities"
    pages.mkdir(exist_ok=True)
    (pages / f"{city.code}.html").write_text(page, encoding="utf-8", newline="\n")


def save_tables(shown: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write tables as csv, each under its name."""
    folder.mkdir(exist_ok=True)
    for name, table in shown.items():
        (folder / f"{name}.csv").write_bytes(documents.csv_bytes(table))


def save_charts(pieces: list[outputs.Piece], folder: Path) -> None:
    """Write the charts that a notebook showed as svg, each under its name."""
    folder.mkdir(exist_ok=True)
    for piece in pieces:
        if outputs.SVG in piece.bundle:
            svg = piece.bundle[outputs.SVG]
            (folder / f"{piece.name}.svg").write_text(svg, encoding="utf-8", newline="\n")


def tables(pieces: list[outputs.Piece]) -> dict[str, pd.DataFrame]:
    """Return the tables that a notebook showed, by name."""
    return {
        piece.name: outputs.frame(piece.bundle[outputs.RESOURCE])
        for piece in pieces
        if outputs.RESOURCE in piece.bundle
    }


def warn_of_differences(compared: pd.DataFrame) -> None:
    """Say at once where the report differs from what was published.

    Args:
        compared: ``reconcile.compare``.
    """
    is_same = compared["agrees"].astype("bool") & compared["is_worded"].astype("bool")
    for row in compared[~is_same].itertuples():
        log.warning(
            "与公开通报不一致:“%s”:通报 %s,计算 %s(%s)",
            row.phrase,
            row.published,
            row.computed,
            row.id,
        )
