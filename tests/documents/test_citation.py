"""How a report is cited, and that a synthetic one does not pass for the department's."""

import json
from datetime import date

import bibtexparser
import pandas as pd
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from running import CHECKOUT

import hnfusion
from hnfusion.documents import citation
from hnfusion.exhibits.record import Several
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
TITLE = "湖南省工业和信息化厅2020年一季度全省推进两化融合管理体系贯标工作情况通报"
UNREVISED = pd.DataFrame(columns=["version", "id", "was", "now"])


def cited(kind="real", version=1, **facts):
    return citation.works(Q, facts or {"issued": date(2020, 4, 21)}, kind, version)


def closing(works, revisions=UNREVISED):
    return Several(citation.colophon(works, revisions)).html()


def html(text):
    return BeautifulSoup(text, "html.parser")


def test_the_departments_report_and_data_are_cited_as_the_standard_writes_them():
    assert [citation.gbt(work) for work in cited(version=2)] == [
        f"湖南省工业和信息化厅. {TITLE}: 2020Q1 v2[R/OL]. (2020-04-21).",
        "湖南省工业和信息化厅. 2020年一季度湖南省两化融合管理体系贯标统计表: 2020Q1 v2[DB/OL]. "
        "(2020-04-21).",
    ]


@pytest.mark.parametrize(
    ("kind", "warning"),
    [("synthetic", "合成示例数据,非官方发布"), ("unknown", "数据来源未登记,非官方发布")],
)
def test_what_is_not_the_departments_says_so_in_every_form(kind, warning):
    works = cited(kind)
    forms = [*citation.files(works).values(), citation.head(works), *map(citation.gbt, works)]
    for text in [*forms, citation.linked_data(works), closing(works)]:
        assert f"({warning})" in text
        assert text.count(TITLE) == text.count(f"{TITLE}({warning})")
    assert {work.author for work in works} == {"hnfusion"}


def test_without_a_day_of_issue_the_quarters_last_day_stands():
    assert cited(rank={})[0].issued == date(2020, 3, 31)


def test_bibtex_is_read_by_a_program_for_references():
    library = bibtexparser.parse_string(citation.files(cited("synthetic"))["citation.bib"])
    assert library.failed_blocks == []
    report, data = library.entries
    assert (report.entry_type, data.entry_type) == ("techreport", "misc")
    assert report["title"] == f"{{{TITLE}(合成示例数据,非官方发布)}}"
    assert (report["year"], report["month"], report["number"]) == ("2020", "4", "2020Q1 v1")


def test_ris_is_read_by_a_program_for_references():
    report, data = rispy.loads(citation.files(cited())["citation.ris"])
    assert (report["type_of_reference"], data["type_of_reference"]) == ("RPRT", "DATA")
    assert report["title"] == TITLE
    assert report["authors"] == ["湖南省工业和信息化厅"]
    assert report["date"] == "2020/04/21"


def test_csl_json_has_two_items_with_ids_of_their_own():
    report, data = json.loads(citation.files(cited())["citation.json"])
    assert (report["type"], data["type"]) == ("report", "dataset")
    assert report["id"] != data["id"]
    assert report["issued"] == {"date-parts": [[2020, 4, 21]]}


def test_the_head_has_what_reference_managers_read():
    page = html(citation.head(cited()))
    tags = {meta["name"]: meta["content"] for meta in page.find_all("meta")}
    assert tags["citation_title"] == tags["DC.title"] == TITLE
    assert tags["citation_publication_date"] == "2020/04/21"
    assert tags["DC.date"] == "2020-04-21"
    assert tags["citation_technical_report_institution"] == "湖南省工业和信息化厅"


def test_linked_data_tells_of_the_report_and_its_data_and_closes_no_script(monkeypatch):
    monkeypatch.setattr(citation, "KEYWORDS", ("</script><b>&",))
    text = citation.linked_data(cited())
    assert not set("<>&") & set(text)
    report, data = json.loads(text)["@graph"]
    assert (report["@type"], data["@type"]) == ("Report", "Dataset")
    assert report["keywords"] == ["</script><b>&"]
    assert data["distribution"][0]["contentUrl"] == "tables/headline.csv"


def test_the_page_shows_its_revisions_escaped():
    row = {"version": "2", "id": "certified_by_consultant.new.<b>甲</b>", "was": "", "now": "3"}
    page = html(closing(cited(version=2), pd.DataFrame([row])))
    cells = [cell.text for cell in page.select("#tab-revisions tbody > tr > *")]
    assert cells == ["v2", row["id"], "(无)", "3"]
    assert "2020Q1 v2" in page.text
    assert "首次发布,没有修订" in closing(cited())


def test_the_software_is_cited_in_its_own_version():
    about = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (about["cff-version"], about["version"]) == ("1.2.0", hnfusion.__version__)
    assert {"message", "title", "authors"} <= set(about)
