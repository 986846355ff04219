"""Read any file as sheets of text cells; its content, not its name, decides what format it has.

The library calamine reads the workbooks. It drops error values such as #N/A; the module ``xlsx``
finds them, and this module puts them back into the cells.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pandas as pd
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from hnfusion.errors import UnreadableError
from hnfusion.reading import text_formats, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED, WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
NEITHER = {b"%PDF": "PDF 文件", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"Rar!": "压缩包"}
"""The first bytes of files that offices send instead of a spreadsheet, and what such a file is."""
MOST_CELLS = 64 << 20
EXACT = 1e15
"""The least number of sixteen digits; Excel keeps only fifteen, so the last digit is lost."""
SERIALS = range(20_000, 80_000)
"""Numbers that may be dates, which Excel stores as a count of days."""
SAVE_AS = "用 WPS 或 Excel 打开,另存为 .xlsx 后重试"


class Sheet(NamedTuple):
    """One sheet of a file.

    Attributes:
        name: the name on the sheet's tab.
        cells: a frame of the cells' texts, "" for an empty cell; the index has the row numbers
            from 1, the columns are positions from 0.
        merged: the first and last cell of each merged range, each as row and column from 0.
        hidden_rows: the numbers of the hidden rows, from 1.
        is_hidden: whether the sheet is hidden.
    """

    name: str
    cells: pd.DataFrame
    merged: tuple[text_formats.Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False


def sheets(path: Path) -> list[Sheet]:
    """Return a ``Sheet`` for each sheet of an .xlsx, .xlsm, .xlsb, .xls, .ods, csv, tsv or html.

    Raises:
        UnreadableError: if the file has none of these formats, is damaged, has a password or
            would not fit into memory.
    """
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return _zipped(file)
    content = path.read_bytes()
    kind = next((name for head, name in NEITHER.items() if content.startswith(head)), None)
    if kind or not content.strip(b"\0 \r\n\t"):
        raise UnreadableError(
            f"是{kind or '空文件'},不是电子表格", "由来源单位重新发送名单的电子表格"
        )
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise UnreadableError("有密码保护", "去掉密码后另存,再放入文件夹")
        if WORD in content:
            raise UnreadableError("是 Word 文档", "把其中的表格复制到 Excel,存为 .xlsx")
        return _workbook(io.BytesIO(content))
    return _written(text_formats.decoded(content))


def _written(text: str) -> list[Sheet]:
    if text_formats.WORKBOOK_2003.search(text[:4096]):
        return [Sheet(name, _frame(rows)) for name, rows in text_formats.workbook_2003(text)]
    if text_formats.PAGE.match(text[:4096]):
        tables = enumerate(text_formats.pages(text), start=1)
        return [Sheet(f"表{n}", _frame(rows), tuple(merged)) for n, (rows, merged) in tables]
    if "\0" in text or text.startswith("MIME-Version"):
        raise UnreadableError("不是电子表格,或已损坏", SAVE_AS)
    return [Sheet("csv", _frame(text_formats.delimited(text)))]


def _zipped(file: BinaryIO) -> list[Sheet]:
    try:
        with zipfile.ZipFile(file) as archive:
            xlsx.check(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return _workbook(file, xlsx.extras(archive), is_1904=xlsx.is_1904(archive))
            if "content.xml" in names:
                xlsx.check_repeats(archive.read("content.xml"))
            elif "xl/workbook.bin" not in names:
                kind = "Word 文档" if "word/document.xml" in names else "压缩包"
                raise UnreadableError(
                    f"是{kind},不是电子表格", "把其中的名单另存为 .xlsx 后放入文件夹"
                )
    except (zipfile.BadZipFile, KeyError, EOFError, SyntaxError, NotImplementedError) as error:
        raise UnreadableError(f"文件不完整或已损坏({error})", "由来源单位重新发送") from None
    return _workbook(file)


def _workbook(
    file: BinaryIO, extras: Mapping[str, xlsx.Extra] | None = None, *, is_1904: bool = False
) -> list[Sheet]:
    try:
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        return [
            _sheet(
                workbook.get_sheet_by_name(meta.name),
                (extras or {}).get(meta.name, xlsx.Extra()),
                is_1904=is_1904,
                is_hidden=meta.visible != SheetVisibleEnum.Visible,
            )
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        raise UnreadableError("有密码保护", "去掉密码后另存,再放入文件夹") from None
    except CalamineError as error:
        raise UnreadableError(f"无法打开({error})", SAVE_AS) from None


def _sheet(sheet: CalamineSheet, extra: xlsx.Extra, *, is_1904: bool, is_hidden: bool) -> Sheet:
    if sheet.start is None:
        return Sheet(sheet.name, _overlaid(pd.DataFrame(), extra), is_hidden=is_hidden)
    if sheet.total_height * sheet.width > MOST_CELLS:
        raise UnreadableError(f"工作表 {sheet.name} 过大", "删除名单以外的行和列,保存后重试")
    columns: list[list[str]] = [[] for _ in range(sheet.width)]
    for row in sheet.iter_rows():
        for column, value in zip(columns, row, strict=True):
            column.append(_text(value, is_1904=is_1904))
    cells = pd.DataFrame(dict(enumerate(columns, start=sheet.start[1])), dtype="object")
    numbered = cells.set_axis(range(1, len(cells) + 1))
    merged = tuple(sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, _overlaid(numbered, extra), merged, extra.hidden_rows, is_hidden)


def _overlaid(cells: pd.DataFrame, extra: xlsx.Extra) -> pd.DataFrame:
    """Return a sheet's cells with ``extra.errors`` put where calamine leaves cells empty."""
    if not extra.errors:
        return cells
    laid = cells.reindex(range(1, max([len(cells), *(row for row, _, _ in extra.errors)]) + 1))
    for row, column, text in extra.errors:
        laid.loc[row, column] = text
    return laid.sort_index(axis=1).fillna("").astype("object")


def _frame(rows: list[list[str]]) -> pd.DataFrame:
    cells = pd.DataFrame(rows, dtype="object").fillna("")
    blank = cells.map(lambda text: text if text.strip() else "")
    return blank.set_axis(range(1, len(rows) + 1)).astype("object")


@lru_cache(maxsize=1 << 16, typed=True)
def _text(value: object, *, is_1904: bool) -> str:
    """Return a cell's value as text: a date as 2020-03-31, blanks as "".

    The cache gives equal values the same string object, which saves memory. If the workbook counts
    days from 1904 (``is_1904``), a number that may be a date ends in ``(1904)``, because
    ``cleaning.cells.parse_date`` needs to know.
    """
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return str(value)
    if abs(value) >= EXACT:
        return f"{value:.5E}"
    if is_1904 and value in SERIALS:
        return f"{value:.0f}(1904)"
    return str(int(value)) if float(value).is_integer() else str(value)
