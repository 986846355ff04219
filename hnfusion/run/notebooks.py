"""Run notebooks with papermill, and render executed notebooks as pages."""

import copy
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillException, PapermillExecutionError
from traitlets.config import Config

import hnfusion
from hnfusion import exhibits, paths
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.quarter import Quarter
from hnfusion.run.kernel import CAN_FORK, ForkedEngine

LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
"""The language metadata that a kernel adds, without the version of Python."""
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Matches the memory address in the text that Python shows for an object."""
PARAMETERS = {"parameters", "injected-parameters"}
SHOWN = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "text/latex",
    "image/png",
    "image/jpeg",
    "text/plain",
]
"""The MIME types in which a page can show an output, best first: nbconvert's order without scripts
and widgets, which a page must not run."""
Notebook = NotebookNode
WIRE = {"transport": "ipc"} if os.name == "posix" else {"transport_encryption": "auto"}
"""The transport to kernels: Unix sockets, except on Windows. A TCP port is chosen long before the
kernel opens it, so kernels that start at the same time may get the same port."""
CELL_TIMEOUT = 600
"""Seconds that one cell may take."""
ENGINE = "HNFUSION_ENGINE"
"""Environment variable that names papermill's engine: ``forked`` (Linux) or ``nbclient``."""

papermill_engines.register("forked", ForkedEngine)


def execute(name: str, quarter: Quarter, folder: Path, city: str = "") -> Notebook:
    """Run the notebook ``name`` with papermill, save it in ``folder`` and return it as executed.

    ``city`` is the code of the city that the notebook is about, "" without a city. The file is
    ``<name>.ipynb`` or ``<name>-<city>.ipynb``.

    Raises:
        BulletinError: if a cell raised a ``BulletinError``.
        NotebookFailure: if a cell failed in another way, took too long or lost its kernel.
    """
    ready()
    output = folder / f"{'-'.join(filter(None, [name, city]))}.ipynb"
    try:
        # with one folder for all, kernels would use the same socket files
        with tempfile.TemporaryDirectory() as own:
            connection = {"connection_file": str(Path(own, "kernel.json"))}
            executed = papermill.execute_notebook(
                paths.NOTEBOOKS / f"{name}.ipynb",
                output,
                parameters={"quarter": str(quarter)} | ({"city": city} if city else {}),
                engine_name=engine(),
                cwd=paths.NOTEBOOKS,
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_TIMEOUT,
                shutdown_kernel="immediate",
                config=Config({"KernelManager": connection | WIRE}),
            )
    except PapermillExecutionError as error:
        if error.ename == BulletinError.__name__:
            raise BulletinError(error.evalue) from None
        raise NotebookFailure(f"{name}.ipynb 第 {error.cell_index} 格:{error.ename}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise NotebookFailure(f"{name}.ipynb:{error}") from error
    except (RuntimeError, NoSuchKernel) as error:  # what jupyter_client raises if none starts
        raise NotebookFailure(f"{name}.ipynb:内核没有启动({error})") from error
    settled = settle(executed)
    output.write_text(nbformat.writes(settled) + "\n", encoding="utf-8", newline="\n")
    return settled


def engine() -> str:
    """Return the name of the papermill engine that runs notebooks.

    It is the value of the environment variable ``HNFUSION_ENGINE``. Without the variable it is
    ``forked`` on Linux and ``nbclient`` elsewhere.

    Raises:
        BulletinError: if papermill has no engine of that name.
    """
    named = os.environ.get(ENGINE) or ("forked" if CAN_FORK else "nbclient")
    try:
        papermill_engines.get_engine(named)
    except PapermillException:
        raise BulletinError(
            f"{ENGINE} 的值“{named}”不对:没有这种引擎。请改为 nbclient,或删去这个环境变量"
        ) from None
    return named


def settle(executed: Notebook) -> Notebook:
    """Return a copy of an executed notebook without what differs between two runs.

    Times, random ids and memory addresses are removed; a stream sent in pieces becomes one output.
    """
    settled: Notebook = copy.deepcopy(executed)
    settled, _ = CoalesceStreamsPreprocessor(enabled=True)(settled, {})
    settled.metadata = {"kernelspec": executed.metadata.kernelspec, "language_info": LANGUAGE}
    for cell in settled.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        for output in cell.get("outputs", []):
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = ADDRESS.sub("", output.data["text/plain"])
    return settled


class PageExporter(HTMLExporter):
    """nbconvert's exporter without its second parse of the page and without its preprocessors.

    The second parse takes twice as long as the first; it gives images an alternative text and cells
    a tab stop, which our template does. The preprocessors look for nothing that our notebooks have,
    and each would validate the notebook again.
    """

    def from_notebook_node(  # type: ignore[override]
        self, nb: Notebook, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page's html and nbconvert's resources."""
        lexer = nb.metadata.language_info.pygments_lexer
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources))

    def _preprocess(self, nb: Notebook, resources: dict[str, Any]) -> Any:
        return nb, resources


@cache
def exporter(has_code: bool) -> HTMLExporter:
    """Return nbconvert's exporter for pages with the notebook's code, or for pages without it."""
    return PageExporter(
        template_name="report",
        extra_template_basedirs=[str(files("hnfusion.exhibits") / "templates")],
        exclude_anchor_links=True,
        exclude_input=not has_code,
        config=Config({"NbConvertBase": {"display_data_priority": SHOWN}}),
    )


@cache
def ready() -> None:
    """Load templates, notebook schema and highlighter, so that forked processes inherit them."""
    exhibits.page.load()
    cells = [nbformat.v4.new_markdown_cell("#"), nbformat.v4.new_code_cell("1")]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": LANGUAGE})
    nbformat.validate(notebook)
    for has_code in (True, False):
        exporter(has_code).from_notebook_node(notebook)


def render(
    executed: Notebook,
    quarter: Quarter,
    title: str,
    here: str = "",
    *,
    head: str = "",
    colophon: str = "",
    style: str = "",
    has_code: bool = True,
) -> str:
    """Return the html of an executed notebook as a self-contained page.

    Args:
        executed: the notebook.
        quarter: the quarter whose lists the page is made from, named in its footer.
        title: the page's title.
        here: the page's path in the quarter's folder, such as ``cities/430100.html``.
        head: html for the page's head (``citation.head``).
        colophon: html of the page's last part (``citation.colophon``).
        style: the name of the stylesheet for this kind of page, "" without one.
        has_code: whether the page has the notebook's code, hidden until a reader shows it.
    """
    root = "../" * here.count("/")
    every = exhibits.record.with_numbers(executed)
    cells = [c for c in every if not PARAMETERS & set(c.metadata.get("tags", []))]
    shown = NotebookNode(executed | {"cells": cells})
    body: str = exporter(has_code).from_notebook_node(shown)[0]
    return exhibits.page.page(
        body + colophon,
        title,
        f"hnfusion {hnfusion.__version__} 由 {quarter} 的名单生成本页;相同的名单得到相同的页面。",
        home=f"{root}../index.html",
        links={root + address: name for address, name in exhibits.page.LINKS.items()},
        here=root + here,
        head=head,
        style=style,
    )


@contextmanager
def kernel_environment() -> Iterator[Path]:
    """Set the environment variables of kernels and yield a path for the cleaned lists.

    Kernels find this package, its data and, in that path, the cleaned lists, but not the user's
    IPython settings. The path is in a temporary folder; at the end the variables are restored.
    """
    before = dict(os.environ)
    searched = [str(paths.PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "PYTHONPATH": os.pathsep.join(filter(None, searched)),
            "IPYTHONDIR": str(Path(home, "ipython")),
            paths.DATA: str(paths.data().resolve()),
            paths.PROCESSED: str(Path(home, "processed")),
        }
        try:
            yield Path(home, "processed")
        finally:
            os.environ.clear()
            os.environ.update(before)
