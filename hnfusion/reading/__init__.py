"""Read the files: return the rows of any spreadsheet as text, each with its file, sheet and row.

A table in a sheet is recognised by its header as a list of ``schema.TITLES``. Only the columns of
the schema are kept: other columns of a sheet (序号, contact names, telephone numbers) never leave
this room.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from openpyxl.utils import get_column_letter

from hnfusion import folders, schema
from hnfusion.errors import Problem, UnreadableError
from hnfusion.reading import tables
from hnfusion.reading.personal import is_personal, masked
from hnfusion.reading.sheets import Sheet, sheets
from hnfusion.reading.tables import Table

__all__ = ["Reading", "read"]

HEADERS = ["list", "file", "sheet", "column", "header", "letter"]
LEFT_OUT = ["file", "sheet", "row", "text", "why"]
MENDED = ["list", "file", "sheet", "row", "column", "was", "now", "rule"]
SERIAL_NUMBERS = ("序号", "编号", "No.")
"""Headers of a column with row numbers, which no list needs."""
FEW_CELLS = 2
"""If no row of a sheet has more non-empty cells than this, the sheet is text, not a table."""
NO_ENTRIES = {"note": "注释行", "sum": "小计、合计行"}
"""The kinds of rows (``tables.kinds``) that are left out, with the reason to show."""

Rows = Sequence[tuple[Any, ...]]


class Reading(NamedTuple):
    """The contents of a set of files: the lists in them, and how these were read.

    Attributes:
        lists: one frame per list that was found, by the list's name (``schema.TITLES``). A row is
            an entry of the list: the columns of the schema as text, as written ("" if blank), then
            ``file, sheet, row``.
        headers: one row per column read: ``list, file, sheet, column, header, letter``.
        left_out: one row per sheet, row or column that was not read, and per hidden sheet or row
            that was read: ``file, sheet, row, text, why``.
        mended: one row per cell that was filled from a merged range or corrected, before
            cleaning: ``list, file, sheet, row, column, was, now, rule``.
        problems: why a file or a sheet could not be read, and which columns a list lacks or has
            twice.
    """

    lists: dict[str, pd.DataFrame]
    headers: pd.DataFrame
    left_out: pd.DataFrame
    mended: pd.DataFrame
    problems: list[Problem]


class Part(NamedTuple):
    """What one table, sheet or file adds to a ``Reading``.

    ``rows`` has entries of the list ``list_name``. ``headers``, ``left_out`` and ``mended`` have
    one tuple per row of the frame of that name in ``Reading``.
    """

    list_name: str = ""
    rows: pd.DataFrame | None = None
    headers: Rows = ()
    left_out: Rows = ()
    mended: Rows = ()
    problems: Sequence[Problem] = ()


def read(paths: Iterable[Path], list_names: Sequence[str]) -> Reading:
    """Return a ``Reading`` of files: their lists, and all problems found.

    Args:
        paths: spreadsheets, read in the order given; of files with the same content, only the
            first is read.
        list_names: the lists to look for, keys of ``schema.TITLES``.
    """
    first: dict[str, str] = {}
    parts: list[Part] = []
    for path in paths:
        try:
            same = first.setdefault(folders.digest(path), path.name)
            if same == path.name:
                parts += _file(path, list_names)
            else:
                why = f"与 {same} 完全相同,只读一次"
                parts.append(Part(left_out=[(path.name, "", 0, path.name, why)]))
        except UnreadableError as error:
            unreadable = Problem(path.name, what=error.what, remedy=error.remedy)
            parts.append(Part(problems=[unreadable]))
        except OSError as error:
            what = f"无法打开({error.strerror})"
            missing = Problem(path.name, what=what, remedy="核对文件是否还在")
            parts.append(Part(problems=[missing]))
    rows = {name: [p.rows for p in parts if p.list_name == name] for name in list_names}
    return Reading(
        {name: pd.concat(found, ignore_index=True) for name, found in rows.items() if found},
        pd.DataFrame([row for part in parts for row in part.headers], columns=HEADERS),
        pd.DataFrame([row for part in parts for row in part.left_out], columns=LEFT_OUT),
        pd.DataFrame([row for part in parts for row in part.mended], columns=MENDED),
        [problem for part in parts for problem in part.problems],
    )


def _file(path: Path, list_names: Sequence[str]) -> Iterator[Part]:
    found = [(sheet, tables.find_tables(sheet, list_names)) for sheet in sheets(path)]
    has_tables = any(of_sheet for _, of_sheet in found)
    for sheet, of_sheet in found:
        if not of_sheet:
            yield _unrecognised(path.name, sheet, list_names, has_tables=has_tables)
        for table in of_sheet:
            yield _table(path.name, sheet, table)
    if not any((sheet.cells != "").any(axis=None) for sheet, _ in found):
        yield Part(problems=[Problem(path.name, what="没有内容", remedy="核对是否发错了文件")])


def _table(file: str, sheet: Sheet, table: Table) -> Part:
    name, at, kinds = table.list_name, (file, sheet.name), tables.kinds(table)
    entries = table.written[kinds == "entry"]
    columns = list(schema.columns(name).index)
    if sheet.is_hidden and "enterprise" in columns and "enterprise" not in table.positions:
        return Part(left_out=[(*at, 0, sheet.name, "隐藏的工作表,没有企业名称,未读入")])
    rows = entries.reindex(columns=columns, fill_value="").astype("str")
    wrong = [*_repeated(table), *_missing(table)]
    return Part(
        name,
        rows.assign(file=file, sheet=sheet.name, row=rows.index).reset_index(drop=True),
        [
            (name, *at, column, table.titles[position].strip(), _letter(position))
            for column, position in table.positions.items()
        ],
        [(*at, *line) for line in (*_hidden(sheet, entries), *_unread(table, kinds))],
        [(name, *at, *cell, "合并单元格填充") for cell in _filled(sheet, table, entries)],
        [Problem(*at, table.header_row, what=what, remedy=remedy) for what, remedy in wrong],
    )


def _letter(position: int) -> str:
    """Return the letters of a spreadsheet's column: A for position 0, AA for position 26."""
    return str(get_column_letter(position + 1))


def _hidden(sheet: Sheet, entries: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    if sheet.is_hidden:
        yield 0, sheet.name, "隐藏的工作表,已读入"
    for row in sorted(sheet.hidden_rows.intersection(entries.index)):
        yield row, f"第 {row} 行", "隐藏的行,已读入"


def _unread(table: Table, kinds: pd.Series) -> Iterator[tuple[int, str, str]]:
    """Yield ``row, text, why`` of ``Reading.left_out`` for each column and row that is not read.

    For a column, ``row`` and ``text`` are those of its header.
    """
    for at in sorted(table.titles.keys() - set(table.positions.values())):
        values, title = table.body[at], table.titles[at].strip()
        if is_personal(title, values):
            name = masked(title) or f"(无列名,{_letter(at)} 列)"
            yield table.header_row, name, f"个人信息,{(values != '').sum()} 个值未读入"
        elif title:
            yield table.header_row, masked(title), "名单不用的列"
    rows = table.body[kinds.isin(NO_ENTRIES)]
    for row, texts in zip(rows.index, rows.to_numpy(), strict=True):
        yield row, _joined(texts), NO_ENTRIES[kinds[row]]


def _joined(texts: Iterable[str]) -> str:
    return masked(" ".join(filter(None, map(str.strip, texts))))


def _filled(
    sheet: Sheet, table: Table, entries: pd.DataFrame
) -> Iterator[tuple[int, str, str, str]]:
    """Yield ``row, column, was, now`` of each cell that a merged range fills; ``was`` is ""."""
    names = {at: column for column, at in table.positions.items()}
    for (top, left), (bottom, _) in sheet.merged:
        for row in range(top + 2, bottom + 2) if left in names else ():
            if row in entries.index:
                yield row, names[left], "", str(entries.loc[row, names[left]])


def _repeated(table: Table) -> Iterator[tuple[str, str]]:
    """Yield ``what`` and ``remedy`` of a ``Problem`` for each known header that is repeated."""
    positions: dict[str, list[int]] = {}
    for at, title in table.titles.items():
        heading = schema.find_heading(table.list_name, title)
        if heading:
            positions.setdefault(heading, []).append(at)
    for heading, found in positions.items():
        if len(found) > 1:
            letters = "、".join(map(_letter, found))
            yield f"“{heading}”列出现 {len(found)} 次({letters} 列)", "只保留一列"


def _missing(table: Table) -> Iterator[tuple[str, str]]:
    """Yield ``what`` and ``remedy`` of a ``Problem`` for each required column that is missing."""
    columns = schema.columns(table.list_name)
    needed = columns.loc[columns["presence"] != "optional", "title"]
    unknown = "、".join(
        masked(title.strip())
        for title in table.titles.values()
        if title.strip() not in ("", *SERIAL_NUMBERS)
        and not is_personal(title, [])
        and schema.find_heading(table.list_name, title) is None
    )
    strange = f",不认识的列名有 {unknown}" if unknown else ""
    for title in needed[~needed.index.isin(table.positions)]:
        what = f"{schema.TITLES[table.list_name]}缺少“{title}”列{strange}"
        yield what, "补上该列,或在 hnfusion/schema/columns.csv 的 headers 中登记它的叫法"


def _unrecognised(file: str, sheet: Sheet, list_names: Sequence[str], *, has_tables: bool) -> Part:
    counts = (sheet.cells != "").sum(axis=1)
    if not counts.any():
        return Part()
    first = _joined(sheet.cells.loc[counts.index[counts > 0][0]])[:60]
    if has_tables and (sheet.is_hidden or counts.max() <= FEW_CELLS):
        return Part(left_out=[(file, sheet.name, 0, first, "不是名单的工作表,未读入")])
    titles = "、".join(schema.TITLES[name] for name in list_names)
    what = f"找不到表头,认不出是哪一种名单(应为{titles};首行为“{first}”)"
    remedy = "核对表头的列名,或在 hnfusion/schema/columns.csv 的 headers 中登记"
    return Part(problems=[Problem(file, sheet.name, what=what, remedy=remedy)])
