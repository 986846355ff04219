"""Follow the trend: counts, stages and certificates of the enterprises in all quarters.

Each function takes the history of lists up to a quarter, oldest first; where enterprises are
followed it needs their numbers ``who``: corrected codes and changed names are the same one
(``tally.linked``).
"""

from hnfusion.trend.retention import expiry, retention
from hnfusion.trend.series import by, by_quarter
from hnfusion.trend.stages import flows
from hnfusion.trend.survival import MONTH, curves, spells, times

__all__ = [
    "MONTH",
    "by",
    "by_quarter",
    "curves",
    "expiry",
    "flows",
    "retention",
    "spells",
    "times",
]
