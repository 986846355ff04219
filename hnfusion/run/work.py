"""The functions that worker processes run to make a report.

The functions import what they need when they run. So the workers load these modules, and the
command, which only sends the functions to the workers, does not.
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
"""Held by the step that runs: steps in one process share environment variables and charts."""


def begin(parent: int) -> None:
    """Prepare this worker process for any step (``load``).

    ``parent`` is the id of the process that started the worker. On Linux the worker ends as soon
    as that process has ended.
    """
    from hnfusion.run import pool

    pool.follow(parent)
    load()


@cache
def load() -> None:
    """Import what steps need and read the font, once for all notebooks forked from this process."""
    import pandas as pd

    from hnfusion import charts
    from hnfusion.run import save  # noqa: F401
    from hnfusion.run.kernel import CAN_FORK

    if CAN_FORK:  # a kernel imports these itself if its notebook needs them
        import lifelines  # noqa: F401
        import seaborn  # noqa: F401

    charts.svg(charts.tiles(pd.DataFrame({"city": [], "n": []}), "n"), "", "", "")
    gc.freeze()  # garbage collection ignores it all from now on


def check(edition: Edition) -> str:
    """Return the text of the problems in a report's input; "" if the input has no problems.

    The quarter's lists are checked first, then the lists of earlier quarters, then the files beside
    the quarter's lists. The first of these three that has problems ends the check.
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


def run(step: Step) -> dict[str, bytes]:
    """Run a step and return the contents of the files that it made, by path inside the report.

    The lists are read before the notebook's process is forked, so that it need not read them.

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
    """Return the contents of all files of a report, by path inside the report.

    ``made`` is the report and the files of its steps without the cleaned lists. To these files
    are added those of ``provenance.write``, such as manifests and citations.
    """
    from hnfusion.documents import provenance, revisions

    (quarter, data, *_), files = made
    with tempfile.TemporaryDirectory() as aside, paths.of(data):
        folder = Path(aside)
        folders.write(files, folder)
        revised, _ = revisions.published(files)
        provenance.write(folder, quarter, revisions.cited(quarter, revised))
        return folders.contents(folder)


def index(beside: tuple[Path, Path]) -> None:
    """Write ``index.html``, which lists every report in a folder.

    ``beside`` is the folder of the reports, and the data folder that they were made from.
    """
    from hnfusion.documents import index_page

    reports, data = beside
    with paths.of(data):
        index_page.write(reports)
