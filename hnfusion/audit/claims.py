"""What was filed, quarter by quarter, and by whom: identities that outlive a correction.

A *claim* is a row of a cleaned list. ``who`` numbers the enterprise behind it: the same number
for the same code under another name (更名), for the same name under a corrected code, and for
names that differ only in width, brackets and case.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hnfusion.quarter import Quarter

Lists = Mapping[str, pd.DataFrame]
Snapshots = Mapping[Quarter, Lists]
LISTS = ("certified", "started", "pilots")
"""The lists that name enterprises."""
KEYS = ["identity", "enterprise"]


@dataclass(frozen=True)
class Case:
    """What one quarter is judged on.

    Attributes:
        quarter: the quarter that is audited.
        earlier: the quarters before it that have lists, oldest first.
        now: its lists, each row with ``who``.
        last: the lists of the latest earlier quarter; without rows where there is none.
        before: for each list the rows of each enterprise in the latest earlier quarter that has
            it, with that quarter's name as ``quarter``.
    """

    quarter: Quarter
    earlier: tuple[Quarter, ...]
    now: Lists
    last: Lists
    before: Lists

    @property
    def previous(self) -> Quarter | None:
        """Return the latest earlier quarter, where there is one."""
        return self.earlier[-1] if self.earlier else None


def case(snapshots: Snapshots, quarter: Quarter) -> Case:
    """Return what a quarter is judged on: its own lists and all those before it."""
    known = linked({q: lists for q, lists in snapshots.items() if q <= quarter})
    earlier = tuple(q for q in known if q < quarter)
    now = known[quarter]
    none = {name: rows.iloc[:0] for name, rows in now.items()}
    before = {name: latest({q: known[q][name] for q in earlier}, none[name]) for name in LISTS}
    return Case(quarter, earlier, now, known[earlier[-1]] if earlier else none, before)


def linked(snapshots: Snapshots) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return the lists, oldest quarter first, each row with ``who`` filed it.

    Codes and names that ever stood in one row belong together, and so does all that is connected
    by them. A name that two codes bear in one quarter connects nothing.
    """
    quarters = sorted(snapshots)
    lists = [snapshots[q][name] for q in quarters for name in LISTS]
    sizes = [len(rows) for rows in lists]
    claims = pd.concat([rows[KEYS] for rows in lists], ignore_index=True)
    number = np.repeat(np.arange(len(lists)) // len(LISTS), sizes)
    parts = iter(np.split(_connected(claims, number), np.cumsum(sizes)[:-1]))
    return {
        q: {name: snapshots[q][name].assign(who=next(parts)) for name in LISTS} for q in quarters
    }


def latest(past: Mapping[Quarter, pd.DataFrame], none: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each enterprise in the latest of the quarters that has it.

    Args:
        past: one list by quarter.
        none: the same list without rows.
    """
    parts, seen = [], pd.Index([], dtype="int64")
    for quarter in sorted(past, reverse=True):
        rows = past[quarter][~past[quarter]["who"].isin(seen)]
        parts.append(rows.assign(quarter=str(quarter)))
        seen = seen.union(pd.Index(rows["who"].unique()))
    return pd.concat(parts, ignore_index=True) if parts else none.assign(quarter="")


def once(rows: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return each enterprise once, by its earliest row, as the bulletin counts it."""
    if rows["who"].is_unique:
        return rows
    return rows.sort_values(date, kind="stable").drop_duplicates("who").sort_index()


def bare(name: str) -> str:
    """Return a name by which formatting does not matter: letters and figures only.

    >>> bare("湖南示例(集团)有限公司") == bare("湖南示例集团 有限公司")
    True
    """
    letters = name if name.isalnum() else "".join(filter(str.isalnum, name))
    return letters.upper() or name


def _connected(claims: pd.DataFrame, number: NDArray[np.int64]) -> NDArray[np.int64]:
    identity, identities = pd.factorize(claims["identity"].to_numpy(dtype=object))
    spelling, spellings = pd.factorize(claims["enterprise"].to_numpy(dtype=object))
    merged = _merged(spellings)
    name = merged[spelling]
    ties = pd.unique(name * len(identities) + identity)
    tied, bearer = ties // len(identities), ties % len(identities)
    is_shared = np.bincount(tied, minlength=merged.max(initial=0) + 1) > 1
    doubtful = claims[is_shared[name]].assign(name=name[is_shared[name]])
    refused = _borne_by_two(doubtful, number[is_shared[name]])
    is_sure = ~np.isin(tied, refused)
    ends = (bearer[is_sure], len(identities) + tied[is_sure])
    size = len(identities) + merged.max(initial=0) + 1
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels[identity]


def _merged(spellings: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return a number for each spelling, the same for those that differ in formatting only."""
    numbers = np.arange(len(spellings), dtype=np.int64)
    plain = {n: name for n, text in enumerate(spellings) if (name := bare(text)) != text}
    forms = set(plain.values())
    alike = [n for n, text in enumerate(spellings) if n in plain or text in forms]
    names = np.array([plain.get(n, spellings[n]) for n in alike], dtype=object)
    numbers[alike] = len(spellings) + pd.factorize(names)[0]
    return numbers


def _borne_by_two(claims: pd.DataFrame, number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the names that two codes bear in one quarter."""
    is_code = claims["identity"] != claims["enterprise"]
    bearers = claims.assign(number=number)[is_code].drop_duplicates(["number", "name", "identity"])
    shared: NDArray[np.int64] = bearers.loc[bearers.duplicated(["number", "name"]), "name"].unique()
    return shared
