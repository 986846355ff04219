"""Ranks by count, descending, and the wording of the first ranks."""

from typing import NamedTuple, TypeVar

import pandas as pd

Counts = TypeVar("Counts", pd.Series, pd.DataFrame)
PLACES = 3
"""Number of ranks whose names a sentence has (一: 排前三位的是)."""
MOST_NAMED = 5
"""The most names in such a sentence; a tie that would exceed it is left out (一 names four)."""


class Podium(NamedTuple):
    """The first ranks of a table: names, their counts, and how many rows are above zero."""

    names: list[str]
    counts: list[int]
    positive: int

    @property
    def is_level(self) -> bool:
        """Whether more than three share the first rank."""
        return len(self.names) > PLACES and len(set(self.counts)) == 1

    @property
    def places(self) -> str:
        """The words 首位, 前两位 or 前三位, with 含并列 if ties make the names more than three."""
        places = min(len(self.names), PLACES)
        return ["首位", "前两位", "前三位"][places - 1] + "(含并列)" * (len(self.names) > places)


def ranked(table: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Return the table sorted by ``by``, descending; ties keep their order."""
    return table.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def ranks(counts: Counts) -> Counts:
    """Return the rank of each count within its column; ties share a rank, zero has none.

    >>> ranks(pd.Series([5, 2, 2, 1, 0])).tolist()
    [1, 2, 2, 4, <NA>]
    """
    return counts.where(counts > 0).rank(method="min", ascending=False).astype("Int64")


def leading(table: pd.DataFrame, column: str, places: int = 1) -> pd.DataFrame:
    """Return the rows of the first ``places`` ranks by a column, with ties, in table order.

    >>> leading(pd.DataFrame({"city": list("甲乙丙"), "new": [2, 5, 2]}), "new", 1)["city"].tolist()
    ['乙']
    """
    return table[(ranks(table[column]) <= places).fillna(value=False)]


def first(table: pd.DataFrame, column: str) -> tuple[list[str], int]:
    """Return the names that share the first rank, and their count; no names if all are zero.

    >>> first(pd.DataFrame({"city": list("甲乙丙"), "new": [2, 5, 5]}), "new")
    (['乙', '丙'], 5)
    """
    leaders = leading(table, column)
    most = int(leaders[column].iloc[0]) if len(leaders) else 0
    return leaders.iloc[:, 0].astype("str").tolist(), most


def largest(counts: pd.Series, places: int = PLACES) -> list[str]:
    """Return the names (the index) of the ``places`` largest counts above 0; ties keep their order.

    >>> largest(pd.Series({"甲": 2, "乙": 5, "丙": 2, "丁": 0}), 2)
    ['乙', '甲']
    """
    placed = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return placed.index[:places].astype("str").tolist()


def podium(table: pd.DataFrame, column: str) -> Podium:
    """Return the first three ranks of a table by a column, ties included.

    Zero has no rank. A tie that would name more than five is left out, unless it is of the first
    rank.

    >>> podium(pd.DataFrame({"city": list("甲乙丙丁"), "new": [5, 2, 2, 0]}), "new")
    Podium(names=['甲', '乙', '丙'], counts=[5, 2, 2], positive=3)
    """
    key = table.columns[0]
    named = ranked(leading(table, column, PLACES), column)
    if len(named) > MOST_NAMED and named[column].min() < named[column].max():
        named = named[named[column] > named[column].min()]
    positive = int((table[column] > 0).sum())
    return Podium(named[key].astype("str").tolist(), named[column].tolist(), positive)


def wording(podium: Podium, *, none: str, only: str, level: str, ranked: str) -> str:
    """Return the wording that fits a podium, with its fields filled in.

    ``none`` is for no names, ``only`` for a single name, ``level`` for more than three names on
    the first rank, ``ranked`` for all other cases. The fields are ``names`` (甲、乙和丙),
    ``listed`` (甲、乙、丙), ``counts``, ``each`` (分别, if several), ``places`` (前三位), ``bare``
    (三位), ``count`` (the largest) and ``number`` (of names).
    """
    if not podium.names:
        return none
    text = only if podium.positive == 1 else level if podium.is_level else ranked
    return text.format(
        names=joined(podium.names),
        listed="、".join(podium.names),
        counts="、".join(map(str, podium.counts)),
        each="分别" if len(podium.names) > 1 else "",
        places=podium.places,
        bare=podium.places.removeprefix("前"),
        count=podium.counts[0],
        number=len(podium.names),
    )


def joined(names: list[str]) -> str:
    """Return names as a Chinese list.

    >>> joined(["长沙", "湘潭", "娄底"]), joined(["长沙"])
    ('长沙、湘潭和娄底', '长沙')
    """
    return "和".join(filter(None, ["、".join(names[:-1]), names[-1]])) if names else ""
