"""Say in Chinese sentences what the tallies, the trend and the audit have found."""

from hnfusion.narrate import (
    bulletin,
    certificates,
    change,
    chart_titles,
    city,
    punctuation,
    remarks,
    trend,
)

__all__ = [
    "bulletin",
    "certificates",
    "change",
    "chart_titles",
    "city",
    "punctuation",
    "remarks",
    "trend",
]
