"""Narrate it: every Chinese sentence of bulletin, trend, charts and the cities' pages."""

from hnfusion.narrate import bulletin, change, chart_titles, city, punctuation, remarks, trend

__all__ = ["bulletin", "change", "chart_titles", "city", "punctuation", "remarks", "trend"]
