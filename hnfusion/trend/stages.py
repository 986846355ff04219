"""Who moved from which stage to which between two lists; every enterprise of either is in it.

An enterprise is followed by the audit's linked identity: the same one under a corrected code or
a changed name (``linkage.linked``).
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from hnfusion import codelists
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Lists, Snapshots, linked, once

LISTED, CERTIFIED, GONE = "新列入", "获证", "消失"
"""Where one comes from who was not in the earlier list; where one goes who is not in the later."""


def flows(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the stage flow from each list to the next, and from the first to the last.

    Returns:
        ``since, until`` (quarters), ``before, after`` (stages, or ``LISTED``, ``CERTIFIED``,
        ``GONE``) and ``enterprises``; the pairs of neighbours first, zeros too. Of two lists
        there is one pair, of one list none.
    """
    known = linked({q: lists for q, lists in history.items() if q <= quarter})
    quarters = list(known)
    pairs = [*pairwise(quarters), *([(quarters[0], quarters[-1])] if len(quarters) > 2 else [])]
    columns = ["since", "until", "before", "after", "enterprises"]
    parts = [_tidy(known, *pair) for pair in pairs]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def stage_flow(before: Lists, now: Lists, end: pd.Timestamp) -> pd.DataFrame:
    """Return who moved where: a row a stage before and 新列入, a column a stage now, 获证 and 消失.

    Rows add up to the earlier list's stages, columns to the later one's. Who was in progress and
    now is not went to 获证 if it holds a certificate by the quarter's end, else to 消失.

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


def _tidy(
    known: dict[Quarter, dict[str, pd.DataFrame]], since: Quarter, until: Quarter
) -> pd.DataFrame:
    matrix = stage_flow(known[since], known[until], pd.Timestamp(until.end))
    tidy = (
        matrix.rename_axis("before")
        .reset_index()
        .melt("before", var_name="after", value_name="enterprises")
    )
    order = tidy.assign(place=tidy["before"].map(list(matrix.index).index))
    rows = tidy.loc[order.sort_values("place", kind="stable").index]
    rows = rows[~((rows["before"] == LISTED) & rows["after"].isin([CERTIFIED, GONE]))]
    return rows.assign(since=str(since), until=str(until))[
        ["since", "until", "before", "after", "enterprises"]
    ]
