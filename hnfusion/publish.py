"""Run the notebooks as files, render them, and put the report's folder in place.

A report is built aside and takes its place as a whole: a run that fails leaves what stood there.
"""

import copy
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

# jsonschema builds some thirty parsers for a format that no notebook uses; without this module it
# does not, which saves 0.6 s of every run (jsonschema issue 1428).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import pandas as pd
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

import hnfusion
from hnfusion import documents, exhibits, folders, narrate, remarks, snapshot
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.quarter import Quarter

NOTEBOOKS = snapshot.CHECKOUT / "notebooks"
PARAMETERS = {"parameters", "injected-parameters"}
CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

log = logging.getLogger(__name__)


def report(quarter: Quarter, reports: Path) -> Path:
    """Make the whole report of one quarter and return its page.

    Args:
        quarter: the quarter; its raw files are under ``snapshot.data()``.
        reports: the folder that gets ``<QUARTER>/``, replaced as a whole.

    Raises:
        BulletinError: with every problem of the input; nothing has been written then.
    """
    check(quarter)
    with (
        folders.replacing(snapshot.processed(quarter)) as lists,
        folders.replacing(reports / str(quarter)) as folder,
        kernel_environment() as processed,
    ):
        build(quarter, folder)
        shutil.copytree(processed / str(quarter), lists, dirs_exist_ok=True)
    return reports / str(quarter) / "bulletin.html"


def check(quarter: Quarter) -> None:
    """Read all that the report is made from, so that bad input is refused before anything runs.

    Raises:
        BulletinError: with every problem of the quarter's lists, else of what else it needs.
    """
    log.info("%s:核对名单", quarter)
    snapshot.prepare(snapshot.read_raw(quarter))
    snapshot.earlier(quarter)
    snapshot.facts(quarter)
    snapshot.published(quarter)
    remarks.sections(snapshot.remarks(quarter))


def build(quarter: Quarter, folder: Path) -> None:
    """Write everything that a quarter's report holds into an empty folder."""
    internal = folder / "internal"
    internal.mkdir()
    log.info("%s:整理名单(1_prepare.ipynb)", quarter)
    save_exhibits(execute("1_prepare", quarter, internal), internal, tables=".")
    log.info("%s:编写通报(2_bulletin.ipynb)", quarter)
    bulletin = execute("2_bulletin", quarter, internal)
    log.info("%s:生成网页、表格和图", quarter)
    save_exhibits(bulletin, folder)
    (folder / "bulletin.html").write_text(render(bulletin, quarter), encoding="utf-8", newline="\n")
    warn_of_differences(bulletin)


def execute(name: str, quarter: Quarter, folder: Path) -> NotebookNode:
    """Run a notebook by papermill and return it as executed, also written to the folder.

    Raises:
        BulletinError: if a cell raised one.
        NotebookFailure: if a cell failed in another way, took too long or lost its kernel.
    """
    output = folder / f"{name}.ipynb"
    try:
        executed = papermill.execute_notebook(
            NOTEBOOKS / f"{name}.ipynb",
            output,
            parameters={"quarter": str(quarter)},
            cwd=NOTEBOOKS,
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=CELL_TIMEOUT,
            shutdown_kernel="immediate",
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )
    except PapermillExecutionError as error:
        if error.ename == BulletinError.__name__:
            raise BulletinError(error.evalue) from None
        raise NotebookFailure(f"{name}.ipynb 第 {error.cell_index} 格:{error.ename}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise NotebookFailure(f"{name}.ipynb:{error}") from error
    settled = settle(executed)
    output.write_text(nbformat.writes(settled) + "\n", encoding="utf-8", newline="\n")
    return settled


def settle(executed: NotebookNode) -> NotebookNode:
    """Return an executed notebook without clocks, durations and random ids."""
    settled = copy.deepcopy(executed)
    settled.metadata = {
        "kernelspec": executed.metadata.kernelspec,
        "language_info": {"name": "python", "pygments_lexer": "ipython3"},
    }
    for cell in settled.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
    return settled


def save_exhibits(executed: NotebookNode, folder: Path, tables: str = "tables") -> None:
    """Write the tables that a notebook showed as csv, its charts as svg."""
    (folder / tables).mkdir(exist_ok=True)
    for name, data in shown(executed):
        if exhibits.RESOURCE in data:
            table = frame(data[exhibits.RESOURCE])
            (folder / tables / f"{name}.csv").write_bytes(documents.csv_bytes(table))
        if exhibits.SVG in data:
            (folder / "figures").mkdir(exist_ok=True)
            svg = data[exhibits.SVG]
            (folder / "figures" / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")


def shown(executed: NotebookNode) -> list[tuple[str, dict[str, Any]]]:
    """Return each named exhibit of an executed notebook: its name and its bundle."""
    outputs = [o for cell in executed.cells for o in cell.get("outputs", []) if "data" in o]
    return [(o.metadata[exhibits.NAME], o.data) for o in outputs if exhibits.NAME in o.metadata]


def frame(resource: dict[str, Any]) -> pd.DataFrame:
    """Return the table of a Tabular Data Resource, its columns in order."""
    columns = [field["name"] for field in resource["schema"]["fields"]]
    return pd.DataFrame(resource["data"], columns=columns, dtype="object")


def render(executed: NotebookNode, quarter: Quarter) -> str:
    """Return the page of an executed notebook, complete in itself."""
    page = copy.deepcopy(executed)
    page.cells = [c for c in page.cells if not PARAMETERS & set(c.metadata.get("tags", []))]
    exporter = HTMLExporter(
        template_name="report", extra_template_basedirs=[str(files("hnfusion") / "pages")]
    )
    resources = {
        "metadata": {"name": narrate.title(quarter)},
        "hnfusion": {"version": hnfusion.__version__, "quarter": str(quarter)},
    }
    html: str = exporter.from_notebook_node(page, resources)[0]
    return html


def warn_of_differences(executed: NotebookNode) -> None:
    """Say at once where the report differs from what was published."""
    compared = frame(dict(shown(executed))["reconciliation"][exhibits.RESOURCE])
    for row in compared[~(compared["agrees"] & compared["is_worded"])].itertuples():
        log.warning(
            "与公开通报不一致:“%s”:通报 %s,计算 %s(%s)",
            row.phrase,
            row.published,
            row.computed,
            row.id,
        )


def index(reports: Path) -> Path:
    """Write ``index.html``, every quarter that has a report, newest first, and return its path."""
    folders = sorted(reports.glob("20[0-9][0-9]Q[1-4]"), reverse=True)
    page = reports / "index.html"
    text = exhibits.PAGES.get_template("index.html.j2").render(entries=[*map(_entry, folders)])
    page.write_text(text, encoding="utf-8", newline="\n")
    return page


def verify(quarter: Quarter, reports: Path) -> list[str]:
    """Rebuild a report aside and return the files that are not the same, byte for byte.

    Args:
        quarter: the quarter.
        reports: the folder that holds the published ``<QUARTER>/``.

    Returns:
        Paths inside the report's folder, those too that only one of the two has.

    Raises:
        BulletinError: if there is no such report, or for bad input.
    """
    published = reports / str(quarter)
    if not published.is_dir():
        raise BulletinError(f"没有已发布的报告:{published}。请先运行 make report QUARTER={quarter}")
    check(quarter)
    with tempfile.TemporaryDirectory() as aside, kernel_environment():
        build(quarter, Path(aside))
        return differing(published, Path(aside))


def differing(first: Path, second: Path) -> list[str]:
    """Return the files, by their path inside the folders, that are not the same in both."""
    contents = [
        {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (first, second)
    ]
    names = sorted(set(contents[0]) | set(contents[1]))
    return [name for name in names if contents[0].get(name) != contents[1].get(name)]


@contextmanager
def kernel_environment() -> Iterator[Path]:
    """Let kernels find this package and this data, and nobody's own IPython settings.

    Yields:
        The folder that gets the cleaned lists meanwhile; it goes with the block.
    """
    before = dict(os.environ)
    paths = [str(snapshot.CHECKOUT), os.environ.get("PYTHONPATH", "")]
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "IPYTHONDIR": str(Path(home, "ipython")),
            snapshot.DATA: str(snapshot.data().resolve()),
            snapshot.PROCESSED: str(Path(home, "processed")),
        }
        try:
            yield Path(home, "processed")
        finally:
            os.environ.clear()
            os.environ.update(before)


def _entry(folder: Path) -> dict[str, Any]:
    quarter = Quarter.parse(folder.name)
    headline = pd.read_csv(folder / "tables" / "headline.csv").set_index("key")["value"]
    is_synthetic = snapshot.facts(quarter).get("synthetic", False)
    return {"quarter": quarter, "count": headline.to_dict(), "is_synthetic": is_synthetic}
