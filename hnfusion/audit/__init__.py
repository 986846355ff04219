"""Find what was filed wrong, and prove it: every rule of the contract over all the quarters.

Each rule is a function of one ``Case`` to the findings it makes; none knows another.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from hnfusion import codelists
from hnfusion.audit import (
    against_earlier,
    answers,
    consultants,
    dates,
    identity,
    missing,
    rules,
    similar_names,
)
from hnfusion.audit.finding import COLUMNS
from hnfusion.audit.flows import progress_flow, self_run_flow
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import LISTS, Case, Snapshots, case

__all__ = [
    "COLUMNS",
    "PROVINCE",
    "RULES",
    "Case",
    "Snapshots",
    "answers",
    "case",
    "consultants",
    "find",
    "find_last",
    "in_order",
    "judge",
    "progress_flow",
    "rules",
    "self_run_flow",
]

RULES: Mapping[str, Callable[[Case], pd.DataFrame]] = MappingProxyType(
    {
        "backdated_start": against_earlier.backdated_start,
        "changed_start": against_earlier.changed_start,
        "changed_certificate": against_earlier.changed_certificate,
        "vanished": against_earlier.vanished,
        "stage_regressed": against_earlier.stage_regressed,
        "consultant_changed": against_earlier.consultant_changed,
        "duplicate": identity.duplicate,
        "similar_name": similar_names.similar_name,
        "invalid_uscc": identity.invalid_uscc,
        "city_mismatch": identity.city_mismatch,
        "date_out_of_range": dates.date_out_of_range,
        "certified_before_start": dates.certified_before_start,
        "too_fast": dates.too_fast,
        "certified_in_progress": dates.certified_in_progress,
        "pilot_not_started": missing.pilot_not_started,
        "city_without_start": missing.city_without_start,
        "self_run_surge": missing.self_run_surge,
        "consultant_batch": consultants.consultant_batch,
        "expired": dates.expired,
        "expiring": dates.expiring,
    }
)


class Province(NamedTuple):
    """A rule that looks at the whole province, in two steps: apart and together.

    Attributes:
        gather: what it takes from the enterprises of one case; of several cases these stand
            below one another.
        judge: the findings, from that, the quarter and the quarters before it.
    """

    gather: Callable[[Case], pd.DataFrame]
    judge: Callable[[pd.DataFrame, Quarter, tuple[Quarter, ...]], pd.DataFrame]


PROVINCE: Mapping[str, Province] = MappingProxyType(
    {
        "city_without_start": Province(missing.starts, missing.without_start),
        "self_run_surge": Province(self_run_flow, missing.surge),
        "consultant_batch": Province(consultants.newly_filed, consultants.batches),
    }
)


def find(snapshots: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return all findings of a quarter, in the columns of ``findings.csv``.

    Args:
        snapshots: the cleaned lists of the quarter and of every earlier one.
        quarter: the quarter that is audited.
    """
    return judge(case(snapshots, quarter))


def find_last(snapshots: Snapshots, of: Case) -> pd.DataFrame:
    """Return the findings of the latest earlier quarter, by the same rules; none without one."""
    return find(snapshots, of.earlier[-1]) if of.earlier else pd.DataFrame(columns=COLUMNS)


def judge(of: Case, only: tuple[str, ...] = tuple(RULES)) -> pd.DataFrame:
    """Return the findings of the rules that can be judged, in a total order.

    Args:
        of: what the quarter is judged on.
        only: the rules to apply.
    """
    applicable = rules.applicable(has_earlier=bool(of.earlier)).index
    return in_order({name: RULES[name](of) for name in applicable if name in only})


def in_order(found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the findings of each rule as one table, in the columns and order of the contract."""
    severity = rules.table()["severity"]
    parts = [rows.assign(rule=name, severity=severity[name]) for name, rows in found.items()]
    return _sorted(pd.concat(parts, ignore_index=True)[COLUMNS].astype("str"))


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    orders = {"rule": list(RULES), "list": ["", *LISTS], "city": ["", *codelists.names("city")]}
    rank = {c: findings[c].map({v: n for n, v in enumerate(o)}) for c, o in orders.items()}
    keys = findings.assign(**rank).sort_values(
        ["rule", "list", "city", "enterprise", "uscc", "consultant", "field", "source", "message"]
    )
    return findings.loc[keys.index].reset_index(drop=True)
