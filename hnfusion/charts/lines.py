"""Lines through the quarters: a few in one chart, or a small panel for each of many."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hnfusion.charts.canvas import HALF, PALETTE, styled
from hnfusion.quarter import Quarter

HEIGHT, PANEL = 2.4, 0.48
"""Inches: a chart's height, the height of a small panel."""
COLUMNS = 2
"""Panels beside each other: so many are still read on a phone."""
ROOM_FOR_NAMES = 8
"""Up to so many quarters are called 一季度; more are 一."""
LINE, GAP = 12.5, 4
"""Points: from one label to the next, from a line's end to its label."""


@styled
def lines(rows: pd.DataFrame, colors: Mapping[str, str]) -> Figure:
    """Return a line a column, those that have a colour told apart and labelled at their ends.

    Args:
        rows: a row a ``Quarter``, a column a line; where a value is missing there is no point.
        colors: names of ``PALETTE`` by column; the other lines are drawn thin, without a label.
    """
    figure = Figure(figsize=(HALF, HEIGHT), layout="constrained")
    axes = figure.subplots()
    _draw(axes, rows.drop(columns=[*colors]), PALETTE["whole"], 1)
    for name in filter(colors.__contains__, rows.columns):
        _draw(axes, rows[[name]], PALETTE[colors[name]], 2.2)
    _label_ends(axes, rows[list(colors)], {c: PALETTE[name] for c, name in colors.items()})
    axes.set(xlabel="", ylabel="", ylim=(0, max(rows.max().max(), 1) * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=PALETTE["line"], linewidth=0.7)
    axes.tick_params(length=0, labelcolor=PALETTE["muted"])
    name_quarters(axes, list(rows.index))
    sns.despine(ax=axes, left=True)
    return figure


@styled
def panels(rows: pd.DataFrame, emphasised: list[str]) -> Figure:
    """Return a small panel a column, all on one scale, its first and last value told.

    Args:
        rows: a row a ``Quarter``, a column a panel.
        emphasised: the columns that are drawn in the leading colour.
    """
    deep = -(-rows.shape[1] // COLUMNS)
    figure = Figure(figsize=(HALF, deep * PANEL + 0.4), layout="constrained")
    grid = figure.subplots(deep, COLUMNS, sharex=True, sharey=True, squeeze=False)
    places, most = list(map(place, rows.index)), max(rows.max().max(), 1) * 1.05
    ends = sorted({0, len(places) - 1})
    grid.flat[0].set_xticks([places[n] for n in ends], [_short(rows.index[n]) for n in ends])
    grid.flat[0].set(xlim=(places[0], places[-1]), ylim=(0, most), yticks=[])
    for axes, name in zip(grid.flat, rows.columns, strict=False):
        color = PALETTE["part" if name in emphasised else "second"]
        _draw(axes, rows[[name]], color, 1.8)
        axes.fill_between(places, rows[name].astype("float64"), color=color, alpha=0.12, lw=0)
        first, last = rows[name].iloc[0], rows[name].iloc[-1]
        _tell(axes, (places[0], first), f"{name} {first}", "left", PALETTE["ink"])
        _tell(axes, (places[-1], last), f"{last}", "right", color)
        axes.set(xlabel="", ylabel="")
        axes.tick_params(length=0, pad=5, labelcolor=PALETTE["muted"])
        sns.despine(ax=axes, left=True)
    for axes in grid.flat[rows.shape[1] :]:
        axes.set_visible(False)
    return figure


def _draw(axes: Axes, rows: pd.DataFrame, color: str, width: float) -> None:
    """Draw a line a column, all of one colour, in the order of the columns."""
    places, count = [place(quarter) for quarter in rows.index], rows.shape[1]
    known = pd.DataFrame(
        {
            "line": np.repeat(range(count), len(places)),
            "place": places * count,
            "value": rows.to_numpy("float64", na_value=np.nan).ravel("F"),
        }
    ).dropna()
    style: dict[str, Any] = {"color": color, "linewidth": width, "legend": False}
    mark: dict[str, Any] = {
        "marker": "o",
        "markersize": 2.4 * width**0.5,
        "markeredgewidth": 0,
        "clip_on": False,
    }
    if len(known):
        each: dict[str, Any] = {"units": "line", "estimator": None}
        sns.lineplot(known, x="place", y="value", ax=axes, **each, **style, **mark)


def _label_ends(axes: Axes, rows: pd.DataFrame, colors: Mapping[str, str]) -> None:
    """Name each line at its end, the names kept apart."""
    ends = rows.iloc[-1].dropna().astype("float64").sort_values(kind="stable")
    scale = HEIGHT * 72 * 0.8 / (max(rows.max().max(), 1) * 1.08)
    below = float("-inf")
    for name, value in ends.items():
        height = max(value * scale, below + LINE)
        below = height
        axes.annotate(
            f"{name} {value:.0f}",
            (place(rows.index[-1]), value),
            xytext=(GAP, height - value * scale),
            textcoords="offset points",
            va="center",
            color=colors[str(name)],
        )


def _tell(axes: Axes, point: tuple[int, float], words: str, side: str, color: str) -> None:
    """Write words beside an end of a panel's line, on the ground at the lowest."""
    away = {"left": (-GAP, "right"), "right": (GAP, "left")}[side]
    axes.annotate(
        words,
        point,
        xytext=(away[0], -1),
        textcoords="offset points",
        ha=away[1],
        va="bottom" if point[1] < axes.get_ylim()[1] * 0.1 else "center",
        color=color,
    )


def name_quarters(axes: Axes, quarters: list[Quarter]) -> None:
    """Write the quarters below, and under the first of each year the year."""
    unit = "季度" if len(quarters) <= ROOM_FOR_NAMES else ""
    years = [quarter.year for quarter in quarters]
    is_first = [n == 0 or year != years[n - 1] for n, year in enumerate(years)]
    names = [
        f"{q.ordinal}{unit}" + f"\n{q.year}年" * first
        for q, first in zip(quarters, is_first, strict=True)
    ]
    axes.set_xticks([place(quarter) for quarter in quarters], names)


def place(quarter: Quarter) -> int:
    """Return where a quarter stands across."""
    return 4 * quarter.year + quarter.number


def _short(quarter: Quarter) -> str:
    return f"{quarter.year}年\n{quarter.ordinal}季度"
