"""Link the enterprises of all quarters, through corrected codes and changed names.

A *claim* is a row of a cleaned list. The column ``who`` has the number of the enterprise behind the
claim: the same number for the same code under another name (更名), for the same name under a
corrected code, and for names that differ only in width, brackets and case.
"""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hnfusion.cleaning.columns import by_distinct, each
from hnfusion.quarter import Quarter

Lists = Mapping[str, pd.DataFrame]
"""The cleaned lists of a quarter, by name (``schema.TITLES``)."""
Snapshots = Mapping[Quarter, Lists]
"""The cleaned lists of several quarters, as ``snapshot.history`` or ``linked`` returns them."""
LISTS = ("certified", "started", "pilots")
"""The lists that name enterprises."""
KEYS = ["identity", "enterprise"]
MARKS = re.compile(r"[\W_]+")
FORMATTED = "[^0-9A-Z一-鿿]"
"""Matches a character that ``bare`` may change: not Chinese, not a digit, not a capital letter."""
PIECE = 2**18
"""Number of names that one thread checks at a time."""


@dataclass(frozen=True)
class Case:
    """The lists that the audit of one quarter compares.

    Attributes:
        quarter: the quarter that is audited.
        earlier: the quarters before it that have lists, oldest first.
        now: the lists of ``quarter``, each row with ``who``, by the list's name (``LISTS``).
        last: the lists of the latest earlier quarter; without rows if no earlier quarter has lists.
        before: by the list's name, the rows of each enterprise from the latest earlier quarter
            whose list has the enterprise; the column ``quarter`` is the name of that quarter.
    """

    quarter: Quarter
    earlier: tuple[Quarter, ...]
    now: Lists
    last: Lists
    before: Lists

    @property
    def previous(self) -> Quarter | None:
        """The latest earlier quarter that has lists; None if there is no such quarter."""
        return self.earlier[-1] if self.earlier else None


def case(snapshots: Snapshots, quarter: Quarter) -> Case:
    """Return the ``Case`` of a quarter; ``snapshots`` has the lists of all quarters up to it."""
    known = linked(snapshots, quarter)
    earlier = tuple(q for q in known if q < quarter)
    now = known[quarter]
    none = {name: rows.iloc[:0] for name, rows in now.items()}
    before = {name: latest({q: known[q][name] for q in earlier}, none[name]) for name in LISTS}
    return Case(quarter, earlier, now, known[earlier[-1]] if earlier else none, before)


def linked(
    snapshots: Snapshots, until: Quarter | None = None
) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return a dict from each quarter, oldest first, to its lists with the column ``who``.

    ``who`` is the number of the row's enterprise. Only the lists named in ``LISTS`` are returned;
    quarters after ``until`` are left out.

    A row connects its code and its name. Rows that are connected, even through other rows, have the
    same number. A name that has two codes in one quarter connects nothing.
    """
    quarters = sorted(q for q in snapshots if until is None or q <= until)
    lists = [snapshots[q][name] for q in quarters for name in LISTS]
    sizes = [len(rows) for rows in lists]
    claims = pd.concat([rows[KEYS] for rows in lists], ignore_index=True)
    claims["quarter"] = np.repeat(np.arange(len(lists)) // len(LISTS), sizes)
    parts = iter(np.split(_connected(claims), np.cumsum(sizes)[:-1]))
    return {
        q: {name: snapshots[q][name].assign(who=next(parts)) for name in LISTS} for q in quarters
    }


def latest(past: Mapping[Quarter, pd.DataFrame], none: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each enterprise from the latest quarter whose list has the enterprise.

    ``past`` has the same kind of list, such as the started, for each past quarter. The column
    ``quarter`` is added, with the name of the quarter that a row is from. ``none`` is such a list
    without rows; it is returned, with the column, if ``past`` is empty.
    """
    parts: list[pd.DataFrame] = []
    seen = pd.Index([], dtype="int64")
    for quarter in sorted(past, reverse=True):
        rows = past[quarter]
        rows = rows[~rows["who"].isin(seen)] if parts else rows
        parts.append(rows.assign(quarter=str(quarter)))
        seen = seen.union(pd.Index(rows["who"].unique()))
    return pd.concat(parts, ignore_index=True) if parts else none.assign(quarter="")


def once(rows: pd.DataFrame, date: str, by: str = "who") -> pd.DataFrame:
    """Return a frame with one row per enterprise: of its ``rows``, that with the earliest date.

    The rows keep their index, by which the frame is sorted. ``date`` is the column of the dates;
    ``by`` is the column that identifies an enterprise: ``who`` or, for the bulletin's counts,
    ``identity``.
    """
    is_several = rows[by].duplicated(keep=False)
    if not is_several.any():
        return rows.sort_index()
    first = rows[is_several].sort_values(date, kind="stable").drop_duplicates(by)
    return pd.concat([rows[~is_several], first]).sort_index()


def bare(name: str) -> str:
    """Return only the letters and digits of a name, in capitals, so that spellings compare equal.

    A name without letters and digits is returned unchanged.

    >>> bare("湖南示例(集团)有限公司") == bare("湖南示例集团 有限公司")
    True
    """
    return MARKS.sub("", name).upper() or name


def _connected(claims: pd.DataFrame) -> NDArray[np.int64]:
    """Return an array with the number of each claim's enterprise, equal for connected claims.

    ``claims`` has the columns ``identity, enterprise, quarter`` of the rows of all lists.
    """
    names = claims["enterprise"]
    with ThreadPoolExecutor() as pool:  # pyarrow searches and hashes strings outside the GIL
        pieces = [names.iloc[at : at + PIECE] for at in range(0, max(len(names), 1), PIECE)]
        is_formatted = np.concatenate([*pool.map(_is_formatted, pieces)])
        by_identity = pool.submit(pd.factorize, claims["identity"])
        name = _numbered(names, is_formatted)
        identity, identities = by_identity.result()
    # A name that occurs with only one identity connects nothing.
    bearer = np.zeros(name.max(initial=0) + 1, dtype=np.int64)
    bearer[name] = identity
    is_shared = np.isin(name, name[bearer[name] != identity])
    shared = claims[is_shared]
    ties = shared[["quarter"]].assign(
        name=name[is_shared],
        identity=identity[is_shared],
        is_code=shared["identity"] != shared["enterprise"],
    )
    codes = ties[ties["is_code"]].drop_duplicates()
    has_two_codes = ties["name"].isin(codes.loc[codes.duplicated(["quarter", "name"]), "name"])
    ties = ties[~has_two_codes]
    size = len(identities) + len(bearer)
    ends = (ties["identity"], len(identities) + ties["name"])
    graph = coo_array((np.ones(len(ties), dtype=np.int8), ends), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)[identity]


def _is_formatted(names: pd.Series) -> NDArray[np.bool_]:
    return names.str.contains(FORMATTED).to_numpy(dtype=bool)


def _numbered(names: pd.Series, is_formatted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return an array with a number for each name, the same for names that ``bare`` makes equal.

    ``is_formatted`` marks the names that ``bare`` may change.
    """
    plain = by_distinct(names[is_formatted], partial(each, change=bare, dtype="str"))
    numbers, _ = pd.factorize(pd.concat([names, plain]))  # this does not copy the names
    found: NDArray[np.int64] = numbers[: len(names)]
    found[is_formatted] = numbers[len(names) :]
    return found
