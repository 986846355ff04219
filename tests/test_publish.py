"""A folder that takes its place as a whole, and pages made of what notebooks showed."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks, report, step
from hnfusion.run.step import Edition

Q = Quarter(2020, 1)


def test_a_page_has_what_was_shown_escaped_and_no_parameters(notebook, tmp_path):
    notebook("'<i>' + quarter")
    page = notebooks.render(notebooks.execute("tiny", Q, tmp_path), Q, "标题")
    shown = BeautifulSoup(page, "html.parser").find_all("pre")[-1].text
    assert shown == "'<i>2020Q1'"
    assert "Parameters" not in page


def test_a_page_is_what_nbconvert_makes_of_it(report, monkeypatch):
    executed = nbformat.read(report / "internal" / "3_audit.ipynb", 4)
    ours = notebooks.render(executed, Q, "核查")
    monkeypatch.setattr(notebooks, "PageExporter", HTMLExporter)
    monkeypatch.setattr(notebooks, "exporter", notebooks.exporter.__wrapped__)
    theirs = notebooks.render(executed, Q, "核查")
    assert str(BeautifulSoup(theirs, "html.parser")) == str(BeautifulSoup(ours, "html.parser"))


def test_a_run_that_fails_leaves_what_stood_there(data, tmp_path, monkeypatch):
    monkeypatch.setattr(step, "sources", lambda *_: {"notebooks/1_prepare.ipynb": "0"})
    (tmp_path / "reports" / "2020Q1").mkdir(parents=True)
    (tmp_path / "reports" / "2020Q1" / "bulletin.html").write_text("昨天")
    with pytest.raises(BulletinError, match="与下达任务时不同"):
        report.report([Edition(Q, data, tmp_path / "reports")])
    assert [p.name for p in (tmp_path / "reports").iterdir() if p.is_dir()] == ["2020Q1"]
    assert (tmp_path / "reports" / "2020Q1" / "bulletin.html").read_text() == "昨天"
