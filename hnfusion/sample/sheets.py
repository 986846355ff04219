"""One list as a workbook: titles, borders and notes as an office makes them."""

from datetime import date
from zlib import crc32

import openpyxl
import pandas as pd
from numpy.random import PCG64, Generator
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion.documents import workbook_bytes
from hnfusion.sample.layouts import Layout
from hnfusion.sample.mess import Cell, typed

MARK = "(合成示例数据)"
TITLE = Font(name="方正小标宋简体", size=16)
BOLD = Font(name="黑体", size=11, bold=True)
PLAIN = Font(name="仿宋", size=11)
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
DATE_FORMAT = "yyyy/m/d"
# In characters of the default font.
WIDTHS = {"enterprise": 36, "uscc": 22, "industry": 16, "consultant": 34, "certificate": 32}
NARROW, WIDTH = 6, 13


def _line(sheet: Worksheet, text: str, width: int, font: Font, alignment: Alignment) -> None:
    """Append one row whose text spans the table; an empty text leaves it empty."""
    row = sheet.max_row + 1 if sheet["A1"].value else 1
    if not text:
        # A cell without a value still makes the row count.
        sheet.cell(row, 1).font = font
        return
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, alignment
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def _row(sheet: Worksheet, cells: tuple[Cell, ...], font: Font) -> None:
    """Append one row of the table."""
    row = sheet.max_row + 1
    for place, value in enumerate(cells, start=1):
        cell = sheet.cell(row, place, value)
        cell.font, cell.border, cell.alignment = font, GRID, MIDDLE
        if isinstance(value, date):
            cell.number_format = DATE_FORMAT


def _ordered(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the rows in the file's order: cities as the province orders them, ties by code."""
    if not layout.order:
        return frame
    return frame.sort_values([*layout.order, "uscc"], ignore_index=True)


def list_bytes(frame: pd.DataFrame, title: str, layout: Layout) -> bytes:
    """Return the .xlsx file of one list.

    Args:
        frame: the clean list.
        title: of the table, and of the file; it seeds the mess.
        layout: how the office lays this file out.
    """
    rng = Generator(PCG64([2020, crc32(title.encode())]))
    width = len(layout.headers)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = layout.sheet
    _line(sheet, title + MARK, width, TITLE, MIDDLE)
    for line in layout.above:
        _line(sheet, line, width, PLAIN, LEFT)
    _row(sheet, tuple(header for _, header in layout.headers), BOLD)
    for row in typed(_ordered(frame, layout), layout, rng):
        _row(sheet, row, PLAIN)
    for line in ("", *layout.notes):
        _line(sheet, line, width, PLAIN, LEFT)
    for place, (column, _) in enumerate(layout.headers, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = NARROW if place == 1 else WIDTHS.get(column, WIDTH)
    if layout.empty_sheet:
        workbook.create_sheet(layout.empty_sheet)
    return workbook_bytes(workbook)
