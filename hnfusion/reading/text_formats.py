"""Read spreadsheets that are text: csv and tsv in any encoding, web pages, Excel's 2003 XML.

Offices' systems export web pages and csv as .xls, so the content decides, not the name.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from lxml import html

from hnfusion.errors import UnreadableError

Rows = list[list[str]]
Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged range, each as row and column from 0."""
Span = tuple[str, int, int]
"""A cell's text, and how many rows and columns the cell takes."""
DELIMITERS = ",\t;|"
LONGEST_FIELD = 131_072
"""Maximum length of a field; a field is longer only if its quotation mark is not closed."""
MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Byte order marks, each with the encoding that it announces."""
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->)?\s*"
    r"<(?:!doctype html|html|table|meta|head|body|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
WORKBOOK_2003 = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet")
OFFICE_2003 = "{urn:schemas-microsoft-com:office:spreadsheet}"
LARGEST_PAGE = 4 << 20
"""Maximum number of characters of a web page."""
XML = re.compile(r"^\s*<\?xml[^>]*>")
"""Matches an XML declaration; in decoded text, lxml refuses a declaration with an encoding."""
TABLE = re.compile("<table", re.IGNORECASE)
TOO_LARGE = ("网页格式的表格过大", "用 WPS 或 Excel 打开,另存为 .xlsx 后重试")
WIDEST_SPAN = 1000
MOST_CELLS = 1_000_000


def decoded(content: bytes) -> str:
    """Return a file's text, decoded by its byte order mark, else as UTF-8, UTF-16 or GB18030.

    Raises:
        UnreadableError: if the file is in none of these encodings, or mixes two.

    >>> decoded("长沙".encode("gb18030")), decoded("长沙,".encode("utf-16-le"))
    ('长沙', '长沙,')
    """
    marked = (encoding for mark, encoding in MARKED.items() if content.startswith(mark))
    try:
        return content.decode(next(marked, None) or _guessed(content))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"第 {line} 行的编码不是 {error.encoding.upper()},与其他行不同或已损坏",
            "用 WPS 或 Excel 打开核对该行,另存为 .xlsx 后重试",
        ) from None


def delimited(text: str) -> Rows:
    """Return the rows of a csv or tsv text, each split at the most frequent of ``DELIMITERS``.

    Raises:
        UnreadableError: if a quotation mark is not closed.
    """
    head = text[:10_000]
    delimiter = max(DELIMITERS, key=head.count)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError(
            f"引号不成对({error})", "用 WPS 或 Excel 打开核对,另存为 .xlsx"
        ) from None


def pages(text: str) -> list[tuple[Rows, list[Merged]]]:
    """Return a list with the rows and the merged ranges (rowspan, colspan) of each html table.

    Raises:
        UnreadableError: if the page is larger than any list.
    """
    if len(text) > LARGEST_PAGE:
        raise UnreadableError(*TOO_LARGE)
    tables: list[list[list[Span]]] = []
    for element in _parsed(XML.sub("", text)).iter("table", "tr", "td", "th"):
        if element.tag == "table":
            tables.append([])
        elif element.tag == "tr" and tables:
            tables[-1].append([])
        elif tables and tables[-1]:
            has_table = element.find(".//table") is not None
            cell = element.text or "" if has_table else element.text_content()
            down, across = (_number(element.get(name)) for name in ("rowspan", "colspan"))
            tables[-1][-1].append((cell.strip(), down, across))
    return [_spread(table) for table in tables if table]


def workbook_2003(text: str) -> Iterator[tuple[str, Rows]]:
    """Yield the name and rows of each sheet of an “XML 电子表格 2003”.

    Raises:
        UnreadableError: if the text declares entities or is damaged.
    """
    try:
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise UnreadableError("含 XML 实体定义", "由来源单位重新导出,不要打开此文件")
        root = ElementTree.fromstring(text.lstrip("\ufeff").encode())  # noqa: S314
    except ElementTree.ParseError as error:
        raise UnreadableError(f"文件不完整或已损坏({error})", "由来源单位重新发送") from None
    for sheet in root.iter(f"{OFFICE_2003}Worksheet"):
        rows: Rows = []
        for row in sheet.iter(f"{OFFICE_2003}Row"):
            _skip(rows, row, [])
            cells: list[str] = []
            for cell in row.iter(f"{OFFICE_2003}Cell"):
                _skip(cells, cell, "")
                cells.append("".join(cell.itertext()).strip())
            rows.append(cells)
        yield sheet.get(f"{OFFICE_2003}Name", ""), rows


def _guessed(content: bytes) -> str:
    """Return the name of a file's likely encoding.

    It is UTF-16 if there are zero bytes; else UTF-8 if at least half of the non-ASCII lines are
    valid UTF-8; else GB18030.
    """
    if b"\0" in content:
        return "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
    lines = [line for line in content.splitlines() if not line.isascii()]
    utf_8 = sum(line.decode(errors="ignore").encode() == line for line in lines)
    return "utf-8" if 2 * utf_8 >= len(lines) else "gb18030"


def _parsed(text: str) -> html.HtmlElement:
    """Return the root element of a web page.

    If the page is nested too deep for lxml, only its part from the first table on is parsed.
    """
    parser = html.HTMLParser(huge_tree=True)
    page = html.document_fromstring(text, parser=parser)
    if not parser.error_log.filter_from_fatals():
        return page
    first = TABLE.search(text)
    if first is None or first.start() == 0:
        raise UnreadableError(*TOO_LARGE)
    return _parsed(text[first.start() :])


def _spread(table: list[list[Span]]) -> tuple[Rows, list[Merged]]:
    """Return the rows of a web page's table, and its merged ranges.

    A cell that spans several positions has its text in the first of them and "" in the others.
    """
    taken: dict[tuple[int, int], str] = {}
    merged: list[Merged] = []
    for row, line in enumerate(table):
        column = 0
        for text, down, across in line:
            while (row, column) in taken:
                column += 1
            if len(taken) + down * across > MOST_CELLS:
                raise UnreadableError("合并的单元格过多", "用 WPS 或 Excel 打开,另存为 .xlsx")
            taken |= {(row + d, column + a): "" for d in range(down) for a in range(across)}
            taken[row, column] = text
            if down * across > 1:
                merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += across
    height, width = (1 + max((at[axis] for at in taken), default=-1) for axis in (0, 1))
    return [[taken.get((r, c), "") for c in range(width)] for r in range(height)], merged


def _number(text: str | None) -> int:
    is_number = text is not None and text.isascii() and text.isdigit()
    return max(1, min(int(text or 1), WIDEST_SPAN)) if is_number else 1


def _skip(before: list[Any], element: ElementTree.Element, blank: object) -> None:
    """Append ``blank`` to ``before`` for each position that an element's ``Index`` skips.

    ``before`` has the rows or cells before the element.
    """
    ahead = _number(element.get(f"{OFFICE_2003}Index")) - 1 - len(before)
    before.extend([blank] * ahead)
