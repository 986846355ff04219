"""New starts as filed beside those first seen, quarter by quarter (通报三、3)."""

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots, linked, once


def corrected_series(snapshots: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the new starts as filed beside those first seen, a row a quarter (通报三、3).

    Returns:
        ``quarter, in_progress, self_run``; ``new_filed`` and ``self_run_filed``: claimed in the
        quarter; ``new_observed`` and ``self_run_observed``: first seen in its list, missing for
        the first quarter; ``backdated``: those of them with an earlier start; ``claimed_later``:
        starts in the quarter that only later lists claim.
    """
    known = linked(snapshots, quarter)
    rows: list[dict[str, object]] = []
    late: list[pd.Series] = []
    seen = pd.Index([], dtype="int64")
    for q, lists in known.items():
        started = once(lists["started"], "start_date")
        first = started[~started["who"].isin(seen)]
        rows.append(_counted(q, started, first if len(rows) else None))
        late.append(first.loc[first["start_date"] < pd.Timestamp(q.start), "start_date"])
        seen = seen.union(pd.Index(first["who"]))
    claims = pd.concat(late[1:], ignore_index=True) if len(late) > 1 else late[0].iloc[:0]
    later = [int(claims.between(*_span(q)).sum()) for q in known]
    return pd.DataFrame(rows).convert_dtypes().assign(claimed_later=later)


def _counted(
    quarter: Quarter, started: pd.DataFrame, first: pd.DataFrame | None
) -> dict[str, object]:
    filed = started[started["start_date"].between(*_span(quarter))]
    counted = {
        "quarter": str(quarter),
        "in_progress": len(started),
        "self_run": int(started["consultant"].isna().sum()),
        "new_filed": len(filed),
        "new_observed": None,
        "backdated": None,
        "self_run_filed": int(filed["consultant"].isna().sum()),
        "self_run_observed": None,
    }
    if first is None:
        return counted
    is_early = first["start_date"] < pd.Timestamp(quarter.start)
    return counted | {
        "new_observed": len(first),
        "backdated": int(is_early.sum()),
        "self_run_observed": int(first["consultant"].isna().sum()),
    }


def _span(quarter: Quarter) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(quarter.start), pd.Timestamp(quarter.end)
