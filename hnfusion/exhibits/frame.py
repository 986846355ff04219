"""A data frame shown in Chinese: titles, dates, 是 and 否 for booleans, aligned numbers."""

from typing import Any

import pandas as pd
from pandas.api import types

from hnfusion import schema
from hnfusion.exhibits.record import Table, column, table

WORDS = {
    "list": schema.TITLES,
    "registered": {"same": "一致", "changed": "有改动", "absent": "未登记"},
}
"""The Chinese words for values, by column and value."""
MOST = 50
"""The most rows that are shown."""


def chinese(rows: pd.DataFrame, name: str = "") -> Table:
    """Return a ``Table`` of a frame, for reading in a notebook, or in a terminal as text.

    The index and the rows after the first ``MOST`` are not shown. ``name`` is the table or list
    that is first searched for the columns' titles; "" for titles that do not depend on a table.

    >>> print(chinese(pd.DataFrame({"city": ["长沙市"], "total": [80]})).plain())
    市州    累计
    长沙市    80
    """
    shown = rows.head(MOST).rename(columns=str)
    words = {c: shown[c].replace(WORDS[c]) for c in WORDS if c in shown}
    plain = shown.assign(**words).apply(_plain)
    note = f"共 {len(rows)} 行,以上为前 {MOST} 行" if len(rows) > MOST else ""
    notes = (note or "没有",) if note or rows.empty else ()
    columns = [column(c, name) for c in map(str, plain)]
    return table("", "", plain, columns, series="", look="frame", notes=notes)


def _plain(values: pd.Series) -> pd.Series:
    """Return a Series of numbers, dates or booleans unchanged, any other as one-line texts."""
    if types.is_numeric_dtype(values) or types.is_datetime64_any_dtype(values):
        return values
    each = values.astype("object")
    if each.map(lambda value: isinstance(value, bool)).all():
        return each.astype("bool")
    return each.map(_one_line).astype("str")


def _one_line(value: Any) -> str | None:
    is_missing = types.is_scalar(value) and pd.isna(value)
    return None if is_missing else " ".join(str(value).splitlines())
