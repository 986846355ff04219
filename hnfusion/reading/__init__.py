"""Any spreadsheet as a frame of strings, each row knowing its file, sheet and row.

What a sheet is, is recognised by its header row. Only the columns of the schema are read: what
else a sheet holds (序号, contact names, telephone numbers) never passes this module.
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

HEADERS = ["list", "file", "sheet", "column", "header", "letter"]
LEFT_OUT = ["file", "sheet", "row", "text", "why"]
MENDED = ["list", "file", "sheet", "row", "column", "was", "now", "rule"]
SERIAL_NUMBERS = ("序号", "编号", "No.")
"""What heads the column that counts the rows; no list needs it, nobody wonders about it."""
FEW_CELLS = 2
"""A sheet none of whose rows has more is text, not a table."""

Rows = list[dict[str, Any]]


class Reading(NamedTuple):
    """What a set of files holds.

    Attributes:
        lists: each list's rows as written: its columns as text (blank: missing), then
            ``file, sheet, row``.
        headers: ``list, file, sheet, column, header, letter`` of each column read.
        left_out: ``file, sheet, row, text, why``: rows and columns that were not read, and
            hidden ones that were.
        mended: ``list, file, sheet, row, column, was, now, rule`` of each cell that was filled
            or corrected before its value was looked at.
        problems: what keeps a file or a sheet from being read.
    """

    lists: dict[str, pd.DataFrame]
    headers: pd.DataFrame
    left_out: pd.DataFrame
    mended: pd.DataFrame
    problems: list[Problem]


class Part(NamedTuple):
    """What one table or one file gives to a reading."""

    list_name: str
    rows: pd.DataFrame
    headers: Rows
    left_out: Rows
    mended: Rows
    problems: list[Problem]


def read(paths: Iterable[Path], list_names: Sequence[str]) -> Reading:
    """Return what the files hold of the named lists, all problems collected.

    Args:
        paths: spreadsheets; read in the order given.
        list_names: the lists that a sheet may be, names of ``schema.TITLES``.
    """
    first: dict[str, str] = {}
    parts: list[Part] = []
    for path in paths:
        try:
            digest = folders.digest(path)
            if first.setdefault(digest, path.name) == path.name:
                parts += _file(path, list_names)
            else:
                why = f"与 {first[digest]} 完全相同,只读一次"
                parts.append(_nothing(left_out=[_line(path.name, "", 0, path.name, why)]))
        except UnreadableError as error:
            parts.append(
                _nothing(problems=[Problem(path.name, what=error.what, remedy=error.remedy)])
            )
        except OSError as error:
            what = f"无法打开({error.strerror})"
            missing = Problem(path.name, what=what, remedy="核对文件是否还在")
            parts.append(_nothing(problems=[missing]))
    rows = {name: [p.rows for p in parts if p.list_name == name] for name in list_names}
    return Reading(
        {name: pd.concat(found, ignore_index=True) for name, found in rows.items() if found},
        pd.DataFrame([h for p in parts for h in p.headers], columns=HEADERS),
        pd.DataFrame([x for p in parts for x in p.left_out], columns=LEFT_OUT),
        pd.DataFrame([m for p in parts for m in p.mended], columns=MENDED),
        [problem for p in parts for problem in p.problems],
    )


def _file(path: Path, list_names: Sequence[str]) -> Iterator[Part]:
    found = [(s, tables.find_tables(s, list_names)) for s in sheets(path)]
    has_tables = any(of_sheet for _, of_sheet in found)
    for sheet, of_sheet in found:
        if not of_sheet:
            yield _unrecognised(path.name, sheet, list_names, has_tables=has_tables)
        for table in of_sheet:
            yield _table(path.name, sheet, table)
    if not any((sheet.cells != "").any(axis=None) for sheet, _ in found):
        empty = Problem(path.name, what="没有内容", remedy="核对是否发错了文件")
        yield _nothing(problems=[empty])


def _table(file: str, sheet: Sheet, table: Table) -> Part:
    kinds = tables.kinds(table)
    written = tables.entries(table, kinds)
    columns = list(schema.columns(table.list_name).index)
    rows = written.reindex(columns=columns, fill_value="").astype("str")
    placed = rows.assign(file=file, sheet=sheet.name, row=rows.index).reset_index(drop=True)
    if sheet.is_hidden and "enterprise" in columns and "enterprise" not in table.positions:
        why = "隐藏的工作表,没有企业名称,未读入"
        return _nothing(left_out=[_line(file, sheet.name, 0, sheet.name, why)])
    return Part(
        table.list_name,
        placed,
        _headers(file, sheet, table),
        [*_hidden(file, sheet, written), *_unread(file, sheet, table, kinds)],
        list(_filled(file, sheet, table, written)),
        [*_duplicates(file, sheet, table), *_missing(file, sheet, table)],
    )


def _nothing(left_out: Rows | None = None, problems: list[Problem] | None = None) -> Part:
    return Part("", pd.DataFrame(), [], left_out or [], [], problems or [])


def _line(file: str, sheet: str, row: int, text: str, why: str) -> dict[str, Any]:
    return dict(zip(LEFT_OUT, (file, sheet, row, text, why), strict=True))


def _letter(position: int) -> str:
    """Return the letter of a column by its position, from 0."""
    return str(get_column_letter(position + 1))


def _headers(file: str, sheet: Sheet, table: Table) -> Rows:
    found = [
        (table.list_name, file, sheet.name, column, table.titles[at].strip(), _letter(at))
        for column, at in table.positions.items()
    ]
    return [dict(zip(HEADERS, row, strict=True)) for row in found]


def _hidden(file: str, sheet: Sheet, written: pd.DataFrame) -> Iterator[dict[str, Any]]:
    if sheet.is_hidden:
        yield _line(file, sheet.name, 0, sheet.name, "隐藏的工作表,已读入")
    for row in sorted(sheet.hidden_rows.intersection(written.index)):
        yield _line(file, sheet.name, row, f"第 {row} 行", "隐藏的行,已读入")


def _unread(file: str, sheet: Sheet, table: Table, kinds: pd.Series) -> Iterator[dict[str, Any]]:
    for at in sorted(table.titles.keys() - set(table.positions.values())):
        values, title = table.body[at], table.titles[at].strip()
        if is_personal(title, values):
            name = masked(title) or f"(无列名,{_letter(at)} 列)"
            count = int((values != "").sum())
            yield _line(file, sheet.name, table.header_row, name, f"个人信息,{count} 个值未读入")
        elif title:
            yield _line(file, sheet.name, table.header_row, masked(title), "名单不用的列")
    for row, text, why in tables.not_entries(table, kinds).itertuples(index=False):
        yield _line(file, sheet.name, row, text, why)


def _filled(
    file: str, sheet: Sheet, table: Table, written: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """Return each cell of an entry that got its value from the merged range it is in."""
    names = {at: column for column, at in table.positions.items()}
    for (top, left), (bottom, _) in sheet.merged:
        for row in range(top + 2, bottom + 2) if left in names else ():
            if row in written.index:
                now = written.loc[row, names[left]]
                cell = (table.list_name, file, sheet.name, row, names[left], "", now)
                yield dict(zip(MENDED, (*cell, "合并单元格填充"), strict=True))


def _duplicates(file: str, sheet: Sheet, table: Table) -> list[Problem]:
    headings = {
        at: schema.find_heading(table.list_name, title) for at, title in table.titles.items()
    }
    twice = {h: [at for at in headings if headings[at] == h] for h in headings.values() if h}
    return [
        Problem(
            file,
            sheet.name,
            table.header_row,
            what=f"“{heading}”列出现 {len(at)} 次({'、'.join(map(_letter, at))} 列)",
            remedy="只保留一列",
        )
        for heading, at in twice.items()
        if len(at) > 1
    ]


def _missing(file: str, sheet: Sheet, table: Table) -> list[Problem]:
    columns = schema.columns(table.list_name)
    needed = columns.loc[columns["presence"] != "optional", "title"]
    missing = needed[~needed.index.isin(table.positions)]
    unknown = "、".join(
        masked(title.strip())
        for title in table.titles.values()
        if title.strip() not in ("", *SERIAL_NUMBERS)
        and not is_personal(title, [])
        and schema.find_heading(table.list_name, title) is None
    )
    return [
        Problem(
            file,
            sheet.name,
            table.header_row,
            what=f"{schema.TITLES[table.list_name]}缺少“{title}”列"
            + (f",不认识的列名有 {unknown}" if unknown else ""),
            remedy="补上该列,或在 hnfusion/schema/columns.csv 的 headers 中登记它的叫法",
        )
        for title in missing
    ]


def _unrecognised(file: str, sheet: Sheet, list_names: Sequence[str], *, has_tables: bool) -> Part:
    counts = (sheet.cells != "").sum(axis=1)
    if not counts.any():
        return _nothing()
    texts = sheet.cells.loc[counts.index[counts > 0][0]]
    first = masked(" ".join(filter(None, map(str.strip, texts))))[:60]
    if has_tables and (sheet.is_hidden or counts.max() <= FEW_CELLS):
        return _nothing([_line(file, sheet.name, 0, first, "不是名单的工作表,未读入")])
    titles = "、".join(schema.TITLES[name] for name in list_names)
    what = f"找不到表头,认不出是哪一种名单(应为{titles};首行为“{first}”)"
    remedy = "核对表头的列名,或在 hnfusion/schema/columns.csv 的 headers 中登记"
    return _nothing(problems=[Problem(file, sheet.name, what=what, remedy=remedy)])
