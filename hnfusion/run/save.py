"""Write the files of each executed notebook: its page, tables as csv, charts as svg, documents.

Each function that ``SAVE`` names takes an executed notebook, its step, and the folder to write to.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import audit, cities, documents, exhibits, narrate, paths
from hnfusion.documents import citation, letters, revisions
from hnfusion.exhibits.record import Chart, Record, Several, Table, numbered, read
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import CLEANED, PREPARE, Step
from hnfusion.snapshot import metadata


def prepare(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the notebook's tables, such as the cleaning log, into ``internal/``.

    The cleaned lists that the notebook saved are copied into ``CLEANED``.
    """
    _save_tables(read(executed), folder / paths.INTERNAL)
    shutil.copytree(paths.processed(step.edition.quarter), folder / CLEANED)


def bulletin(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the bulletin (html, docx, xlsx), its charts (svg), its tables and figures (csv)."""
    quarter, records = step.edition.quarter, read(executed)
    facts = metadata.facts(quarter)
    tables = _save_tables(records, folder / "tables")
    _save_charts(records, folder / "figures")
    document = documents.bulletin(records, facts.get("issued", quarter.end))
    (folder / "bulletin.docx").write_bytes(documents.docx_bytes(document))
    (folder / "tables.xlsx").write_bytes(documents.workbook_bytes(documents.tables(records)))
    history = revisions.record(tables, facts, folder, *revisions.published(step.published))
    cited = revisions.cited(quarter, history)
    every = numbered([*records, *citation.colophon(cited, history)])
    around = {"head": citation.head(cited), "colophon": Several(every[len(records) :]).html()}
    title = narrate.bulletin.title(quarter)
    _save_page(folder, "bulletin.html", executed, quarter, title, **around)


def audited(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the audit's page, its findings as csv and the letters to the cities as xlsx.

    All of them go into ``internal/``.
    """
    quarter, title = step.edition.quarter, exhibits.audit.title(step.edition.quarter)
    tables = _tables(read(executed))
    findings, counts = tables["findings"], tables["findings_by_rule"]
    mark = letters.SYNTHETIC if metadata.is_synthetic(quarter) else ""
    _save_page(folder, f"{paths.INTERNAL}/audit.html", executed, quarter, title, style="audit")
    csv = documents.csv_bytes(findings[audit.COLUMNS])
    (folder / paths.INTERNAL / "findings.csv").write_bytes(csv)
    letter = letters.workbook(findings, counts, quarter, mark)
    (folder / paths.INTERNAL / "findings.xlsx").write_bytes(letter)


def trend(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the trend's page, its tables as csv and its charts as svg."""
    quarter, records = step.edition.quarter, read(executed)
    _save_tables(records, folder / "tables")
    _save_charts(records, folder / "figures")
    title = narrate.trend.title(quarter)
    _save_page(folder, "trend.html", executed, quarter, title, style="trend")


def city(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the page of a city into ``cities/``, under the city's code."""
    quarter, code = step.edition.quarter, step.city
    title = "".join(narrate.city.title_parts(cities.City.parse(code), quarter))
    about = {"style": "city", "has_code": False}
    _save_page(folder, f"cities/{code}.html", executed, quarter, title, **about)


SAVE: Mapping[str, Callable[[Notebook, Step, Path], None]] = {
    PREPARE: prepare,
    "2_bulletin": bulletin,
    "3_audit": audited,
    "4_trend": trend,
    "5_city": city,
}
"""The function that writes the files of a notebook, by the notebook's name."""


def _tables(records: Iterable[Record]) -> dict[str, pd.DataFrame]:
    return {r.name: r.data for r in records if isinstance(r, Table) and r.name}


def _save_tables(records: Iterable[Record], folder: Path) -> dict[str, pd.DataFrame]:
    folder.mkdir(exist_ok=True)
    tables = _tables(records)
    for name, table in tables.items():
        (folder / f"{name}.csv").write_bytes(documents.csv_bytes(table))
    return tables


def _save_charts(records: Iterable[Record], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for record in records:
        if isinstance(record, Chart) and record.svg:
            path = folder / f"{record.name}.svg"
            path.write_text(record.svg, encoding="utf-8", newline="\n")


def _save_page(
    folder: Path, here: str, executed: Notebook, quarter: Quarter, title: str, **about: Any
) -> None:
    page = notebooks.render(executed, quarter, title, here, **about)
    (folder / here).parent.mkdir(exist_ok=True)
    (folder / here).write_text(page, encoding="utf-8", newline="\n")
