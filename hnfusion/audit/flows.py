"""From last quarter's count to this one's: who came and who left, and the series corrected."""

import numpy as np
import pandas as pd

from hnfusion import codelists
from hnfusion.audit.claims import Case, Snapshots, linked, once
from hnfusion.quarter import Quarter

ARRIVALS = ("new", "backdated", "returned", "moved_in")
DEPARTURES = ("certified", "gone", "moved_out")
FLOW = ["previous", *ARRIVALS, *DEPARTURES, "current"]
"""previous + arrivals - departures = current, in every row."""


def progress_flow(case: Case) -> pd.DataFrame:
    """Return how last quarter's enterprises in progress became this one's, a row a city.

    Returns:
        ``FLOW`` indexed by ``city``: ``new`` is first seen and claims no earlier start,
        ``backdated`` is first seen and does; ``returned`` was in an earlier list but not in the
        last; ``moved_in`` and ``moved_out`` changed their city; ``gone`` is in neither list.
    """
    started = (once(case.now["started"], "start_date"), once(case.last["started"], "start_date"))
    return _flow(case, *started)


def self_run_flow(case: Case) -> pd.DataFrame:
    """Return the same of 自行贯标; who changes between that and a body moves in or out."""
    started = (once(case.now["started"], "start_date"), once(case.last["started"], "start_date"))
    now, last = (rows[rows["consultant"].isna()] for rows in started)
    return _flow(case, now, last)


def corrected_series(snapshots: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the new starts as filed beside those first seen, a row a quarter (通报三、3).

    Returns:
        ``quarter, in_progress, self_run``; ``new_filed`` and ``self_run_filed``: claimed in the
        quarter; ``new_observed`` and ``self_run_observed``: first seen in its list, missing for
        the first quarter; ``backdated``: of those, who claims an earlier start; ``claimed_later``:
        starts in the quarter that only later lists claim.
    """
    known = linked({q: lists for q, lists in snapshots.items() if q <= quarter})
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


def honest_sentence(series: pd.DataFrame, quarter: Quarter) -> str:
    """Return the bulletin's sentence on new starts by first sight, "" where nothing differs.

    Args:
        series: ``corrected_series``.
        quarter: the bulletin's quarter.
    """
    now = series.iloc[-1]
    if pd.isna(now["backdated"]) or now["backdated"] == 0:
        return ""
    before = series.iloc[-2]
    compared = (
        f"{Quarter.parse(before['quarter']).name}按同一口径为{before['new_observed']}家"
        if pd.notna(before["new_observed"])
        else "此前没有可比的数字"
    )
    return (
        f"注:按企业首次列入名单的季度统计,{quarter.name}新增启动{now['new_observed']}家,"
        f"其中{now['backdated']}家填报的启动时间早于本季度,未计入上文的{now['new_filed']}家;"
        f"{compared}。"
    )


def _flow(case: Case, now: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    arrived = now[~_keys(now).isin(_keys(last))]
    left = last[~_keys(last).isin(_keys(now))]
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
    cities = pd.Index(codelists.names("city"), name="city")
    counts = {"previous": last["city"].value_counts(), "current": now["city"].value_counts()}
    counts |= {kind: arrived.loc[came == kind, "city"].value_counts() for kind in ARRIVALS}
    counts |= {kind: left.loc[went == kind, "city"].value_counts() for kind in DEPARTURES}
    table = {c: counts[c].reindex(cities, fill_value=0).to_numpy() for c in FLOW}
    return pd.DataFrame(table, index=cities).astype("int64")


def _keys(rows: pd.DataFrame) -> pd.Series:
    """Return one number for each pair of enterprise and city."""
    return rows["who"] * len(codelists.names("city")) + rows["city"].cat.codes


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
