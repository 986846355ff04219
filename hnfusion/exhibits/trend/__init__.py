"""The trend's exhibits: what it says, its charts, its tables, one a function."""

from hnfusion.exhibits.trend.figures import (
    by_city,
    by_industry,
    first_seen,
    new,
    self_run,
    stage_flow,
    survival,
    totals,
)
from hnfusion.exhibits.trend.keeping import expiry, retention
from hnfusion.exhibits.trend.numbering import DATA, FIGURES
from hnfusion.exhibits.trend.texts import about, data, lead, quarters, times
from hnfusion.narrate.trend import title

__all__ = [
    "DATA",
    "FIGURES",
    "about",
    "by_city",
    "by_industry",
    "data",
    "expiry",
    "first_seen",
    "lead",
    "new",
    "quarters",
    "retention",
    "self_run",
    "stage_flow",
    "survival",
    "times",
    "title",
    "totals",
]
