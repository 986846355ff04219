"""Notebooks run as files, and a folder that takes its place as a whole."""

import subprocess
import sys

import nbformat
import pytest
from conftest import CHECKOUT

from hnfusion import notebooks, publish
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Write a notebook with one cell after the parameters and let publish find it."""
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)

    def write(source):
        cells = [nbformat.v4.new_code_cell(s) for s in ('quarter = ""', source)]
        cells[0].metadata["tags"] = ["parameters"]
        kernel = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "tiny.ipynb"
        )

    with notebooks.kernel_environment():
        yield write


def test_what_an_analyst_can_fix_comes_out_of_a_notebook_as_it_was_said(notebook, tmp_path):
    notebook("from hnfusion.errors import BulletinError\nraise BulletinError('第一行\\n第二行')")
    with pytest.raises(BulletinError, match=r"^第一行\n第二行$"):
        notebooks.execute("tiny", Q, tmp_path)


def test_another_error_in_a_cell_fails_the_run(notebook, tmp_path):
    notebook("1 / 0")
    with pytest.raises(NotebookFailure, match=r"tiny.ipynb 第 2 格:ZeroDivisionError"):
        notebooks.execute("tiny", Q, tmp_path)


def test_a_cell_that_hangs_is_stopped(notebook, tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    notebook("import time\ntime.sleep(60)")
    with pytest.raises(NotebookFailure, match="timed out"):
        notebooks.execute("tiny", Q, tmp_path)


def test_a_kernel_that_dies_is_told(notebook, tmp_path):
    notebook("import os\nos._exit(1)")
    with pytest.raises(NotebookFailure, match="Kernel died"):
        notebooks.execute("tiny", Q, tmp_path)


def test_a_page_has_what_was_shown_escaped_and_no_parameters(notebook, tmp_path):
    notebook("'<i>' + quarter")
    page = notebooks.render(notebooks.execute("tiny", Q, tmp_path), Q, "标题")
    assert "&#39;&lt;i&gt;2020Q1&#39;" in page or "'&lt;i&gt;2020Q1'" in page
    assert "Parameters" not in page


def test_the_parsers_that_no_notebook_needs_are_not_built():
    code = "import sys, hnfusion.publish; sys.exit('lark' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)


def test_a_run_that_fails_leaves_what_stood_there(data, tmp_path, monkeypatch):
    monkeypatch.setenv("HNFUSION_DATA", str(data))
    monkeypatch.setattr(notebooks, "render", lambda *_: 1 / 0)
    (tmp_path / "reports" / "2020Q1").mkdir(parents=True)
    (tmp_path / "reports" / "2020Q1" / "bulletin.html").write_text("昨天")
    with pytest.raises(ZeroDivisionError):
        publish.report(Q, tmp_path / "reports")
    assert [p.name for p in (tmp_path / "reports").iterdir() if p.is_dir()] == ["2020Q1"]
    assert (tmp_path / "reports" / "2020Q1" / "bulletin.html").read_text() == "昨天"
