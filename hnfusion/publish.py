"""Run the notebooks as files, render them, and put the report's folder in place.

A report is built aside and takes its place as a whole: a run that fails leaves what stood there.
"""

import copy
import logging
import os
import shutil
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

# jsonschema builds some thirty parsers for a format that no notebook uses; without this module it
# does not, which saves 0.6 s of every run (jsonschema issue 1428).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import pandas as pd
import papermill
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

import hnfusion
from hnfusion import audit, documents, dossier, exhibits, letters, narrate, snapshot
from hnfusion.errors import BulletinError
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
    log.info("%s:核对名单", quarter)
    snapshot.prepare(snapshot.read_raw(quarter))
    snapshot.earlier(quarter)
    reports.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{quarter}-", dir=reports))
    try:
        build(quarter, aside)
        place(aside, reports / str(quarter))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return reports / str(quarter) / "bulletin.html"


def build(quarter: Quarter, folder: Path) -> None:
    """Write everything that a quarter's report holds into an empty folder."""
    internal = folder / "internal"
    internal.mkdir()
    log.info("%s:整理名单(1_prepare.ipynb)", quarter)
    execute("1_prepare", quarter, internal)
    log.info("%s:编写通报(2_bulletin.ipynb)", quarter)
    bulletin = execute("2_bulletin", quarter, internal)
    log.info("%s:生成网页、表格和图", quarter)
    save_exhibits(bulletin, folder)
    (folder / "bulletin.html").write_text(render(bulletin, quarter), encoding="utf-8", newline="\n")
    warn_of_differences(bulletin)
    log.info("%s:核查数据(3_audit.ipynb)", quarter)
    save_audit(execute("3_audit", quarter, internal), quarter, internal)


def save_audit(executed: NotebookNode, quarter: Quarter, folder: Path) -> None:
    """Write the audit's page, its findings as csv and the letters to the cities as xlsx."""
    tables = {name: data[exhibits.RESOURCE] for name, data in shown(executed)}
    findings, counts = frame(tables["findings"]), frame(tables["findings_by_rule"])
    mark = letters.SYNTHETIC if snapshot.facts(quarter).get("synthetic") else ""
    page = render(executed, quarter, dossier.title(quarter))
    (folder / "audit.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / "findings.csv").write_bytes(documents.csv_bytes(findings[audit.COLUMNS]))
    (folder / "findings.xlsx").write_bytes(letters.workbook(findings, counts, quarter, mark))


def execute(name: str, quarter: Quarter, folder: Path) -> NotebookNode:
    """Run a notebook by papermill and return it as executed, also written to the folder.

    Raises:
        BulletinError: if a cell raised one.
        PapermillExecutionError: if a cell failed in another way.
    """
    output = folder / f"{name}.ipynb"
    _let_kernels_find_us()
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
        raise
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
    for name, data in shown(executed):
        if exhibits.RESOURCE in data:
            table = frame(data[exhibits.RESOURCE])
            (folder / "tables" / f"{name}.csv").write_bytes(documents.csv_bytes(table))
        if exhibits.SVG in data:
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


def render(executed: NotebookNode, quarter: Quarter, title: str = "") -> str:
    """Return the page of an executed notebook, complete in itself.

    Args:
        executed: the notebook.
        quarter: the quarter it is about.
        title: of the page; "" is the bulletin's.
    """
    page = copy.deepcopy(executed)
    page.cells = [c for c in page.cells if not PARAMETERS & set(c.metadata.get("tags", []))]
    exporter = HTMLExporter(
        template_name="report", extra_template_basedirs=[str(files("hnfusion") / "pages")]
    )
    resources = {
        "metadata": {"name": title or narrate.title(quarter)},
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


def place(aside: Path, target: Path) -> None:
    """Put a finished folder where its readers look; what stood there goes."""
    aside.chmod(0o755)
    former = aside.with_name(f"{aside.name}-former")
    if target.exists():
        target.rename(former)
    aside.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def _entry(folder: Path) -> dict[str, Any]:
    quarter = Quarter.parse(folder.name)
    headline = pd.read_csv(folder / "tables" / "headline.csv").set_index("key")["value"]
    is_synthetic = snapshot.facts(quarter).get("synthetic", False)
    return {"quarter": quarter, "count": headline.to_dict(), "is_synthetic": is_synthetic}


def _let_kernels_find_us() -> None:
    paths = [str(snapshot.CHECKOUT), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(filter(None, paths)))
    os.environ[snapshot.DATA] = str(snapshot.data().resolve())
