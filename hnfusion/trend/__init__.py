"""Follow the trend: counts, stages and certificates of the enterprises in all quarters."""

from hnfusion.trend.retention import expiry, retention
from hnfusion.trend.series import by_city, by_industry, by_quarter
from hnfusion.trend.stages import flows
from hnfusion.trend.survival import MONTH, curves, spells, times

__all__ = [
    "MONTH",
    "by_city",
    "by_industry",
    "by_quarter",
    "curves",
    "expiry",
    "flows",
    "retention",
    "spells",
    "times",
]
