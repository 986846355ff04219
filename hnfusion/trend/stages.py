"""How many enterprises moved from which stage to which between two lists.

An enterprise is followed under corrected codes and changed names (``linkage.linked``).
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Lists, Snapshots, linked, once

COLUMNS = ["since", "until", "before", "after", "enterprises"]
LISTED, CERTIFIED, GONE = "新列入", "获证", "消失"
"""The stage before of an enterprise that is new; what became of those no longer in progress."""


def flows(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the stage flow from each list to the next, and from the first to the last.

    Returns:
        ``since, until`` (quarters), ``before, after`` (stages, or ``LISTED``, ``CERTIFIED``,
        ``GONE``) and ``enterprises``; the pairs of neighbours first, zeros too. Of two lists
        there is one pair, of one list none.
    """
    known = linked(history, quarter)
    quarters = list(known)
    pairs = [*pairwise(quarters), *([(quarters[0], quarters[-1])] if len(quarters) > 2 else [])]
    none = pd.DataFrame(columns=COLUMNS)
    return pd.concat([_between(known, *pair) for pair in pairs] or [none], ignore_index=True)


def stage_flow(before: Lists, now: Lists, end: pd.Timestamp) -> pd.DataFrame:
    """Return the moves: a row a stage before and 新列入, a column a stage now, 获证 and 消失.

    Rows add up to the earlier list's stages, columns to the later one's. An enterprise that is no
    longer in progress went to 获证 if it holds a certificate by the quarter's end, else to 消失.

    Args:
        before: the lists of an earlier quarter, each row with ``who`` (``linkage.linked``).
        now: those of the later one.
        end: the later quarter's last day.
    """
    was = once(before["started"], "start_date").set_index("who")["stage"].astype("str")
    is_at = once(now["started"], "start_date").set_index("who")["stage"].astype("str")
    held = now["certified"].loc[now["certified"]["issue_date"] <= end, "who"]
    everybody = was.index.union(is_at.index)
    left = pd.Series(np.where(everybody.isin(held), CERTIFIED, GONE), index=everybody)
    after = is_at.reindex(everybody).astype("object").combine_first(left)
    counts = pd.crosstab(was.reindex(everybody).fillna(LISTED), after)
    stages = codelists.names("stage")
    return counts.reindex(index=[*stages, LISTED], columns=[*stages, CERTIFIED, GONE], fill_value=0)


def _between(
    known: dict[Quarter, dict[str, pd.DataFrame]], since: Quarter, until: Quarter
) -> pd.DataFrame:
    counts = stage_flow(known[since], known[until], pd.Timestamp(until.end))
    rows = counts.T.rename_axis("after").reset_index().melt("after", None, "before", "enterprises")
    rows = rows.assign(since=str(since), until=str(until))
    is_impossible = (rows["before"] == LISTED) & rows["after"].isin([CERTIFIED, GONE])
    return rows.loc[~is_impossible, COLUMNS]
