"""A frame as a reader of Chinese reads it: titles, dates, yes and no in words, figures aligned."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from pandas.api import types

from hnfusion import schema
from hnfusion.exhibits.record import Column, Table, table

WORDS = {
    "list": schema.TITLES,
    "registered": {"same": "一致", "changed": "有改动", "absent": "未登记"},
}
"""Columns whose values are words of the code, and what a reader calls these."""
MOST = 50
"""Rows that are shown; who wants more asks the frame itself."""


def chinese(rows: pd.DataFrame, name: str = "") -> Table:
    """Return a frame to look at, in a notebook as a table, in a terminal as text.

    Args:
        rows: any frame; its index is not shown, of long ones the first rows are.
        name: the table or list whose titles for the columns come first, as ``started_by_city``.

    >>> print(chinese(pd.DataFrame({"city": ["长沙市"], "total": [80]})).plain())
    市州    累计
    长沙市    80
    """
    shown = rows.head(MOST).rename(columns=str)
    words = {c: shown[c].replace(WORDS[c]) for c in WORDS if c in shown}
    plain = shown.assign(**words).apply(_plain)
    return table(
        "", "", plain, [Column(c, schema.title(c, name)) for c in map(str, plain)],
        series="", look="frame", notes=tuple(_notes(len(rows))),
    )  # fmt: skip


def _notes(count: int) -> Iterable[str]:
    if count > MOST:
        yield f"共 {count} 行,以上为前 {MOST} 行"
    if not count:
        yield "没有"


def _plain(values: pd.Series) -> pd.Series:
    """Return a column of values as they are, or of texts of one line each."""
    if types.is_numeric_dtype(values) or types.is_datetime64_any_dtype(values):
        return values
    each = values.astype("object")
    if each.map(lambda value: isinstance(value, bool)).all():
        return each.astype("bool")
    return each.map(_one_line).astype("str")


def _one_line(value: Any) -> str | None:
    is_missing = types.is_scalar(value) and pd.isna(value)
    return None if is_missing else " ".join(str(value).splitlines())
