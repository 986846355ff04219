"""The cleaned lists, and what was mended and left out on the way to them."""

import shutil
from pathlib import Path

from hnfusion import outputs, places
from hnfusion.notebooks import Notebook
from hnfusion.steps import LISTS, Order, shown


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write the tables of the cleaning, and the lists that the notebook saved."""
    shown.save_tables(shown.tables(outputs.pieces(executed)), folder / "internal")
    shutil.copytree(places.processed(order.step.edition.quarter), folder / LISTS)
