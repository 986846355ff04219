"""The sample's own folders, and reports that all tests look at and no test changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import browsing
import nbformat
import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright

from hnfusion import folders, paths
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks, steps, work
from hnfusion.run import report as reporting
from hnfusion.run.steps import Edition, Step

CHECKOUT = Path(__file__).resolve().parent.parent
TEXT = "main > :is(h1, h2, p), main > figure > p.note"
"""Selects the words of the bulletin on its page: its notes stand under their tables."""


def run(*arguments, **environment):
    """Run ``python -m hnfusion`` as a colleague would and return the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "hnfusion", *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture
def data(tmp_path):
    """A copy of the sample's raw data that a test may spoil."""
    shutil.copytree(CHECKOUT / "data" / "raw", tmp_path / "data" / "raw")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """Make a folder once for all workers, and return it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def once(name, make):
        folder, done = shared / name, shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def report(once):
    """The folder of the sample's report of 2020Q1."""

    def make(folder):
        shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw")
        made = run("report", "2020Q1", "--data", folder / "data", "--reports", folder / "reports")
        assert made.returncode == 0, made.stderr
        assert made.stdout == f"{folder / 'reports' / '2020Q1' / 'bulletin.html'}\n"

    return once("report", make) / "reports" / "2020Q1"


@pytest.fixture(scope="session")
def beginning(once):
    """A folder of all reports where there are two quarters, the second without a single row."""

    def make(folder):
        begin(folder / "data")
        assert run("quarter", "2020Q2", "--data", folder / "data").returncode == 0
        made = run("reports", "--data", folder / "data", "--reports", folder / "reports")
        assert made.returncode == 0, made.stderr
        (folder / "told").write_text(made.stdout, encoding="utf-8")

    return once("beginning", make)


def begin(data):
    """Write the raw data of 2020Q1 alone, whose bulletin printed figures of the quarter before."""
    earlier = shutil.ignore_patterns("2019Q?", "published.toml")
    shutil.copytree(CHECKOUT / "data" / "raw", data / "raw", ignore=earlier)


@pytest.fixture
def bulletin(data, tmp_path):
    """Make the bulletin of 2020Q1 alone from the test's data, and return its folder."""

    def make():
        edition = Edition(Quarter(2020, 1), data, tmp_path / "reports")

        def run(notebook, cleaned, published):
            made_from = steps.sources(edition, notebook)
            return work.run(Step(edition, notebook, "", made_from, cleaned, published))

        cleaned = reporting.cleaned(run("1_prepare", {}, {}))
        files = run("2_bulletin", cleaned, folders.contents(edition.folder))
        folders.write(files, edition.folder)
        reporting.warn_of_differences(edition.folder)
        return edition.folder

    return make


@pytest.fixture(scope="module")
def browser():
    """A running browser; without one tests are skipped, in CI they fail."""
    if browsing.find() is None:
        (pytest.fail if browsing.is_ci() else pytest.skip)(browsing.MISSING)
    with sync_playwright() as playwright:
        running = browsing.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Write ``tiny.ipynb``, the parameters and a cell for each source, where it is looked for."""
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)

    def write(*sources):
        cells = [nbformat.v4.new_code_cell(source) for source in ('quarter = ""', *sources)]
        for number, cell in enumerate(cells):
            cell.id = str(number)
        cells[0].metadata["tags"] = ["parameters"]
        python = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": python}
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata=metadata), tmp_path / "tiny.ipynb"
        )

    with notebooks.kernel_environment():
        yield write
