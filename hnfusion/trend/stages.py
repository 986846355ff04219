"""The stage flow: numbers of enterprises by their stages in an earlier and in a later list."""

from itertools import pairwise

import numpy as np
import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots, once

COLUMNS = ["since", "until", "before", "after", "enterprises"]
LISTED, CERTIFIED, GONE = "新列入", "获证", "消失"
"""Words in place of a stage. ``before`` is ``LISTED`` for an enterprise that only the later list
has, ``after`` is ``CERTIFIED`` or ``GONE`` for an enterprise that only the earlier list has."""


def flows(history: Snapshots) -> pd.DataFrame:
    """Return a frame of the numbers of enterprises by their stages in an earlier and a later list.

    Each list is compared with the next list and, if there are more than two lists, the oldest with
    the newest, whose rows come last.

    Returns:
        One row for each pair of lists and each pair of stages: ``since, until``, the quarters of
        the two lists; ``before, after``, the stages (or ``LISTED``, ``CERTIFIED``, ``GONE``) in
        these lists; ``enterprises``, how many there are, also if 0. With one list, there are no
        rows.
    """
    quarters = list(history)
    pairs = [*pairwise(quarters), *([(quarters[0], quarters[-1])] if len(quarters) > 2 else [])]
    none = pd.DataFrame(columns=COLUMNS)
    return pd.concat([_between(history, *pair) for pair in pairs] or [none], ignore_index=True)


def _between(history: Snapshots, since: Quarter, until: Quarter) -> pd.DataFrame:
    """Return the rows of ``flows`` for two lists; their sums are the counts by stage in each list.

    An enterprise that is no longer in progress goes to 获证 if its certificate was issued by the
    end of the quarter ``until``, else to 消失.
    """
    was, now = (
        once(history[q]["started"], "start_date").set_index("who")["stage"].astype("str")
        for q in (since, until)
    )
    certified = history[until]["certified"]
    held = certified.loc[certified["issue_date"] <= pd.Timestamp(until.end), "who"]
    everybody = was.index.union(now.index)
    left = pd.Series(np.where(everybody.isin(held), CERTIFIED, GONE), everybody, dtype="str")
    before, after = was.reindex(everybody).fillna(LISTED), now.reindex(everybody).fillna(left)
    stages = codelists.names("stage")
    every = pd.MultiIndex.from_product([[*stages, LISTED], [*stages, CERTIFIED, GONE]])
    possible = every.drop([(LISTED, CERTIFIED), (LISTED, GONE)]).set_names(["before", "after"])
    counts = pd.DataFrame({"before": before, "after": after}).value_counts()
    rows = counts.reindex(possible, fill_value=0).rename("enterprises").reset_index()
    return rows.assign(since=str(since), until=str(until))[COLUMNS]
