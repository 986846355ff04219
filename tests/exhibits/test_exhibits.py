"""Tables and charts as a page shows them."""

import base64
import dataclasses
import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import charts, codelists, documents, exhibits, tally
from hnfusion.cities import City
from hnfusion.documents import datapackage
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


def html(shown):
    return BeautifulSoup(shown.html(), "html.parser")


def numbered(*records):
    """The records as a page of them alone has them."""
    return exhibits.record.numbered(records)


def cities(**columns):
    return pd.DataFrame({"city": codelists.names("city"), **columns})


def test_a_table_is_numbered_captioned_and_anchored():
    tables = [exhibits.bulletin.table("started_by_city", cities(new=1, total=2), Q)] * 4
    shown = html(numbered(*tables)[-1])
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
    table = exhibits.bulletin.table("certified_by_consultant", BODIES, Q)
    second = table.data.to_dict("records")[1]
    assert second == {"consultant": "曼顿", "recommended": False, "new": 0, "total": 2}
    types = {column.name: column.type for column in table.columns}
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


@pytest.mark.parametrize("name", exhibits.contents.CHARTS)
def test_every_chart_says_something_is_numbered_and_names_its_source(name):
    charts = [exhibits.bulletin.chart(name, SHOWN.get(name, cities(new=1, total=2)), Q)] * 7
    shown = numbered(*charts)[-1]
    figure = html(shown).figure
    *clauses, subject = figure.figcaption.stripped_strings
    assert "".join(clauses) == figure.svg.title.text
    assert subject == f"图7 {exhibits.contents.caption_of(name, Q)}(家)"
    assert figure.select_one("small.source").text.startswith("来源:2020年")
    ids = [element["id"] for element in figure.svg.select("[id]")]
    assert all(i.startswith(f"{name}-") for i in ids)
    assert figure.select_one("a.file")["href"] == f"figures/{name}.svg"


def test_a_chart_tells_its_figures_in_words_and_keeps_its_picture_for_documents():
    shown = exhibits.bulletin.chart("certified_by_consultant", BODIES, Q)
    assert shown.message == "由咨询服务机构服务的新增获证企业均出自<b>方圆</b>"
    assert shown.description == "★<b>方圆</b>新增14家、累计36家;曼顿新增0家、累计2家。"
    assert "<b>" not in shown.html()
    assert shown.picture.startswith(b"\x89PNG")


def test_without_an_earlier_quarter_there_is_no_chart_of_the_change():
    nobody = pd.DataFrame({"city": pd.Series([], dtype=codelists.dtype("city"))})
    assert exhibits.bulletin.chart("started_change", tally.change_by_city(nobody, None), Q) is None


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
    assert exhibits.record.text("section", title="四、下一步工作") is None
    part = exhibits.record.text("section", "<i>一</i>", title="四、下一步工作")
    assert html(part).p.text == "<i>一</i>"


def test_a_table_or_chart_more_moves_the_numbers_after_it():
    table = exhibits.bulletin.table("started_by_city", cities(new=1, total=2), Q)
    chart = exhibits.bulletin.chart("started_by_city", cities(new=1, total=2), Q)
    text = exhibits.record.text("note", "注")
    assert [record.number for record in numbered(table, chart, table)] == [1, 1, 2]
    assert [r.heading[:2] for r in numbered(table, chart, text, chart) if r != text][-1] == "图2"
    assert table.heading.startswith("各地一季度")


def output(shown):
    return {"output_type": "execute_result", "data": shown._repr_mimebundle_(), "metadata": {}}


def test_a_notebook_is_read_back_as_it_was_shown_and_its_page_has_the_numbers():
    table = exhibits.bulletin.table("certified_by_consultant", BODIES, Q, "注")
    chart = exhibits.bulletin.chart("certified_by_consultant", BODIES, Q)
    sources = REGISTERED.assign(registered="changed", synthetic=True)
    origin = exhibits.bulletin.origin({"synthetic": True}, sources)
    cells = [
        {"cell_type": "markdown", "source": "## 一、情况\n\n说明"},
        {"cell_type": "code", "outputs": [output(origin), {"name": "stderr"}]},
        {"cell_type": "code", "outputs": [output(table), output(chart)]},
    ]
    executed = {"cells": json.loads(json.dumps(cells))}
    heading, words, *warnings, read, drawn = exhibits.record.read(executed)
    assert (heading.role, heading.lines, heading.level) == ("heading", ("一、情况",), 2)
    assert (words.role, words.lines) == ("paragraphs", ("说明",))
    assert warnings == [*origin]
    assert (read.name, read.heading) == (table.name, f"表1 {table.heading}")
    pd.testing.assert_frame_equal(read.rows, table.rows)
    unnumbered = dataclasses.replace(read, number=0)
    assert exhibits.record.to_json(unnumbered) == exhibits.record.to_json(table)
    assert dataclasses.replace(drawn, number=0) == chart
    shown = exhibits.record.with_numbers(executed)[-1]["outputs"]
    both = [output["data"]["text/html"] for output in shown]
    assert ("表1 " in both[0], "图1 " in both[1]) == (True, True)


def test_what_a_cell_shows_by_itself_is_a_picture_or_is_named():
    picture = {"data": {"image/png": base64.b64encode(b"png").decode(), "text/plain": "<Figure>"}}
    frame = {"data": {"text/html": "<table>", "text/plain": "a"}}
    cells = [{"cell_type": "code", "outputs": [picture, frame]}]
    drawn, named = exhibits.record.read({"cells": cells})
    assert (drawn.picture, drawn.number, drawn.caption) == (b"png", 0, "")
    assert (named.role, named.lines) == ("other", ("text/html, text/plain",))


def test_a_table_of_a_new_dimension_reaches_page_document_workbook_and_files(monkeypatch):
    """What somebody declares in ``contents`` alone; the numbers after it move."""
    name = "started_by_ownership"
    declared = dataclasses.replace(
        exhibits.contents.CHARTS["started_by_industry"], say=lambda *_: "民营最多"
    )
    monkeypatch.setitem(exhibits.contents.TABLES, name, "各类企业{now}新增启动")
    monkeypatch.setitem(exhibits.contents.CHARTS, name, declared)
    rows = pd.DataFrame({"ownership": ["民营", "国有"], "new": [2, 1], "total": [5, 3]})
    moved = exhibits.bulletin.table("started_by_city", cities(new=1, total=2), Q)
    table, chart, moved = numbered(
        exhibits.bulletin.table(name, rows, Q), exhibits.bulletin.chart(name, rows, Q), moved
    )
    assert (table.heading, moved.heading[:2]) == ("表1 各类企业一季度新增启动(家)", "表2")
    assert table.sums == [3, 8]
    document = documents.bulletin([table, chart, moved], Q.end)
    assert document.tables[0].cell(1, 0).text == "民营"
    assert len(document.inline_shapes) == 1
    sheet = documents.tables([table, chart, moved])[table.label]
    assert (len(sheet._charts), [*sheet.tables]) == (1, [name])
    assert documents.csv_bytes(table.data).decode("utf-8-sig").startswith("ownership,new,total")


def test_a_table_that_no_dictionary_knows_is_described_by_its_header(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(documents.csv_bytes(pd.DataFrame({"city": ["长沙市"], "mine": [1]})))
    described = datapackage.resource(path, Q)
    fields = described["schema"]["fields"]
    assert [(f["name"], f["title"]) for f in fields] == [("city", "市州"), ("mine", "mine")]
    assert described["title"] == "mine"


def test_links_and_frames_are_read_back_as_they_were_shown():
    links = exhibits.city.links(City.parse("430100"))
    frame = exhibits.frame.chinese(BODIES)
    cells = [{"cell_type": "code", "outputs": [output(links), output(frame)]}]
    read, table = exhibits.record.read(json.loads(json.dumps({"cells": cells})))
    assert read == links
    assert table.html() == frame.html()
    assert html(links).select_one("b[aria-current=page]").text == "长沙"
