"""Columns through the quarters, each with its count on top."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from hnfusion.charts.canvas import HALF, PALETTE, say, styled
from hnfusion.charts.lines import name_quarters, place

HEIGHT = 2.2
"""Inches."""
ROOM = 1.14
"""Of the highest column, for the count on top."""


@styled
def columns(counts: pd.Series) -> Figure:
    """Return a column a quarter.

    Args:
        counts: by ``Quarter``, without gaps.
    """
    figure = Figure(figsize=(HALF, HEIGHT), layout="constrained")
    axes = figure.subplots()
    places = [place(quarter) for quarter in counts.index]
    look: dict[str, Any] = {
        "color": PALETTE["part"],
        "saturation": 1,
        "width": 0.7,
        "errorbar": None,
    }
    sns.barplot(x=places, y=counts.to_numpy(), ax=axes, native_scale=True, **look)
    highest = max(counts.max(), 1)
    for across, count in zip(places, counts, strict=True):
        color = "ink" if count else "muted"
        say(axes, f"{count}", (across, count + highest * 0.06), color, align="center")
    axes.set(xlabel="", ylabel="", yticks=[], ylim=(0, highest * ROOM))
    axes.tick_params(length=0, labelcolor=PALETTE["muted"])
    name_quarters(axes, list(counts.index))
    sns.despine(ax=axes, left=True)
    return figure
