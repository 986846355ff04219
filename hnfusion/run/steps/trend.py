"""The trend of all quarters to date as page, with its tables and charts."""

from pathlib import Path

from hnfusion import exhibits
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import Order, shown


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write the trend."""
    quarter, records = order.step.edition.quarter, exhibits.record.read(executed)
    shown.save_tables(shown.tables(records, executed), folder / "tables")
    shown.save_charts(records, folder / "figures", executed)
    page = notebooks.render(
        executed, quarter, exhibits.trend.title(quarter), here="trend.html", style="trend"
    )
    shown.save_text(page, folder / "trend.html")
