"""Totals and new enterprises of every quarter: of the province, its cities and its industries.

They are the bulletin's counts, so an enterprise is known by its ``identity``; the first seen are
counted as in the audit, through corrected codes and changed names.
"""

import pandas as pd

from hnfusion import codelists, tally
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots

MEASURES = ["new_started", "in_progress", "new_certified", "total_certified"]
TOTALS = ["total_certified", "new_certified", "in_progress", "self_run", "new_started"]
OBSERVED = {
    "new_observed": "first_seen",
    "backdated": "backdated",
    "self_run_filed": "self_run_started",
    "self_run_observed": "self_run_first_seen",
    "claimed_later": "claimed_later",
}
"""Columns of ``tally.corrected_series`` and their names here."""


def by_quarter(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the bulletin's totals of every quarter, and its starts as filed and as first seen.

    Returns:
        ``quarter``, the ``TOTALS`` of the headline; ``first_seen``: first in this quarter's list,
        of those ``backdated`` claims an earlier start; ``self_run_started`` and
        ``self_run_first_seen``: the same of 自行贯标; ``claimed_later``: starts in the quarter
        that only later lists claim. Whole numbers; first sight is missing for the first list.
    """
    known = {q: lists for q, lists in history.items() if q <= quarter}
    counted = tally.headlines(known)[["quarter", *TOTALS]]
    series = tally.corrected_series(known, quarter).rename(columns=OBSERVED)
    observed = series[["quarter", *OBSERVED.values()]]
    return counted.merge(observed, on="quarter", validate="1:1").convert_dtypes()


def by_city(history: Snapshots) -> pd.DataFrame:
    """Return ``quarter, city`` and the ``MEASURES``: fourteen rows a quarter, zeros too."""
    return _by(history, "city")


def by_industry(history: Snapshots) -> pd.DataFrame:
    """Return ``quarter, industry`` and the ``MEASURES``: every industry in every quarter."""
    return _by(history, "industry")


def _by(history: Snapshots, key: str) -> pd.DataFrame:
    parts = []
    for quarter, (certified, started) in tally.by_quarter(history).items():
        counts = {
            "new_started": started.loc[started["is_new"], key],
            "in_progress": started[key],
            "new_certified": certified.loc[certified["is_new"], key],
            "total_certified": certified[key],
        }
        table = pd.DataFrame(
            {c: v.value_counts().reindex(codelists.names(key)) for c, v in counts.items()}
        ).rename_axis(key)
        parts.append(table.reset_index().assign(quarter=str(quarter)))
    rows = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(MEASURES, 0))
    counted: pd.DataFrame = rows[["quarter", key, *MEASURES]]
    return counted.astype(dict.fromkeys(MEASURES, "int64"))
