"""A frame as a reader of Chinese reads it: titles, dates, yes and no in words, figures aligned."""

import pandas as pd
import wcwidth

from hnfusion import schema
from hnfusion.exhibits import legacy, record
from hnfusion.exhibits.legacy import Exhibit

WORDS = {
    "list": schema.TITLES,
    "registered": {"same": "一致", "changed": "有改动", "absent": "未登记"},
}
"""What stands in the code's words in a column, and how a reader knows it."""
MOST = 50
"""Rows that are shown; who wants more asks the frame itself."""


def chinese(rows: pd.DataFrame, name: str = "") -> Exhibit:
    """Return a frame to look at, in a notebook as a table, in a terminal as text.

    Args:
        rows: any frame; its index is not shown, of long ones the first rows are.
        name: the table or list whose words for the columns come first, as ``started_by_city``.
    """
    columns, cells, note = _told(rows, name)
    html = legacy.filled("frame.html.j2", "frame", columns=columns, rows=cells, note=note)
    return Exhibit({"text/html": html, "text/plain": _plain(columns, cells, note)})


def text(rows: pd.DataFrame, name: str = "") -> str:
    """Return the same as plain text, its columns one below the other.

    >>> print(text(pd.DataFrame({"city": ["长沙市"], "total": [80]})))
    市州    累计
    长沙市    80
    """
    return _plain(*_told(rows, name))


def _told(rows: pd.DataFrame, name: str) -> tuple[list[dict[str, object]], list[list[str]], str]:
    """Return the columns, what stands in the cells, and what stands under the table."""
    shown = rows.head(MOST)
    columns: list[dict[str, object]] = [
        {"title": schema.title(str(column), name), "is_number": _is_number(shown[column])}
        for column in shown
    ]
    told = shown.assign(**{c: shown[c].replace(WORDS[c]) for c in WORDS if c in shown})
    cells = [[_said(value) for value in row] for row in told.itertuples(index=False)]
    rest = f"共 {len(rows)} 行,以上为前 {MOST} 行" if len(rows) > MOST else ""
    return columns, cells, rest if len(rows) else "没有"


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _said(value: object) -> str:
    """Return a value in words, on one line."""
    if pd.isna(value):  # type: ignore[call-overload]
        return record.NOTHING
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return " ".join(str(record.said(value)).splitlines())


def _plain(columns: list[dict[str, object]], cells: list[list[str]], note: str) -> str:
    titles = [str(column["title"]) for column in columns]
    widths = [max(map(wcwidth.width, told)) for told in zip(titles, *cells, strict=True)]
    lines = [
        "  ".join(
            _padded(text, width, is_right=bool(column["is_number"]))
            for text, width, column in zip(row, widths, columns, strict=True)
        ).rstrip()
        for row in [titles, *cells]
    ]
    return "\n".join([*lines, note] if note else lines)


def _padded(text: str, width: int, *, is_right: bool) -> str:
    blank = " " * (width - wcwidth.width(text))
    return blank + text if is_right else text + blank
