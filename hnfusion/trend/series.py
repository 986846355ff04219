"""Totals and new enterprises of every quarter: of the province, its cities and its industries.

They are the bulletin's counts, which identify an enterprise by its ``identity``. Enterprises first
seen are counted as in the audit, by ``who``, which follows corrected codes and changed names.
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
"""Columns of ``tally.corrected_series``, with the names that ``by_quarter`` gives them."""


def by_quarter(history: Snapshots) -> pd.DataFrame:
    """Return a frame of the bulletin's totals and the starts as filed and first seen, by quarter.

    Returns:
        One row per quarter: ``quarter``; the ``TOTALS`` of ``tally.headline``; ``first_seen``, the
        enterprises first seen in this quarter's list, and ``backdated``, those of them that claim a
        start before the quarter; ``self_run_started`` and ``self_run_first_seen``, the new starts
        of 自行贯标 as filed and as first seen; ``claimed_later``, the enterprises that claim a
        start in this quarter but are first seen in a later list. All are whole numbers;
        ``first_seen``, ``backdated`` and ``self_run_first_seen`` are missing for the oldest
        quarter.
    """
    counted = tally.headlines(history)[["quarter", *TOTALS]]
    series = tally.corrected_series(history).rename(columns=OBSERVED)
    observed = series[["quarter", *OBSERVED.values()]]
    return counted.merge(observed, on="quarter", validate="1:1").convert_dtypes()


def by(history: Snapshots, key: str) -> pd.DataFrame:
    """Return a frame with a row for every city, or every industry, in every quarter.

    ``key`` is ``city`` or ``industry``. The columns are ``quarter``, then ``key``, then
    ``MEASURES``.
    """
    parts = {
        str(quarter): pd.concat(
            [tally.new_and_total(rows, key).set_index(key) for rows in (of.started, of.certified)],
            axis=1,
        ).set_axis(MEASURES, axis=1)
        for quarter, of in tally.by_quarter(history).items()
    }
    return pd.concat(parts, names=["quarter", key]).reset_index()
