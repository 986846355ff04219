"""Audit it: rules that find what was filed wrong in a quarter, with evidence from all quarters.

A rule returns its findings as a frame (``rules.FOUND``). Importing a module with rules registers
them (``rules.rule``).
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from hnfusion import codelists
from hnfusion.audit import (  # noqa: F401
    against_earlier,
    answers,
    consultants,
    dates,
    identity,
    missing,
    rules,
    similar_names,
)
from hnfusion.audit.flows import progress_flow, self_run_flow
from hnfusion.audit.rules import COLUMNS, RULES
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import LISTS, Case, Snapshots, case

__all__ = [
    "COLUMNS",
    "RULES",
    "answers",
    "case",
    "consultants",
    "find",
    "find_last",
    "judge",
    "progress_flow",
    "rules",
    "self_run_flow",
]


def find(snapshots: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the findings of all rules in a quarter, a frame as from ``judge``.

    ``snapshots`` has the cleaned lists of the quarter and of all earlier quarters.
    """
    return judge(case(snapshots, quarter))


def find_last(snapshots: Snapshots, of: Case) -> pd.DataFrame:
    """Return the findings of ``of.previous``, the latest earlier quarter, as from ``judge``.

    Without an earlier quarter, the frame has no rows.
    """
    return find(snapshots, of.previous) if of.previous else pd.DataFrame(columns=COLUMNS)


def judge(of: Case, only: Collection[str] | None = None) -> pd.DataFrame:
    """Return a frame of the findings in the case ``of``, by all applicable rules.

    ``only`` restricts them to the rules that it names.

    Returns:
        One row per finding, with ``COLUMNS`` as text, sorted by rule (in the order of
        ``rules.toml``), list, city and enterprise.
    """
    severities = rules.applicable(has_earlier=bool(of.earlier))["severity"]
    chosen = [str(name) for name in severities.index if only is None or name in only]
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda name: RULES[name](of), chosen)
        parts = [
            rows.assign(rule=name, severity=severities[name])
            for name, rows in zip(chosen, found, strict=True)
        ]
    findings = pd.concat(parts, ignore_index=True)[COLUMNS].astype("str")
    orders = {
        "rule": rules.table().index.tolist(),
        "list": ["", *LISTS],
        "city": ["", *codelists.names("city")],
    }
    kinds = {column: pd.CategoricalDtype(order, ordered=True) for column, order in orders.items()}
    ranked = findings.astype(kinds).sort_values(
        ["rule", "list", "city", "enterprise", "uscc", "consultant", "field", "source", "message"]
    )
    return findings.loc[ranked.index].reset_index(drop=True)
