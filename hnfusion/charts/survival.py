"""Steps of an estimate over time, each with the band that it may lie in."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import HALF, PALETTE, styled

HEIGHT = 3.0
"""Inches."""
COLORS = ("part", "second")
TICK = 6
"""Months from one mark of the axis to the next."""


@styled
def steps(curves: dict[str, pd.DataFrame]) -> Figure:
    """Return a step line a curve with its band, named at its end; months across, percent up.

    Args:
        curves: up to two frames of ``month, share, lower, upper`` by what they are called.
    """
    figure = Figure(figsize=(HALF, HEIGHT), layout="constrained")
    axes = figure.subplots()
    last = max((c["month"].max() for c in curves.values() if len(c)), default=0)
    for (name, curve), color in zip(curves.items(), COLORS, strict=False):
        if len(curve):
            _draw(axes, name, curve, PALETTE[color])
    axes.axhline(50, color=PALETTE["muted"], linewidth=0.8, linestyle=(0, (3, 3)))
    axes.annotate("一半", (0, 50), (2, 3), textcoords="offset points", color=PALETTE["muted"])
    months = np.arange(0, last + TICK, TICK)
    axes.set(xlim=(0, months[-1]), ylim=(0, 100), xlabel="月", ylabel="")
    axes.set_xticks(months)
    axes.set_yticks(range(0, 101, 25), [f"{n}%" for n in range(0, 101, 25)])
    axes.grid(axis="y", color=PALETTE["line"], linewidth=0.7)
    axes.tick_params(length=0, labelcolor=PALETTE["muted"])
    sns.despine(ax=axes, left=True)
    return figure


def _draw(axes: Axes, name: str, curve: pd.DataFrame, color: str) -> None:
    months = curve["month"]
    axes.fill_between(
        months, curve["lower"], curve["upper"], step="post", color=color, alpha=0.15, linewidth=0
    )
    line: dict[str, Any] = {"color": color, "linewidth": 2, "errorbar": None, "legend": False}
    sns.lineplot(x=months, y=curve["share"], ax=axes, drawstyle="steps-post", **line)
    end = curve.iloc[-1]
    axes.annotate(
        f"{name} {end['share']:.1f}%",
        (months.iloc[-1], end["share"]),
        xytext=(0, 5),
        textcoords="offset points",
        ha="right",
        color=color,
    )
