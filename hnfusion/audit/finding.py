"""A finding: the enterprise, the value, its source and the message."""

from collections.abc import Iterable, Mapping

import pandas as pd

COLUMNS = [
    "rule",
    "severity",
    "list",
    "enterprise",
    "uscc",
    "city",
    "consultant",
    "field",
    "previous",
    "current",
    "source",
    "message",
]
"""Contract 1.4: ``findings.csv``."""
FOUND = COLUMNS[2:]


def place(rows: pd.DataFrame) -> pd.Series:
    """Return the source of each row: ``file › sheet › row``.

    >>> place(pd.DataFrame({"file": ["启动.xlsx"], "sheet": ["Sheet1"], "row": [41]})).tolist()
    ['启动.xlsx › Sheet1 › 41']
    """
    return text(rows["file"]) + " › " + text(rows["sheet"]) + " › " + text(rows["row"])


def text(values: pd.Series) -> pd.Series:
    """Return values as text: dates as 2020-03-31, missing values as "".

    >>> text(pd.Series(pd.to_datetime(["2020-03-31", None]))).tolist()
    ['2020-03-31', '']
    """
    texts = values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values
    return texts.astype("object").where(texts.notna(), "").astype("str")


def found(
    rows: pd.DataFrame, list_name: str, field: str, current: pd.Series | str, message: str
) -> pd.DataFrame:
    """Return a finding for each row, in the columns ``FOUND``.

    A column ``previous`` of the rows is the earlier value; ``field`` is "" for the whole row;
    ``message`` may use every column of the rows, and ``current``.
    """
    if rows.empty:
        return pd.DataFrame(columns=FOUND, dtype="str")
    texts = pd.DataFrame({c: text(rows[c]) for c in rows.columns}, index=rows.index)
    texts = texts.assign(
        list=list_name,
        field=field,
        current=text(current) if isinstance(current, pd.Series) else current,
        source=place(rows),
    )
    messages = [message.format_map(row) for row in texts.to_dict("records")]
    return texts.assign(message=messages).reindex(columns=FOUND, fill_value="")


def without_enterprise(
    list_name: str, field: str, findings: Iterable[Mapping[str, str]]
) -> pd.DataFrame:
    """Return findings about a city, a body or the province, in the columns ``FOUND``.

    ``findings`` has what each gives of those columns; the others are "".
    """
    rows = pd.DataFrame([*findings], columns=FOUND).fillna("").astype("str")
    return rows.assign(list=list_name, field=field)
