"""The audit of the sample tells the story of part 三, and every claim stands on its page."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import audit, narrate


@pytest.fixture(scope="module")
def page(report):
    text = (report / "internal" / "audit.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


@pytest.fixture(scope="module")
def findings(report):
    path = report / "internal" / "findings.csv"
    return pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False)


def test_findings_have_the_contracts_columns_and_the_storys_numbers(findings):
    assert list(findings) == audit.COLUMNS
    assert findings["rule"].value_counts().to_dict() == {
        "pilot_not_started": 194, "backdated_start": 47, "city_without_start": 3,
        "self_run_surge": 1,
    }  # fmt: skip
    surge = findings[findings["rule"] == "self_run_surge"].iloc[0]
    assert (surge["previous"], surge["current"]) == ("3", "52")
    cities = findings.loc[findings["rule"] == "city_without_start", "city"].tolist()
    assert cities == ["张家界市", "怀化市", "湘西州"]


def test_the_page_says_it_is_internal_and_synthetic(page):
    words = page.get_text()
    assert narrate.punctuation.whole("内部资料,不得公开") in words
    assert "合成示例数据" in words
    assert page.find_all(["link", "iframe", "object", "base", "img"]) == []
    assert [script.attrs for script in page.find_all("script")] == [{}]


def test_the_page_tells_part_three_and_sums_that_add_up(page):
    words = page.get_text()
    assert "自行贯标由 2019Q4 的 3 家增至 52 家" in words
    sums = [[int(b.get_text()) for b in p.find_all("b")] for p in page.select("p.sum")]
    assert sums == [[228, 50, 47, 0, 0, 39, 0, 0, 286], [3, 6, 43, 0, 0, 0, 0, 0, 52]]


def test_every_finding_stands_on_the_page_with_its_source(page, findings):
    words = page.get_text()
    for row in findings.itertuples():
        assert narrate.punctuation.stops(row.message) in words
        assert row.source in words
        assert row.enterprise in words


def test_the_bulletin_has_one_sentence_on_first_sight(report):
    page = BeautifulSoup((report / "bulletin.html").read_text(encoding="utf-8"), "html.parser")
    (aside,) = page.select(".aside-note")
    assert narrate.punctuation.whole("2020年一季度新增启动97家,其中47家") in aside.get_text()
    assert "2019年四季度按同一口径为25家" in aside.get_text()
