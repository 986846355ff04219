"""``tables.xlsx``: a cover, then one sheet per table, from the records of the bulletin.

The layout follows the guidance on accessible statistical spreadsheets (UK Analysis Function,
“Releasing statistics in spreadsheets”): one table per sheet, marked as a table, without merged or
blank cells, title and notes in words above it, and no meaning in colour alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as Mark
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import charts, schema
from hnfusion.documents.bytes import text_width
from hnfusion.documents.workbook import landscape, put, set_widths
from hnfusion.exhibits.record import Chart, Column, Record, Table, Text, said, table

COVER = "封面"
BACK = "返回封面"
SOURCE = (
    "来源:本季度获证企业名单和启动企业名单,与通报正文(bulletin.html、bulletin.docx)同一次计算得出。"
)
NOTES = (
    "说明:每家企业计一次;“新增”指发证日期(启动时间)在本季度内;“—”表示没有这一数值。",
    "每个工作表只有一个表格,第一行是标题,表头可筛选;各表都没有公式和合并单元格。",
)
LOOK = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
FORMATS: dict[str, str] = {"integer": "0", "number": "0.0", "date": "yyyy-mm-dd"}
"""Number format of a column by the type of its data; shares have one decimal."""
NUMBERS = Alignment(horizontal="right", vertical="center")
WORDS = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
NARROWEST, WIDEST = 10, 60
"""The least and the greatest width of a column; a digit is 1 wide."""
CHART_WIDTH, BAR_HEIGHT, CHART_FRAME = 15.0, 0.62, 2.6
"""Centimetres: a native chart's width, its height per bar, and its height without the bars."""
TITLE_SIZE = 1100
"""Font size of a chart's title, in hundredths of a point."""


def tables(records: Iterable[Record]) -> Workbook:
    """Return the openpyxl ``Workbook`` with the tables in the bulletin's records.

    After a cover it has a sheet for each ``Table`` with a name, including the attached lists. A
    table with rows, for which the records have a chart, gets a native bar chart beside it.
    """
    every = [*records]
    kept = [record for record in every if isinstance(record, Table) and record.name]
    drawn = {record.name for record in every if isinstance(record, Chart)}
    texts: dict[str, list[Text]] = {"title": [], "warning": [], "origin": [], "signature": []}
    for record in every:
        if isinstance(record, Text) and record.role in texts:
            texts[record.role].append(record)
    title = "".join(line for text in texts["title"] for line in text.lines)
    signed = [line for text in texts["signature"] for line in text.lines]
    warnings, origins = (
        [text.plain().replace("\n", " ") for text in texts[role]] for role in ("warning", "origin")
    )
    workbook = Workbook()
    cover = workbook.active
    cover.title = COVER
    lines = [f"{title}:统计表", *warnings, SOURCE, *origins, *NOTES, *signed]
    listed = [(_sheet_name(table), table.title or table.heading) for table in kept]
    columns = [Column("sheet", "工作表"), Column("shown", "内容")]
    contents = pd.DataFrame(listed, columns=["sheet", "shown"])
    head = _write(cover, table("contents", "", contents, columns), lines)
    for row, (name, _) in enumerate(listed, start=head + 1):
        _link(cover.cell(row, 1), name)
    for shown in kept:
        sheet = workbook.create_sheet(_sheet_name(shown))
        size = f"本表共 {len(shown.rows)} 行、{len(shown.data.columns)} 列。"
        heading = shown.title or shown.heading
        head = _write(sheet, shown, [heading, size, *shown.notes, *warnings, BACK])
        _link(sheet.cell(head - 1, 1), COVER)
        sheet.freeze_panes = sheet.cell(head + 1, 2)
        if shown.name in drawn and len(shown.rows):
            _chart(sheet, shown, head)
    for sheet in workbook:
        if texts["warning"]:
            sheet.oddHeader.center.text = texts["warning"][0].title.replace("&", "&&")
        sheet.oddFooter.center.text = "— &P —"
    workbook.properties.title = title
    workbook.properties.creator = "".join(signed[:1])
    workbook.properties.language = "zh-CN"
    return workbook


def _write(sheet: Worksheet, table: Table, lines: list[str]) -> int:
    """Write lines of text and a table below; return the number of the table's header row.

    The first line is the sheet's title.
    """
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)
    head, columns = len(lines) + 1, [column for column in table.columns if column.in_files]
    rows, widths = table.rows, []
    if table.name == "headline":
        rows = rows.assign(key=[schema.title(key, "indicators") for key in rows["key"]])
    for number, column in enumerate(columns, start=1):
        values = [_value(value, column.type) for value in rows[column.name]]
        for row, value in enumerate([column.title, *values], start=head):
            cell = sheet.cell(row, number)
            put(cell, value)
            cell.number_format = FORMATS.get(column.type, "General")
            cell.alignment = NUMBERS if column.is_number else WORDS
        sheet.cell(head, number).font = Font(bold=True)
        width = max(text_width(str(value)) for value in [column.title, *values]) + 3
        widths.append(min(max(width, NARROWEST), WIDEST))
    set_widths(sheet, widths)
    landscape(sheet, head)
    if len(rows):  # a table without rows cannot be marked as one
        reference = f"A{head}:{get_column_letter(len(columns))}{head + len(rows)}"
        name = table.name
        sheet.add_table(Mark(name=name, displayName=name, ref=reference, tableStyleInfo=LOOK))
    return head


def _value(value: Any, kind: str) -> Any:
    if kind == "date" and value is not None:
        return date.fromisoformat(value)
    return said(value)


def _link(cell: Cell, sheet_name: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet_name}'!A1")
    cell.font = Font(color="0563C1", underline="single")


def _chart(sheet: Worksheet, table: Table, head: int) -> None:
    """Add a native bar chart to the right of a table whose header is in row ``head`` of the sheet.

    The bars are the columns whose cells have the look ``whole`` or ``part`` (``record.Column``);
    the bars of ``part`` are drawn over those of ``whole``.
    """
    last, looks = head + len(table.rows), [c.look for c in table.columns if c.in_files]
    chart = BarChart()
    chart.type, chart.overlap, chart.gapWidth = "bar", 100, 40
    chart.title, chart.legend.position = table.title or table.heading, "b"
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE_SIZE))
    for look in ("whole", "part"):
        if look in looks:
            first = looks.index(look) + 1
            values = Reference(sheet, min_col=first, min_row=head, max_row=last)
            chart.add_data(values, titles_from_data=True)
            chart.series[-1].graphicalProperties.solidFill = charts.PALETTE[look].lstrip("#")
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format, chart.y_axis.majorGridlines = "0", None
    chart.width, chart.height = CHART_WIDTH, BAR_HEIGHT * len(table.rows) + CHART_FRAME
    sheet.add_chart(chart, f"{get_column_letter(len(looks) + 2)}{head}")


def _sheet_name(table: Table) -> str:
    return table.title or table.label or table.caption
