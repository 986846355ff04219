"""Spreadsheets that are text: csv and tsv in any encoding, tables of a web page, Excel's XML.

Offices' systems export web pages and csv under the name .xls; what a file is, is what it holds.
"""

import csv
import io
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from hnfusion.errors import UnreadableError

Rows = list[list[str]]
Merged = tuple[tuple[int, int], tuple[int, int]]
DELIMITERS = ",\t;|"
MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Byte order marks and what they announce."""
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->)?\s*"
    r"<(?:!doctype html|html|table|meta|head|body|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
WORKBOOK_2003 = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet")
LARGEST_PAGE = 4 << 20
"""Characters of a web page; its parser takes a second for each two million."""
WIDEST_SPAN = 1000


def decoded(content: bytes) -> str:
    """Return a file's text by its byte order mark, else as UTF-8, UTF-16 or GB18030.

    Raises:
        UnreadableError: if it is in none of them, or its lines are not all in one.

    >>> decoded("长沙".encode("gb18030")), decoded("长沙,".encode("utf-16-le"))
    ('长沙', '长沙,')
    """
    try:
        for mark, encoding in MARKED.items():
            if content.startswith(mark):
                return content.decode(encoding)
        if b"\0" in content:
            return content.decode(_utf_16(content))
        return content.decode(_majority(content))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"第 {line} 行的编码不是 {error.encoding.upper()},与其他行不同或已损坏",
            "用 WPS 或 Excel 打开核对该行,另存为 .xlsx 后重试",
        ) from None


def delimited(text: str) -> Rows:
    """Return the rows of a csv or tsv text, whichever of its delimiters is the commonest.

    Raises:
        UnreadableError: if a quotation is so long that it cannot have been meant.
    """
    head = text[:10_000]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError(
            f"引号不成对({error})", "用 WPS 或 Excel 打开核对,另存为 .xlsx"
        ) from None


def pages(text: str) -> Iterator[tuple[Rows, list[Merged]]]:
    """Return the rows of each table of a web page, and the ranges that its spans merge.

    Raises:
        UnreadableError: if the page is larger than any list.
    """
    if len(text) > LARGEST_PAGE:
        raise UnreadableError("网页格式的表格过大", "用 WPS 或 Excel 打开,另存为 .xlsx 后重试")
    for table in BeautifulSoup(text, "html.parser").find_all("table"):
        if not table.find("table"):
            yield _table(table)


def workbook_2003(text: str) -> Iterator[tuple[str, Rows]]:
    """Return each sheet of an “XML 电子表格 2003”, its name and rows."""
    for sheet in BeautifulSoup(text[:LARGEST_PAGE], "html.parser").find_all(_local("worksheet")):
        rows: Rows = []
        for row in sheet.find_all(_local("row")):
            rows += [[] for _ in range(min(_number(row, "ss:index") - 1 - len(rows), WIDEST_SPAN))]
            cells: list[str] = []
            for cell in row.find_all(_local("cell")):
                ahead = min(_number(cell, "ss:index") - 1 - len(cells), WIDEST_SPAN)
                data = cell.find(_local("data"))
                cells += [""] * ahead + [data.get_text() if data else ""]
            rows.append(cells)
        yield str(sheet.get("ss:name", "")), rows


def _majority(content: bytes) -> str:
    """Return the encoding of most lines that hold more than ASCII."""
    lines = [line for line in content.splitlines() if not line.isascii()]
    utf_8 = sum(_is_utf_8(line) for line in lines)
    return "utf-8" if 2 * utf_8 >= len(lines) else "gb18030"


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf_16(content: bytes) -> str:
    return "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"


def _table(table: Tag) -> tuple[Rows, list[Merged]]:
    taken: dict[tuple[int, int], str] = {}
    merged: list[Merged] = []
    for row, line in enumerate(table.find_all("tr")):
        column = 0
        for cell in line.find_all(["td", "th"]):
            while (row, column) in taken:
                column += 1
            down, across = _number(cell, "rowspan"), _number(cell, "colspan")
            taken |= {(row + d, column + a): "" for d in range(down) for a in range(across)}
            taken[row, column] = cell.get_text(" ", strip=True)
            if down * across > 1:
                merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += across
    height = max((row for row, _ in taken), default=-1) + 1
    width = max((column for _, column in taken), default=-1) + 1
    return [[taken.get((r, c), "") for c in range(width)] for r in range(height)], merged


def _number(tag: Tag, name: str) -> int:
    text = str(tag.get(name, "1"))
    return min(int(text), WIDEST_SPAN) if text.isascii() and text.isdigit() and int(text) else 1


def _local(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:\w+:)?{name}$")
