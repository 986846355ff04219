"""How a count changed on the quarter (环比) and on the year (同比), in words."""

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally import share

FEWEST = 10
"""Of fewer than so many a percentage says more than there is: from 3 to 52 is no +1633.3%."""


def change(now: int, before: int, unit: str = "家") -> str:
    """Return by how much a count changed, in percent too where there were enough before.

    >>> change(136, 97), change(52, 3), change(3, 4, "个"), change(228, 228)
    ('增加39家(40.2%)', '增加49家', '减少1个', '持平')
    """
    if now == before:
        return "持平"
    size = abs(now - before)
    percent = f"({share(pd.Series([size]), before)[0]}%)" if before >= FEWEST else ""
    return f"{'增加' if now > before else '减少'}{size}{unit}{percent}"


def compared(counts: pd.Series, quarter: Quarter, unit: str = "家") -> list[str]:
    """Return a count's change on the quarter and on the year; none where there is no such quarter.

    Args:
        counts: a column of ``tally.headlines``, by quarter.
        quarter: the quarter that is compared.
        unit: its measure word.
    """
    known = counts.dropna()
    against = {"环比": quarter.previous, "同比": quarter.a_year_before}
    return [
        word + change(int(known[str(quarter)]), int(known[str(earlier)]), unit)
        for word, earlier in against.items()
        if str(earlier) in known and str(quarter) in known
    ]
