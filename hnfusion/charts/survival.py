"""Kaplan-Meier curves: the share that reached an event by each month, with confidence bands."""

import pandas as pd
from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, plain_axes, say, styled

HEIGHT = 3.0
"""The chart's height in inches."""
COLORS = ("part", "second")
TICK = 6
"""Months from one tick to the next."""


@styled
def survival(curves: dict[str, pd.DataFrame]) -> Figure:
    """Return a figure with a step line and a confidence band for each curve, over the months.

    Args:
        curves: at most two frames, by the name of the curve, with the columns ``month`` and, in
            percent, ``share, lower, upper``; a frame without rows draws nothing.
    """
    figure, axes = plain_axes(HEIGHT)
    last = max((c["month"].max() for c in curves.values() if len(c)), default=0)
    for (name, curve), color in zip(curves.items(), COLORS, strict=False):
        if len(curve):
            months, share, fill = curve["month"], curve["share"], PALETTE[color]
            band = (curve["lower"], curve["upper"])
            axes.fill_between(months, *band, step="post", color=fill, alpha=0.15, linewidth=0)
            axes.step(months, share, where="post", color=fill, linewidth=2)
            words, end = f"{name} {share.iloc[-1]:.1f}%", (months.iloc[-1], share.iloc[-1])
            say(axes, words, end, color, rise=5, ha="right", va="baseline")
    axes.axhline(50, color=PALETTE["muted"], linewidth=0.8, linestyle=(0, (3, 3)))
    say(axes, "一半", (0, 50), "muted", 2, 3, va="baseline")
    ticks = range(0, int(last) + TICK, TICK)
    axes.set(xlim=(0, ticks[-1]), ylim=(0, 100), xlabel="月", xticks=ticks)
    axes.set_yticks(range(0, 101, 25), [f"{n}%" for n in range(0, 101, 25)])
    return figure
