"""The tables and the attached lists as a workbook, read back from the file."""

import io

import openpyxl
import pandas as pd
import pytest

from hnfusion import documents, exhibits
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
CHECK = "与公开通报核对"
NUMBERED = [f"表{n}" for n, _ in enumerate(exhibits.contents.TABLES, start=1)]
SHEETS = ["封面", "主要指标", *NUMBERED, "附件1", "附件2", CHECK]


@pytest.fixture(scope="module")
def workbook(report):
    return openpyxl.load_workbook(report / "tables.xlsx")


def made(*exhibit):
    records = exhibits.record.numbered(exhibit)
    return documents.workbook_bytes(documents.tables(records))


def opened(*exhibit):
    return openpyxl.load_workbook(io.BytesIO(made(*exhibit)))


def bodies(*names):
    return pd.DataFrame({"consultant": names, "recommended": True, "new": 1, "total": 2})


def sheet_of(workbook, name):
    """The sheet with the table of this name."""
    return next(sheet for sheet in workbook if name in sheet.tables)


def table(sheet):
    """The sheet's one table: its header and its rows."""
    (marked,) = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[marked.ref]]
    return head, rows


def enterprises(names):
    return pd.DataFrame(
        {
            "enterprise": names,
            "city": pd.Categorical(["长沙市"] * len(names)),
            "industry": "机械",
            "consultant": [None] * len(names),
            "start_date": pd.Timestamp(2020, 2, 3),
            "stage": "贯标启动",
            "is_new": True,
            "telephone": "13800000000",
        }
    )


def test_there_is_a_cover_and_a_sheet_for_each_table_and_list(workbook):
    assert workbook.sheetnames == SHEETS


def test_the_cover_leads_to_every_sheet_and_says_what_the_lists_are(workbook):
    cover = workbook["封面"]
    head, rows = table(cover)
    assert head == ["工作表", "内容"]
    assert [name for name, _ in rows] == SHEETS[1:]
    (marked,) = cover.tables.values()
    first, *names = [row[0] for row in cover[marked.ref]]
    links = [cell.hyperlink.location for cell in names]
    assert links == [f"'{name}'!A1" for name in SHEETS[1:]]
    words = "\n".join(str(cell.value) for cell in cover["A"][: first.row - 1])
    assert all(word in words for word in ("合成示例数据", "来源:", "湖南省工业和信息化厅", "新增"))


def test_each_sheet_has_one_marked_table_without_blank_or_merged_cells(workbook):
    names = [name for sheet in workbook for name in sheet.tables]
    assert len(names) == len(set(names)) == len(workbook.sheetnames)
    for sheet in workbook:
        assert not sheet.merged_cells.ranges
        head, rows = table(sheet)
        assert len(set(head)) == len(head)
        assert None not in head
        assert all(value is not None for row in rows for value in row)


def test_no_cell_of_any_sheet_is_a_formula(workbook):
    cells = [cell for sheet in workbook for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_every_sheet_is_ready_to_read_and_to_print(workbook):
    for sheet in workbook.worksheets[1:]:
        (marked,) = sheet.tables.values()
        head = sheet[marked.ref][0][0].row
        assert sheet.freeze_panes == f"B{head + 1}"
        assert sheet.print_title_rows == f"${head}:${head}"
        assert int(sheet.page_setup.paperSize) == int(sheet.PAPERSIZE_A4)
        assert sheet.page_setup.fitToWidth == 1
        assert sheet["A1"].value.startswith(sheet.title)
        assert sheet.oddHeader.center.text == "合成示例数据"


@pytest.mark.parametrize(
    ("name", "total", "new"), [("list_certified", 136, 39), ("list_started", 286, 50)]
)
def test_the_attachments_list_every_enterprise_and_say_which_are_new(workbook, name, total, new):
    head, rows = table(sheet_of(workbook, name))
    assert len(rows) == total
    assert [row[0] for row in rows] == [*range(1, total + 1)]
    assert [row[head.index("本季度新增")] for row in rows].count("是") == new


def test_the_attachments_have_the_columns_of_the_real_ones(workbook):
    shared = ["序号", "企业名称", "所在市州", "所属行业", "咨询服务机构"]
    certified, started = (sheet_of(workbook, f"list_{name}") for name in ("certified", "started"))
    assert table(certified)[0] == [*shared, "证书编号", "发证日期", "本季度新增"]
    assert table(started)[0] == [*shared, "启动时间", "当前阶段", "本季度新增"]


def test_numbers_shares_and_dates_are_numbers_with_formats(workbook):
    stages = sheet_of(workbook, "started_by_stage")
    (marked,) = stages.tables.values()
    row = next(row for row in stages[marked.ref] if row[0].value == "体系试运行")
    assert [(cell.value, cell.number_format) for cell in row[1:]] == [(154, "0"), (53.8, "0.0")]
    head, rows = table(sheet_of(workbook, "list_certified"))
    assert all(row[head.index("发证日期")].year >= 2017 for row in rows)


def test_recommended_bodies_are_said_in_words(workbook):
    bodies = sheet_of(workbook, "certified_by_consultant")
    head, rows = table(bodies)
    assert head == ["咨询服务机构", "厅推荐(★)", "新增", "累计"]
    assert {row[1] for row in rows} == {"是", "否"}
    assert "★" in "".join(str(cell.value) for cell in bodies["A"] if "注" in str(cell.value))


def test_each_numbered_table_has_a_native_chart(workbook):
    charts = {sheet.title: len(sheet._charts) for sheet in workbook}
    assert {name for name, number in charts.items() if number == 1} == set(NUMBERED)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "#N/A"])
def test_text_is_text_whatever_it_begins_with(text):
    sheet = opened(exhibits.bulletin.table("certified_by_consultant", bodies(text), Q)).worksheets[
        1
    ]
    (marked,) = sheet.tables.values()
    cell = sheet[marked.ref][1][0]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text != "#N/A")


def test_characters_that_no_file_can_hold_are_left_out():
    opened(exhibits.bulletin.table("certified_by_consultant", bodies("坏\x00\x0b\x1b"), Q))


def test_a_table_without_rows_is_a_sheet_that_opens():
    sheet = opened(exhibits.bulletin.table("certified_by_consultant", bodies(), Q)).worksheets[1]
    assert not sheet.tables
    assert "0 行" in sheet["A2"].value


def test_the_same_tables_are_the_same_bytes():
    exhibit = exhibits.bulletin.table("certified_by_consultant", bodies("甲"), Q)
    assert made(exhibit) == made(exhibit)


def test_an_attached_list_is_by_city_and_date_with_nothing_personal():
    shown = exhibits.attachments.shown("started", enterprises(["乙", "<b>甲</b>"]), Q)
    rows = shown.data
    assert "telephone" not in rows
    assert rows["start_date"].tolist() == ["2020-02-03"] * 2
    assert rows["consultant"].tolist() == ["自行贯标"] * 2
    assert rows["number"].tolist() == [1, 2]
    html = shown.html()
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert html.startswith('<details class="attachment">')
