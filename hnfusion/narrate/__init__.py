"""Narrate it: every Chinese sentence, of what the tallies, trend and audit have found."""

from hnfusion.narrate import bulletin, change, chart_titles, city, punctuation, remarks, trend

__all__ = ["bulletin", "change", "chart_titles", "city", "punctuation", "remarks", "trend"]
