"""Fixtures and helpers of all tests: copies of the sample, and reports that no test changes."""

import json
import shutil
import subprocess
import sys

import browsing
import nbformat
import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright
from running import CHECKOUT, FIRST, command, installed_command, places, run

from hnfusion import cities as every_city
from hnfusion import folders, paths
from hnfusion.documents import provenance
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks, steps, work
from hnfusion.run import report as reporting
from hnfusion.run.steps import Edition, Step

TEXT = "main > :is(h1, h2, p), main > figure > p.note"
"""CSS selector of the bulletin's text on its page, including the notes under tables."""


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
def installed(once):
    """The path of a folder with the wheel installed into ``site``, and its digests as JSON."""

    def make(folder):
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        alone = ["--no-deps", "--no-index"]
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(build, cwd=CHECKOUT, check=True)
        (wheel,) = folder.glob("*.whl")
        subprocess.run([*pip, "install", *alone, "--target", folder / "site", wheel], check=True)
        (folder / "digests.json").write_text(json.dumps(digests(folder)), encoding="utf-8")

    return once("installed", make)


def digests(installed):
    """Return the digests of what is in the folder ``site`` of ``installed``, a dict by path."""
    files = [p for p in folders.held(installed / "site") if "__pycache__" not in p.parts]
    return folders.digests(installed, files)


@pytest.fixture(scope="session")
def report(once, installed):
    """The path of the folder of the sample's report of 2020Q1, made by the installed command.

    The sample's ``data`` are beside the folder's parent.
    """

    def make(folder):
        folder.mkdir()
        for arguments in (["sample"], ["report", "2020Q1"]):
            made = installed_command(installed, *arguments, cwd=folder)
            assert made.returncode == 0, made.stderr
        assert made.stdout == f"{folder / 'reports' / '2020Q1' / 'bulletin.html'}\n"

    return once("report", make) / "reports" / "2020Q1"


@pytest.fixture(scope="session")
def kernels(once, report):
    """The path of a copy of the folder around ``report``, with 2019Q1 made by real kernels."""

    def make(folder):
        shutil.copytree(report.parent.parent, folder)
        made = command("report", "2019Q1", *places(folder), HNFUSION_ENGINE="nbclient")
        assert made.returncode == 0, made.stderr

    return once("kernels", make)


PAGES = {
    "2019Q1": slice(None),
    "2019Q2": slice(0, None, 3),
    "2019Q3": slice(1, None, 3),
    "2019Q4": slice(2, None, 3),
    "2020Q1": slice(None),
}
"""The cities with a page in each report of ``every``: in the three of some, together each once."""


@pytest.fixture(scope="session")
def every(once, kernels):
    """The path of a folder with the sample's ``data``, and ``reports`` of all quarters.

    The reports have the cities' pages that ``PAGES`` says.
    """

    def make(folder):
        shutil.copytree(kernels, folder)
        for quarter, cities in PAGES.items():
            made = run("report", quarter, *places(folder), cities=cities)
            assert made.returncode == 0, made.stderr
            is_made = (kernels / "reports" / quarter).is_dir()
            assert (f"{quarter}:没有变化" in made.stderr) == is_made
        made = run("reports", *places(folder))
        assert made.returncode == 0, made.stderr
        unchanged = [f"{quarter}:没有变化,不必重新生成" for quarter in PAGES]
        assert made.stderr.splitlines() == [*unchanged, "编写目录"]

    return once("every", make)


def unlike_published(folder, cities=slice(None)):
    """Return the names of the public files that differ from those of the published report.

    ``folder`` is a report with the pages of ``cities`` only. If these are not all, neither the
    pages of the others nor the two files that list all pages are compared.
    """
    codes = [city.code for city in every_city.cities()]
    left_out = {f"cities/{code}.html" for code in codes if code not in codes[cities]}
    if left_out:
        left_out |= {"manifest.json", "ro-crate-metadata.json"}
    made, published = (
        {folders.inside(at, path): path.read_bytes() for path in provenance.public(at)}
        for at in (folder, CHECKOUT / "reports" / folder.name)
    )
    return {*steps.differing(made, published)} - left_out


@pytest.fixture(scope="session")
def revised(once, report):
    """The path of a folder with ``data`` and ``reports``, where a rank of 2020Q1 was changed.

    The report of 2020Q1 was made before and after the change, so it is version 2.
    """

    def make(folder):
        shutil.copytree(report.parent.parent, folder)
        facts = folder / "data" / "raw" / "2020Q1" / "quarter.toml"
        facts.write_text(facts.read_text("utf-8").replace("national = 8", "national = 9"), "utf-8")
        made = run("report", "2020Q1", *places(folder), cities=FIRST)
        assert made.returncode == 0, made.stderr

    return once("revised", make)


@pytest.fixture(scope="session")
def beginning(once):
    """The path of a folder with the reports of only two quarters: 2020Q1, and 2020Q2 without rows.

    The file ``told`` in the folder has the command's standard output.
    """

    def make(folder):
        earlier = shutil.ignore_patterns("2019Q?", "published.toml")
        shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw", ignore=earlier)
        assert run("quarter", "2020Q2", "--data", folder / "data").returncode == 0
        made = run("reports", *places(folder), cities=FIRST)
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
