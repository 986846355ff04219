"""The page that lists every report, of a few drawn folders."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion.documents import index_page

KEYS = [
    "total_certified", "new_certified", "new_started", "in_progress", "self_run",
    "self_run_previous", "pilots", "new_started_pilots", "cities_without_start",
]  # fmt: skip


@pytest.fixture
def reports(tmp_path):
    """The folders of two quarters; only the newer one has a trend and a city's page."""
    for quarter, value in (("2019Q4", 7), ("2020Q1", 10)):
        (tmp_path / quarter / "tables").mkdir(parents=True)
        table = pd.DataFrame({"key": KEYS, "value": value})
        table.loc[table["key"] == "pilots", "value"] = None
        table.to_csv(tmp_path / quarter / "tables" / "headline.csv", index=False)
        (tmp_path / quarter / "bulletin.html").write_text("")
    (tmp_path / "2020Q1" / "trend.html").write_text("")
    (tmp_path / "2020Q1" / "cities").mkdir()
    (tmp_path / "2020Q1" / "cities" / "430100.html").write_text("")
    return tmp_path


def listed(reports):
    return BeautifulSoup(index_page.write(reports).read_text(encoding="utf-8"), "html.parser")


def test_every_link_of_the_list_leads_to_a_file_that_is_there(reports):
    links = [a["href"] for a in listed(reports).select("a[href]:not([href^='#'])")]
    assert links == [
        "2020Q1/bulletin.html", "2020Q1/trend.html", "2020Q1/cities/430100.html",
        "2020Q1/bulletin.html", "2020Q1/trend.html", "2019Q4/bulletin.html",
    ]  # fmt: skip
    assert all((reports / link).is_file() for link in links)


def test_a_link_says_of_which_quarter_it_is(reports):
    told = [a["aria-label"] for a in listed(reports).select("main a[href]")]
    assert told[2] == "2020年一季度长沙市"
    assert told[-1] == "2019年四季度通报"


def test_the_newest_quarter_is_told_with_its_figures_and_their_change(reports):
    page = listed(reports)
    assert "2020年一季度" in page.find(id="newest").get_text()
    figures = page.select_one("dl.figures").get_text()
    assert "环比增加3家" in figures
    assert "年度试点企业" not in figures


def test_a_list_of_no_report_says_so(tmp_path):
    assert "还没有生成任何季度的通报" in listed(tmp_path).main.get_text()
