"""The rules of the audit: their functions, and their wording in ``rules.toml`` beside this module.

A rule is a function of one ``Case`` to its findings, decorated with ``rule``; none knows another.
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
"""The gravest first: impossible; needs an explanation; for attention."""


def rule(function: Rule) -> Rule:
    """Register a function as the rule of its name, and return it."""
    RULES[function.__name__] = function
    return function


def rule_of_each_list(function: Callable[[pd.DataFrame, str], pd.DataFrame]) -> Rule:
    """Register a function of a list's rows and name as a rule that applies it to every list."""

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
    """Return the rows of ``table`` that can be judged with or without an earlier quarter."""
    return table()[~table()["needs_earlier"] | has_earlier]
