"""A folder that takes its place as a whole, and pages made of what notebooks showed."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks, report, steps
from hnfusion.run.steps import Edition

Q = Quarter(2020, 1)


def test_a_page_has_what_was_shown_escaped_and_no_parameters(notebook, tmp_path):
    notebook("'<i>' + quarter")
    page = notebooks.render(notebooks.execute("tiny", Q, tmp_path), Q, "标题")
    shown = BeautifulSoup(page, "html.parser").find_all("pre")[-1].text
    assert shown == "'<i>2020Q1'"
    assert "Parameters" not in page


SHOWN = {
    "axes": "from matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.gca()",
    "seaborn": "import seaborn\nseaborn.barplot(x=['a', 'b'], y=[1, 2])",
    "frame": "import pandas as pd\npd.DataFrame({'家': [39]})",
    "style": "pd.DataFrame({'家': [136]}).style.set_uuid('own').background_gradient()",
    "html": "from IPython.display import HTML, SVG, Javascript, Latex, Markdown\n"
    "HTML('<b id=html>粗</b>')",
    "markdown": "Markdown('**重**')",
    "svg": 'SVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\')',
    "latex": "Latex('$a<b$')",
    "script": "Javascript('alert(1)')",
    "text": "'<i>文</i>'",
}


def test_whatever_a_cell_shows_is_on_the_page_and_a_browser_shows_it(notebook, tmp_path, browser):
    notebook(*SHOWN.values())
    text = notebooks.render(notebooks.execute("tiny", Q, tmp_path), Q, "标题", has_code=False)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = BeautifulSoup(text, "html.parser").main
    assert [img["src"].split(";")[0] for img in page.find_all("img")] == [
        "data:image/png", "data:image/png", "data:image/svg+xml",
    ]  # fmt: skip
    assert all(img["alt"] for img in page.find_all("img"))
    assert [table.td.text for table in page.find_all("table")] == ["39", "136"]
    assert (page.find("b", id="html").text, page.find("strong").text) == ("粗", "重")
    latex, script, words = page.find_all("pre")[-3:]
    assert (latex.text, words.text) == ("$a<b$", "'<i>文</i>'")
    assert script.text == "<IPython.core.display.Javascript object>"
    assert page.find("script") is None
    shown = browser.new_page()
    shown.goto((tmp_path / "page.html").as_uri())
    widths = shown.eval_on_selector_all("main img", "images => images.map(i => i.naturalWidth)")
    assert min(widths) > 0
    assert shown.evaluate("getComputedStyle(document.querySelector('#T_own td')).backgroundColor")
    shown.close()


def test_a_page_is_what_nbconvert_makes_of_it(report, monkeypatch):
    executed = nbformat.read(report / "internal" / "3_audit.ipynb", 4)
    ours = notebooks.render(executed, Q, "核查")
    monkeypatch.setattr(notebooks, "PageExporter", HTMLExporter)
    monkeypatch.setattr(notebooks, "exporter", notebooks.exporter.__wrapped__)
    theirs = notebooks.render(executed, Q, "核查")
    assert str(BeautifulSoup(theirs, "html.parser")) == str(BeautifulSoup(ours, "html.parser"))


def test_a_run_that_fails_leaves_what_stood_there(data, tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "sources", lambda *_: {"notebooks/1_prepare.ipynb": "0"})
    (tmp_path / "reports" / "2020Q1").mkdir(parents=True)
    (tmp_path / "reports" / "2020Q1" / "bulletin.html").write_text("昨天")
    with pytest.raises(BulletinError, match="与下达任务时不同"):
        report.report([Edition(Q, data, tmp_path / "reports")])
    assert [p.name for p in (tmp_path / "reports").iterdir() if p.is_dir()] == ["2020Q1"]
    assert (tmp_path / "reports" / "2020Q1" / "bulletin.html").read_text() == "昨天"
