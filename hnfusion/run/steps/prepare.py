"""The cleaned lists, and what was mended and left out on the way to them."""

import shutil
from pathlib import Path

from hnfusion import exhibits, paths
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import LISTS, Order, shown


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write the tables of the cleaning, and the lists that the notebook saved."""
    shown.save_tables(shown.tables(exhibits.record.read(executed)), folder / "internal")
    shutil.copytree(paths.processed(order.step.edition.quarter), folder / LISTS)
