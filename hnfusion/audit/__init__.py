"""Find what was filed wrong, and prove it: every rule of the contract over all the quarters.

Each rule is a function of one ``Case`` to the findings it makes; none knows another.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from hnfusion import codelists
from hnfusion.audit import answers, bodies, changes, codes, dates, gaps, names, rules
from hnfusion.audit.claims import LISTS, Case, Snapshots, case
from hnfusion.audit.evidence import COLUMNS
from hnfusion.audit.flows import corrected_series, honest_sentence, progress_flow, self_run_flow
from hnfusion.quarter import Quarter

__all__ = [
    "COLUMNS",
    "RULES",
    "Case",
    "Snapshots",
    "answers",
    "bodies",
    "case",
    "corrected_series",
    "find",
    "find_last",
    "honest_sentence",
    "judge",
    "progress_flow",
    "rules",
    "self_run_flow",
]

RULES: Mapping[str, Callable[[Case], pd.DataFrame]] = MappingProxyType(
    {
        "backdated_start": changes.backdated_start,
        "changed_start": changes.changed_start,
        "changed_certificate": changes.changed_certificate,
        "vanished": changes.vanished,
        "stage_regressed": changes.stage_regressed,
        "consultant_changed": changes.consultant_changed,
        "duplicate": codes.duplicate,
        "similar_name": names.similar_name,
        "invalid_uscc": codes.invalid_uscc,
        "city_mismatch": codes.city_mismatch,
        "date_out_of_range": dates.date_out_of_range,
        "certified_before_start": dates.certified_before_start,
        "too_fast": dates.too_fast,
        "certified_in_progress": dates.certified_in_progress,
        "pilot_not_started": gaps.pilot_not_started,
        "city_without_start": gaps.city_without_start,
        "self_run_surge": gaps.self_run_surge,
        "consultant_batch": bodies.consultant_batch,
        "expired": dates.expired,
        "expiring": dates.expiring,
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
    applicable = rules.applicable(has_earlier=bool(of.earlier))
    parts = [
        RULES[name](of).assign(rule=name, severity=severity)
        for name, severity in applicable["severity"].items()
        if name in only
    ]
    return _sorted(pd.concat(parts, ignore_index=True)[COLUMNS].astype("str"))


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    orders = {"rule": list(RULES), "list": ["", *LISTS], "city": ["", *codelists.names("city")]}
    rank = {c: findings[c].map({v: n for n, v in enumerate(o)}) for c, o in orders.items()}
    keys = findings.assign(**rank).sort_values(
        ["rule", "list", "city", "enterprise", "uscc", "consultant", "field", "source", "message"]
    )
    return findings.loc[keys.index].reset_index(drop=True)
