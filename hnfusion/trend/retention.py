"""Which certificates remain, by half-year of issue and list, and when the valid ones end.

An enterprise counts once, by its first certificate (一: 新增获证企业), and is followed by the
audit's linked identity: corrected codes and changed names are the same one.
"""

import numpy as np
import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots, linked
from hnfusion.tally.validity import ends

AHEAD = 12
"""Quarters ahead that ``expiry`` counts: the three years that a certificate is valid."""
ENDED, LATER = "已到期", "更晚"


def retention(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return how many of each half-year's certified enterprises each list still has.

    Returns:
        ``issued`` (a half-year that has certificates, as ``2019H1``), ``quarter``; ``ever``:
        certified then and in this or an earlier list; ``listed``: in this one; ``valid``: in this
        one with a certificate that had not ended by the quarter's last day.
    """
    held = _held(history, quarter)
    held = held.assign(issued=_half_year(held.groupby("who")["issue_date"].transform("min")))
    halves = sorted(held["issued"].unique())
    parts = []
    for q in sorted(q for q in history if q <= quarter):
        until = held[held["quarter"] <= str(q)]
        now = until[until["quarter"] == str(q)]
        groups = {"ever": until, "listed": now, "valid": now[now["end"] >= pd.Timestamp(q.end)]}
        counts = pd.DataFrame(
            {
                name: rows.drop_duplicates("who")["issued"].value_counts().reindex(halves)
                for name, rows in groups.items()
            }
        )
        begun = [half for half in halves if half <= f"{q.year}H{(q.number + 1) // 2}"]
        parts.append(counts.loc[begun].rename_axis("issued").reset_index().assign(quarter=str(q)))
    rows = pd.concat(parts, ignore_index=True)[["issued", "quarter", "ever", "listed", "valid"]]
    counted = dict.fromkeys(["ever", "listed", "valid"], "int64")
    whole = rows.fillna(dict.fromkeys(counted, 0)).astype(counted)
    return whole.sort_values(["issued", "quarter"], ignore_index=True)


def expiry(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return ``until, certificates``: the newest certificates of the list by quarter of their end.

    The first row counts those ended by the quarter's last day, the last those that end after the
    coming three years.
    """
    held = _held(history, quarter)
    now = held[held["quarter"] == str(quarter)].sort_values(["issue_date", "end"], kind="stable")
    ends = now.drop_duplicates("who", keep="last")["end"]
    ahead = quarter.next.until(Quarter.at(quarter.position + AHEAD))
    edges = [pd.Timestamp.min, *(pd.Timestamp(q.end) for q in (quarter, *ahead)), pd.Timestamp.max]
    labels = [ENDED, *map(str, ahead), LATER]
    counts = pd.cut(ends, edges, labels=labels).value_counts().reindex(labels)
    table = counts.rename_axis("until").rename("certificates").reset_index()
    return table.astype({"until": "str", "certificates": "int64"})


def _held(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return the certificates of every list by its quarter's end, with ``who`` and ``end``."""
    known = linked(history, quarter)
    each = [lists["certified"].assign(quarter=str(q), until=q.end) for q, lists in known.items()]
    rows = pd.concat(each, ignore_index=True)
    rows = rows[rows["issue_date"] <= pd.to_datetime(rows["until"])]
    held: pd.DataFrame = rows.assign(end=ends(rows))[["who", "quarter", "issue_date", "end"]]
    return held


def _half_year(days: pd.Series) -> pd.Series:
    halves: pd.Series = days.dt.year.astype("str") + np.where(days.dt.month <= 6, "H1", "H2")
    return halves
