"""The tables as a workbook: a cover, then a sheet a table, from what the bulletin's notebook kept.

Laid out as the guidance on accessible statistical spreadsheets asks (UK Analysis Function,
“Releasing statistics in spreadsheets”): one table a sheet, marked as a table, no merged or blank
cells in it, title and notes above it in words, nothing that only a colour says.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import charts, exhibits
from hnfusion.documents.bytes import text_width
from hnfusion.documents.workbook import landscape, put
from hnfusion.exhibits.record import RESOURCE, Piece, frame

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
"""Number format of a column by the type of its data; shares have one decimal (contract 1.2)."""
NUMBERS = Alignment(horizontal="right", vertical="center")
WORDS = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
NARROWEST, WIDEST = 10, 60
"""Width of a column, in digits."""
CHART_WIDTH, BAR_HEIGHT, CHART_FRAME = 15.0, 0.62, 2.6
"""Centimetres: a native chart's width, what each bar adds to its height, what is around them."""
BARS = {"new": "total", "started": "pilots"}
"""The columns that a chart shows as part and whole."""
TITLE_SIZE = 1100
"""A chart's title, in hundredths of a point."""
INDICATORS = {
    "total_certified": "累计获证企业",
    "new_certified": "本季度新增获证企业",
    "new_started": "本季度新增贯标启动企业",
    "in_progress": "在贯企业",
    "self_run": "自行贯标企业",
    "self_run_previous": "自行贯标企业(上季度)",
    "pilots": "年度试点企业",
    "new_started_pilots": "本季度启动的试点企业",
    "new_started_not_pilots": "本季度启动的非试点企业",
    "industries_certified": "获证企业涉及的行业(个)",
    "industries_started": "在贯企业涉及的行业(个)",
    "cities_without_start": "本季度没有企业启动的市州(个)",
}
"""What the keys of the headline mean; what has no unit here counts enterprises (家)."""


def tables(pieces: Iterable[Piece]) -> Workbook:
    """Return every table of the bulletin, and the attached lists, as a workbook.

    Args:
        pieces: ``record.pieces`` of the executed notebook.
    """
    told = [*pieces]
    kept = [piece for piece in told if RESOURCE in piece.bundle]
    drawn = {piece.name for piece in told if piece.kind == "chart"}
    notes = _notes(told)
    workbook = Workbook()
    _cover(workbook.active, told, kept)
    for piece in kept:
        sheet = workbook.create_sheet(_sheet_name(piece))
        first = _table(sheet, piece, [*notes.get(piece.name, []), *_words(told, "warning")])
        if piece.name in drawn and piece.bundle[RESOURCE]["data"]:
            _chart(sheet, piece, first)
        _print(sheet, first, _words(told, "warning"))
    workbook.properties.title = "".join(_words(told, "title"))
    workbook.properties.creator = "".join(_words(told, "signature")).partition("\n")[0]
    workbook.properties.language = "zh-CN"
    return workbook


def _cover(sheet: Worksheet, told: list[Piece], kept: list[Piece]) -> None:
    sheet.title = COVER
    title, issued = _words(told, "title"), _words(told, "signature")
    above = [*_words(told, "warning"), SOURCE, *_words(told, "origin"), *NOTES]
    lines = [f"{''.join(title)}:统计表", *above, *"\n".join(issued).splitlines()]
    head = _above(sheet, lines)
    rows = [[_sheet_name(piece), _heading(piece)] for piece in kept]
    _rows(sheet, head, ["工作表", "内容"], rows, ["string", "string"])
    for row, piece in enumerate(kept, start=head + 1):
        _link(sheet.cell(row, 1), _sheet_name(piece))
    _mark(sheet, "contents", head, len(rows), 2)
    _print(sheet, head, _words(told, "warning"))


def _table(sheet: Worksheet, piece: Piece, notes: list[str]) -> int:
    """Write a table below its title and notes and return the row of its header."""
    resource = piece.bundle[RESOURCE]
    fields, rows = resource["schema"]["fields"], frame(resource).replace({"key": INDICATORS})
    cells = rows.astype("object").to_numpy().tolist()
    size = f"本表共 {len(rows)} 行、{len(fields)} 列。"
    head = _above(sheet, [_heading(piece), size, *notes, BACK])
    _link(sheet.cell(head - 1, 1), COVER)
    _rows(sheet, head, [field["title"] for field in fields], cells, [f["type"] for f in fields])
    _mark(sheet, piece.name, head, len(rows), len(fields))
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    return head


def _above(sheet: Worksheet, lines: list[str]) -> int:
    """Write the lines above a table and return the row that is next."""
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)
    return len(lines) + 1


def _rows(
    sheet: Worksheet, head: int, titles: list[str], rows: list[list[Any]], types: list[str]
) -> None:
    for column, (title, kind) in enumerate(zip(titles, types, strict=True), start=1):
        values = [_value(row[column - 1], kind) for row in rows]
        for row, value in enumerate([title, *values], start=head):
            cell = sheet.cell(row, column)
            put(cell, value)
            cell.number_format = FORMATS.get(kind, "General")
            cell.alignment = NUMBERS if kind in {"integer", "number"} else WORDS
        sheet.cell(head, column).font = Font(bold=True)
        width = max(text_width(str(value)) for value in [title, *values]) + 3
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(max(width, NARROWEST), WIDEST)


def _value(value: Any, kind: str) -> Any:
    if kind == "date" and value is not None:
        return date.fromisoformat(value)
    return exhibits.attachments.said(value)


def _mark(sheet: Worksheet, name: str, head: int, rows: int, columns: int) -> None:
    """Mark a table as one; one without rows cannot be."""
    if rows:
        reference = f"A{head}:{get_column_letter(columns)}{head + rows}"
        table = Table(name=name, displayName=name, ref=reference, tableStyleInfo=LOOK)
        sheet.add_table(table)


def _link(cell: Cell, sheet_name: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet_name}'!A1")
    cell.font = Font(color="0563C1", underline="single")


def _chart(sheet: Worksheet, piece: Piece, head: int) -> None:
    """Add the chart of a table, beside it: the part drawn over the whole."""
    rows = frame(piece.bundle[RESOURCE])
    last, names = head + len(rows), [*rows.columns]
    chart = BarChart()
    chart.type, chart.overlap, chart.gapWidth = "bar", 100, 40
    chart.title, chart.legend.position = _heading(piece), "b"
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE_SIZE))
    part = next((column for column in BARS if column in rows), "")
    whole = BARS.get(part, "total")
    for column, color in [(whole, charts.PALETTE["whole"]), (part, charts.PALETTE["part"])]:
        if column:
            place = names.index(column) + 1
            values = Reference(sheet, min_col=place, min_row=head, max_row=last)
            chart.add_data(values, titles_from_data=True)
            chart.series[-1].graphicalProperties.solidFill = color.lstrip("#")
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format, chart.y_axis.majorGridlines = "0", None
    chart.width, chart.height = CHART_WIDTH, BAR_HEIGHT * len(rows) + CHART_FRAME
    sheet.add_chart(chart, f"{get_column_letter(len(names) + 2)}{head}")


def _print(sheet: Worksheet, head: int, warning: list[str]) -> None:
    landscape(sheet, head)
    if warning:
        sheet.oddHeader.center.text = warning[0].partition(" ")[0].replace("&", "&&")
    sheet.oddFooter.center.text = "— &P —"


def _notes(told: list[Piece]) -> dict[str, list[str]]:
    """Return the notes under each table, by the table's name."""
    notes: dict[str, list[str]] = {}
    name = ""
    for piece in told:
        name = piece.name if piece.kind == "table" else name
        if piece.kind == "note" and piece.text:
            notes.setdefault(name, []).append(piece.text)
    return notes


def _words(told: list[Piece], kind: str) -> list[str]:
    return [piece.text for piece in told if piece.kind == kind and piece.text]


def _sheet_name(piece: Piece) -> str:
    return _heading(piece).partition(" ")[0]


def _heading(piece: Piece) -> str:
    return piece.text.partition("\n")[0]
