"""Columns through the quarters, each with its count on top."""

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from hnfusion.charts.canvas import GAP, HALF, PALETTE, SMALL, plain_axes, say, styled
from hnfusion.charts.lines import across, name_quarters

HEIGHT, SMALL_HEIGHT = 2.2, 1.75
"""Inches: a chart alone, and charts beside each other."""
ROOM, SMALL_ROOM = 1.14, 1.2
"""Of the highest column, with the count on top."""
FEWEST, MOST = 4, 8
"""Charts beside each other have room for at least so many quarters; with so many all have their
number, with more only the first, the largest and the last."""


@styled
def columns(counts: pd.Series) -> Figure:
    """Return a column for each quarter; the counts are indexed by ``Quarter``, without gaps."""
    figure, axes = plain_axes(HEIGHT)
    places = across(counts.index)
    axes.bar(places, counts, 0.7, color=PALETTE["part"])
    highest = max(counts.max(), 1)
    for place, count in zip(places, counts, strict=True):
        color = "ink" if count else "muted"
        say(axes, f"{count}", (place, count + highest * 0.06), color, align="center")
    axes.set(yticks=[], ylim=(0, highest * ROOM))
    name_quarters(axes, counts.index)
    return figure


@styled
def by_quarter(series: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Return a small chart for each figure, side by side, the last quarter emphasised.

    Args:
        series: ``quarter`` as ``2020Q1`` and the figures, a row for each quarter, oldest first.
        titles: the title of each figure to show.
    """
    figure, room = Figure(figsize=(HALF, SMALL_HEIGHT)), 1 / len(titles)
    quarters, last = series["quarter"], len(series) - 1
    ends = sorted({0, last})
    colors = [PALETTE["whole"]] * last + [PALETTE["part"]]
    for number, (column, title) in enumerate(titles.items()):
        axes = figure.add_axes((number * room + 0.01, 0.14, room - 0.03, 0.72))
        counts = series[column].astype("int64")
        axes.bar(range(len(counts)), counts, 0.74, color=colors)
        named = {0, int(counts.argmax()), last} if last >= MOST else range(last + 1)
        for x in sorted(named):
            color = "ink" if counts[x] else "muted"
            say(axes, f"{counts[x]}", (x, counts[x]), color, align="center", vertical="bottom")
        axes.set(yticks=[], ylim=(0, max(counts.max(), 1) * SMALL_ROOM))
        axes.set_xlim(-0.5, max(last + 1, FEWEST) - 0.5)
        axes.set_xticks(ends, [quarters[x] for x in ends])
        axes.tick_params(axis="x", length=0, pad=3, labelsize=SMALL, labelcolor=PALETTE["muted"])
        axes.set_title(title, loc="left", fontsize=SMALL, color=PALETTE["muted"], pad=GAP)
        sns.despine(ax=axes, left=True)
    return figure
