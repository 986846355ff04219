"""Rank names by count, descending, and fill in sentences about the first three ranks."""

from typing import NamedTuple, TypeVar

import pandas as pd

Counts = TypeVar("Counts", pd.Series, pd.DataFrame)
PLACES = 3
"""Number of ranks whose names are in a sentence (一: 排前三位的是)."""
MOST_NAMED = 5
"""Maximum number of names in a sentence about ranks (part 一 of the bulletin names four); see
``podium`` for ties."""


class Podium(NamedTuple):
    """The names on the first three ranks of a table, by the counts in one column.

    Attributes:
        names: the names, ties included, the largest count first; empty if all counts are zero.
        counts: the count of each name.
        positive: how many rows of the whole table have a count above zero.
    """

    names: list[str]
    counts: list[int]
    positive: int

    @property
    def is_level(self) -> bool:
        """Whether more than three names share the first rank."""
        return len(self.names) > PLACES and len(set(self.counts)) == 1

    @property
    def places(self) -> str:
        """The words for the ranks, by the number of names: 首位, 前两位 or 前三位.

        If ties make the names more than three, (含并列) follows.
        """
        places = min(len(self.names), PLACES)
        return ["首位", "前两位", "前三位"][places - 1] + "(含并列)" * (len(self.names) > places)


def ranked(table: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Return the table sorted by its column(s) ``by``, descending; ties keep their order."""
    return table.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def ranks(counts: Counts) -> Counts:
    """Return the rank of each count within its column, in the form of ``counts``.

    Equal counts share a rank; zero has no rank (missing).

    >>> ranks(pd.Series([5, 2, 2, 1, 0])).tolist()
    [1, 2, 2, 4, <NA>]
    """
    return counts.where(counts > 0).rank(method="min", ascending=False).astype("Int64")


def leading(table: pd.DataFrame, column: str, places: int = 1) -> pd.DataFrame:
    """Return the table's rows on the first ``places`` ranks by a column, ties included.

    The rows stay in the table's order; rows with zero have no rank.

    >>> leading(pd.DataFrame({"city": list("甲乙丙"), "new": [2, 5, 2]}), "new", 1)["city"].tolist()
    ['乙']
    """
    return table[(ranks(table[column]) <= places).fillna(value=False)]


def first(table: pd.DataFrame, column: str) -> tuple[list[str], int]:
    """Return a list of the names that share the first rank by a column, and their count.

    Names are the values of the table's first column. If all counts are zero, return ``([], 0)``.

    >>> first(pd.DataFrame({"city": list("甲乙丙"), "new": [2, 5, 5]}), "new")
    (['乙', '丙'], 5)
    """
    leaders = leading(table, column)
    most = int(leaders[column].iloc[0]) if len(leaders) else 0
    return leaders.iloc[:, 0].astype("str").tolist(), most


def largest(counts: pd.Series, places: int = PLACES) -> list[str]:
    """Return a list of the names of the ``places`` largest counts above 0; ties keep their order.

    The names are the index of ``counts``.

    >>> largest(pd.Series({"甲": 2, "乙": 5, "丙": 2, "丁": 0}), 2)
    ['乙', '甲']
    """
    placed = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return placed.index[:places].astype("str").tolist()


def podium(table: pd.DataFrame, column: str) -> Podium:
    """Return the ``Podium`` of a table: the names on its first three ranks by a column.

    Names are the values of the table's first column. Zero has no rank. If there are more than
    ``MOST_NAMED`` names, those on the last rank are left out, unless it is also the first.

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
    """Return the sentence that fits a ``Podium``: one of four format strings, filled in.

    The fields of a format string are ``names`` (甲、乙和丙), ``listed`` (甲、乙、丙), ``counts``
    (9、7、5), ``each`` (分别 if there are several names, else ""), ``places`` (前三位), ``bare``
    (``places`` without 前: 三位), ``count`` (the largest count) and ``number`` (of names).

    Args:
        podium: the names on the first three ranks of a table.
        none: the sentence if there are no names; it has no fields.
        only: for a table with a single count above zero.
        level: for more than three names on the first rank.
        ranked: for all other cases.
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
    """Return the text of names enumerated in Chinese, 和 before the last; "" without names.

    >>> joined(["长沙", "湘潭", "娄底"]), joined(["长沙"])
    ('长沙、湘潭和娄底', '长沙')
    """
    return "和".join(filter(None, ["、".join(names[:-1]), names[-1]])) if names else ""
