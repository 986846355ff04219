"""Who comes first in a table, and how the bulletin tells it."""

from typing import NamedTuple

import pandas as pd

PLACES = 3
"""How many places a ranking names (一: 排前三位的是)."""
MOST_NAMED = 5
"""A tie that would make a ranking name more than these is left out of it; 一 names four."""


class Podium(NamedTuple):
    """The first places of a ranking: who, with how many, and how the places are called."""

    names: list[str]
    counts: list[int]
    positive: int

    @property
    def is_level(self) -> bool:
        """Whether more than three share the first place."""
        return len(self.names) > PLACES and len(set(self.counts)) == 1

    @property
    def places(self) -> str:
        """Return 首位, 前两位 or 前三位, with a word on ties that make the names more."""
        places = min(len(self.names), PLACES)
        return ["首位", "前两位", "前三位"][places - 1] + "(含并列)" * (len(self.names) > places)


def podium(table: pd.DataFrame, column: str) -> Podium:
    """Return the first three places of a table by a column, ties included.

    Zero takes no place. Ties that would name more than five are left out, unless they share the
    first place: then all are there.

    >>> podium(pd.DataFrame({"city": list("甲乙丙丁"), "new": [5, 2, 2, 0]}), "new")
    Podium(names=['甲', '乙', '丙'], counts=[5, 2, 2], positive=3)
    """
    key = table.columns[0]
    placed = table[table[column] > 0].sort_values(column, ascending=False, kind="stable")
    place = placed[column].rank(method="min", ascending=False)
    named = placed[place <= PLACES]
    if len(named) > MOST_NAMED and place.loc[named.index].max() > 1:
        named = named[place.loc[named.index] < place.loc[named.index].max()]
    return Podium(named[key].astype("str").tolist(), named[column].tolist(), len(placed))


def told(podium: Podium, *, none: str, only: str, level: str, ranked: str) -> str:
    """Return the wording that is true of a podium, filled in.

    The four wordings are for nobody, one alone, more than three on the first place, and the
    ordinary case; they may use ``names`` (甲、乙和丙), ``listed`` (甲、乙、丙), ``counts``,
    ``each`` (分别, of several), ``places`` (前三位), ``bare`` (三位), ``count`` and ``number``.
    """
    if not podium.names:
        return none
    wording = only if podium.positive == 1 else level if podium.is_level else ranked
    return wording.format(
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
