"""Register the audit's rules, read their wording from ``rules.toml``, and build their findings.

A rule is a function, decorated with ``rule``, that takes a ``Case`` and returns its findings: a
frame with one row per finding and the columns ``FOUND``, as ``found`` makes it, without rows if
there is nothing to report. No rule uses another rule.
"""

import tomllib
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files

import pandas as pd

from hnfusion.tally.linkage import LISTS, Case

Rule = Callable[[Case], pd.DataFrame]
RULES: dict[str, Rule] = {}
"""The rules by name; ``rules.toml`` has a table for each rule, in the order of the reports."""
SEVERITIES = {"error": "错误", "warning": "疑点", "notice": "提示"}
"""Severities, the gravest first. An error cannot be true or makes figures wrong, a warning needs an
explanation, a notice is for attention."""
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
"""The columns of a rule's findings, all text, "" where nothing applies.

``list`` to ``consultant`` are those of the row that the finding is about; ``field`` is the column
at fault, ``current`` its value, ``previous`` the value that it is compared with, of an earlier
quarter or another row; ``source`` is the place of the row, ``message`` the evidence in a sentence.
"""
COLUMNS = ["rule", "severity", *FOUND]
"""The columns of ``findings.csv``."""


def rule(function: Rule) -> Rule:
    """Register a function as a rule under the function's name, and return the function."""
    RULES[function.__name__] = function
    return function


def rule_of_each_list(function: Callable[[pd.DataFrame, str], pd.DataFrame]) -> Rule:
    """Register a rule under the name of ``function``, and return the rule.

    The rule calls ``function`` with the rows and the name of each of ``LISTS``, and returns the
    findings of all of them.
    """

    @wraps(function)
    def apply(case: Case) -> pd.DataFrame:
        return pd.concat([function(case.now[name], name) for name in LISTS])

    return rule(apply)


@cache
def table() -> pd.DataFrame:
    """Return ``rules.toml`` as a frame: one row per rule, indexed by its name.

    The columns are the keys that the head of the file explains.

    >>> table().loc["backdated_start", ["severity", "title"]].tolist()
    ['error', '启动时间倒填']
    """
    text = files("hnfusion.audit").joinpath("rules.toml").read_text(encoding="utf-8")
    return pd.DataFrame.from_dict(tomllib.loads(text), orient="index").rename_axis("rule")


def applicable(*, has_earlier: bool) -> pd.DataFrame:
    """Return the rows of ``table`` for the rules that apply.

    ``has_earlier`` says whether an earlier quarter has lists, which some rules need.
    """
    return table()[~table()["needs_earlier"] | has_earlier]


def found(
    rows: pd.DataFrame, list_name: str, field: str, current: pd.Series | str, message: str
) -> pd.DataFrame:
    """Return a frame with a finding for each of ``rows``, in the columns ``FOUND``.

    Args:
        rows: what the findings are about. Their columns are copied to the columns of ``FOUND`` of
            the same name, such as ``previous``. Rows without the column ``file`` are about a city
            or the province, and get no source.
        list_name: the list that the rows are from.
        field: the column at fault, "" for the whole row.
        current: the values of that column.
        message: a format string; its fields are the columns of ``rows``, and ``current``.
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
    """Return ``rows`` with the value and the place of the row that each row is compared with.

    ``others`` has these other rows, in the order of ``rows``. Two columns are added: ``previous``,
    the other row's value in ``column``, and ``previous_place``, the other row's place.
    """
    return rows.assign(
        previous=text(others[column]).to_numpy(), previous_place=place(others).to_numpy()
    )


def place(rows: pd.DataFrame) -> pd.Series:
    """Return a Series with the place of each row as text: ``file › sheet › row``.

    >>> place(pd.DataFrame({"file": ["启动.xlsx"], "sheet": ["Sheet1"], "row": [41]})).tolist()
    ['启动.xlsx › Sheet1 › 41']
    """
    return text(rows["file"]) + " › " + text(rows["sheet"]) + " › " + text(rows["row"])


def text(values: pd.Series) -> pd.Series:
    """Return a Series of the values as text: dates as 2020-03-31, missing values as "".

    >>> text(pd.Series(pd.to_datetime(["2020-03-31", None]))).tolist()
    ['2020-03-31', '']
    """
    texts = values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values
    return texts.astype("object").where(texts.notna(), "").astype("str")
