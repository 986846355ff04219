"""The fourteen cities' pages of the sample's report, from end to end."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import cities, codelists

CODES = codelists.codelist("city")["code"].tolist()
HEADLINE = {
    "累计获证": "total_certified",
    "新增获证": "new_certified",
    "在贯": "in_progress",
    "新增启动": "new_started",
    "自行贯标": "self_run",
    "试点企业": "pilots",
}


@pytest.fixture(scope="module")
def pages(report):
    return {
        code: BeautifulSoup(
            (report / "cities" / f"{code}.html").read_text(encoding="utf-8"), "html.parser"
        )
        for code in CODES
    }


def table(report, name):
    return pd.read_csv(report / "tables" / f"{name}.csv", encoding="utf-8-sig")


def counts(page):
    rows = page.select("#tab-places tbody tr")
    return {row.th.get_text(): int(row.td.get_text()) for row in rows}


def names(page, selector):
    return [cell.get_text() for cell in page.select(selector)]


def test_each_city_has_its_page_and_nobody_else(report):
    assert sorted(p.name for p in (report / "cities").iterdir()) == [f"{c}.html" for c in CODES]


def test_a_page_has_its_citys_full_name_and_says_that_it_is_synthetic(pages):
    for code, page in pages.items():
        full = cities.City.parse(code).full
        title = f"{full}两化融合管理体系贯标专报\N{FULLWIDTH LEFT PARENTHESIS}2020年一季度"
        assert page.h1.get_text().startswith(title)
        assert page.title.get_text() == f"{full}两化融合管理体系贯标专报(2020年一季度)"
        assert "合成示例数据" in page.select_one(".origin.synthetic").get_text()


def test_the_pages_add_up_to_the_headline(report, pages):
    headline = table(report, "headline").set_index("key")["value"]
    sums = pd.DataFrame([counts(page) for page in pages.values()]).sum()
    assert {key: sums[label] for label, key in HEADLINE.items()} == headline[
        HEADLINE.values()
    ].to_dict()
    assert sums["试点未启动"] == table(report, "pilots_by_city")["not_started"].sum()


def test_a_city_lists_its_own_enterprises_and_no_others(report, pages):
    for name, anchor in (("certified", "total-certified"), ("started", "in-progress")):
        listed = table(report, f"list_{name}").groupby("city")["enterprise"].apply(sorted)
        for code, page in pages.items():
            own = listed.get(cities.City.parse(code).name, [])
            assert sorted(names(page, f"#tab-list-{anchor} tbody th")) == [*own]


def test_the_pilots_that_wait_are_as_many_as_the_bulletin_says(report, pages):
    waiting = table(report, "pilots_by_city").set_index("city")["not_started"]
    in_lists = {*table(report, "list_certified")["enterprise"]}
    in_lists |= {*table(report, "list_started")["enterprise"]}
    for code, page in pages.items():
        shown = names(page, "#list-waiting li")
        assert len(shown) == waiting[cities.City.parse(code).name]
        assert not in_lists & {*shown}


def test_no_code_of_an_enterprise_and_no_finding_is_on_a_page(report, pages):
    findings = pd.read_csv(report / "internal" / "findings.csv", encoding="utf-8-sig")
    for page in pages.values():
        told = str(page)
        assert not re.search(r"\b9[0-9A-Z]{17}\b", told)
        assert not [message for message in findings["message"] if message in told]
        assert "internal" not in told


def test_every_link_lands_on_a_file_or_a_place_of_the_page(report, pages):
    for page in pages.values():
        anchors = {element["id"] for element in page.select("[id]")}
        for link in page.select("[href]"):
            address, _, anchor = link["href"].partition("#")
            if address == "../../index.html":
                continue  # made by `reports`, for all quarters at once
            assert address or anchor in anchors
            assert not address or (report / "cities" / address).resolve().is_file()


def test_one_can_walk_from_city_to_city_and_back_to_the_bulletin(pages):
    code, seen = CODES[0], []
    for _ in CODES:
        seen.append(code)
        code = pages[code].select_one("a[rel=next]")["href"].removesuffix(".html")
    assert (code, seen) == (CODES[0], CODES)
    assert pages[code].select_one('header a[href="../bulletin.html"]')


def test_the_bulletin_leads_to_each_city(report):
    page = BeautifulSoup((report / "bulletin.html").read_text(encoding="utf-8"), "html.parser")
    for name in ("certified", "started", "pilots"):
        links = page.select(f"#tab-{name}-by-city tbody a")
        assert [link["href"] for link in links] == [f"cities/{code}.html" for code in CODES]
        assert [link.get_text() for link in links] == codelists.names("city")


def test_no_two_elements_of_a_page_share_an_id(pages):
    for page in pages.values():
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))


def test_a_page_is_light_and_complete_in_itself(report, pages):
    for code, page in pages.items():
        assert (report / "cities" / f"{code}.html").stat().st_size < 90_000
        assert page.find_all(["link", "iframe", "object", "base", "img"]) == []
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy["content"].startswith("default-src 'none'")
