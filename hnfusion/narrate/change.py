"""Words for how counts changed: on the quarter (环比), on the year (同比), and where most."""

from typing import NamedTuple

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally import share
from hnfusion.tally.ranking import PLACES, first, joined

FEWEST = 10
"""The least earlier count for which a change is also in percent: 3 to 52 is not +1633.3%."""


class Changed(NamedTuple):
    """How many counts rose and fell, which changed most, and by how much."""

    more: int
    fewer: int
    most: list[str]
    by: int


def changed(counts: pd.Series, *, down: bool = False) -> Changed:
    """Return how many changes are up and down, and the names with the largest rise, or fall.

    ``counts`` has the changes by name; ``down`` asks for the fall.

    >>> changed(pd.Series({"长沙": 3, "株洲": -1, "湘潭": 3}))
    Changed(more=2, fewer=1, most=['长沙', '湘潭'], by=3)
    """
    size = (-counts if down else counts).rename_axis("name").rename("size").reset_index()
    names, by = first(size, "size")
    return Changed(int((counts > 0).sum()), int((counts < 0).sum()), names, by)


def named(names: list[str], unit: str, most: int = PLACES) -> str:
    """Return names as a Chinese list, or just their number if there are more than ``most``.

    >>> named(["长沙", "株洲"], "个市州"), named([*"甲乙丙丁"], "个并列")
    ('长沙和株洲', '4个并列')
    """
    return joined(names) if len(names) <= most else f"{len(names)}{unit}"


def signed(difference: object) -> str | None:
    """Return a change with its sign; None for a missing one.

    >>> signed(3), signed(-2), signed(0), signed(pd.NA)
    ('+3', '−2', '0', None)
    """
    if pd.isna(difference):  # type: ignore[call-overload]
        return None
    return f"{difference:+d}".replace("-", "\N{MINUS SIGN}") if difference else "0"


def change(now: int, before: int, unit: str = "家") -> str:
    """Return by how much a count changed; in percent, too, if ``before`` is at least ``FEWEST``.

    >>> change(136, 97), change(52, 3), change(3, 4, "个"), change(228, 228)
    ('增加39家(40.2%)', '增加49家', '减少1个', '持平')
    """
    if now == before:
        return "持平"
    size = abs(now - before)
    percent = f"({share(pd.Series([size]), before)[0]}%)" if before >= FEWEST else ""
    return f"{'增加' if now > before else '减少'}{size}{unit}{percent}"


def moved(noun: str, was: int, now: int, when: str = "") -> str:
    """Return how a count went from ``was``, at the time ``when`` (2019年四季度末), to ``now``.

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
    """Return the changes on the quarter and on the year, each only if both counts are known.

    ``counts`` is a column of ``tally.headlines``, by quarter.
    """
    known = counts.dropna()
    against = {"环比": quarter.previous, "同比": quarter.a_year_before}
    return [
        word + change(int(known[str(quarter)]), int(known[str(earlier)]), unit)
        for word, earlier in against.items()
        if str(earlier) in known and str(quarter) in known
    ]
