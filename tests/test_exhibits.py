"""Tables and charts as a page shows them."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import charts, codelists, exhibits, tally
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
BODIES = pd.DataFrame(
    {
        "consultant": ["<b>方圆</b>", "曼顿"],
        "recommended": [True, False],
        "new": [14, 0],
        "total": [36, 2],
    }
)
REGISTERED = pd.DataFrame({"file": ["甲.xlsx"], "registered": ["same"], "synthetic": [False]})


def html(exhibit):
    return BeautifulSoup(exhibit.bundle["text/html"], "html.parser")


def cities(**columns):
    return pd.DataFrame({"city": codelists.names("city"), **columns})


def test_a_table_is_numbered_captioned_and_anchored():
    shown = html(exhibits.bulletin.table("started_by_city", cities(new=1, total=2), Q))
    assert shown.figure["id"] == "tab-started-by-city"
    assert shown.figcaption.text == "表4 各地一季度新增贯标启动企业和在贯企业数量(家)"
    assert [th.text for th in shown.thead.find_all("th")] == ["市州", "新增启动", "在贯"]
    assert [cell.text for cell in shown.tfoot.find_all(["th", "td"])] == ["合计", "14", "28"]


def test_a_recommended_body_has_its_star_and_a_hostile_name_is_text():
    shown = html(exhibits.bulletin.table("certified_by_consultant", BODIES, Q))
    assert [th.text for th in shown.tbody.find_all("th")] == ["★<b>方圆</b>", "曼顿"]
    assert shown.tfoot is None


def test_a_star_is_said_in_words_and_no_name_can_pretend_to_it():
    hostile = BODIES.assign(consultant=['</script><script>"x"</script>', "★=cmd|' /C calc'!A0"])
    shown = html(exhibits.bulletin.table("certified_by_consultant", hostile, Q))
    assert shown.script is None
    real, pretended = shown.tbody.find_all("th")
    assert real.find(role="img")["aria-label"] == "推荐机构"
    assert real.text == '★</script><script>"x"</script>'
    assert pretended.find(role="img") is None


def test_bars_are_of_one_scale_and_nothing_has_none():
    shown = html(exhibits.bulletin.table("certified_by_consultant", BODIES, Q))
    cells = shown.tbody.find_all("td")
    assert [cell.get("style") for cell in cells] == [
        "--bar:0.389",
        "--bar:1.000",
        None,
        "--bar:0.056",
    ]
    assert [cell["class"] for cell in cells] == [["part"], ["whole"], ["zero"], ["whole"]]
    nothing = html(exhibits.bulletin.table("started_by_city", cities(new=0, total=0), Q))
    assert {td.text for td in nothing.select("td.zero")} == {"0"}
    assert nothing.select("[style]") == []


def test_the_data_of_a_table_goes_with_it_unrounded_and_typed():
    resource = exhibits.bulletin.table("certified_by_consultant", BODIES, Q).bundle[
        exhibits.bulletin.RESOURCE
    ]
    assert resource["data"][1] == {"consultant": "曼顿", "recommended": False, "new": 0, "total": 2}
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    assert types == {
        "consultant": "string",
        "recommended": "boolean",
        "new": "integer",
        "total": "integer",
    }


def test_a_share_of_nothing_is_a_dash():
    empty = pd.DataFrame({"stage": pd.Series([], dtype=codelists.dtype("stage"))})
    shown = html(exhibits.bulletin.table("started_by_stage", tally.by_stage(empty), Q))
    assert shown.tbody.find("tr").find_all("td")[1].text == "—"


STAGES = pd.DataFrame(
    {"stage": codelists.names("stage"), "total": [10, 9, 8, 7, 154, 98], "share": 16.7}
)
SHOWN = {
    "certified_by_industry": pd.DataFrame({"industry": ["机械"], "new": [1], "total": [2]}),
    "started_by_industry": pd.DataFrame({"industry": ["机械"], "new": [1], "total": [2]}),
    "certified_by_consultant": BODIES,
    "started_by_consultant": BODIES,
    "started_by_stage": STAGES,
    "pilots_by_city": cities(pilots=3, started=1, not_started=2),
    "started_change": cities(previous=4, total=2),
}


@pytest.mark.parametrize("name", exhibits.numbering.FIGURES)
def test_every_chart_says_something_is_numbered_and_names_its_source(name):
    shown = exhibits.bulletin.chart(name, SHOWN.get(name, cities(new=1, total=2)), Q)
    figure = html(shown).figure
    *clauses, subject = figure.figcaption.stripped_strings
    assert "".join(clauses) == figure.svg.title.text
    assert (
        subject
        == f"图{exhibits.numbering.figure_of(name)} {exhibits.numbering.caption_of(name, Q)}(家)"
    )
    assert figure.select_one("small.source").text.startswith("来源:2020年")
    ids = [element["id"] for element in figure.svg.select("[id]")]
    assert all(i.startswith(f"{name}-") for i in ids)
    assert figure.select_one("a.file")["href"] == f"figures/{name}.svg"


def test_a_chart_tells_its_figures_in_words_and_keeps_what_it_is_drawn_from():
    shown = exhibits.bulletin.chart("certified_by_consultant", BODIES, Q)
    _, message, description = shown.bundle["text/plain"].split("\n")
    assert message == "由咨询服务机构服务的新增获证企业均出自<b>方圆</b>"
    assert description == "★<b>方圆</b>新增14家、累计36家;曼顿新增0家、累计2家。"
    assert "<b>" not in shown.bundle["text/html"].replace("<b>说", "")
    pd.testing.assert_frame_equal(
        exhibits.record.frame(shown.bundle[exhibits.record.DRAWN]).infer_objects(),
        BODIES,
        check_dtype=False,
    )


def test_without_an_earlier_quarter_there_is_no_chart_of_the_change():
    nobody = pd.DataFrame({"city": pd.Series([], dtype=codelists.dtype("city"))})
    shown = exhibits.bulletin.chart("started_change", tally.change_by_city(nobody, None), Q)
    assert (shown.bundle["text/html"], shown.bundle["text/plain"]) == ("", "")
    assert exhibits.bulletin.SVG not in shown.bundle


def drawn(rows, part="new"):
    return charts.svg(charts.bars(rows, "total", part), "n", "题目", "说明")


def test_a_chart_of_nothing_and_of_hostile_names_is_still_a_chart():
    assert drawn(BODIES.iloc[:0]).startswith("<svg")
    assert "<b>" not in drawn(BODIES)
    assert drawn(BODIES.assign(consultant=["$x$", "a_b"]), None).count("$x$") == 1


def test_the_same_chart_is_the_same_bytes():
    assert drawn(BODIES) == drawn(BODIES)


def test_a_chart_says_in_words_what_it_is_and_takes_its_colours_from_the_page():
    shown = BeautifulSoup(charts.themed(drawn(BODIES)), "html.parser").svg
    assert shown["aria-labelledby"] == "n-title n-desc"
    assert (shown.title.text, shown.desc.text) == ("题目", "说明")
    assert f"var(--part, {charts.PALETTE['part']})" in str(shown)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"synthetic": True}, "合成示例数据"),
        ({}, "数据来源未登记"),
        ({"synthetic": False, "source": {"origin": "国家平台"}}, "数据来源:国家平台"),
    ],
)
def test_a_report_says_what_it_is_made_from(facts, told):
    sources = REGISTERED.assign(synthetic=facts.get("synthetic", False))
    assert told in html(exhibits.bulletin.origin(facts, sources)).text


def test_one_synthetic_list_makes_the_report_synthetic():
    sources = REGISTERED.assign(synthetic=True)
    assert "合成示例数据" in html(exhibits.bulletin.origin({"synthetic": False}, sources)).text


def test_files_that_changed_since_they_were_registered_are_named():
    changed = REGISTERED.assign(registered="changed")
    assert "甲.xlsx" in html(exhibits.bulletin.origin({"synthetic": False}, changed)).text


def test_a_part_without_text_has_no_heading():
    assert exhibits.bulletin.section("四、下一步工作", []).bundle["text/html"] == ""
    assert html(exhibits.bulletin.section("四、下一步工作", ["<i>一</i>"])).p.text == "<i>一</i>"
