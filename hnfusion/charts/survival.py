"""Kaplan-Meier curves: the share that reached an event by each month, with confidence bands."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, plain_axes, say, styled

HEIGHT = 3.0
"""Inches."""
COLORS = ("part", "second")
TICK = 6
"""Months from one tick to the next."""


@styled
def survival(curves: dict[str, pd.DataFrame]) -> Figure:
    """Return a step line with its band for each curve, named at its end; months across, percent up.

    Args:
        curves: by name, at most two frames of ``month, share, lower, upper``.
    """
    figure, axes = plain_axes(HEIGHT)
    last = max((c["month"].max() for c in curves.values() if len(c)), default=0)
    for (name, curve), color in zip(curves.items(), COLORS, strict=False):
        if len(curve):
            months, lower, upper = curve["month"], curve["lower"], curve["upper"]
            look: dict[str, Any] = {"color": PALETTE[color]}
            axes.fill_between(months, lower, upper, step="post", alpha=0.15, linewidth=0, **look)
            look |= {"drawstyle": "steps-post", "linewidth": 2, "errorbar": None, "legend": False}
            sns.lineplot(x=months, y=curve["share"], ax=axes, **look)
            end = (curve["month"].iloc[-1], curve["share"].iloc[-1])
            words = f"{name} {end[1]:.1f}%"
            say(axes, words, end, color, align="right", rise=5, vertical="baseline")
    axes.axhline(50, color=PALETTE["muted"], linewidth=0.8, linestyle=(0, (3, 3)))
    say(axes, "一半", (0, 50), "muted", shift=2, rise=3, vertical="baseline")
    ticks = range(0, int(last) + TICK, TICK)
    axes.set(xlim=(0, ticks[-1]), ylim=(0, 100), xlabel="月", ylabel="", xticks=ticks)
    axes.set_yticks(range(0, 101, 25), [f"{n}%" for n in range(0, 101, 25)])
    axes.grid(axis="y", color=PALETTE["line"], linewidth=0.7)
    return figure
