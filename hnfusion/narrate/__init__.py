"""Say in Chinese sentences what the tallies, the trend and the audit have found."""

from hnfusion.narrate import bulletin, change, chart_titles, city, punctuation, remarks, trend

__all__ = ["bulletin", "change", "chart_titles", "city", "punctuation", "remarks", "trend"]
