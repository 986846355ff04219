"""Totals and new enterprises of every quarter: of the province, its cities and its industries.

They are the bulletin's counts, which identify an enterprise by its ``identity``. Those first seen
are counted as in the audit, by ``who``, which follows corrected codes and changed names.
"""

import pandas as pd

from hnfusion import tally
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


def by_quarter(history: Snapshots) -> pd.DataFrame:
    """Return the bulletin's totals of every quarter, and its starts as filed and as first seen.

    Returns:
        ``quarter``, the ``TOTALS`` of the headline; ``first_seen``: first seen in this quarter's
        list, of which ``backdated`` claim an earlier start; ``self_run_started`` and
        ``self_run_first_seen``: new starts of 自行贯标 as filed and as first seen;
        ``claimed_later``: first seen in a later list, but claim a start in this quarter. Whole
        numbers; those first seen and backdated are missing for the first list.
    """
    counted = tally.headlines(history)[["quarter", *TOTALS]]
    series = tally.corrected_series(history).rename(columns=OBSERVED)
    observed = series[["quarter", *OBSERVED.values()]]
    return counted.merge(observed, on="quarter", validate="1:1").convert_dtypes()


def by(history: Snapshots, key: str) -> pd.DataFrame:
    """Return ``quarter, key`` and the ``MEASURES`` of every city or industry in every quarter."""
    parts = {
        str(quarter): pd.concat(
            [tally.new_and_total(rows, key).set_index(key) for rows in (of.started, of.certified)],
            axis=1,
        ).set_axis(MEASURES, axis=1)
        for quarter, of in tally.by_quarter(history).items()
    }
    return pd.concat(parts, names=["quarter", key]).reset_index()
