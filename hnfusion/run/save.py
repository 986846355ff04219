"""Make files of what each notebook showed: its page, tables as csv, charts as svg, documents."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from hnfusion import audit, cities, documents, exhibits, narrate, paths
from hnfusion.documents import citation, letters, revisions
from hnfusion.exhibits.record import Chart, Record, Several, Table, numbered, read
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import CLEANED, PREPARE, Step
from hnfusion.snapshot import metadata


def prepare(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the tables of the cleaning, and the lists that the notebook saved."""
    _save_tables(_tables(read(executed)), folder / "internal")
    shutil.copytree(paths.processed(step.edition.quarter), folder / CLEANED)


def bulletin(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the bulletin as page, document and workbook, with tables, charts and revisions."""
    quarter, records = step.edition.quarter, read(executed)
    facts, tables = metadata.facts(quarter), _tables(records)
    _save_tables(tables, folder / "tables")
    _save_charts(records, folder / "figures")
    document = documents.bulletin(records, facts.get("issued", quarter.end))
    (folder / "bulletin.docx").write_bytes(documents.docx_bytes(document))
    (folder / "tables.xlsx").write_bytes(documents.workbook_bytes(documents.tables(records)))
    history = revisions.record(tables, facts, folder, *revisions.published(step.published))
    cited = revisions.cited(quarter, history)
    every = numbered([*records, *citation.colophon(cited, history)])
    around = citation.head(cited), Several(every[len(records) :]).html()
    page = notebooks.render(
        executed, quarter, narrate.bulletin.title(quarter), *around, here="bulletin.html"
    )
    _save_text(page, folder / "bulletin.html")


def audited(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the audit as page, its findings as csv, and the letters to the cities as workbook."""
    quarter, internal = step.edition.quarter, folder / "internal"
    tables = _tables(read(executed))
    findings, counts = tables["findings"], tables["findings_by_rule"]
    mark = letters.SYNTHETIC if metadata.is_synthetic(quarter) else ""
    page = notebooks.render(
        executed, quarter, exhibits.audit.title(quarter), root="../", style="audit"
    )
    _save_text(page, internal / "audit.html")
    (internal / "findings.csv").write_bytes(documents.csv_bytes(findings[audit.COLUMNS]))
    (internal / "findings.xlsx").write_bytes(letters.workbook(findings, counts, quarter, mark))


def trend(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the trend of all quarters to date as page, with its tables and charts."""
    quarter, records = step.edition.quarter, read(executed)
    _save_tables(_tables(records), folder / "tables")
    _save_charts(records, folder / "figures")
    page = notebooks.render(
        executed, quarter, narrate.trend.title(quarter), here="trend.html", style="trend"
    )
    _save_text(page, folder / "trend.html")


def city(executed: Notebook, step: Step, folder: Path) -> None:
    """Write the page of a city into ``cities/``, under the city's code."""
    quarter, code = step.edition.quarter, step.city
    title, here = narrate.city.title(cities.City.parse(code), quarter), f"cities/{code}.html"
    page = notebooks.render(
        executed, quarter, title, here=here, root="../", style="city", has_code=False
    )
    (folder / "cities").mkdir()
    _save_text(page, folder / here)


SAVE: Mapping[str, Callable[[Notebook, Step, Path], None]] = {
    PREPARE: prepare,
    "2_bulletin": bulletin,
    "3_audit": audited,
    "4_trend": trend,
    "5_city": city,
}
"""What makes the files of each notebook; it gets the executed notebook, the step and the folder."""


def _tables(records: Iterable[Record]) -> dict[str, pd.DataFrame]:
    return {r.name: r.data for r in records if isinstance(r, Table) and r.name}


def _save_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        (folder / f"{name}.csv").write_bytes(documents.csv_bytes(table))


def _save_charts(records: Iterable[Record], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for record in records:
        if isinstance(record, Chart) and record.svg:
            _save_text(record.svg, folder / f"{record.name}.svg")


def _save_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
