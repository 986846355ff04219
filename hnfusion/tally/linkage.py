"""What was filed, quarter by quarter, and by whom: identities that outlive a correction.

A *claim* is a row of a cleaned list. ``who`` numbers the enterprise behind it: the same number
for the same code under another name (更名), for the same name under a corrected code, and for
names that differ only in width, brackets and case.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hnfusion.cleaning.alike import numbers, recurring
from hnfusion.cleaning.columns import Marks, in_one_piece, is_bare, lengths, replaced
from hnfusion.quarter import Quarter

Lists = Mapping[str, pd.DataFrame]
Snapshots = Mapping[Quarter, Lists]
Numbers = NDArray[np.int64]
LISTS = ("certified", "started", "pilots")
"""The lists that name enterprises."""
KEYS = ["identity", "enterprise"]
ASCII_MARKS = r"[ -/:-@\[-`{-~]"


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
    parts: list[pd.DataFrame] = []
    seen = pd.Index([], dtype="int64")
    for quarter in sorted(past, reverse=True):
        rows = past[quarter]
        rows = rows[~rows["who"].isin(seen)] if parts else rows
        parts.append(rows.assign(quarter=str(quarter)))
        seen = seen.union(pd.Index(rows["who"].unique()))
    return pd.concat(parts, ignore_index=True) if parts else none.assign(quarter="")


def once(rows: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return each enterprise once, by its earliest row, as the bulletin counts it."""
    first = firsts(rows)
    if len(first) == len(rows):
        return rows
    return firsts(rows.sort_values(date, kind="stable")).sort_index()


def firsts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first row of each enterprise."""
    who = rows["who"].to_numpy()
    is_first = first_rows(who, who) == np.arange(len(rows))
    return rows if is_first.all() else rows[is_first]


def among(who: pd.Series, others: pd.Series) -> pd.Series:
    """Say for each enterprise whether it is among the others.

    >>> among(pd.Series([3, 1]), pd.Series([1, 2])).tolist()
    [False, True]
    """
    return pd.Series(first_rows(others.to_numpy(), who.to_numpy()) >= 0, who.index)


def first_rows(filed: Numbers, asked: Numbers) -> Numbers:
    """Return where each enterprise that is asked for is first filed, -1 where it is not.

    >>> first_rows(np.array([3, 1, 3]), np.array([1, 2, 3])).tolist()
    [1, -1, 0]
    """
    first = np.full(max(filed.max(initial=-1), asked.max(initial=-1)) + 1, -1)
    first[filed[::-1]] = np.arange(len(filed))[::-1]
    return first[asked]


def bare(name: str) -> str:
    """Return a name by which formatting does not matter: letters and figures only.

    >>> bare("湖南示例(集团)有限公司") == bare("湖南示例集团 有限公司")
    True
    """
    letters = name if name.isalnum() else "".join(filter(str.isalnum, name))
    return letters.upper() or name


def bare_names(names: pd.Series) -> pd.Series:
    """Return each name ``bare``; most are, as their bytes tell."""
    is_formatted = ~is_bare(names)
    return replaced(names, is_formatted, _bare(names[is_formatted]))


def _connected(claims: pd.DataFrame, quarter: Numbers) -> Numbers:
    """Return a number for each claim, the same for all that are connected.

    A name that one identity alone bears connects nothing, so only the others are looked at, and
    these by their texts.
    """
    with ThreadPoolExecutor() as pool:
        identities = pool.submit(_numbered, claims["identity"])
        number, is_plain = pool.map(lambda tell: tell(claims["enterprise"]), (numbers, is_bare))
        identity = identities.result()
    number[~is_plain] = numbers(_bare(claims["enterprise"][~is_plain]))
    is_shared = _is_shared(number, identity)
    names = claims["enterprise"][is_shared]
    filed = pd.DataFrame(
        {
            "name": pd.factorize(bare_names(names))[0],
            "identity": identity[is_shared],
            "quarter": quarter[is_shared],
        }
    )
    ties = filed[~_is_refused(filed, (claims["identity"][is_shared] != names).to_numpy())]
    tied, shared = pd.factorize(ties["name"])
    count = identity.max(initial=-1) + 1
    size = count + len(shared)
    ends = (ties["identity"], count + tied)
    graph = coo_array((np.ones(len(ties), dtype=np.int8), ends), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    connected: Numbers = labels.astype(np.int64)[identity]
    return connected


def _numbered(texts: pd.Series) -> Numbers:
    """Return a number from 0 on for each text, the same for equal ones; none is missing.

    Texts are told apart by what ``alike.numbers`` makes of them; the texts prove it.
    """
    number: Numbers
    number, _ = pd.factorize(numbers(texts).view(np.int64))
    first = first_rows(number, number)
    again = np.flatnonzero(first != np.arange(len(first)))
    whole = in_one_piece(texts).array
    is_proved = (whole.take(again) == whole.take(first[again])).all()
    if not is_proved:
        number, _ = pd.factorize(texts)
    return number


def _is_shared(number: NDArray[np.uint64], identity: Numbers) -> Marks:
    """Say for each claim whether the number of its name may be another identity's too."""
    first = first_rows(identity, identity)
    is_news = (number != number[first]) | (first == np.arange(len(first)))
    return np.asarray(pd.Series(number).isin(recurring(number[is_news])))


def _bare(names: pd.Series) -> pd.Series:
    """Return each name ``bare``; most have no other marks than those of ASCII."""
    plain = names.str.replace(ASCII_MARKS, "", regex=True).str.upper()
    is_odd = ~is_bare(plain) | (lengths(plain) == 0)
    return replaced(plain, is_odd, pd.Series(map(bare, names[is_odd]), dtype="str"))


def _is_refused(ties: pd.DataFrame, is_code: Marks) -> Marks:
    """Say for each claim whether two codes bear its name in one quarter."""
    bearers = ties[is_code].drop_duplicates()
    return np.isin(ties["name"], bearers.loc[bearers.duplicated(["quarter", "name"]), "name"])
