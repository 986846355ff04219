"""The main job from end to end, on the sample."""

import base64
import hashlib
import itertools
import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import TEXT
from running import CHECKOUT

from hnfusion import codelists, narrate
from hnfusion.documents import provenance

HOME = "../index.html"
"""The list of all reports, which stands beside their folders."""


@pytest.fixture(scope="module")
def page(report):
    return BeautifulSoup((report / "bulletin.html").read_text(encoding="utf-8"), "html.parser")


def table(report, name):
    return pd.read_csv(report / "tables" / f"{name}.csv", encoding="utf-8-sig")


def test_every_paragraph_is_the_real_bulletins_to_the_character(page):
    printed = (CHECKOUT / "tests" / "bulletin-2020Q1.txt").read_text(encoding="utf-8").splitlines()
    told = [
        line
        for element in page.select(TEXT)
        for line in element.get_text("" if element.name == "h1" else "\n").strip().splitlines()
    ]
    assert told[: told.index("与公开通报核对")] == [*map(narrate.punctuation.whole, printed)]


def test_every_printed_figure_is_computed_and_agrees(report):
    compared = table(report, "reconciliation")
    assert len(compared) >= 40
    assert compared["agrees"].all()
    assert compared["is_worded"].all()


def test_the_headline_has_the_contracts_keys_in_order(report):
    headline = table(report, "headline").set_index("key")["value"].to_dict()
    assert headline == {
        "total_certified": 136,
        "new_certified": 39,
        "new_started": 50,
        "in_progress": 286,
        "self_run": 52,
        "self_run_previous": 3,
        "pilots": 282,
        "new_started_pilots": 48,
        "new_started_not_pilots": 2,
        "industries_certified": 17,
        "industries_started": 18,
        "cities_without_start": 3,
    }


@pytest.mark.parametrize(
    ("name", "columns", "sums"),
    [
        ("certified_by_city", ["city", "new", "total"], {"new": 39, "total": 136}),
        ("certified_by_industry", ["industry", "new", "total"], {"new": 39, "total": 136}),
        ("started_by_city", ["city", "new", "total"], {"new": 50, "total": 286}),
        ("started_by_industry", ["industry", "new", "total"], {"new": 50, "total": 286}),
        ("certified_by_consultant", ["consultant", "recommended", "new", "total"], {"new": 39}),
        ("started_by_consultant", ["consultant", "recommended", "new", "total"], {"total": 234}),
        ("started_by_stage", ["stage", "total", "share"], {"total": 286}),
        ("pilots_by_city", ["city", "pilots", "started", "not_started"], {"pilots": 282}),
    ],
)
def test_a_table_has_its_columns_and_adds_up(report, name, columns, sums):
    rows = table(report, name)
    assert rows.columns.tolist() == columns
    assert rows[list(sums)].sum().to_dict() == sums
    assert (report / "figures" / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg")


def test_every_city_and_stage_has_its_row(report):
    for name in ("certified_by_city", "started_by_city", "pilots_by_city"):
        assert table(report, name)["city"].tolist() == codelists.names("city")
    assert table(report, "started_by_stage")["stage"].tolist() == codelists.names("stage")


def test_the_page_says_that_its_lists_are_synthetic(page):
    assert "合成示例数据" in page.select_one("main .origin.synthetic").get_text()


def test_the_page_is_complete_in_itself(report, page):
    assert page.html["lang"] == "zh-CN"
    assert page.find_all(["link", "iframe", "object", "base", "img"]) == []
    metadata, tools = page.find_all("script")
    assert (metadata["type"], tools.attrs) == ("application/ld+json", {})
    text = (report / "bulletin.html").read_text(encoding="utf-8")
    addresses = set(re.findall(r"""(?:src|href)\s*=\s*["']([^"'#][^"']*)""", text))
    public = {p.relative_to(report).as_posix() for p in provenance.public(report)}
    assert addresses <= public | {HOME}
    assert re.findall(r"@import|url\((?!#)", text) == []


def test_the_page_forbids_addresses_from_elsewhere_and_every_script_but_its_own(page):
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.strip().split(" ", 1) for rule in policy["content"].split(";"))
    assert rules["default-src"] == "'none'"
    script = page.find_all("script")[1].string.encode()
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert policy.find_previous("meta")["charset"] == "utf-8"


def test_every_table_and_figure_has_a_number_an_anchor_and_its_file(report, page):
    shown = page.select("figure")
    kinds = {"tab": ("表", "tables", "csv"), "fig": ("图", "figures", "svg")}
    for figure in shown:
        kind, name = figure["id"].split("-", 1)
        letter, folder, suffix = kinds[kind]
        caption = figure.figcaption.small if kind == "fig" else figure.figcaption
        assert re.match(rf"({letter}|附件)\d+ .", caption.text)
        address = figure.select_one("a.file")["href"]
        assert address == f"{folder}/{name.replace('-', '_')}.{suffix}"
        assert (report / address).is_file()
    assert len(shown) >= 17


def test_the_contents_list_names_every_heading_and_every_link_lands(page):
    listed = {a["href"].lstrip("#"): a.get_text() for a in page.select("nav.contents a")}
    headings = {h["id"]: h.get_text() for h in page.main.find_all(["h2", "h3"])}
    assert listed == headings
    assert listed["part-3"] == "三、两化融合管理体系贯标工作存在的问题"
    ids = {element["id"] for element in page.select("[id]")}
    assert {a["href"][1:] for a in page.select("a[href^='#']")} <= ids


def _name(page, region):
    """What a region is called: its own label, or the text of its caption."""
    return region.get("aria-label") or page.find(id=region["aria-labelledby"]).get_text()


def test_a_reader_who_sees_nothing_finds_the_parts_of_the_page(page):
    assert [part.name for part in page.body.find_all(recursive=False)] == [
        "a", "header", "nav", "main", "footer", "script",
    ]  # fmt: skip
    assert len(page.find_all("h1")) == 1
    levels = [int(h.name[1]) for h in page.find_all(["h1", "h2", "h3", "h4"])]
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    named = page.select("[role=region]")
    assert all(region["tabindex"] == "0" and _name(page, region) for region in named)
    assert "¶" not in page.get_text()


def test_no_two_elements_share_an_id(page):
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_text_in_charts_is_text_in_a_typeface_that_has_it(report):
    svg = (report / "figures" / "started_by_city.svg").read_text(encoding="utf-8")
    assert ">张家界市</text>" in svg
    assert "Noto Sans SC" in svg


def test_every_chart_says_in_words_what_it_is(page):
    shown = page.select("figure.chart")
    numbers = [re.search(r"图(\d+) ", figure.figcaption.text)[1] for figure in shown]
    assert numbers == [str(number) for number in range(1, len(shown) + 1)]
    for figure in shown:
        assert figure.svg["aria-labelledby"] == f"{figure.svg.title['id']} {figure.svg.desc['id']}"
        assert len(figure.svg.desc.text) > len(figure.svg.title.text) > 5
    for drawing in page.select("main svg:not([aria-hidden])"):
        title, _ = drawing["aria-labelledby"].split()
        assert page.find(id=title).get_text()


def test_the_code_is_hidden_and_available(page):
    assert "tally.by_city(certified)" in page.get_text()
    assert page.select_one("#show-code")["type"] == "checkbox"


def test_executed_notebooks_hold_no_path_clock_or_error(report):
    for path in sorted((report / "internal").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
        assert str(report.parent.parent) not in path.read_text(encoding="utf-8")
        outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
        assert {o["output_type"] for o in outputs} == {"execute_result"}


def test_contact_names_and_telephone_numbers_pass_nowhere(report):
    for path in report.rglob("*"):
        if path.is_file():
            content = path.read_bytes()  # those of docx and xlsx are stored as they are
            assert "示例联系人".encode() not in content
            assert b"000-00000000" not in content
