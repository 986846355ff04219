"""Helpers for all workbooks: cells whose text is never a formula, rows, widths, drop-downs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion.documents.bytes import FORMULA, printable


class Style(NamedTuple):
    """The formats of a cell; None leaves openpyxl's default."""

    font: Font | None = None
    fill: PatternFill | None = None
    alignment: Alignment | None = None
    border: Border | None = None


PLAIN = Style()


def put(cell: Cell, value: Any, style: Style = PLAIN) -> Cell:
    """Write a value into a cell and return the cell; a string is text, never a formula."""
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"
        cell.quotePrefix = FORMULA.match(value) is not None
    else:
        cell.value = value
    for name, given in zip(style._fields, style, strict=True):
        if given is not None:
            setattr(cell, name, given)
    return cell


def add_row(sheet: Worksheet, values: Iterable[Any], style: Style = PLAIN) -> list[Cell]:
    """Write a row below a sheet's last row, from column A, and return a list of its cells."""
    number = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    return [put(sheet.cell(number, at), value, style) for at, value in enumerate(values, start=1)]


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of a sheet's columns, from A on; a digit of the default font is 1 wide."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def validate(
    sheet: Worksheet, column: int, rows: range, choices: Sequence[str] = (), **how: Any
) -> None:
    """Add a drop-down list of ``choices`` to the cells of a column, in the rows given.

    Columns and rows count from 1; without rows nothing is added. ``how`` has the other properties
    of ``DataValidation``, such as ``prompt``; without choices only ``how`` is added, as a hint.
    """
    if rows:
        listed = {"type": "list", "formula1": f'"{",".join(choices)}"'} if choices else {}
        rule = DataValidation(**listed, **how)
        letter = get_column_letter(column)
        rule.add(f"{letter}{rows[0]}:{letter}{rows[-1]}")
        sheet.add_data_validation(rule)


def landscape(sheet: Worksheet, head: int) -> None:
    """Set a sheet up to print on landscape A4, one page wide, with row ``head`` on every page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
