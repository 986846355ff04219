"""What became of the enterprises from list to list: counts, stages, certificates, all quarters."""

from hnfusion.trend.retention import expiry, retention
from hnfusion.trend.series import by_city, by_industry, by_quarter
from hnfusion.trend.stages import flows, stage_flow
from hnfusion.trend.survival import (
    MONTH,
    as_filed,
    as_first_seen,
    curve,
    curves,
    spells,
    summary,
    times,
)

__all__ = [
    "MONTH",
    "as_filed",
    "as_first_seen",
    "by_city",
    "by_industry",
    "by_quarter",
    "curve",
    "curves",
    "expiry",
    "flows",
    "retention",
    "spells",
    "stage_flow",
    "summary",
    "times",
]
