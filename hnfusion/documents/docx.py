"""The bulletin as an official document (GB/T 9704-2012), from the records of its notebook.

The layout is data: ``gbt9704/`` beside this module is an empty document, in which each style, page
setting and font names the clause that it follows.
"""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from hnfusion import folders
from hnfusion.documents.bytes import printable, text_width
from hnfusion.exhibits.record import Chart, Record, Table, Text
from hnfusion.narrate.punctuation import whole

LAYOUT = Path(__file__).parent / "gbt9704"
SECOND_LEVEL = re.compile(r"[(（][一二三四五六七八九十]+[)）][^。]*。?")
"""Matches a second-level heading (7.3.3): in the office's prose, a paragraph's first sentence."""
LINE, CHARACTER = 28, Pt(15.75)
"""Characters per line of 156 mm, and the width of one character (5.2.3)."""
LARGEST = (Mm(100), Mm(185))
"""The largest width and height of a chart, so that its caption fits on the same page."""
WIDTH, NUMBER = Mm(156), Mm(31)
"""Width of a table, which is the width of the text, and width of each column of numbers."""
TOGETHER = 3
"""Number of rows at the beginning, and at the end, of a table that stay on one page."""

log = logging.getLogger(__name__)


def bulletin(records: Iterable[Record], issued: date) -> Document:
    """Return the official document of the bulletin as a python-docx ``Document``.

    It has the records up to the signature. ``issued`` becomes the creation date in its properties.
    """
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        for name, content in folders.contents(LAYOUT).items():
            target.writestr(name, content)
    package.seek(0)
    document = docx.Document(package)
    core = document.core_properties
    core.title, core.language, core.author, core.last_modified_by = "", "zh-CN", "", ""
    for record in records:
        if isinstance(record, Text):
            WRITERS.get(record.role, _nothing)(document, record)
            if record.role == "signature":
                break
        elif isinstance(record, Table):
            _table(document, record)
        elif isinstance(record, Chart):
            _chart(document, record)
    core.created = core.modified = datetime(issued.year, issued.month, issued.day)  # noqa: DTZ001
    return document


def _add(document: Document, text: str, style: str) -> Paragraph:
    return document.add_paragraph(printable(text), style)


def _warning(document: Document, text: Text) -> None:
    document.core_properties.subject = whole(text.title)
    words = printable(whole(text.plain().replace("\n", " ")))
    _add(document, words, "Warning")
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = words


def _title(document: Document, text: Text) -> None:
    document.core_properties.title = whole("".join(text.lines))
    _add(document, whole("\n".join(text.lines)), "Title")


def _lines(document: Document, text: Text, style: str) -> None:
    for line in text.lines:
        _add(document, whole(line), style)


def _paragraphs(document: Document, text: Text) -> None:
    for line in map(whole, text.lines):
        opening = SECOND_LEVEL.match(line)
        if opening and opening.end() == len(line):
            _add(document, line, "Heading 2")
        elif opening:
            paragraph = document.add_paragraph(style="Body Text")
            paragraph.add_run(printable(opening[0]), "Heading 2 Char")
            paragraph.add_run(printable(line[opening.end() :]))
        else:
            _add(document, line, "Body Text")


def _section(document: Document, text: Text) -> None:
    _add(document, whole(text.title), "Heading 1")
    _paragraphs(document, text)


def _attachments(document: Document, text: Text) -> None:
    label = whole(text.title)
    for number, name in enumerate(text.lines, start=1):
        before = label if number == 1 else ""
        paragraph = _add(document, whole(f"{before}{number}.{name}"), "Attachment")
        shape = paragraph.paragraph_format
        shape.left_indent = _characters(2 + text_width(f"{label}1.") / 2)
        shape.first_line_indent = _characters(-text_width(f"{before}{number}.") / 2)
        shape.space_before = Pt(28.95) if number == 1 else None


def _signature(document: Document, text: Text) -> None:
    issuer, *days = map(whole, text.lines)
    document.core_properties.author = document.core_properties.last_modified_by = issuer
    longest = max([text_width(issuer) / 2, *(2 + text_width(day) / 2 for day in days)])
    left = LINE - 2 - longest
    _add(document, issuer, "Signature").paragraph_format.left_indent = _characters(left)
    for day in days:
        _add(document, day, "Date").paragraph_format.left_indent = _characters(left + 2)


def _nothing(_: Document, text: Text) -> None:
    if text.role == "other":
        log.warning("公文 bulletin.docx 中没有笔记本的这一输出:%s", "、".join(text.lines))


def _table(document: Document, table: Table) -> None:
    """Add a table with caption and notes; the header repeats on each page, rows do not break."""
    if table.look == "files":
        return
    words = whole(table.heading)
    _add(document, words, "Caption").paragraph_format.keep_with_next = True
    sums = [["合计", *table.sums]] if table.has_sums else []
    lines: list[list[Any]] = [[*map(whole, table.titles)], *table.cells(), *sums]
    kept = {*range(TOGETHER), *range(len(lines) - TOGETHER, len(lines) - 1)}
    numbers = len(table.titles) - 1
    grid = document.add_table(len(lines), 1 + numbers, "Table Grid")
    grid.autofit = False
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), printable(words))
    grid._tbl.tblPr.append(caption)
    widths = [Length(WIDTH - NUMBER * numbers), *[NUMBER] * numbers]
    for number, (row, cells) in enumerate(zip(grid.rows, lines, strict=True)):
        _fill(row, cells, widths, is_head=number == 0)
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = number in kept or None
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    document.add_paragraph(style="Gap")
    for note in table.notes:
        _add(document, whole(note), "Note")


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


def _chart(document: Document, chart: Chart) -> None:
    if not chart.picture:
        log.warning("公文 bulletin.docx 中没有这幅图(has_picture=True 才有):%s", chart.heading)
        return
    run = document.add_paragraph(style="Picture").add_run()
    picture = run.add_picture(io.BytesIO(chart.picture))
    scale = min(1.0, LARGEST[0] / picture.width, LARGEST[1] / picture.height)
    picture.width = Length(int(picture.width * scale))
    picture.height = Length(int(picture.height * scale))
    if not chart.caption:
        return
    properties = picture._inline.docPr  # python-docx gives no access to the alternative text
    said = whole(f"{whole(chart.heading)}:{chart.message}。{chart.description}")
    properties.set("descr", printable(said))
    _add(document, whole(f"{chart.heading}\n{chart.message}"), "Caption")


def _characters(number: float) -> Length:
    return Length(int(number * CHARACTER))


WRITERS: dict[str, Callable[[Document, Text], Any]] = {
    "warning": _warning,
    "title": _title,
    "salutation": partial(_lines, style="Salutation"),
    "heading": partial(_lines, style="Heading 1"),
    "paragraphs": _paragraphs,
    "section": _section,
    "note": partial(_lines, style="Note"),
    "attachments": _attachments,
    "signature": _signature,
}
"""The function that writes the ``Text`` records of each role. Texts of other roles are only on the
page."""
