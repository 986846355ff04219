"""Lines through the quarters: a few in one chart, a small panel for each, or a sparkline."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hnfusion.charts.canvas import GAP, HALF, PALETTE, plain_axes, say, styled
from hnfusion.quarter import Quarter

HEIGHT, PANEL, SPARK = 2.4, 0.48, (1.5, 0.5)
"""Inches: the height of a chart and of a small panel, width and height of a sparkline."""
COLUMNS = 2
"""Panels beside each other; more cannot be read on a phone."""
ROOM_FOR_NAMES = 8
"""Up to so many quarters are called 一季度; more are 一."""
LINE = 12.5
"""Points from one label to the next."""


@styled
def lines(rows: pd.DataFrame, colors: Mapping[str, str]) -> Figure:
    """Return a line for each column; those with a colour are thick and labelled at their ends.

    Args:
        rows: indexed by ``Quarter``; a missing value has no point.
        colors: names of ``PALETTE`` by column.
    """
    figure, axes = plain_axes(HEIGHT)
    _draw(axes, rows.drop(columns=[*colors]), "whole", 1)
    for name in filter(colors.__contains__, rows.columns):
        _draw(axes, rows[[name]], colors[name], 2.2)
    _label_ends(axes, rows[list(colors)], colors)
    axes.set(xlabel="", ylabel="", ylim=(0, max(rows.max().max(), 1) * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=PALETTE["line"], linewidth=0.7)
    name_quarters(axes, rows.index)
    return figure


@styled
def panels(rows: pd.DataFrame, emphasised: list[str]) -> Figure:
    """Return a small panel for each column, all on one scale, with its first and last value.

    Args:
        rows: indexed by ``Quarter``.
        emphasised: the columns in the leading colour.
    """
    deep = -(-rows.shape[1] // COLUMNS)
    figure = Figure(figsize=(HALF, deep * PANEL + 0.4), layout="constrained")
    grid = figure.subplots(deep, COLUMNS, sharex=True, sharey=True, squeeze=False)
    places, most = across(rows.index), max(rows.max().max(), 1) * 1.05
    ends = sorted({0, len(places) - 1})
    names = [f"{q.year}年\n{q.ordinal}季度" for q in rows.index[ends]]
    grid.flat[0].set_xticks([places[n] for n in ends], names)
    grid.flat[0].set(xlim=(places[0], places[-1]), ylim=(0, most), yticks=[])
    for axes, name in zip(grid.flat, rows.columns, strict=False):
        color = "part" if name in emphasised else "second"
        _draw(axes, rows[[name]], color, 1.8)
        values, fill = rows[name].astype("float64"), PALETTE[color]
        axes.fill_between(places, values, color=fill, alpha=0.12, lw=0)
        _say_beside(axes, f"{name} {rows[name].iloc[0]}", (places[0], values.iloc[0]), "ink", -GAP)
        _say_beside(axes, f"{rows[name].iloc[-1]}", (places[-1], values.iloc[-1]), color, GAP)
        axes.set(xlabel="", ylabel="")
        axes.tick_params(length=0, pad=5, labelcolor=PALETTE["muted"])
        sns.despine(ax=axes, left=True)
    for axes in grid.flat[rows.shape[1] :]:
        axes.set_visible(False)
    return figure


@styled
def sparkline(values: pd.Series) -> Figure:
    """Return a small line of counts with a dot at its end; a missing count has no point."""
    figure = Figure(figsize=SPARK)
    axes = figure.add_axes((0.02, 0.04, 0.94, 0.92))
    known = values.reset_index(drop=True).dropna()
    places, counts, color = known.index.to_numpy(), known.to_numpy("int64"), PALETTE["part"]
    axes.fill_between(places, counts, color=PALETTE["whole"], linewidth=0, clip_on=False)
    sns.lineplot(x=places, y=counts, ax=axes, color=color, linewidth=1.5, clip_on=False)
    axes.plot(places[-1:], counts[-1:], "o", color=color, markersize=4, clip_on=False)
    axes.set(ylim=(0, max(float(values.max()), 1) * 1.15), xlim=(0, max(len(values) - 1, 1)))
    axes.axis("off")
    return figure


def across(quarters: Iterable[Quarter]) -> list[int]:
    """Return the quarters' positions on the horizontal axis, one apart."""
    return [4 * quarter.year + quarter.number for quarter in quarters]


def name_quarters(axes: Axes, quarters: pd.Index) -> None:
    """Label the axis with the quarters, and the first of each year with the year."""
    unit = "季度" if len(quarters) <= ROOM_FOR_NAMES else ""
    before = [None, *(quarter.year for quarter in quarters)]
    names = [
        f"{q.ordinal}{unit}" + (f"\n{q.year}年" if q.year != year else "")
        for q, year in zip(quarters, before, strict=False)
    ]
    axes.set_xticks(across(quarters), names)


def _draw(axes: Axes, rows: pd.DataFrame, color: str, width: float) -> None:
    """Draw a line for each column, all in one colour."""
    places, count = across(rows.index), rows.shape[1]
    known = pd.DataFrame(
        {
            "line": np.repeat(range(count), len(places)),
            "place": places * count,
            "value": rows.to_numpy("float64", na_value=np.nan).ravel("F"),
        }
    ).dropna()
    look: dict[str, Any] = {
        "color": PALETTE[color],
        "linewidth": width,
        "marker": "o",
        "markersize": 2.4 * width**0.5,
        "markeredgewidth": 0,
        "clip_on": False,
    }
    if len(known):
        each: dict[str, Any] = {"units": "line", "estimator": None, "legend": False}
        sns.lineplot(known, x="place", y="value", ax=axes, **each, **look)


def _say_beside(axes: Axes, text: str, at: tuple[float, float], color: str, shift: float) -> None:
    """Write a text left or right of the end of a panel's line, but not below the panel."""
    is_low = at[1] < axes.get_ylim()[1] * 0.1
    align: Literal["left", "right"] = "left" if shift > 0 else "right"
    vertical: Literal["bottom", "center"] = "bottom" if is_low else "center"
    say(axes, text, at, color, align=align, shift=shift, rise=-1, vertical=vertical)


def _label_ends(axes: Axes, rows: pd.DataFrame, colors: Mapping[str, str]) -> None:
    """Name each line at its end, the names kept apart."""
    ends = rows.iloc[-1].dropna().astype("float64").sort_values(kind="stable")
    scale = HEIGHT * 72 * 0.8 / (max(rows.max().max(), 1) * 1.08)
    place, height = across(rows.index)[-1], float("-inf")
    for name, value in ends.items():
        height = max(value * scale, height + LINE)
        words, color, rise = f"{name} {value:.0f}", colors[str(name)], height - value * scale
        say(axes, words, (place, value), color, shift=GAP, rise=rise, vertical="center")
