"""A table of an official document: its header repeats, its rows stay whole."""

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Mm
from docx.table import Table, _Row

from hnfusion import narrate
from hnfusion.documents.bytes import printable

WIDTH, NUMBER = Mm(156), Mm(31)
"""Width of a table, that of the text, and of a column of numbers."""
TOGETHER = 3
"""How many rows at the beginning and at the end of a table stay on one page."""


def add(
    document: Document,
    titles: list[str],
    rows: list[list[Any]],
    sums: list[Any],
    words: str,
) -> None:
    """Add a table to the end of a document.

    Args:
        document: gets the table.
        titles: its header.
        rows: its cells.
        sums: its last row, without the first cell; nothing where it has none.
        words: what it is, for those who do not see it.
    """
    lines = [[*map(narrate.punctuation.whole, titles)], *rows, *([["合计", *sums]] if sums else [])]
    kept = {*range(TOGETHER), *range(len(lines) - TOGETHER, len(lines) - 1)}
    table = document.add_table(len(lines), len(titles), "Table Grid")
    table.autofit = False
    _mark(table, words)
    widths = [Length(WIDTH - NUMBER * (len(titles) - 1)), *[NUMBER] * (len(titles) - 1)]
    for number, (row, cells) in enumerate(zip(table.rows, lines, strict=True)):
        _fill(row, cells, widths, is_head=number == 0)
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = number in kept or None
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    document.add_paragraph(style="Gap")


def _fill(row: _Row, cells: list[Any], widths: list[Length], *, is_head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for position, (cell, value) in enumerate(zip(row.cells, cells, strict=True)):
        style = "Table Head" if is_head else "Table Number" if position else "Table Text"
        cell.width = widths[position]
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(printable(str(value)))


def _mark(table: Table, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), printable(words))
    table._tbl.tblPr.append(caption)
