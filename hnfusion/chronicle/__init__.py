"""The trend's exhibits: what it says, its charts, its tables, one a function."""

from hnfusion.chronicle.figures import (
    by_city,
    by_industry,
    first_seen,
    new,
    self_run,
    stage_flow,
    survival,
    totals,
)
from hnfusion.chronicle.keeping import expiry, retention
from hnfusion.chronicle.numbering import DATA, FIGURES
from hnfusion.chronicle.sentences import title
from hnfusion.chronicle.texts import about, data, lead, quarters, times

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
