"""How a step is done, in a process of this machine or of another."""

import gc
import importlib
import tempfile
import threading
from functools import cache
from pathlib import Path

import pandas as pd

from hnfusion import charts, folders, paths, snapshot
from hnfusion.errors import NotebookFailure
from hnfusion.run import lineage, notebooks, processes
from hnfusion.run.steps import PREPARE, Order

TURN = threading.Lock()
"""The steps of a process take turns: they share its environment and its charts."""


def fill(order: Order) -> dict[str, bytes]:
    """Do a step and return the files that it made, by path inside the report.

    What the lists hold is read once a process, before the notebook's process is forked from it.

    Raises:
        BulletinError: for bad input, or if something is not here as it was where it was ordered.
        NotebookFailure: if the notebook failed.
    """
    step, (quarter, data, *_) = order.step, order.step.edition
    with TURN, paths.of(data), notebooks.kernel_environment() as processed:
        lineage.agree(order)
        draw_once()
        (snapshot.read_raw if step.notebook == PREPARE else snapshot.earlier)(quarter)
        folders.write(order.lists, processed / str(quarter))
        with tempfile.TemporaryDirectory() as aside:
            folder = Path(aside)
            (folder / "internal").mkdir()
            try:
                executed = notebooks.execute(step.notebook, quarter, folder / "internal", step.city)
            except NotebookFailure as failure:
                raise NotebookFailure(f"{step.edition}:{failure}") from failure
            importlib.import_module(step.module).save(executed, order, folder)
            return folders.contents(folder)


@cache
def draw_once() -> None:
    """Read the typeface once for all processes forked from this one."""
    charts.svg(charts.tiles(pd.DataFrame({"city": [], "n": []}), "n"), "", "", "")


def begin(parent: int) -> None:
    """Make a process ready for steps; it ends with the one that started it, whose id it gets."""
    processes.follow(parent)
    load()


def load() -> None:
    """Load what the steps take, whichever come; collections of garbage leave it out."""
    for name in ("bulletin", "audit", "trend", "city"):
        importlib.import_module(f"hnfusion.run.steps.{name}")
    gc.freeze()
