"""Find a zipped workbook's hidden rows, errors and size, which calamine does not report.

calamine allocates the whole rectangle between a sheet's first and last cell, and drops error
values, so each sheet is streamed here first, in constant memory. A part (a file in the archive)
that is not of its declared size then fails its checksum.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string

from hnfusion.errors import UnreadableError

MOST_BYTES = 2 << 30
"""Maximum size of all parts, unpacked, in bytes; a list of a million rows and twelve columns has
0.8 GiB."""
LARGE, HIGHEST_RATIO = 64 << 20, 100
"""A part with more bytes and a higher compression ratio than these is a zip bomb; the ratio of a
sheet is at most about 30."""
MOST_PARTS = 10_000
LARGE_AREA, SPARSEST = 5_000_000, 20
"""A rectangle of more cells than this, with fewer than one in twenty used, is not a list."""
CHUNK = 1 << 20
XML = (".xml", ".rels")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ADDRESS = re.compile(rb'\br="([A-Z]{1,3})?(\d{1,7})"')
"""Matches the address of a cell or, without letters, of a row."""
VALUED = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"[^>]*[^/>]>')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
ERROR = re.compile(
    rb'\br="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>.{0,4096}?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
UNCALCULATED = re.compile(
    rb'\br="([A-Z]{1,3})(\d+)"[^>]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')
NOT_CALCULATED = "#未计算"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Extra(NamedTuple):
    """What calamine does not report of a sheet.

    Attributes:
        hidden_rows: the numbers of the hidden rows.
        errors: row (from 1), column (from 0) and text of each cell that holds an error or a
            formula without its result.
    """

    hidden_rows: frozenset[int] = frozenset()
    errors: tuple[tuple[int, int, str], ...] = ()


def check(archive: zipfile.ZipFile) -> None:
    """Check that an archive fits into memory and declares no XML entities.

    Raises:
        UnreadableError: if the archive is a zip bomb, is encrypted, or was not written by a
            spreadsheet program.
    """
    members = archive.infolist()
    if sum(m.file_size for m in members) > MOST_BYTES or len(members) > MOST_PARTS:
        raise UnreadableError("解压后过大,不是名单", "只保留名单所在的工作表,另存为 .xlsx 后重试")
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableError("有密码保护", "去掉密码后另存,再放入文件夹")
        if member.file_size > LARGE and member.file_size > HIGHEST_RATIO * member.compress_size:
            raise UnreadableError(
                "解压后异常膨胀,疑似压缩炸弹", "不要打开此文件,请来源单位重新导出"
            )
        if member.filename.lower().endswith(XML):
            with archive.open(member) as part:
                if DECLARATION.search(part.read(4096)):
                    raise UnreadableError(
                        "含 XML 实体定义,表格软件不会写出这样的文件",
                        "不要打开此文件,请来源单位重新导出",
                    )


def is_1904(archive: zipfile.ZipFile) -> bool:
    """Return whether an .xlsx file stores dates as days since 1904, not 1900 (made on a Mac)."""
    return re.search(rb'date1904="(?:1|true)"', archive.read("xl/workbook.xml")) is not None


def extras(archive: zipfile.ZipFile) -> dict[str, Extra]:
    """Return the ``Extra`` of each sheet of an .xlsx file, by the sheet's name.

    Raises:
        UnreadableError: if a sheet's cells are so far apart that its rectangle is nearly empty.
    """
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {r.get("Id"): str(r.get("Target")) for r in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    sheets = [e for e in workbook.iter() if e.tag.endswith("}sheet")]
    found = {}
    for sheet in sheets:
        target = targets.get(sheet.get(RELATION), "")
        part = f"xl/{target.removeprefix('/').removeprefix('xl/')}"
        if part in archive.namelist():
            found[str(sheet.get("name"))] = _extra(archive, part)
    return found


def check_repeats(content: bytes) -> None:
    """Check that an .ods file is no larger than lists are, if each repeated cell is counted.

    ``content`` is the file's ``content.xml``.

    Raises:
        UnreadableError: if the rows with values have more than ``LARGE_AREA`` cells in total.
    """
    area = 0
    for attributes, cells in ODS_ROW.findall(content):
        if b"office:value" in cells:
            width = sum(map(int, ODS_REPEATED.findall(cells[: cells.rfind(b"office:value") + 200])))
            area += (width + cells.count(b"<table:")) * sum(
                map(int, ODS_REPEATED.findall(attributes) or [1])
            )
    if area > LARGE_AREA:
        raise UnreadableError(
            "重复的单元格过多,不是名单", "删除名单以外的行和列,另存为 .xlsx 后重试"
        )


def _extra(archive: zipfile.ZipFile, part: str) -> Extra:
    hidden: set[int] = set()
    errors: list[tuple[int, int, str]] = []
    count, last_row, columns = 0, 0, set()
    for chunk in _chunks(archive, part):
        addresses = ADDRESS.findall(chunk)
        count += len(addresses)
        last_row = max([last_row, *map(int, {row for _, row in addresses})])
        columns |= {letters for letters, _ in addresses}
        if b'hidden="' in chunk:
            hidden.update(map(int, HIDDEN_ROW.findall(chunk)))
        if b't="e"' in chunk:
            errors += [_cell(*found) for found in ERROR.findall(chunk)]
        if b"f>" in chunk:
            lacking = UNCALCULATED.findall(chunk)
            errors += [_cell(letters, row, NOT_CALCULATED.encode()) for letters, row in lacking]
    last_column = max(column_index_from_string(c.decode()) for c in columns | {b"A"} if c)
    if last_row * last_column > max(LARGE_AREA, SPARSEST * count):
        _check_area(archive, part)
    return Extra(frozenset(hidden), tuple(errors))


def _check_area(archive: zipfile.ZipFile, part: str) -> None:
    cells = [cell for chunk in _chunks(archive, part) for cell in VALUED.findall(chunk)]
    if not cells:
        return
    rows = {int(row): letters + row for letters, row in cells}
    columns = {column_index_from_string(name.decode()): name + row for name, row in cells}
    area = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
    if area > max(LARGE_AREA, SPARSEST * len(cells)):
        far = "、".join(dict.fromkeys([rows[max(rows)].decode(), columns[max(columns)].decode()]))
        raise UnreadableError(
            f"工作表几乎是空的,却在很远处({far})有内容", "删除名单以外的行和列,保存后重试"
        )


def _cell(letters: bytes, row: bytes, text: bytes) -> tuple[int, int, str]:
    return int(row), column_index_from_string(letters.decode()) - 1, text.decode("utf-8", "replace")


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the bytes of a part (a file in the archive) in pieces that each end before a row."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            whole = rest + piece
            cut = max(whole.rfind(b"<row"), whole.rfind(b":row"), 0) or len(whole)
            yield whole[:cut]
            rest = whole[cut:] if len(whole) - cut < CHUNK else b""
    yield rest
