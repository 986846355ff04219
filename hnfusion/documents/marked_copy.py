"""Copies of the workbooks with every problem marked in its cell, to send back to the office.

A copy contains the cells as they were read, as text. Nothing else of a file, which may be damaged
or hostile, gets into the copy, and no formula and no personal data.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import schema
from hnfusion.documents import workbook_bytes
from hnfusion.documents.bytes import printable
from hnfusion.documents.workbook import put
from hnfusion.errors import Problem, UnreadableError
from hnfusion.reading.personal import is_personal, masked
from hnfusion.reading.sheets import Sheet, sheets
from hnfusion.reading.tables import find_tables

MARK = PatternFill("solid", fgColor="FFFF00")
LONGEST_CELL = 32_767
"""The most characters that a cell of an .xlsx file can hold."""
COMMENT_SIZE = {"width": 320, "height": 120}


def write(paths: Iterable[Path], problems: Sequence[Problem], folder: Path) -> list[Path]:
    """Write a marked copy of each file with problems and return the paths of the copies.

    ``paths`` are the files of a quarter, ``problems`` those found in any of them; ``folder`` gets
    the copies, ``<name>.xlsx``. A file gets no copy if it cannot be read, or if none of its
    problems has a sheet or a row.
    """
    written = []
    for path in paths:
        marks = [p for p in problems if p.file == path.name and (p.sheet or p.row)]
        if marks:
            copy = folder / f"{path.name}.xlsx".replace(".xlsx.xlsx", ".xlsx")
            with suppress(UnreadableError):  # damaged, with the same name as one with problems
                copy.write_bytes(_annotated(path, marks))
                written.append(copy)
    return written


def _annotated(path: Path, problems: Sequence[Problem]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for sheet in sheets(path):
        copied = workbook.create_sheet(re.sub(r"[\\/*?:\[\]]", "_", sheet.name)[:31])
        _fill(copied, sheet)
        for problem in problems:
            if problem.sheet == sheet.name:
                cell = copied[problem.cell or f"A{problem.row or 1}"]
                before = f"{cell.comment.text}\n" if cell.comment else ""
                cell.comment = Comment(f"{before}{problem.advice}", "hnfusion", **COMMENT_SIZE)
                cell.fill = MARK
    return workbook_bytes(workbook)


def _fill(copied: Worksheet, sheet: Sheet) -> None:
    personal = {
        at: table.header_row
        for table in find_tables(sheet, list(schema.TITLES))
        for at, title in table.titles.items()
        if at not in table.positions.values() and is_personal(title, table.body[at])
    }
    for at in map(int, sheet.cells.columns):
        filled = sheet.cells[at][sheet.cells[at] != ""]
        for row, text in zip(filled.index.tolist(), filled, strict=True):
            is_kept = at not in personal or row <= personal[at]
            put(copied.cell(row, at + 1), printable(masked(text))[:LONGEST_CELL] * is_kept)
