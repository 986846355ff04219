"""Horizontal bars: one for each row of a table, with a part of it in colour."""

from collections.abc import Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import GAP, HALF, PALETTE, say, styled, width_of
from hnfusion.tally.ranking import podium

ROW, EDGE, THICK = 19.0, 4.0, 0.7
"""Points: the height of a row, the margin of the figure. How much of a row its bar takes."""
FEWEST_ROWS = 3
DOT = 26.0
"""Square points of a dot."""


@styled
def bars(
    rows: pd.DataFrame,
    whole: str,
    part: str | None = None,
    titles: Mapping[str, str] | None = None,
    by: str = "",
) -> Figure:
    """Return a chart with a horizontal bar for each row, the largest first and three emphasised.

    Args:
        rows: the key in the first column; ``share`` in percent is written too.
        whole: the column that a bar's length shows.
        part: the column that is drawn over it and written first, if any.
        titles: the columns' titles, written on the first bar.
        by: the column that orders the rows; "" is the part, or else the whole.
    """
    by = by or part or whole
    placed = rows.sort_values([by, whole], ascending=False, kind="stable", ignore_index=True)
    keys = placed.iloc[:, 0].astype("str").tolist()
    figure, axes, room = sheet(keys)
    colors = emphasised(keys, podium(rows, by).names)
    bar(axes, placed[whole], ["whole"] * len(keys) if part else colors)
    if part:
        bar(axes, placed[part], colors)
    words = labels(placed, whole, part, titles)
    fit(axes, placed[whole], words, room)
    for y, (label, number, end) in enumerate(
        zip(words, placed[part or whole], placed[whole], strict=True)
    ):
        say(axes, label, (end, y), "ink" if number else "muted", shift=GAP)
    return figure


def rows_of(
    count: int, left: float, right: float = EDGE, row: float = ROW
) -> tuple[Figure, Axes, float]:
    """Return a figure of ``count`` rows, its axes, and their width; all lengths in points."""
    count = max(count, FEWEST_ROWS)
    height = count * row + 2 * EDGE
    room = HALF * 72 - left - right
    figure = Figure(figsize=(HALF, height / 72))
    axes = figure.add_axes(
        (left / HALF / 72, EDGE / height, room / HALF / 72, 1 - 2 * EDGE / height),
        xticks=[],
        ylim=(count - 0.5, -0.5),
    )
    sns.despine(ax=axes, bottom=True)
    return figure, axes, room


def sheet(keys: Sequence[str], row: float = ROW) -> tuple[Figure, Axes, float]:
    """Return a figure with a row for each key, its axes, and their width in points."""
    left = max(map(width_of, keys), default=0) + EDGE + GAP
    figure, axes, room = rows_of(len(keys), left, row=row)
    axes.set_yticks(range(len(keys)), keys)
    axes.tick_params(axis="y", length=0, pad=GAP)
    return figure, axes, room


def emphasised(keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return ``part`` for each key that is named, and ``rest`` for the others."""
    return ["part" if key in names else "rest" for key in keys]


def labels(
    placed: pd.DataFrame, whole: str, part: str | None, titles: Mapping[str, str] | None
) -> list[str]:
    """Return each row's figures, the first row's with the columns' titles: 新增 2 / 在贯 3."""
    columns = [column for column in (part, whole) if column]
    words = []
    for at, row in placed.iterrows():
        said = titles if titles and at == 0 else {}
        figures = " / ".join(f"{said[c]} {row[c]}" if said else f"{row[c]}" for c in columns)
        share = f"({row['share']}%)" if "share" in row and pd.notna(row["share"]) else ""
        words.append(figures + share)
    return words


def bar(axes: Axes, values: pd.Series, colors: Sequence[str], thick: float = THICK) -> None:
    """Draw a bar for each value, each in its colour of ``PALETTE``."""
    fills = [PALETTE[color] for color in colors]
    axes.barh(range(len(values)), values, thick, color=fills, clip_on=False)


def dots(
    axes: Axes, x: pd.Series, y: pd.Series, color: str | list[str], *, is_hollow: bool = False
) -> None:
    """Draw a dot for each value, full or hollow."""
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
    axes.set(xlim=(0, room / min(free) if free else 1))
