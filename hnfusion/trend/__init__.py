"""Follow the trend: counts, stages and certificates of the enterprises in all quarters.

The functions return frames. They take ``history``, the lists of all quarters up to the report's,
oldest first, or what another of these functions returns. The lists need the number ``who`` of each
row's enterprise (``tally.linked``), which stays the same when a code is corrected or a name
changes.
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
