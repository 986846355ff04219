"""Fixtures and helpers of all tests: copies of the sample, and reports that no test changes."""

import io
import logging
import os
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import browsing
import nbformat
import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright

from hnfusion import cities as every_city
from hnfusion import folders, paths
from hnfusion.__main__ import main
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks, steps, work
from hnfusion.run import report as reporting
from hnfusion.run.steps import Edition, Step

CORES = {"LOKY_MAX_CPU_COUNT": "1"} if "PYTEST_XDIST_WORKER" in os.environ else {}
"""Environment variables with which a report takes one core, while other tests use the others."""
CITIES = 2
"""Number of city pages in a report whose city pages no test reads; all fourteen take longer."""
FEW = f"""
import sys
from hnfusion import cities
from hnfusion.__main__ import main
few = cities.cities()[:{CITIES}]
cities.cities = lambda: few
sys.exit(main())
"""
"""A program like ``python -m hnfusion`` that makes only the first ``CITIES`` city pages."""
CHECKOUT = Path(__file__).resolve().parent.parent
TEXT = "main > :is(h1, h2, p), main > figure > p.note"
"""CSS selector of the bulletin's text on its page, including the notes under tables."""


def command(*arguments, program=("-m", "hnfusion"), **environment):
    """Run ``python -m hnfusion`` in a process of its own and return its ``CompletedProcess``.

    ``program`` are Python's own arguments, ``environment`` further environment variables.
    """
    return subprocess.run(
        [sys.executable, *program, *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def places(folder):
    """Return the command's options for ``data`` and ``reports`` in a folder, as a tuple."""
    return "--data", folder / "data", "--reports", folder / "reports"


def run(*arguments, cities=None):
    """Run the command in this process and return a ``CompletedProcess``, as ``command`` does.

    It is faster, because the workers are running and have loaded everything. A report has the
    pages of the first ``cities`` cities; None is all.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    handler, stop = logging.StreamHandler(err), signal.getsignal(signal.SIGTERM)
    logging.root.addHandler(handler)
    try:
        with (
            mock.patch.dict(os.environ, CORES),
            mock.patch.object(every_city, "cities", return_value=every_city.cities()[:cities]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            status = main([*map(str, arguments)])
    except SystemExit as end:
        status = 1
        err.write(f"{end}\n")
    finally:
        signal.signal(signal.SIGTERM, stop)
        logging.root.removeHandler(handler)
    written = (stream.buffer.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(arguments, status, *written)


@pytest.fixture
def data(tmp_path):
    """The path of a ``data`` folder with the sample's ``raw``, a copy that a test may change."""
    shutil.copytree(CHECKOUT / "data" / "raw", tmp_path / "data" / "raw")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """A function that makes a folder once for all pytest workers and returns the folder's path.

    Its arguments are the folder's name, and a function that fills the folder.
    """
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
    """The path of the folder of the sample's report of 2020Q1, made anew."""

    def make(folder):
        shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw")
        made = run("report", "2020Q1", *places(folder))
        assert made.returncode == 0, made.stderr
        assert made.stdout == f"{folder / 'reports' / '2020Q1' / 'bulletin.html'}\n"

    return once("report", make) / "reports" / "2020Q1"


@pytest.fixture(scope="session")
def every(once, report):
    """The path of a folder with the sample's ``data``, and ``reports`` of all quarters."""

    def make(folder):
        shutil.copytree(report.parent.parent, folder)
        made = run("reports", *places(folder))
        assert made.returncode == 0, made.stderr
        assert "2020Q1:没有变化" in made.stderr

    return once("every", make)


def unlike_published(folder):
    """Return the set of a report's files that are missing or unlike those of the checkout.

    The report in ``folder`` has only ``CITIES`` city pages. So the pages of the other cities and
    the two files that list all pages are not compared.
    """
    cities = [f"cities/{city.code}.html" for city in every_city.cities()[CITIES:]]
    made, published = folders.contents(folder), folders.contents(CHECKOUT / "reports" / folder.name)
    differing = {name for name in published if made.get(name) != published[name]}
    return differing - {*cities, "manifest.json", "ro-crate-metadata.json"}


@pytest.fixture(scope="session")
def revised(once, report):
    """The path of a folder with ``data`` and ``reports``, where a rank of 2020Q1 was changed.

    The report of 2020Q1 was made before and after the change, so it is version 2.
    """

    def make(folder):
        shutil.copytree(report.parent.parent, folder)
        facts = folder / "data" / "raw" / "2020Q1" / "quarter.toml"
        facts.write_text(facts.read_text("utf-8").replace("national = 8", "national = 9"), "utf-8")
        made = run("report", "2020Q1", *places(folder), cities=CITIES)
        assert made.returncode == 0, made.stderr

    return once("revised", make)


@pytest.fixture(scope="session")
def beginning(once):
    """The path of a folder with the reports of only two quarters: 2020Q1, and 2020Q2 without rows.

    ``told`` in the folder has what the command printed.
    """

    def make(folder):
        earlier = shutil.ignore_patterns("2019Q?", "published.toml")
        shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw", ignore=earlier)
        assert run("quarter", "2020Q2", "--data", folder / "data").returncode == 0
        made = run("reports", *places(folder), cities=CITIES)
        assert made.returncode == 0, made.stderr
        (folder / "told").write_text(made.stdout, encoding="utf-8")

    return once("beginning", make)


@pytest.fixture
def bulletin(data, tmp_path):
    """A function that makes the bulletin of 2020Q1 alone from ``data`` and returns its folder."""

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
    """A running browser. Without chromium the tests that need it are skipped; in CI they fail."""
    if browsing.find() is None:
        (pytest.fail if browsing.is_ci() else pytest.skip)(browsing.MISSING)
    with sync_playwright() as playwright:
        running = browsing.launch(playwright)
        yield running
        running.close()


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A function that writes the notebook ``tiny``: a cell with the parameters, one per source.

    ``paths.NOTEBOOKS`` is the notebook's folder during the test.
    """
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
