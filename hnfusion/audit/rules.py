"""What each rule means, why it matters and what to ask: the table ``rules.toml`` beside it."""

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

SEVERITIES = {"error": "错误", "warning": "疑点", "notice": "提示"}
"""From the gravest on: it cannot be true; it needs an explanation; for attention."""


@cache
def table() -> pd.DataFrame:
    """Return the rules in the order in which they are told, indexed by name.

    >>> table().loc["backdated_start", ["severity", "title"]].tolist()
    ['error', '启动时间倒填']
    """
    text = files("hnfusion.audit").joinpath("rules.toml").read_text(encoding="utf-8")
    return pd.DataFrame.from_dict(tomllib.loads(text), orient="index").rename_axis("rule")


def applicable(*, has_earlier: bool) -> pd.DataFrame:
    """Return the rules that can be judged, all or those that need no earlier quarter.

    >>> bool(applicable(has_earlier=False)["needs_earlier"].any())
    False
    """
    return table()[~table()["needs_earlier"] | has_earlier]
