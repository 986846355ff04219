"""The tables on a sheet: found by their headers, their rows told from notes, sums and blanks.

A sheet may hold several tables, below or beside one another, and a header may take two rows.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from hnfusion import schema
from hnfusion.reading.personal import masked
from hnfusion.reading.sheets import Sheet

LONGEST_HEADER = 40
NOTE = re.compile(
    r"[(（【*★]*\s*(?:(?:附?注|备注|说明)\s*[\d::、.。)）]"
    r"|填[报表]|制表|审[核批]|联系|数据来源|截[至止]|负责人|盖章|单位[::]|\d+\s*[、.．)）])"
)
"""How a row under a table begins that is not an entry; 注塑 is a trade, 注: is a note."""
SUM = re.compile(r".{0,15}(?:[小合总共]\s*计|累计).{0,15}")
"""What a row of sums says: 合计, 长沙市小计(13家)."""


class Table(NamedTuple):
    """One table of a list.

    Attributes:
        list_name: one of ``schema.TITLES``.
        header_row: the number of its header's last row.
        titles: what stands over each of its columns, by position.
        positions: where the schema's columns are.
        body: the cells below the header, up to the next table.
        is_followed: whether there is a next table, whose title stands at the body's end.
    """

    list_name: str
    header_row: int
    titles: dict[int, str]
    positions: dict[str, int]
    body: pd.DataFrame
    is_followed: bool


def find_tables(sheet: Sheet, list_names: Sequence[str]) -> list[Table]:
    """Return the tables of the named lists on a sheet, from top to bottom, left to right."""
    cells = filled(sheet)
    headers = list(_header_rows(cells, list_names))
    ends = [*(first for first, _ in headers), len(cells) + 1][1:]
    tables = []
    for (first, last), end in zip(headers, ends, strict=True):
        body = cells.loc[last + 1 : end - 1]
        for block in _blocks(_titles(sheet.cells, cells, first, last, list_names), list_names):
            name, positions = _recognised(block, list_names)
            followed = end <= len(cells)
            tables.append(Table(name, last, block, positions, body[list(block)], followed))
    return tables


def filled(sheet: Sheet) -> pd.DataFrame:
    """Return the cells with what a merged range holds in all of its rows, not its columns."""
    tall = [((top, left), end) for (top, left), end in sheet.merged if end[0] > top]
    if not tall:
        return sheet.cells
    cells = sheet.cells.copy()
    for (top, left), (bottom, _) in tall:
        if left in cells and top < len(cells):
            cells[left] = cells[left].mask(
                cells.index.isin(range(top + 1, bottom + 2)), cells[left].loc[top + 1]
            )
    return cells


def entries(table: Table, kinds: pd.Series) -> pd.DataFrame:
    """Return the rows of a table that are entries, their columns named as the schema's."""
    return _written(table)[kinds == "entry"]


def not_entries(table: Table, kinds: pd.Series) -> pd.DataFrame:
    """Return ``row, text, why`` of each row that says something but is no entry."""
    left = table.body[kinds.isin(["note", "sum"])]
    texts = [masked(" ".join(filter(None, map(str.strip, row)))) for row in left.to_numpy()]
    reasons = kinds[left.index].map({"note": "注释行", "sum": "小计、合计行"})
    return pd.DataFrame({"row": left.index, "text": texts, "why": reasons.to_numpy()})


def kinds(table: Table) -> pd.Series:
    """Return what each row of a table is: entry, note, sum or blank.

    A row with most of the columns filled is an entry, whatever it begins with.
    """
    count = (_written(table).to_numpy() != "").sum(axis=1)
    found = pd.Series(np.where(count > 0, "entry", "blank"), table.body.index, dtype="object")
    is_sparse = count <= max(1, len(table.positions) // 2)
    sparse = table.body[is_sparse]
    for row, values in zip(sparse.index, sparse.to_numpy(), strict=True):
        found[row] = _kind([value.strip() for value in values if value], found[row])
    is_title = table.is_followed & np.logical_and.accumulate(is_sparse[::-1])[::-1]
    return found.mask(is_title & (found == "entry"), "note")


def _written(table: Table) -> pd.DataFrame:
    return table.body[list(table.positions.values())].set_axis(list(table.positions), axis=1)


def _kind(texts: list[str], otherwise: str) -> str:
    if any(SUM.fullmatch(text) for text in texts):
        return "sum"
    is_text = not all(text.replace(".", "").isdigit() for text in texts)
    is_note = bool(texts) and NOTE.match(texts[0]) is not None
    return "note" if is_note or (otherwise == "blank" and is_text) else otherwise


def _header_rows(cells: pd.DataFrame, list_names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return the first and last row of each header: rows that hold enough known ones."""
    known = {column: _headings(cells[column], list_names) for column in cells}
    is_known = pd.DataFrame({c: cells[c].isin(headings) for c, headings in known.items()})
    count = is_known.sum(axis=1) if len(cells.columns) else pd.Series(dtype="int64")
    some = count.index[count > 0]
    taken = 0
    for row in some:
        if row <= taken:
            continue
        is_double = row + 1 in some and not _same(cells, row, row + 1)
        last = row + 1 if is_double else row
        titles = _titles(cells, cells, row, last, list_names)
        if any(_is_enough(positions, name) for name, positions in _matches(titles, list_names)):
            taken = last
            yield row, last


def _same(cells: pd.DataFrame, one: int, other: int) -> bool:
    return bool((cells.loc[one] == cells.loc[other]).all())


def _headings(column: pd.Series, list_names: Sequence[str]) -> set[str]:
    ends = {heading[-1] for name in list_names for heading in schema.headings(name)}
    ends |= set(" \n\r\t\u3000*::)）")
    candidates = {v for v in set(column) if v[-1:] in ends and len(v) <= LONGEST_HEADER}
    return {
        v
        for v in candidates
        if any(schema.find_heading(name, v) is not None for name in list_names)
    }


def _titles(
    raw: pd.DataFrame, cells: pd.DataFrame, first: int, last: int, list_names: Sequence[str]
) -> dict[int, str]:
    """Return the title of each column of a header of one or two rows.

    A name below a group's is taken by itself, or with the group's before it where only that is
    known: 启动 over 时间 is 启动时间.
    """
    lower = _row(cells, last)
    upper_row = first if first < last else last - 1
    upper = _row(raw, upper_row) if upper_row > 0 else {}
    groups = _carried(upper) if sum(map(bool, upper.values())) > 1 else {}

    def title(position: int) -> str:
        own = lower[position]
        if not own:
            return upper[position] if first < last else ""
        names = (own, f"{groups.get(position, '')}{own}")
        known = [n for n in names if any(schema.find_heading(name, n) for name in list_names)]
        return known[0] if known else own

    return {position: title(position) for position in lower}


def _row(cells: pd.DataFrame, number: int) -> dict[int, str]:
    return dict(zip(map(int, cells.columns), map(str, cells.loc[number]), strict=True))


def _carried(row: dict[int, str]) -> dict[int, str]:
    """Return a row with each text carried on to the right, over the blanks behind it."""
    carried = pd.Series(row).replace("", None).ffill().fillna("")
    return dict(zip(row, carried, strict=True))


def _blocks(titles: dict[int, str], list_names: Sequence[str]) -> list[dict[int, str]]:
    """Return the tables that stand side by side under one header row, blank columns between."""
    blocks: list[dict[int, str]] = [{}]
    for position, title in titles.items():
        if title:
            blocks[-1][position] = title
        elif blocks[-1]:
            blocks.append({})
    tables = [b for b in blocks if "enterprise" in _recognised(b, list_names)[1]]
    return tables if len(tables) > 1 else [titles]


def _recognised(titles: dict[int, str], list_names: Sequence[str]) -> tuple[str, dict[str, int]]:
    """Return the list that the titles are of, and where its columns are.

    It is the one with most of its columns there, then the fewest missing, then the first.
    """

    def fit(match: tuple[str, dict[str, int]]) -> tuple[int, int]:
        columns = schema.columns(match[0])
        needed = set(columns.index[columns["presence"] != "optional"])
        return len(match[1]), -len(needed - set(match[1]))

    return max(_matches(titles, list_names), key=fit)


def _matches(titles: dict[int, str], list_names: Sequence[str]) -> list[tuple[str, dict[str, int]]]:
    return [(name, _positions(titles, name)) for name in list_names]


def _positions(titles: dict[int, str], list_name: str) -> dict[str, int]:
    """Return where each column is; of synonyms side by side, the one the schema names first."""
    order = list(schema.headings(list_name))
    found: dict[str, tuple[int, int]] = {}
    for position, title in titles.items():
        heading = schema.find_heading(list_name, title)
        if heading is not None:
            column = schema.headings(list_name)[heading]
            found[column] = min(
                found.get(column, (len(order), 0)), (order.index(heading), position)
            )
    return {column: position for column, (_, position) in found.items()}


def _is_enough(positions: dict[str, int], list_name: str) -> bool:
    return len(positions) >= min(2, len(schema.columns(list_name)))
