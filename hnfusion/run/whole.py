"""What is done for a whole report here, before its steps and after them."""

import tempfile
from pathlib import Path

from hnfusion import folders, narrate, paths, snapshot
from hnfusion.documents import index_page, provenance, revisions
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.run import notebooks
from hnfusion.run.steps import Edition


def check(edition: Edition) -> str:
    """Read all that a report is made from, so that bad input is refused before anything runs.

    Returns:
        Every problem of the quarter's lists, else of what else the report needs; "" where there
        is none.
    """
    with paths.of(edition.data):
        try:
            snapshot.prepared(edition.quarter)
            snapshot.earlier(edition.quarter)
            narrate.remarks.examine(edition.quarter)
        except BulletinError as error:
            return str(error)
    return ""


def finish(made: tuple[Edition, Files]) -> Files:
    """Return the files of a report, to which is added what was made from what.

    Args:
        made: the report, and the files that all of its steps made.
    """
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
        beside: the folder of its reports, and of its data.
    """
    reports, data = beside
    with paths.of(data):
        index_page.write(reports)
