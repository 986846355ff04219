"""What the worker processes of a report do.

The command that hands these functions out needs none of what they import, so they import it when
they run: while the workers load, the command does not.
"""

import gc
import tempfile
import threading
from functools import cache
from pathlib import Path

from hnfusion import folders, paths
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.folders import Files
from hnfusion.run import step
from hnfusion.run.step import PREPARE, Edition, Job

TURN = threading.Lock()
"""The steps of a process take turns: they share its environment and its charts."""


def begin(parent: int) -> None:
    """Prepare a process for any step; it ends with the process of this id, which started it."""
    from hnfusion.run import kernel

    kernel.follow(parent)
    load()


def load() -> None:
    """Import what the steps need; garbage collection ignores it from then on."""
    from hnfusion.run import save  # noqa: F401

    gc.freeze()


def check(edition: Edition) -> str:
    """Read all that a report is made from, so that bad input is refused before anything runs.

    Returns:
        Every problem of the quarter's lists, else of what else the report needs; "" if none.
    """
    from hnfusion import narrate, snapshot

    with paths.of(edition.data):
        try:
            snapshot.prepared(edition.quarter)
            snapshot.earlier(edition.quarter)
            narrate.remarks.examine(edition.quarter)
        except BulletinError as error:
            return str(error)
    return ""


def run(job: Job) -> dict[str, bytes]:
    """Run a step and return the files that it made, by path inside the report.

    A process reads the lists once; the notebook's process, forked from it, has them already.

    Raises:
        BulletinError: for bad input, or if this machine's code or lists differ from the command's.
        NotebookFailure: if the notebook failed.
    """
    from hnfusion import snapshot
    from hnfusion.run import notebooks, save

    (edition, notebook, city), quarter = job.step, job.step.edition.quarter
    with TURN, paths.of(edition.data), notebooks.kernel_environment() as processed:
        agree(job)
        draw_once()
        (snapshot.read_raw if notebook == PREPARE else snapshot.earlier)(quarter)
        folders.write(job.cleaned, processed / str(quarter))
        with tempfile.TemporaryDirectory() as aside:
            folder = Path(aside)
            (folder / "internal").mkdir()
            try:
                executed = notebooks.execute(notebook, quarter, folder / "internal", city)
            except NotebookFailure as failure:
                raise NotebookFailure(f"{edition}:{failure}") from failure
            save.SAVE[notebook](executed, job, folder)
            return folders.contents(folder)


def agree(job: Job) -> None:
    """Raise if a step's sources here differ from those of the command.

    Raises:
        BulletinError: with the name of each that differs.
    """
    here = step.sources(job.step.edition, job.step.notebook)
    differing = {name for name, _ in {*here.items()} ^ {*job.sources.items()}}
    if differing:
        raise BulletinError(
            f"{job.step.edition}:执行“{job.step.name}”的进程所见与下达任务时不同:"
            f"{'、'.join(sorted(differing))}。请使各处的程序、名单和环境一致,然后重试"
        )


@cache
def draw_once() -> None:
    """Read the typeface once for all notebooks that are forked from this process."""
    import pandas as pd

    from hnfusion import charts

    charts.svg(charts.tiles(pd.DataFrame({"city": [], "n": []}), "n"), "", "", "")


def finish(made: tuple[Edition, Files]) -> Files:
    """Return the files of a report with its manifest, which says what was made from what.

    Args:
        made: the report, and the files that its steps made.
    """
    from hnfusion.documents import provenance, revisions
    from hnfusion.run import notebooks

    (quarter, data, *_), files = made
    with tempfile.TemporaryDirectory() as aside, paths.of(data):
        folder = Path(aside)
        folders.write(files, folder)
        revised, _ = revisions.published(files)
        used = {notebooks.source(path) for path in (folder / "internal").glob("*.ipynb")}
        provenance.write(folder, quarter, revisions.cited(quarter, revised), used)
        return folders.contents(folder)


def index(beside: tuple[Path, Path]) -> None:
    """Write the page that lists every report of a province.

    Args:
        beside: the folder of its reports, and its data folder.
    """
    from hnfusion.documents import index_page

    reports, data = beside
    with paths.of(data):
        index_page.write(reports)
