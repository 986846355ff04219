"""Horizontal bars: a row of a table each, the part of it that is told about in colour."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import HALF, PALETTE, say, styled, width_of
from hnfusion.tally.ranking import podium

ROW, EDGE, GAP = 19.0, 4.0, 4.0
"""Points: the height of a row, the margin of the figure, the distance of words from bars."""
FEWEST_ROWS = 3
DOT = 26.0
"""Square points of a dot."""


@styled
def bars(
    rows: pd.DataFrame,
    whole: str,
    part: str | None = None,
    titles: Mapping[str, str] | None = None,
    emphasis: Collection[str] | None = None,
    told: str = "",
    width: float = HALF,
) -> Figure:
    """Return a chart with a horizontal bar a row, those with the most of what is told first.

    Args:
        rows: its key in the first column; with ``share``, that stands beside the figure.
        whole: the column that a bar's length shows.
        part: the column that is drawn over it and told first; nothing where there is none.
        titles: what the columns are called, said on the first bar.
        emphasis: the keys in full colour; the first three else.
        told: the column that puts them in order; "" is the part, or else the whole.
        width: of the figure, in inches.
    """
    told = told or part or whole
    placed = rows.sort_values([told, whole], ascending=False, kind="stable", ignore_index=True)
    names = podium(rows, told).names if emphasis is None else emphasis
    labels = [_label(row, whole, part, titles if i == 0 else None) for i, row in placed.iterrows()]
    figure, axes, room = sheet(placed.iloc[:, 0].astype("str").tolist(), width)
    keys = placed.iloc[:, 0].astype("str")
    is_told = keys.isin(names)
    draw(axes, keys, placed[whole], None if part else is_told)
    if part:
        draw(axes, keys, placed[part], is_told)
    fit(axes, placed[whole], labels, room)
    for y, label, number, of in zip(
        range(len(placed)), labels, placed[part or whole], placed[whole], strict=True
    ):
        say(axes, label, (of, y), "ink" if number else "muted", shift=GAP)
    return figure


def sheet(keys: list[str], width: float = HALF, row: float = ROW) -> tuple[Figure, Axes, float]:
    """Return a figure with a row a key, its axes, and how wide these are in points."""
    count = max(len(keys), FEWEST_ROWS)
    height = count * row + 2 * EDGE
    left = max(map(width_of, keys), default=0) + EDGE + GAP
    room = width * 72 - left - EDGE
    figure = Figure(figsize=(width, height / 72))
    axes = figure.add_axes(
        (left / width / 72, EDGE / height, room / width / 72, 1 - 2 * EDGE / height), xticks=[]
    )
    return figure, axes, room


def draw(
    axes: Axes, keys: pd.Series, values: pd.Series, is_told: pd.Series | None, thick: float = 0.7
) -> None:
    """Draw a bar a key: pale, or in two colours by what is told of."""
    pale = pd.Series("whole", keys.index)
    colors = pale if is_told is None else is_told.map({True: "part", False: "rest"})
    bar(axes, values, keys, colors, width=thick, clip_on=False)


def bar(axes: Axes, x: pd.Series, y: pd.Series, colors: pd.Series, **look: Any) -> None:
    """Draw a bar a key, each in its colour of ``PALETTE``.

    With a hue for each, seaborn would group and draw them one by one, which takes twice as long.
    """
    sns.barplot(x=x, y=y, ax=axes, color=PALETTE["whole"], saturation=1, errorbar=None, **look)
    for drawn in axes.containers[-1:]:
        for rectangle, color in zip(drawn, colors, strict=True):
            rectangle.set_color(PALETTE[color])


def dots(
    axes: Axes, x: pd.Series, y: pd.Series, color: str | list[str], *, is_hollow: bool = False
) -> None:
    """Draw a dot a value, full or hollow."""
    sns.scatterplot(
        x=x,
        y=y,
        ax=axes,
        c=PALETTE["paper"] if is_hollow else color,
        edgecolor=color,
        linewidth=1.2,
        s=DOT,
        legend=False,
        clip_on=False,
        zorder=3,
    )
    axes.set(xlabel="", ylabel="")


def fit(axes: Axes, values: pd.Series, labels: list[str], room: float) -> None:
    """Scale the bars so that each has room for its label."""
    free = [
        (room - GAP - width_of(label)) / value
        for value, label in zip(values, labels, strict=True)
        if value > 0
    ]
    longest = room / min(free) if free else 1
    count = max(len(values), FEWEST_ROWS)
    axes.set(xlabel="", ylabel="", xlim=(0, longest), ylim=(count - 0.5, -0.5))
    axes.tick_params(axis="y", length=0, pad=GAP)
    sns.despine(ax=axes, bottom=True)


def _label(row: pd.Series, whole: str, part: str | None, titles: Mapping[str, str] | None) -> str:
    columns = [column for column in (part, whole) if column]
    words = " / ".join(f"{f'{titles[c]} ' if titles else ''}{row[c]}" for c in columns)
    return words + (f"({row['share']}%)" if "share" in row and pd.notna(row["share"]) else "")
