"""The form of a finding: who is named, what was filed, where it stands, what is said of it."""

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
    """Return where each row stands: ``file › sheet › row``.

    >>> place(pd.DataFrame({"file": ["启动.xlsx"], "sheet": ["Sheet1"], "row": [41]})).tolist()
    ['启动.xlsx › Sheet1 › 41']
    """
    return text(rows["file"]) + " › " + text(rows["sheet"]) + " › " + text(rows["row"])


def text(values: pd.Series) -> pd.Series:
    """Return values as they are told: dates as 2020-03-31, nothing where there is none.

    >>> text(pd.Series(pd.to_datetime(["2020-03-31", None]))).tolist()
    ['2020-03-31', '']
    """
    told = values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values
    return told.astype("object").where(told.notna(), "").astype("str")


def found(
    rows: pd.DataFrame, list_name: str, field: str, current: pd.Series | str, message: str
) -> pd.DataFrame:
    """Return a finding for each row, in the columns of the contract but rule and severity.

    Args:
        rows: claims; a column ``previous`` says what an earlier list had.
        list_name: the list that they are of.
        field: the column that is told about; "" for the whole row.
        current: what is filed there now.
        message: what is said; it may use every column of the rows, and ``current``.
    """
    if rows.empty:
        return pd.DataFrame(columns=FOUND, dtype="str")
    told = pd.DataFrame({c: text(rows[c]) for c in rows.columns}, index=rows.index)
    told = told.assign(
        list=list_name,
        field=field,
        current=text(current) if isinstance(current, pd.Series) else current,
        source=place(rows),
    )
    messages = [message.format_map(row) for row in told.to_dict("records")]
    told = told.assign(message=pd.Series(messages, told.index, dtype="str"))
    return told.assign(**{c: "" for c in FOUND if c not in told})[FOUND]


def nobody(list_name: str, field: str, **told: str) -> dict[str, str]:
    """Return a finding about no single enterprise: a city, a body or the province."""
    return dict.fromkeys(FOUND, "") | {"list": list_name, "field": field} | told
