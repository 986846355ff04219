"""Charts through the quarters: lines, a small panel for each line, a sparkline, and columns."""

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hnfusion.charts.canvas import GAP, HALF, PALETTE, SMALL, plain_axes, say, styled
from hnfusion.quarter import Quarter

LINES, PANEL, COLUMNS, SMALL_COLUMNS = 2.4, 0.48, 2.2, 1.75
"""Inches: the height of lines, of a small panel, of columns alone and beside each other."""
SPARK = (1.5, 0.5)
"""Inches: width and height of a sparkline."""
ABREAST = 2
"""Panels beside each other; more cannot be read on a phone."""
ROOM_FOR_NAMES = 8
"""Up to so many quarters are called 一季度; more are 一."""
LINE = 12.5
"""Points from one label to the next."""
ROOM, SMALL_ROOM = 1.14, 1.2
"""Of the highest column, with the count on top."""
FEWEST, MOST = 4, 8
"""Charts beside each other have room for at least so many quarters; with so many all have their
number, with more only the first, the largest and the last."""


@styled
def lines(rows: pd.DataFrame, colors: Mapping[str, str]) -> Figure:
    """Return a line for each column; those with a colour are thick and labelled at their ends.

    Args:
        rows: indexed by ``Quarter``; a missing value has no point.
        colors: names of ``PALETTE`` by column.
    """
    figure, axes = plain_axes(LINES)
    most = max(rows.max().max(), 1) * 1.08
    for name in sorted(rows.columns, key=colors.__contains__):
        _draw(axes, rows[name], colors.get(name, "whole"), 2.2 if name in colors else 1)
    scale = LINES * 72 * 0.8 / most  # points of a count
    height = float("-inf")
    ends = rows[list(colors)].iloc[-1].dropna().sort_values(kind="stable")
    for column, value in ends.astype("float64").items():
        height = max(value * scale, height + LINE)  # names are kept apart
        end, rise = (_across(rows.index)[-1], value), height - value * scale
        say(axes, f"{column} {value:.0f}", end, colors[str(column)], GAP, rise, va="center")
    axes.set_ylim(0, most)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    _name_quarters(axes, rows.index)
    return figure


@styled
def panels(rows: pd.DataFrame, emphasised: list[str]) -> Figure:
    """Return a small panel for each column, all on one scale, with its first and last value.

    Args:
        rows: indexed by ``Quarter``.
        emphasised: the columns in the leading colour.
    """
    deep = -(-rows.shape[1] // ABREAST)
    figure = Figure(figsize=(HALF, deep * PANEL + 0.4), layout="constrained")
    grid = figure.subplots(deep, ABREAST, sharex=True, sharey=True, squeeze=False)
    places, most = _across(rows.index), max(rows.max().max(), 1) * 1.05
    ends = sorted({0, len(places) - 1})
    names = [f"{q.year}年\n{q.ordinal}季度" for q in rows.index[ends]]
    grid.flat[0].set_xticks([places[n] for n in ends], names)
    grid.flat[0].set(xlim=(places[0], places[-1]), ylim=(0, most), yticks=[])
    for axes, name in zip(grid.flat, rows.columns, strict=False):
        color, counts = "part" if name in emphasised else "second", rows[name]
        _draw(axes, counts, color, 1.8)
        values = counts.astype("float64")
        axes.fill_between(places, values, color=PALETTE[color], alpha=0.12, lw=0)
        _say_beside(axes, f"{name} {counts.iloc[0]}", (places[0], values.iloc[0]), "ink", -GAP)
        _say_beside(axes, f"{counts.iloc[-1]}", (places[-1], values.iloc[-1]), color, GAP)
        axes.tick_params(pad=5)
    for axes in grid.flat[rows.shape[1] :]:
        axes.set_visible(False)
    return figure


@styled
def sparkline(values: pd.Series) -> Figure:
    """Return a small line of counts with a dot at its end; a missing count has no point."""
    figure = Figure(figsize=SPARK)
    axes = figure.add_axes((0.02, 0.04, 0.94, 0.92))
    counts, color = values.reset_index(drop=True).dropna().astype("int64"), PALETTE["part"]
    axes.fill_between(counts.index, counts, color=PALETTE["whole"], linewidth=0, clip_on=False)
    axes.plot(counts, color=color, linewidth=1.5, clip_on=False)
    axes.plot(counts[-1:], "o", color=color, markersize=4, clip_on=False)
    axes.set(ylim=(0, max(float(values.max()), 1) * 1.15), xlim=(0, max(len(values) - 1, 1)))
    axes.axis("off")
    return figure


@styled
def columns(counts: pd.Series) -> Figure:
    """Return a column for each quarter; the counts are indexed by ``Quarter``, without gaps."""
    figure, axes = plain_axes(COLUMNS)
    places = _across(counts.index)
    axes.bar(places, counts, 0.7, color=PALETTE["part"])
    highest = max(counts.max(), 1)
    for place, count in zip(places, counts, strict=True):
        color = "ink" if count else "muted"
        say(axes, f"{count}", (place, count + highest * 0.06), color, ha="center")
    axes.set(yticks=[], ylim=(0, highest * ROOM))
    _name_quarters(axes, counts.index)
    return figure


@styled
def by_quarter(series: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Return a small chart for each figure, side by side, the last quarter emphasised.

    Args:
        series: ``quarter`` as ``2020Q1`` and the figures, a row for each quarter, oldest first.
        titles: the title of each figure to show.
    """
    figure, room = Figure(figsize=(HALF, SMALL_COLUMNS)), 1 / len(titles)
    last = len(series) - 1
    ends = sorted({0, last})
    colors = [PALETTE["whole"]] * last + [PALETTE["part"]]
    for number, (column, title) in enumerate(titles.items()):
        axes = figure.add_axes((number * room + 0.01, 0.14, room - 0.03, 0.72))
        counts = series[column].astype("int64")
        axes.bar(range(len(counts)), counts, 0.74, color=colors)
        named = {0, int(counts.argmax()), last} if last >= MOST else range(last + 1)
        for x in sorted(named):
            color = "ink" if counts[x] else "muted"
            say(axes, f"{counts[x]}", (x, counts[x]), color, ha="center", va="bottom")
        axes.set(yticks=[], ylim=(0, max(counts.max(), 1) * SMALL_ROOM))
        axes.set_xlim(-0.5, max(last + 1, FEWEST) - 0.5)
        axes.set_xticks(ends, series["quarter"].iloc[ends])
        axes.tick_params(axis="x", pad=3, labelsize=SMALL)
        axes.set_title(title, loc="left", fontsize=SMALL, color=PALETTE["muted"], pad=GAP)
    return figure


def _across(quarters: Iterable[Quarter]) -> list[int]:
    """Return the quarters' positions on the horizontal axis, one apart."""
    return [4 * quarter.year + quarter.number for quarter in quarters]


def _name_quarters(axes: Axes, quarters: pd.Index) -> None:
    """Label the axis with the quarters, and the first of each year with the year."""
    unit = "季度" if len(quarters) <= ROOM_FOR_NAMES else ""
    before = [None, *(quarter.year for quarter in quarters)]
    names = [
        f"{q.ordinal}{unit}" + (f"\n{q.year}年" if q.year != year else "")
        for q, year in zip(quarters, before, strict=False)
    ]
    axes.set_xticks(_across(quarters), names)


def _draw(axes: Axes, counts: pd.Series, color: str, width: float) -> None:
    known, dot = counts.dropna().astype("float64"), 2.4 * width**0.5
    look = {"marker": "o", "markersize": dot, "markeredgewidth": 0, "clip_on": False}
    if len(known):  # constrained layout makes room for an empty line
        axes.plot(_across(known.index), known, color=PALETTE[color], linewidth=width, **look)


def _say_beside(axes: Axes, text: str, at: tuple[float, float], color: str, shift: float) -> None:
    """Write a text left or right of the end of a panel's line, but not below the panel."""
    is_low = at[1] < axes.get_ylim()[1] * 0.1
    look = {"ha": "left" if shift > 0 else "right", "va": "bottom" if is_low else "center"}
    say(axes, text, at, color, shift, -1, **look)
