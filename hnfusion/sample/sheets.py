"""Write one list as a workbook, laid out as an office does: title, borders, notes."""

from datetime import date
from zlib import crc32

import openpyxl
import pandas as pd
from numpy.random import PCG64, Generator
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion.documents import workbook_bytes
from hnfusion.documents.workbook import Style, add_row, set_widths
from hnfusion.sample.layouts import WORDS, Layout
from hnfusion.sample.mess import typed

MARK = "(合成示例数据)"
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
PLAIN = Font(name="仿宋", size=11)
TITLE = Style(Font(name="方正小标宋简体", size=16), alignment=MIDDLE)
NOTE = Style(PLAIN, alignment=LEFT)
HEAD = Style(Font(name="黑体", size=11, bold=True), alignment=MIDDLE, border=GRID)
BODY = Style(PLAIN, alignment=MIDDLE, border=GRID)
DATE_FORMAT = "yyyy/m/d"
WIDTHS = {"enterprise": 36, "uscc": 22, "industry": 16, "consultant": 34, "certificate": 32}
NARROW, WIDTH = 6, 13
"""Width in characters of the first column (序号), and of columns that are not in ``WIDTHS``."""


def list_bytes(frame: pd.DataFrame, title: str, layout: Layout) -> bytes:
    """Return one list as the bytes of an .xlsx file.

    Args:
        frame: the clean list, from a function of ``lists``.
        title: the title above the list and in the file's name; it also seeds the random changes.
        layout: how the office lays this file out.
    """
    rng = Generator(PCG64([2020, crc32(title.encode())]))
    columns, headers = zip(*layout.headers, strict=True)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = layout.sheet
    _line(sheet, title + MARK, len(headers), TITLE)
    for line in layout.above:
        _line(sheet, line.format(**WORDS), len(headers), NOTE)
    add_row(sheet, headers, HEAD)
    ordered = frame.sort_values([*layout.order, "uscc"]) if layout.order else frame
    for row in typed(ordered, layout, rng):
        for cell in add_row(sheet, row, BODY):
            if isinstance(cell.value, date):
                cell.number_format = DATE_FORMAT
    for line in ("", *layout.notes):
        _line(sheet, line.format(**WORDS), len(headers), NOTE)
    set_widths(sheet, [NARROW, *(WIDTHS.get(column, WIDTH) for column in columns[1:])])
    if layout.empty_sheet:
        workbook.create_sheet(layout.empty_sheet)
    return workbook_bytes(workbook)


def _line(sheet: Worksheet, text: str, width: int, style: Style) -> None:
    """Write a row with one text in merged cells, ``width`` columns wide; "" gives a blank row."""
    if not text:
        add_row(sheet, [None], Style(style.font))  # a cell without a value still makes a row
        return
    row = add_row(sheet, [text], style)[0].row
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
