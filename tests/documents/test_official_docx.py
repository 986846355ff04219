"""The bulletin in the official layout, read back from the file."""

import base64
import io
import re
from datetime import UTC, date, datetime

import docx
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import TEXT
from docx.oxml.ns import qn
from docx.shared import Pt

from hnfusion import documents, exhibits, narrate
from hnfusion.exhibits.record import Chart, Text
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
ISSUED = date(2020, 4, 21)
NOT_TEXT = {"Warning", "Caption", "Picture", "Gap"}


@pytest.fixture(scope="module")
def document(report):
    return docx.Document(report / "bulletin.docx")


@pytest.fixture(scope="module")
def page(report):
    return BeautifulSoup((report / "bulletin.html").read_text(encoding="utf-8"), "html.parser")


def made(*records):
    numbered = exhibits.record.numbered(record for record in records if record)
    return documents.docx_bytes(documents.bulletin(numbered, ISSUED))


def opened(*records):
    return docx.Document(io.BytesIO(made(*records)))


def bodies(*names):
    return pd.DataFrame({"consultant": names, "recommended": True, "new": 1, "total": 2})


def table_of(document, words):
    """The table whose caption has these words."""
    return next(t for t in document.tables if words in caption_of(t))


def caption_of(table):
    return table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def squeezed(text):
    """A text without blanks, its signs as the page shows them."""
    return narrate.punctuation.whole(re.sub(r"\s|¶", "", text))


def test_the_page_is_a4_with_the_standards_margins(document):
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]


def test_a_page_has_22_lines_of_28_characters(document):
    section, body = document.sections[0], document.styles["Normal"]
    height = section.page_height - section.top_margin - section.bottom_margin
    width = section.page_width - section.left_margin - section.right_margin
    assert height // body.paragraph_format.line_spacing == 22
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) == body.paragraph_format.line_spacing.twips
    closer = body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))
    assert width // (body.font.size + Pt(int(closer) / 20)) == 28


@pytest.mark.parametrize(
    ("style", "typeface", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_titles_and_page_numbers_have_the_standards_typefaces(document, style, typeface, size):
    found = document.styles[style]
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == typeface
    assert found.font.size.pt == size


def test_the_text_is_fangsong_of_size_three(document):
    assert document.styles["Normal"].font.size.pt == 16
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_every_typeface_has_others_that_stand_in_for_it(document):
    named = {f.get(qn("w:eastAsia")) for f in document.styles.element.iter(qn("w:rFonts"))}
    fonts = next(p for p in document.part.package.iter_parts() if "fontTable" in p.partname)
    table = BeautifulSoup(fonts.blob, "xml")
    assert {font["w:name"] for font in table.find_all("font") if font.altName} >= named


def test_the_words_are_the_pages_in_the_pages_order(document, page):
    told = [squeezed(p.text) for p in document.paragraphs if p.style.name not in NOT_TEXT]
    elements = page.select(TEXT)
    expected = [squeezed(element.get_text()) for element in elements]
    assert "".join(told) == "".join(expected[: expected.index("与公开通报核对")])


def test_the_tables_and_captions_are_the_pages(document, page):
    figures = page.main.find_all("figure", class_="table", recursive=False)
    rows = [
        [[squeezed(c.text) for c in r.find_all(["th", "td"])] for r in f.find_all("tr")]
        for f in figures
    ]
    tables = [[[squeezed(c.text) for c in r.cells] for r in t.rows] for t in document.tables]
    assert tables == rows
    captions = {p.text.partition("\n")[0] for p in document.paragraphs if p.style.name == "Caption"}
    pictured = page.select("main > .table > figcaption, main > .chart > figcaption > small")
    assert {*map(squeezed, captions)} == {
        squeezed(next(caption.stripped_strings)) for caption in pictured
    }
    assert "★" in table_of(document, "各咨询服务机构").cell(1, 0).text


def test_a_table_repeats_its_header_and_no_row_breaks(document):
    for table in document.tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert caption_of(table).startswith("表")


def test_every_picture_says_in_words_what_it_is(document, page):
    descriptions = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(descriptions) == len(page.select("figure.chart")) >= len(exhibits.contents.CHARTS)
    caption = exhibits.contents.caption_of("certified_by_city", Q)
    words = f"{caption}(家):长沙累计获证51家,占全省38%;张家界尚无。长沙市新增13家、累计51家;"
    [number] = [
        text.partition(" ")[0] for text in descriptions if narrate.punctuation.whole(words) in text
    ]
    assert re.fullmatch(r"图\d+", number)


def test_a_chart_drawn_for_the_page_alone_is_left_out_and_told(caplog):
    chart = Chart("own", "长沙最多", "在贯企业(家)", "长沙95家", svg="<svg/>", number=3)
    document = documents.bulletin([chart], ISSUED)
    assert len(document.inline_shapes) == 0
    assert caplog.messages == [
        "公文 bulletin.docx 中没有这幅图(has_picture=True 才有):图3 在贯企业(家)"
    ]


def test_page_numbers_are_outside(document):
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in [(section.footer, "right"), (section.even_page_footer, "left")]:
        paragraph = footer.paragraphs[0]._p
        assert "".join(t.text for t in paragraph.iter(qn("w:t"))) in {"— 1 —", "— 2 —"}
        assert paragraph.pPr.jc.get(qn("w:val")) == side
        assert paragraph.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"


def test_every_page_says_that_its_lists_are_synthetic(document):
    section = document.sections[0]
    for place in (section.header, section.even_page_header):
        assert "合成示例数据" in place.paragraphs[0].text
        assert "不是官方发布" in place.paragraphs[0].text
    assert document.paragraphs[0].text.startswith("合成示例数据")


def test_a_document_of_real_lists_has_no_warning():
    document = opened(Text("origin", ("数据来源:国家平台",)), Text("title", ("通报",)))
    assert [p.text for p in document.paragraphs] == ["通报"]
    assert document.sections[0].header.paragraphs[0].text == ""


def test_what_follows_the_signature_is_not_part_of_the_document():
    document = opened(
        Text("signature", ("厅", "2020年4月21日")), Text("heading", ("与公开通报核对",))
    )
    assert [p.text for p in document.paragraphs] == ["厅", "2020年4月21日"]


def test_the_date_begins_two_characters_after_the_issuing_body(document):
    issuer, day = document.paragraphs[-2:]
    assert [issuer.text, day.text] == ["湖南省工业和信息化厅", "2020年4月21日"]
    apart = day.paragraph_format.left_indent - issuer.paragraph_format.left_indent
    assert apart == pytest.approx(Pt(2 * 15.75), abs=Pt(0.1))


def test_the_title_is_broken_where_words_end(document):
    title = next(p for p in document.paragraphs if p.style.name == "Title")
    assert title.text.splitlines() == [
        "湖南省工业和信息化厅",
        "2020年一季度全省推进",
        "两化融合管理体系贯标工作情况通报",
    ]


def test_a_second_level_is_kaiti_to_the_end_of_its_sentence():
    lines = ("(一)主动性", "(二)严肃性。填报不准确。", "1、正文")
    alone, opening, plain = opened(Text("paragraphs", lines)).paragraphs
    assert alone.style.name == "Heading 2"
    assert [run.text for run in opening.runs] == [
        narrate.punctuation.whole("(二)严肃性。"),
        "填报不准确。",
    ]
    assert opening.runs[0].style.name == "Heading 2 Char"
    assert plain.style.name == "Body Text"


def test_a_table_without_rows_and_a_part_without_words_leave_no_gap_and_no_error():
    rows = bodies().astype({"new": "int64", "total": "int64"})
    name = "certified_by_consultant"
    shows = [exhibits.bulletin.table(name, rows, Q), exhibits.bulletin.chart(name, rows, Q)]
    parts = [
        exhibits.record.text("section", title="四、下一步工作"),
        exhibits.record.text("note", ""),
        exhibits.record.text("paragraphs", ""),
    ]
    document = opened(*shows, *parts)
    assert len(document.tables[0].rows) == 1
    assert document.paragraphs[-1].style.name == "Caption"


def test_hostile_names_are_text():
    hostile = ['<w:p/>&"', "=1+1", "\x00\x0b坏\x1b", "{{x}}"]
    rows = bodies(*hostile)
    exhibit = exhibits.bulletin.table("certified_by_consultant", rows, Q)
    document = opened(exhibit, Text("paragraphs", tuple(hostile)))
    cells = [row.cells[0].text for row in document.tables[0].rows][1:]
    assert cells == ['★<w:p/>&"', "★=1+1", "★坏", "★{{x}}"]
    assert "坏" in [p.text for p in document.paragraphs]


def test_the_same_words_are_the_same_bytes_with_the_day_of_issue():
    rows = bodies("甲", "乙")
    records = [
        exhibits.bulletin.table("certified_by_consultant", rows, Q),
        exhibits.bulletin.chart("certified_by_consultant", rows, Q),
    ]
    assert made(*records) == made(*records)
    properties = opened(*records).core_properties
    assert properties.created == properties.modified == datetime(2020, 4, 21, tzinfo=UTC)


def test_a_picture_that_a_cell_drew_is_in_the_document_and_what_is_not_is_told(caplog):
    png = exhibits.bulletin.chart("certified_by_consultant", bodies("甲"), Q).picture
    cells = [
        {"cell_type": "code", "outputs": [{"data": {"image/png": base64.b64encode(png).decode()}}]},
        {"cell_type": "code", "outputs": [{"data": {"text/html": "<table>"}}]},
    ]
    document = opened(*exhibits.record.read({"cells": cells}))
    assert len(document.inline_shapes) == 1
    assert "没有笔记本的这一输出:text/html" in caplog.text
