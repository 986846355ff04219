"""How the latest earlier quarter's count becomes this quarter's: arrivals, departures by city."""

import numpy as np
import pandas as pd

from hnfusion import codelists
from hnfusion.tally.linkage import Case, once

ARRIVALS = ("new", "backdated", "returned", "moved_in")
DEPARTURES = ("certified", "gone", "moved_out")
FLOW = ["previous", *ARRIVALS, *DEPARTURES, "current"]
"""The columns of a flow; in every row, previous + arrivals - departures = current."""


def progress_flow(case: Case) -> pd.DataFrame:
    """Return a frame of numbers of enterprises in progress, with columns ``FLOW``: a row per city.

    The index is ``city``. ``previous`` and ``current`` count the latest earlier and this quarter's
    started list. ``new``: first seen, with a start in this quarter or later; ``backdated``: first
    seen, with a start before this quarter; ``returned``: in an earlier started list, but not in the
    latest earlier list; ``moved_in``, ``moved_out``: from and to another city; ``certified``: now
    in the certified list only; ``gone``: now in neither list.
    """
    return _flow(case, *_started(case))


def self_run_flow(case: Case) -> pd.DataFrame:
    """Return a frame like that of ``progress_flow``, of 自行贯标 alone.

    A change from or to a consulting body counts as ``moved_in`` or ``moved_out``.
    """
    now, last = (rows[rows["consultant"].isna()] for rows in _started(case))
    return _flow(case, now, last)


def _started(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    return once(case.now["started"], "start_date"), once(case.last["started"], "start_date")


def _flow(case: Case, now: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    cities = pd.Index(codelists.names("city"), name="city")
    # One number for each pair of enterprise and city.
    keys, last_keys = (r["who"] * len(cities) + r["city"].cat.codes for r in (now, last))
    arrived, left = now[~keys.isin(last_keys)], last[~last_keys.isin(keys)]
    whole, before = case.now["started"]["who"], case.last["started"]["who"]
    came = np.select(
        [
            arrived["who"].isin(before),
            arrived["who"].isin(case.before["started"]["who"]),
            arrived["start_date"] < pd.Timestamp(case.quarter.start),
        ],
        ["moved_in", "returned", "backdated"],
        "new",
    )
    went = np.select(
        [left["who"].isin(whole), left["who"].isin(case.now["certified"]["who"])],
        ["moved_out", "certified"],
        "gone",
    )
    counts = {"previous": last["city"].value_counts(), "current": now["city"].value_counts()}
    counts |= {kind: arrived.loc[came == kind, "city"].value_counts() for kind in ARRIVALS}
    counts |= {kind: left.loc[went == kind, "city"].value_counts() for kind in DEPARTURES}
    table = {c: counts[c].reindex(cities, fill_value=0).to_numpy() for c in FLOW}
    return pd.DataFrame(table, index=cities).astype("int64")
