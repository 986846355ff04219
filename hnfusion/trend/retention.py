"""How many certified enterprises the lists still have, by half-year, and when certificates end.

An enterprise counts once: in ``retention`` by its first certificate (一: 新增获证企业), in
``expiry`` by its newest certificate.
"""

import numpy as np
import pandas as pd

from hnfusion import tally
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots

AHEAD = 12
"""Number of quarters ahead that ``expiry`` counts: the three years that a certificate is valid."""
ENDED, LATER = "已到期", "更晚"


def retention(history: Snapshots) -> pd.DataFrame:
    """Return a frame that counts enterprises in each list by the half-year of first certificate.

    Returns:
        One row per half-year and quarter: ``issued``, a half-year with first certificates, such as
        ``2019H1``; ``quarter``; and numbers of the enterprises first certified in that half-year:
        ``ever``, those in the list of this or an earlier quarter; ``listed``, those in the list of
        this quarter; ``valid``, those in that list with a certificate that is valid on the
        quarter's last day.
    """
    held = _held(history)
    first = held.groupby("who")["issue_date"].transform("min")
    half = np.where(first.dt.month <= 6, "H1", "H2")
    held = held.assign(issued=first.dt.year.astype("str") + half)
    halves = sorted(held["issued"].unique())
    parts = []
    for q in history:
        until = held[held["quarter"] <= str(q)]
        now = until[until["quarter"] == str(q)]
        groups = {"ever": until, "listed": now, "valid": now[now["end"] >= pd.Timestamp(q.end)]}
        begun = [half for half in halves if half <= f"{q.year}H{(q.number + 1) // 2}"]
        counts = {
            name: rows.drop_duplicates("who")["issued"].value_counts().reindex(begun, fill_value=0)
            for name, rows in groups.items()
        }
        table = pd.DataFrame(counts, index=pd.Index(begun, name="issued", dtype="str"))
        parts.append(table.reset_index().assign(quarter=str(q)))
    rows = pd.concat(parts, ignore_index=True)[["issued", "quarter", "ever", "listed", "valid"]]
    return rows.sort_values(["issued", "quarter"], ignore_index=True)


def expiry(history: Snapshots) -> pd.DataFrame:
    """Return a frame ``until, certificates``: the quarter, and how many certificates end in it.

    Of each enterprise in the newest quarter's list, the newest certificate counts. The first row
    (``ENDED``) counts the certificates that end by that quarter's last day, the last row
    (``LATER``) those that end after the coming three years.
    """
    held, quarter = _held(history), max(history)
    now = held[held["quarter"] == str(quarter)].sort_values(["issue_date", "end"], kind="stable")
    newest = now.drop_duplicates("who", keep="last")
    ahead = quarter.next.until(Quarter.at(quarter.position + AHEAD))
    edges = [pd.Timestamp.min, *(pd.Timestamp(q.end) for q in (quarter, *ahead)), pd.Timestamp.max]
    labels = [ENDED, *map(str, ahead), LATER]
    counts = pd.cut(newest["end"], edges, labels=labels).value_counts().reindex(labels)
    table = counts.rename_axis("until").rename("certificates").reset_index()
    return table.astype({"until": "str", "certificates": "int64"})


def _held(history: Snapshots) -> pd.DataFrame:
    """Return the rows of all certified lists, below one another, with ``quarter`` and ``end``.

    ``quarter`` is the quarter of the list, ``end`` the certificate's last day. Certificates issued
    after the quarter's end are left out.
    """
    each = {q: lists["certified"] for q, lists in history.items()}
    parts = [
        rows[rows["issue_date"] <= pd.Timestamp(q.end)].assign(quarter=str(q))
        for q, rows in each.items()
    ]
    held = pd.concat(parts, ignore_index=True)
    return held.assign(end=tally.ends(held))
