"""Charts of counts by quarter: lines, small panels, a sparkline, and columns."""

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hnfusion.charts.canvas import GAP, HALF, PALETTE, SMALL, plain_axes, say, styled
from hnfusion.quarter import Quarter

LINES, PANEL, COLUMNS, SMALL_COLUMNS = 2.4, 0.48, 2.2, 1.75
"""Heights in inches: of lines, of a small panel, of columns alone, and of columns side by side."""
SPARK = (1.5, 0.5)
"""Width and height of a sparkline in inches."""
ABREAST = 2
"""Panels side by side; more cannot be read on a phone."""
ROOM_FOR_NAMES = 8
"""The most quarters that are labelled 一季度; if there are more, the label is only 一."""
LINE = 12.5
"""Least distance of two labels in points."""
ROOM, SMALL_ROOM = 1.14, 1.2
"""Height of the axes relative to the highest column, which has its count on top: in ``columns``
and in ``by_quarter``."""
FEWEST, MOST = 4, 8
"""Numbers of quarters in ``by_quarter``: there is room for at least ``FEWEST``. Up to ``MOST``
columns have their counts on top; of more, only the first, the largest and the last have them."""


@styled
def lines(rows: pd.DataFrame, colors: Mapping[str, str]) -> Figure:
    """Return a figure with a line for each column of ``rows``, over the quarters.

    A line that ``colors`` names is thick, and has its name and last count at its end. The other
    lines are thin, pale and without a label.

    Args:
        rows: counts indexed by ``Quarter``. A missing count has no dot; the line goes straight from
            the count before it to the count after it.
        colors: the name in ``PALETTE`` of a line's colour, by column of ``rows``.
    """
    figure, axes = plain_axes(LINES)
    most = max(rows.max().max(), 1) * 1.08
    for name in sorted(rows.columns, key=colors.__contains__):
        _draw(axes, rows[name], colors.get(name, "whole"), 2.2 if name in colors else 1)
    scale = LINES * 72 * 0.8 / most  # points per unit of the counts
    height = float("-inf")
    ends = rows[list(colors)].iloc[-1].dropna().sort_values(kind="stable")
    for column, value in ends.astype("float64").items():
        height = max(value * scale, height + LINE)  # keeps labels apart
        end, rise = (_across(rows.index)[-1], value), height - value * scale
        say(axes, f"{column} {value:.0f}", end, colors[str(column)], GAP, rise, va="center")
    axes.set_ylim(0, most)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    _name_quarters(axes, rows.index)
    return figure


@styled
def panels(rows: pd.DataFrame, emphasised: list[str]) -> Figure:
    """Return a figure with a small panel for each column of ``rows``, all on one scale.

    A panel shows the column's counts as a line, its name, and its first and last count.

    Args:
        rows: counts indexed by ``Quarter``.
        emphasised: the columns whose line has the colour ``part``; the others have ``second``.
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
    """Return a figure with only a small line of counts, and a dot at its end.

    At a missing count the line goes straight from the count before it to the count after it.
    """
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
    """Return a figure with a column for each count, and the count on top.

    ``counts`` is indexed by ``Quarter`` and has no missing values.
    """
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
    """Return a figure with small column charts side by side, the newest quarter emphasised.

    Args:
        series: one row per quarter, oldest first: ``quarter`` as ``2020Q1``, and counts.
        titles: the title of each column chart, by the column of ``series`` that it shows.
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
    """Return a list of the quarters' positions on the horizontal axis; neighbours are 1 apart."""
    return [4 * quarter.year + quarter.number for quarter in quarters]


def _name_quarters(axes: Axes, quarters: pd.Index) -> None:
    """Label the horizontal axis with the quarters, and with the year where a year begins."""
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
    if len(known):  # an empty line would get room in the layout
        axes.plot(_across(known.index), known, color=PALETTE[color], linewidth=width, **look)


def _say_beside(axes: Axes, text: str, at: tuple[float, float], color: str, shift: float) -> None:
    """Write a text at an end of a panel's line, but not below the panel.

    It is to the right of the point ``at`` if ``shift`` (in points) is positive, else to the left.
    """
    is_low = at[1] < axes.get_ylim()[1] * 0.1
    look = {"ha": "left" if shift > 0 else "right", "va": "bottom" if is_low else "center"}
    say(axes, text, at, color, shift, -1, **look)
