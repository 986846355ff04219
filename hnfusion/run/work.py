"""The functions that worker processes run to make a report.

The command that sends them to the workers needs none of their imports, so they import when they
run: the workers load these modules, the command does not.
"""

import gc
import tempfile
import threading
from functools import cache
from pathlib import Path

from hnfusion import folders, paths
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.folders import Files
from hnfusion.run import steps
from hnfusion.run.steps import PREPARE, Edition, Step

TURN = threading.Lock()
"""The steps in one process run one at a time: they share its environment and its charts."""


def begin(parent: int) -> None:
    """Prepare a worker process for any step; it ends when its parent, with this id, has ended."""
    from hnfusion.run import kernel

    kernel.follow(parent)
    load()


@cache
def load() -> None:
    """Import what steps need and read the typeface, once for all notebooks forked from here."""
    import pandas as pd

    from hnfusion import charts
    from hnfusion.run import save  # noqa: F401

    charts.svg(charts.tiles(pd.DataFrame({"city": [], "n": []}), "n"), "", "", "")
    gc.freeze()  # garbage collection ignores it all from now on


def check(edition: Edition) -> str:
    """Return the problems of the lists, else of earlier lists, else of the files beside; or ""."""
    from hnfusion import narrate, snapshot

    with paths.of(edition.data):
        try:
            snapshot.prepared(edition.quarter)
            snapshot.earlier(edition.quarter)
            narrate.remarks.examine(edition.quarter)
        except BulletinError as error:
            return str(error)
    return ""


def run(step: Step) -> dict[str, bytes]:
    """Run a step and return the files that it made, by path inside the report.

    This process reads the lists once; the notebook's process, forked from it, has them already.

    Raises:
        BulletinError: for bad input, or if this machine's code or lists differ from the command's.
        NotebookFailure: if the notebook failed.
    """
    from hnfusion import snapshot
    from hnfusion.run import notebooks, save

    edition, notebook, quarter = step.edition, step.notebook, step.edition.quarter
    with TURN, paths.of(edition.data), notebooks.kernel_environment() as processed:
        load()
        differing = steps.differing(steps.sources(edition, notebook), step.sources)
        if differing:
            raise BulletinError(
                f"{edition}:执行“{step.name}”的进程所见与下达任务时不同:"
                f"{'、'.join(differing)}。请使各处的程序、名单和环境一致,然后重试"
            )
        (snapshot.read_raw if notebook == PREPARE else snapshot.earlier)(quarter)
        folders.write(step.cleaned, processed / str(quarter))
        with tempfile.TemporaryDirectory() as aside:
            folder = Path(aside)
            (folder / paths.INTERNAL).mkdir()
            try:
                executed = notebooks.execute(notebook, quarter, folder / paths.INTERNAL, step.city)
            except NotebookFailure as failure:
                raise NotebookFailure(f"{edition}:{failure}") from failure
            save.SAVE[notebook](executed, step, folder)
            return folders.contents(folder)


def finish(made: tuple[Edition, Files]) -> Files:
    """Return the files of a report, from the files of its steps, with manifests and citations."""
    from hnfusion.documents import provenance, revisions

    (quarter, data, *_), files = made
    with tempfile.TemporaryDirectory() as aside, paths.of(data):
        folder = Path(aside)
        folders.write(files, folder)
        revised, _ = revisions.published(files)
        provenance.write(folder, quarter, revisions.cited(quarter, revised))
        return folders.contents(folder)


def index(beside: tuple[Path, Path]) -> None:
    """Write the page that lists every report in the first folder, from the data in the second."""
    from hnfusion.documents import index_page

    reports, data = beside
    with paths.of(data):
        index_page.write(reports)
