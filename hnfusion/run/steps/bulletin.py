"""The bulletin as page, document and workbook, with its tables, charts and revisions."""

from pathlib import Path

from hnfusion import documents, exhibits, narrate
from hnfusion.documents import citation, revisions
from hnfusion.exhibits.record import Table
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import Order, shown
from hnfusion.snapshot import metadata


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write the bulletin in all its forms."""
    quarter, records = order.step.edition.quarter, exhibits.record.read(executed)
    facts, tables = metadata.facts(quarter), shown.tables(records)
    shown.save_tables(tables, folder / "tables")
    shown.save_charts(records, folder / "figures")
    document = documents.bulletin(records, facts.get("issued", quarter.end))
    (folder / "bulletin.docx").write_bytes(documents.docx_bytes(document))
    (folder / "tables.xlsx").write_bytes(documents.workbook_bytes(documents.tables(records)))
    history = revisions.record(tables, facts, folder, *revisions.published(order.past))
    number = 1 + sum(isinstance(r, Table) and r.series == "表" for r in records)
    cited = revisions.cited(quarter, history)
    around = citation.head(cited), citation.colophon(cited, history, number)
    page = notebooks.render(
        executed, quarter, narrate.bulletin.title(quarter), *around, here="bulletin.html"
    )
    shown.save_text(page, folder / "bulletin.html")
