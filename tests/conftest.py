"""The sample's own folders, and one report of it for all tests that look at a report."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import browsing
import nbformat
import pytest
from playwright.sync_api import sync_playwright

from hnfusion import notebooks

CHECKOUT = Path(__file__).resolve().parent.parent


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
def report(tmp_path_factory):
    """The folder of the sample's report of 2020Q1."""
    folder = tmp_path_factory.mktemp("report")
    shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw")
    made = run("report", "2020Q1", "--data", folder / "data", "--reports", folder / "reports")
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"{folder / 'reports' / '2020Q1' / 'bulletin.html'}\n"
    return folder / "reports" / "2020Q1"


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
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)

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
