"""Register the audit's rules, read their wording from ``rules.toml``, and build their findings.

A rule is a function, decorated with ``rule``, from a ``Case`` to findings; none uses another.
"""

import tomllib
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files

import pandas as pd

from hnfusion.tally.linkage import LISTS, Case

Rule = Callable[[Case], pd.DataFrame]
RULES: dict[str, Rule] = {}
"""The functions by name; ``rules.toml`` has a table for each, in the order of the reports."""
SEVERITIES = {"error": "错误", "warning": "疑点", "notice": "提示"}
"""The gravest first: impossible or makes figures wrong; needs an explanation; for attention."""
FOUND = [
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
COLUMNS = ["rule", "severity", *FOUND]
"""The columns of ``findings.csv``."""


def rule(function: Rule) -> Rule:
    """Register a function as a rule under its own name, and return it."""
    RULES[function.__name__] = function
    return function


def rule_of_each_list(function: Callable[[pd.DataFrame, str], pd.DataFrame]) -> Rule:
    """Register a rule that applies ``function`` to each list's rows and name, and return it."""

    @wraps(function)
    def apply(case: Case) -> pd.DataFrame:
        return pd.concat([function(case.now[name], name) for name in LISTS])

    return rule(apply)


@cache
def table() -> pd.DataFrame:
    """Return the wording of the rules, indexed by name, in the order of ``rules.toml``.

    >>> table().loc["backdated_start", ["severity", "title"]].tolist()
    ['error', '启动时间倒填']
    """
    text = files("hnfusion.audit").joinpath("rules.toml").read_text(encoding="utf-8")
    return pd.DataFrame.from_dict(tomllib.loads(text), orient="index").rename_axis("rule")


def applicable(*, has_earlier: bool) -> pd.DataFrame:
    """Return the rows of ``table`` for the rules that apply; some need an earlier quarter."""
    return table()[~table()["needs_earlier"] | has_earlier]


def found(
    rows: pd.DataFrame, list_name: str, field: str, current: pd.Series | str, message: str
) -> pd.DataFrame:
    """Return a finding for each row, in the columns ``FOUND``.

    ``field`` is the column at fault, "" for the whole row, and ``current`` its value; a column
    ``previous`` of the rows has the earlier value. ``message`` is a format string of the rows'
    columns and ``current``. Rows without a ``file`` are about a city or the province and get no
    source.
    """
    if rows.empty:
        return pd.DataFrame(columns=FOUND, dtype="str")
    texts = pd.DataFrame({c: text(rows[c]) for c in rows.columns}, index=rows.index)
    texts = texts.assign(
        list=list_name,
        field=field,
        current=text(current) if isinstance(current, pd.Series) else current,
        source=place(rows) if "file" in rows else "",
    )
    messages = [message.format_map(row) for row in texts.to_dict("records")]
    return texts.assign(message=messages).reindex(columns=FOUND, fill_value="")


def beside(rows: pd.DataFrame, others: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return rows with ``previous`` and ``previous_place``: value and place of the other row.

    ``others`` has the other row of each row, in the same order; ``column`` is the value's.
    """
    return rows.assign(
        previous=text(others[column]).to_numpy(), previous_place=place(others).to_numpy()
    )


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
