"""The audit as page, its findings as csv, and the letters to the cities as workbook."""

from pathlib import Path

from hnfusion import audit, documents, exhibits
from hnfusion.documents import letters
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import Order, shown
from hnfusion.snapshot import metadata


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write what is not for publication of the audit."""
    quarter, internal = order.step.edition.quarter, folder / "internal"
    found = shown.tables(exhibits.record.read(executed), executed)
    findings, counts = found["findings"], found["findings_by_rule"]
    mark = letters.SYNTHETIC if metadata.is_synthetic(quarter) else ""
    page = notebooks.render(
        executed, quarter, exhibits.audit.title(quarter), root="../", style="audit"
    )
    shown.save_text(page, internal / "audit.html")
    (internal / "findings.csv").write_bytes(documents.csv_bytes(findings[audit.COLUMNS]))
    (internal / "findings.xlsx").write_bytes(letters.workbook(findings, counts, quarter, mark))
