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
from hnfusion import (
    audit,
    citation,
    documents,
    dossier,
    folders,
    letters,
    narrate,
    outputs,
    provenance,
    remarks,
    revisions,
    snapshot,
)
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
        build(quarter, folder, *revisions.published(reports / str(quarter)))
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


def build(
    quarter: Quarter, folder: Path, revised: pd.DataFrame, before: pd.DataFrame | None = None
) -> None:
    """Write everything that a quarter's report holds into an empty folder.

    Args:
        quarter: the quarter.
        folder: the empty folder.
        revised: the revisions of the published report (``revisions.published``).
        before: its figures, where this report is to replace it.
    """
    internal = folder / "internal"
    internal.mkdir()
    log.info("%s:整理名单(1_prepare.ipynb)", quarter)
    execute("1_prepare", quarter, internal)
    log.info("%s:编写通报(2_bulletin.ipynb)", quarter)
    bulletin = execute("2_bulletin", quarter, internal)
    log.info("%s:生成网页、表格和图", quarter)
    save_exhibits(bulletin, folder)
    facts = snapshot.facts(quarter)
    history = revisions.record(tables(bulletin), facts, folder, revised, before)
    kind, version = snapshot.kind(facts, snapshot.sources(quarter)), revisions.version(history)
    cited = citation.works(quarter, facts, kind, version)
    head, colophon = citation.head(cited), citation.colophon(cited, history)
    page = render(bulletin, quarter, narrate.title(quarter), head, colophon)
    save_documents(bulletin, quarter, folder)
    (folder / "bulletin.html").write_text(page, encoding="utf-8", newline="\n")
    warn_of_differences(bulletin)
    log.info("%s:核查数据(3_audit.ipynb)", quarter)
    save_audit(execute("3_audit", quarter, internal), quarter, internal)
    provenance.write(folder, quarter, cited, [NOTEBOOKS / p.name for p in internal.glob("*.ipynb")])


def save_audit(executed: NotebookNode, quarter: Quarter, folder: Path) -> None:
    """Write the audit's page, its findings as csv and the letters to the cities as xlsx."""
    found = tables(executed)
    findings, counts = found["findings"], found["findings_by_rule"]
    mark = letters.SYNTHETIC if snapshot.facts(quarter).get("synthetic") else ""
    page = render(executed, quarter, dossier.title(quarter))
    (folder / "audit.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / "findings.csv").write_bytes(documents.csv_bytes(findings[audit.COLUMNS]))
    (folder / "findings.xlsx").write_bytes(letters.workbook(findings, counts, quarter, mark))


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


def save_exhibits(executed: NotebookNode, folder: Path) -> None:
    """Write the tables that a notebook showed as csv, its charts as svg."""
    (folder / "tables").mkdir()
    (folder / "figures").mkdir()
    for piece in outputs.pieces(executed):
        if outputs.RESOURCE in piece.bundle:
            table = outputs.frame(piece.bundle[outputs.RESOURCE])
            (folder / "tables" / f"{piece.name}.csv").write_bytes(documents.csv_bytes(table))
        if outputs.SVG in piece.bundle:
            figure = folder / "figures" / f"{piece.name}.svg"
            figure.write_text(piece.bundle[outputs.SVG], encoding="utf-8", newline="\n")


def tables(executed: NotebookNode) -> dict[str, pd.DataFrame]:
    """Return the tables that a notebook showed, by name."""
    return {
        piece.name: outputs.frame(piece.bundle[outputs.RESOURCE])
        for piece in outputs.pieces(executed)
        if outputs.RESOURCE in piece.bundle
    }


def save_documents(executed: NotebookNode, quarter: Quarter, folder: Path) -> None:
    """Write the bulletin in the official layout, and its tables and lists as a workbook."""
    pieces = outputs.pieces(executed)
    document = documents.bulletin(pieces, snapshot.facts(quarter).get("issued", quarter.end))
    (folder / "bulletin.docx").write_bytes(documents.docx_bytes(document))
    (folder / "tables.xlsx").write_bytes(documents.workbook_bytes(documents.tables(pieces)))


def render(
    executed: NotebookNode, quarter: Quarter, title: str, head: str = "", colophon: str = ""
) -> str:
    """Return the page of an executed notebook, complete in itself.

    Args:
        executed: the notebook.
        quarter: the quarter it is about.
        title: the page's title.
        head: what the page's head says of it (``citation.head``).
        colophon: the page's last part (``citation.colophon``).
    """
    page = copy.deepcopy(executed)
    page.cells = [c for c in page.cells if not PARAMETERS & set(c.metadata.get("tags", []))]
    exporter = HTMLExporter(
        template_name="report", extra_template_basedirs=[str(files("hnfusion") / "pages")]
    )
    resources = {
        "metadata": {"name": title},
        "hnfusion": {
            "version": hnfusion.__version__,
            "quarter": str(quarter),
            "head": head,
            "colophon": colophon,
        },
    }
    html: str = exporter.from_notebook_node(page, resources)[0]
    return html


def warn_of_differences(executed: NotebookNode) -> None:
    """Say at once where the report differs from what was published."""
    by_name = {piece.name: piece.bundle for piece in outputs.pieces(executed)}
    compared = outputs.frame(by_name["reconciliation"][outputs.RESOURCE])
    for row in compared[~(compared["agrees"] & compared["is_worded"])].itertuples():
        log.warning(
            "与公开通报不一致:“%s”:通报 %s,计算 %s(%s)",
            row.phrase,
            row.published,
            row.computed,
            row.id,
        )


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
