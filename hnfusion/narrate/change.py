"""Words for how counts changed: on the quarter (环比), on the year (同比), and which most."""

from typing import NamedTuple

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally import share
from hnfusion.tally.ranking import PLACES, first, joined

FEWEST = 10
"""The least earlier count whose change is also given in percent: 3 to 52 is not +1633.3%."""


class Changed(NamedTuple):
    """How many counts rose (``more``) and fell (``fewer``), and which changed most.

    ``most`` has the names with the largest rise (or the largest fall, if ``changed`` was asked for
    it): several if they tie, no name if there is no such change. ``by`` is the size of the change.
    """

    more: int
    fewer: int
    most: list[str]
    by: int


def changed(counts: pd.Series, *, down: bool = False) -> Changed:
    """Return the ``Changed`` of ``counts``, a Series that has each count's change by name.

    ``most`` and ``by`` are of the largest rise or, with ``down``, of the largest fall.

    >>> changed(pd.Series({"长沙": 3, "株洲": -1, "湘潭": 3}))
    Changed(more=2, fewer=1, most=['长沙', '湘潭'], by=3)
    """
    size = (-counts if down else counts).rename_axis("name").rename("size").reset_index()
    names, by = first(size, "size")
    return Changed(int((counts > 0).sum()), int((counts < 0).sum()), names, by)


def named(names: list[str], unit: str, most: int = PLACES) -> str:
    """Return a text: all names or, if there are more than ``most``, only their number and ``unit``.

    >>> named(["长沙", "株洲"], "个市州"), named([*"甲乙丙丁"], "个并列")
    ('长沙和株洲', '4个并列')
    """
    return joined(names) if len(names) <= most else f"{len(names)}{unit}"


def signed(difference: object) -> str | None:
    """Return a change as text with its sign; None for a missing value.

    >>> signed(3), signed(-2), signed(0), signed(pd.NA)
    ('+3', '−2', '0', None)
    """
    if pd.isna(difference):  # type: ignore[call-overload]
        return None
    return f"{difference:+d}".replace("-", "\N{MINUS SIGN}") if difference else "0"


def change(now: int, before: int, unit: str = "家") -> str:
    """Return in words by how much a count changed.

    The change is also in percent if ``before`` is at least ``FEWEST``. ``unit`` is a measure word.

    >>> change(136, 97), change(52, 3), change(3, 4, "个"), change(228, 228)
    ('增加39家(40.2%)', '增加49家', '减少1个', '持平')
    """
    if now == before:
        return "持平"
    size = abs(now - before)
    percent = f"({share(pd.Series([size]), before)[0]}%)" if before >= FEWEST else ""
    return f"{'增加' if now > before else '减少'}{size}{unit}{percent}"


def moved(noun: str, was: int, now: int, when: str = "") -> str:
    """Return in words how a count went from ``was``, at the time ``when``, to ``now``.

    ``noun`` is what is counted; ``when`` is a time such as 2019年四季度末, "" to leave it out.

    >>> moved("在贯企业", 184, 286), moved("在贯企业", 5, 5)
    ('在贯企业由184家增至286家', '在贯企业仍为5家')
    >>> moved("在贯企业", 286, 184, "上季度末"), moved("在贯企业", 5, 5, "上季度末")
    ('在贯企业由上季度末的286家减至184家', '在贯企业5家,与上季度末相同')
    """
    if was == now:
        return f"{noun}{now}家,与{when}相同" if when else f"{noun}仍为{now}家"
    before = f"{when}的{was}家" if when else f"{was}家"
    return f"{noun}由{before}{'增' if now > was else '减'}至{now}家"


def compared(counts: pd.Series, quarter: Quarter, unit: str = "家") -> list[str]:
    """Return a list of texts: the change on the quarter (环比), and on the year (同比).

    A change is left out if one of its two counts is unknown. ``counts`` has the counts by quarter
    (``2020Q1``), such as a column of ``tally.headlines``; ``unit`` is their measure word.
    """
    known = counts.dropna()
    against = {"环比": quarter.previous, "同比": quarter.a_year_before}
    return [
        word + change(int(known[str(quarter)]), int(known[str(earlier)]), unit)
        for word, earlier in against.items()
        if str(earlier) in known and str(quarter) in known
    ]
