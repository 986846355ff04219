"""The analyst's corrections of single cells, each with the value it replaces."""

from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import schema
from hnfusion.cleaning.cells import tidy_text
from hnfusion.errors import BulletinError, Problem, UnreadableError, place
from hnfusion.reading import MENDED, Reading, text_formats

NAME = "corrections.csv"
COLUMNS = ["file", "sheet", "row", "column", "was", "now", "why"]


def load(folder: Path) -> pd.DataFrame:
    """Return the corrections in a folder's ``corrections.csv``: a frame, one row per correction.

    The columns are ``COLUMNS``, all strings: the place of a cell, the value ``was`` that ``now``
    replaces, and the reason. If the folder has no such file, the frame has no rows.

    Raises:
        BulletinError: if the file cannot be read or lacks a column.
    """
    path = folder / NAME
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS)
    try:
        rows = text_formats.delimited(text_formats.decoded(path.read_bytes()))
    except UnreadableError as error:
        raise BulletinError(Problem(NAME, what=error.what, remedy=error.remedy)) from None
    header = rows[0] if rows else []
    missing = "、".join(column for column in COLUMNS if column not in header)
    if missing:
        raise BulletinError(f"{NAME} 缺少列 {missing}。请补上,首行应为 {','.join(COLUMNS)}")
    filled = [dict(zip(header, row, strict=False)) for row in rows[1:] if any(row)]
    return pd.DataFrame(filled, columns=COLUMNS).fillna("")


def applied(reading: Reading, corrections: pd.DataFrame) -> Reading:
    """Return a copy of the ``Reading`` with the cells corrected, each also a row of ``mended``.

    ``corrections`` is from ``load``. If the cell of a correction is not found, or has another value
    than ``was``, it is not corrected, and a ``Problem`` is added to ``problems``.
    """
    lists = {name: rows.copy() for name, rows in reading.lists.items()}
    mended: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, entry in enumerate(corrections.to_dict("records"), start=2):
        cell = {str(key): str(value).strip() for key, value in entry.items()}
        found = _found(reading, cell)
        value: object = None if found is None else lists[found[0]].loc[found[1], found[2]]
        if found is None or tidy_text(str(value)) != tidy_text(cell["was"]):
            where = place(cell["file"], cell["sheet"], cell["row"], cell["column"])
            what = f"原值应为“{cell['was']}”,现为“{value}”" if found else "找不到该单元格"
            remedy = "核对此条更正是否仍然需要"
            problems.append(Problem(NAME, row=number, what=f"{where} {what}", remedy=remedy))
            continue
        lists[found[0]].loc[found[1], found[2]] = cell["now"]
        canonical = {"list": found[0], "column": found[2], "row": int(cell["row"])}
        mended.append(cell | canonical | {"rule": f"更正:{cell['why']}"})
    noted = pd.DataFrame(mended, columns=MENDED)
    every = pd.concat([reading.mended, noted], ignore_index=True) if mended else reading.mended
    return reading._replace(lists=lists, mended=every, problems=reading.problems + problems)


def _found(reading: Reading, cell: dict[str, str]) -> tuple[str, int, str] | None:
    """Return where a cell is: the list's name, the row's index label, and the column's name.

    Return None if there is no such cell. ``cell`` is a row of the corrections; it may name the
    column by a header or by the name in the code.
    """
    for name, rows in reading.lists.items():
        is_row = (rows["file"] == cell["file"]) & (rows["sheet"] == cell["sheet"])
        found = rows.index[is_row & (rows["row"].astype("str") == cell["row"])]
        heading = schema.find_heading(name, cell["column"])
        column = schema.headings(name)[heading] if heading else cell["column"]
        if len(found) and column in schema.columns(name).index:
            return name, int(found[0]), column
    return None
