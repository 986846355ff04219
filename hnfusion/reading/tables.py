"""Find the tables in a sheet by their headers, and tell which of their rows are entries.

A sheet may hold several tables, below or beside one another, and a header may take two rows.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from hnfusion import schema
from hnfusion.reading.sheets import Sheet

LONGEST_HEADER = 40
NOTE = re.compile(
    r"[(（【*★]*\s*(?:(?:附?注|备注|说明)\s*[\d::、.。)）]"
    r"|填[报表]|制表|审[核批]|联系|数据来源|截[至止]|负责人|盖章|单位[::]|\d+\s*[、.．)）])"
)
"""Matches the beginning of a row that is a note: 注: begins a note, 注塑 (a trade) does not."""
SUM = re.compile(r".{0,15}(?:[小合总共]\s*计|累计).{0,15}")
"""Matches a cell that makes its row a row of sums: 合计, 长沙市小计(13家)."""


class Table(NamedTuple):
    """A table in a sheet, recognised as (a part of) a list.

    Attributes:
        list_name: the list, a key of ``schema.TITLES``.
        header_row: the row number of the header; of a header of two rows, the lower row's.
        titles: the header text of each column, by the column's position in the sheet, from 0.
        positions: the position of each column that is in the schema, by its name there.
        body: the cells below the header, up to the next header; the columns are positions.
        is_followed: whether another table follows below, so that the body may end with the
            caption of that table.
    """

    list_name: str
    header_row: int
    titles: dict[int, str]
    positions: dict[str, int]
    body: pd.DataFrame
    is_followed: bool

    @property
    def written(self) -> pd.DataFrame:
        """The columns of ``body`` that are in the schema, named as in the schema."""
        return self.body[list(self.positions.values())].set_axis(list(self.positions), axis=1)


def find_tables(sheet: Sheet, list_names: Sequence[str]) -> list[Table]:
    """Return a ``Table`` for each table in a sheet, from top to bottom, and from left to right.

    ``list_names`` has the lists to look for, keys of ``schema.TITLES``. A header that fits none of
    these lists is not recognised, and the rows below it count as rows of the table above it. The
    result is empty if no header is recognised.
    """
    cells = _filled(sheet)
    headers = list(_header_rows(cells, list_names))
    ends = [*(first for first, _ in headers), len(cells) + 1][1:]
    tables = []
    for (first, last), end in zip(headers, ends, strict=True):
        body = cells.loc[last + 1 : end - 1]
        for block in _blocks(_titles(sheet.cells, cells, first, last, list_names), list_names):
            name, positions = _recognised(block, list_names)
            is_followed = end <= len(cells)
            tables.append(Table(name, last, block, positions, body[list(block)], is_followed))
    return tables


def kinds(table: Table) -> pd.Series:
    """Return a Series with the kind of each row of a table: entry, note, sum or blank.

    A row with values in most of the columns that the schema knows is an entry, whatever it begins
    with.
    """
    count = (table.written.to_numpy() != "").sum(axis=1)
    found = pd.Series(np.where(count > 0, "entry", "blank"), table.body.index, dtype="object")
    is_sparse = count <= max(1, len(table.positions) // 2)
    sparse = table.body[is_sparse]
    for row, values in zip(sparse.index, sparse.to_numpy(), strict=True):
        found[row] = _kind([value.strip() for value in values if value], found[row])
    is_title = table.is_followed & np.logical_and.accumulate(is_sparse[::-1])[::-1]
    return found.mask(is_title & (found == "entry"), "note")


def _kind(texts: list[str], otherwise: str) -> str:
    if any(SUM.fullmatch(text) for text in texts):
        return "sum"
    is_text = not all(text.replace(".", "").isdigit() for text in texts)
    is_note = bool(texts) and NOTE.match(texts[0]) is not None
    return "note" if is_note or (otherwise == "blank" and is_text) else otherwise


def _filled(sheet: Sheet) -> pd.DataFrame:
    """Return a sheet's cells, with the value of each merged range in all rows of its first column.

    The other columns of the range stay empty.
    """
    cells = sheet.cells.copy()
    for (top, left), (bottom, _) in sheet.merged:
        if bottom > top and left in cells and top < len(cells):
            is_merged = cells.index.isin(range(top + 1, bottom + 2))
            cells[left] = cells[left].mask(is_merged, cells[left].loc[top + 1])
    return cells


def _header_rows(cells: pd.DataFrame, list_names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and last row of each header in a sheet.

    A header is one row, or two adjacent rows, with at least two columns of the same list in
    ``list_names``. For a list that has only one column, that column is enough.
    """
    known = {c: cells[c].isin(_headings(cells[c], list_names)) for c in cells}
    count = pd.DataFrame(known, cells.index).sum(axis=1)
    some = count.index[count > 0]
    taken = 0
    for row in some:
        if row <= taken:
            continue
        is_double = row + 1 in some and not (cells.loc[row] == cells.loc[row + 1]).all()
        last = row + 1 if is_double else row
        titles = _titles(cells, cells, row, last, list_names)
        if any(
            len(_positions(titles, name)) >= min(2, len(schema.columns(name)))
            for name in list_names
        ):
            taken = last
            yield row, last


def _headings(column: pd.Series, list_names: Sequence[str]) -> set[str]:
    """Return the set of texts in a sheet's column that are headers of the lists ``list_names``."""
    ends = {heading[-1] for name in list_names for heading in schema.headings(name)}
    ends |= set(" \n\r\t\u3000*::)）")
    candidates = {v for v in set(column) if v[-1:] in ends and len(v) <= LONGEST_HEADER}
    return {v for v in candidates if _is_known(v, list_names)}


def _is_known(text: str, list_names: Sequence[str]) -> bool:
    return any(schema.find_heading(name, text) is not None for name in list_names)


def _titles(
    raw: pd.DataFrame, cells: pd.DataFrame, first: int, last: int, list_names: Sequence[str]
) -> dict[int, str]:
    """Return a dict from each column's position to its text in a header of one or two rows.

    If the text of a column is a known header only together with the text of the group of columns
    above it, both are joined: 启动 above 时间 gives 启动时间.

    Args:
        raw: the cells as read, from which the groups are taken.
        cells: the cells with merged ranges filled.
        first: the number of the header's first row.
        last: the number of the header's last row.
        list_names: the lists whose headers are known, keys of ``schema.TITLES``.
    """
    lower = dict(zip(map(int, cells.columns), map(str, cells.loc[last]), strict=True))
    upper_row = first if first < last else last - 1
    upper = raw.loc[upper_row] if upper_row > 0 else pd.Series("", cells.columns)
    groups = upper.replace("", None).ffill().fillna("")
    if (upper != "").sum() <= 1:  # a caption of the table, not groups of columns
        groups[:] = ""

    def title(position: int) -> str:
        own = lower[position]
        if not own:
            return str(upper[position]) if first < last else ""
        names = (own, f"{groups[position]}{own}")
        return next((name for name in names if _is_known(name, list_names)), own)

    return {position: title(position) for position in lower}


def _blocks(titles: dict[int, str], list_names: Sequence[str]) -> list[dict[int, str]]:
    """Split a header's ``titles`` into the titles of tables side by side, at columns without title.

    ``titles`` is a dict from column position to header text; the result has one such dict per
    table. A part without the column ``enterprise`` of a list in ``list_names`` is not a table. If
    fewer than two parts are tables, the result is ``[titles]``.
    """
    blocks: list[dict[int, str]] = [{}]
    for position, title in titles.items():
        if title:
            blocks[-1][position] = title
        elif blocks[-1]:
            blocks.append({})
    tables = [b for b in blocks if "enterprise" in _recognised(b, list_names)[1]]
    return tables if len(tables) > 1 else [titles]


def _recognised(titles: dict[int, str], list_names: Sequence[str]) -> tuple[str, dict[str, int]]:
    """Return a tuple: the list that a header fits best, and a dict of its columns' positions.

    The dict is from ``_positions``; it is empty if ``titles`` (header texts by position) has no
    column of any list. The list is chosen from ``list_names``, by these criteria in order:

    1. It has the most columns in ``titles``.
    2. The fewest of its required columns are lacking.
    3. It comes first in ``list_names``.
    """

    def fit(match: tuple[str, dict[str, int]]) -> tuple[int, int]:
        columns = schema.columns(match[0])
        needed = set(columns.index[columns["presence"] != "optional"])
        return len(match[1]), -len(needed - set(match[1]))

    return max(((name, _positions(titles, name)) for name in list_names), key=fit)


def _positions(titles: dict[int, str], list_name: str) -> dict[str, int]:
    """Return a dict from each column of a list that occurs in ``titles`` to its position.

    If several headers in ``titles`` mean the same column, the header that the schema names first
    counts.
    """
    headings = schema.headings(list_name)
    order = list(headings)
    found: dict[str, tuple[int, int]] = {}
    for position, title in titles.items():
        heading = schema.find_heading(list_name, title)
        if heading is not None:
            column, candidate = headings[heading], (order.index(heading), position)
            found[column] = min(found.get(column, candidate), candidate)
    return {column: position for column, (_, position) in found.items()}
