"""Any spreadsheet as a frame of strings, each row knowing its file, sheet and row.

What a sheet is, is recognised by its header row. Only the columns of the schema are read: what
else a sheet holds (序号, contact names, telephone numbers) never passes this module.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from hnfusion import schema
from hnfusion.errors import Problem

SUFFIXES = frozenset({".xlsx", ".xls", ".xlsb", ".ods", ".csv"})
ENCODINGS = ("utf-8-sig", "gb18030")
HEADER_SEARCH = 30
"""Rows of a sheet that are searched for its header; titles are above it."""
NOTE = re.compile(r"\s*[(（【*]?\s*(注|备注|说明|填报|制表|审核|联系|数据来源|合计|小计|总计)")
"""How a row under a table begins that is not an enterprise."""

Cells = list[str]


class Reading(NamedTuple):
    """What a set of files holds.

    Attributes:
        lists: each list's rows as written: its columns as text (blank: missing), then
            ``file, sheet, row``.
        headers: ``list, file, sheet, column, header, letter`` of each column read.
        left_out: ``file, sheet, row, text, why``: rows and columns that were not read.
        problems: what keeps a file or a sheet from being read.
    """

    lists: dict[str, pd.DataFrame]
    headers: pd.DataFrame
    left_out: pd.DataFrame
    problems: list[Problem]


class Table(NamedTuple):
    """One table found on one sheet: its header row and how its columns are to be read."""

    list_name: str
    file: str
    sheet: str
    header_row: int
    header: Cells
    positions: dict[str, int]


def read(paths: Iterable[Path], list_names: Sequence[str]) -> Reading:
    """Return what the files hold of the named lists, all problems collected.

    Args:
        paths: spreadsheets; read in the order given.
        list_names: the lists that a sheet may be, names of ``schema.TITLES``.
    """
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in list_names}
    headers: list[dict[str, object]] = []
    left_out: list[dict[str, object]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            sheets = dict(_sheets(path))
        except (CalamineError, OSError, UnicodeError, csv.Error) as error:
            problems.append(
                Problem(path.name, f"无法打开({error})", "用 WPS 或 Excel 另存为 .xlsx 后重试")
            )
            continue
        for sheet, grid in sheets.items():
            table = find_table(grid, list_names, path.name, sheet)
            if table is None:
                problems += _unrecognised(path.name, sheet, grid, list_names)
                continue
            problems += _missing_columns(table)
            rows[table.list_name].append(_body(grid, table))
            headers += _headers(table)
            left_out += _left_out(grid, table)
    return Reading(
        {name: pd.concat(parts, ignore_index=True) for name, parts in rows.items() if parts},
        pd.DataFrame(headers, columns=["list", "file", "sheet", "column", "header", "letter"]),
        pd.DataFrame(left_out, columns=["file", "sheet", "row", "text", "why"]),
        problems,
    )


def find_table(grid: list[Cells], list_names: Sequence[str], file: str, sheet: str) -> Table | None:
    """Return the table whose header is on this sheet; nothing where no header is known.

    The header is the row, among the first thirty, that holds most known headers; a list with
    several columns needs at least two of them.
    """
    best: Table | None = None
    for number, cells in enumerate(islice(grid, HEADER_SEARCH)):
        for name in list_names:
            known = schema.headings(name)
            found = [known.get(schema.normal_header(cell)) for cell in cells]
            positions = {column: i for i, column in reversed(list(enumerate(found))) if column}
            enough = min(2, len(schema.columns(name)))
            if len(positions) >= max(enough, len(best.positions) + 1 if best else 0):
                best = Table(name, file, sheet, number, cells, positions)
    return best


def is_note(cells: Cells) -> bool:
    """Say whether a row is a note, a sum or a signature instead of an entry.

    >>> is_note(["注:数据来源于平台", "", ""]), is_note(["1", "长沙示例机械有限公司"])
    (True, False)
    """
    first = next((cell for cell in cells if cell.strip()), "")
    return NOTE.match(first) is not None


def letter(position: int) -> str:
    """Return a column's letter as a spreadsheet shows it.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    high, low = divmod(position, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)


def _sheets(path: Path) -> Iterator[tuple[str, list[Cells]]]:
    if path.suffix.lower() == ".csv":
        yield "csv", list(csv.reader(io.StringIO(_decoded(path.read_bytes()))))
        return
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
        for sheet in workbook.sheet_names:
            grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            yield sheet, [[_text(value) for value in cells] for cells in grid]


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(ENCODINGS[-1])


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _body(grid: list[Cells], table: Table) -> pd.DataFrame:
    numbers = [n for n in range(table.header_row + 1, len(grid)) if _is_entry(grid[n], table)]
    written = {
        column: [grid[n][position] for n in numbers] for column, position in table.positions.items()
    }
    every = pd.DataFrame(written, columns=list(schema.columns(table.list_name).index), dtype="str")
    rows = [n + 1 for n in numbers]
    return every.fillna("").assign(file=table.file, sheet=table.sheet, row=rows)


def _is_entry(cells: Cells, table: Table) -> bool:
    return any(cells[i].strip() for i in table.positions.values()) and not is_note(cells)


def _headers(table: Table) -> list[dict[str, object]]:
    place: dict[str, object] = {"list": table.list_name, "file": table.file, "sheet": table.sheet}
    return [
        place | {"column": column, "header": table.header[i].strip(), "letter": letter(i)}
        for column, i in table.positions.items()
    ]


def _left_out(grid: list[Cells], table: Table) -> list[dict[str, object]]:
    place: dict[str, object] = {"file": table.file, "sheet": table.sheet}
    read_positions = set(table.positions.values())
    unread = [
        c.strip() for i, c in enumerate(table.header) if i not in read_positions and c.strip()
    ]
    columns = [
        place | {"row": table.header_row + 1, "text": c, "why": "名单不用的列"} for c in unread
    ]
    notes = [
        place
        | {"row": n + 1, "text": " ".join(filter(None, map(str.strip, grid[n]))), "why": "注释行"}
        for n in range(table.header_row + 1, len(grid))
        if is_note(grid[n])
    ]
    return columns + notes


def _missing_columns(table: Table) -> list[Problem]:
    columns = schema.columns(table.list_name)
    needed = columns.loc[columns["presence"] != "optional", "title"].to_dict()
    known = schema.headings(table.list_name)
    unknown = [
        c.strip() for c in table.header if c.strip() and schema.normal_header(c) not in known
    ]
    where = f"{table.file} › {table.sheet} › 第 {table.header_row + 1} 行"
    return [
        Problem(
            where,
            f"{schema.TITLES[table.list_name]}缺少“{title}”列"
            + (f",不认识的列名有 {'、'.join(unknown)}" if unknown else ""),
            "补上该列,或在 hnfusion/schema/columns.csv 的 headers 中登记它的叫法",
        )
        for column, title in needed.items()
        if column not in table.positions
    ]


def _unrecognised(
    file: str, sheet: str, grid: list[Cells], list_names: Sequence[str]
) -> list[Problem]:
    if not any(cell.strip() for cells in grid for cell in cells):
        return []
    titles = "、".join(schema.TITLES[name] for name in list_names)
    first = " ".join(filter(None, map(str.strip, next(filter(any, grid)))))[:60]
    return [
        Problem(
            f"{file} › {sheet}",
            f"找不到表头,认不出是哪一种名单(应为{titles};首行为“{first}”)",
            "核对表头的列名,或在 hnfusion/schema/columns.csv 的 headers 中登记",
        )
    ]
