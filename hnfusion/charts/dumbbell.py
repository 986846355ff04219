"""A dumbbell chart: two dots a row, what was and what is, the largest rise first."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.bars import GAP, dots, sheet
from hnfusion.charts.canvas import HALF, PALETTE, SMALL, say, styled, width_of


@styled
def dumbbell(
    rows: pd.DataFrame, before: str, now: str, titles: tuple[str, str], width: float = HALF
) -> Figure:
    """Return a chart of the change of each row, by its size; rises and falls in two colours.

    Args:
        rows: its key in the first column; whole numbers.
        before: the column of what was.
        now: the column of what is.
        titles: what the two are called, said above the first row.
        width: of the figure, in inches.
    """
    changed = rows.assign(change=rows[now] - rows[before])
    placed = changed.sort_values(["change", now], ascending=False, kind="stable", ignore_index=True)
    keys = placed.iloc[:, 0].astype("str").tolist()
    figure, axes, room = sheet(["", *keys], width)
    most = max(1, *placed[[before, now]].max()) if len(placed) else 1
    words = [f"{row[before]} → {row[now]}" for _, row in placed.iterrows()]
    right = max([width_of(text) for text in words], default=0) + width_of("+000") + 2 * GAP
    axes.set(xlim=(0, most * room / (room - right - GAP)), ylim=(len(keys) + 0.5, -0.5), xticks=[])
    axes.set_yticks(range(1, len(keys) + 1), keys)
    axes.tick_params(axis="y", length=0, pad=GAP)
    _dots(axes, placed, before, now)
    _say(axes, placed["change"].tolist(), words)
    if len(placed):
        _head(axes, placed.iloc[0], (before, now), titles)
    sns.despine(ax=axes, bottom=True)
    return figure


def _dots(axes: Axes, placed: pd.DataFrame, before: str, now: str) -> None:
    y = pd.Series(range(1, len(placed) + 1))
    color = placed["change"].map(_color).map(PALETTE).tolist()
    axes.hlines(
        y, 0, placed[[before, now]].min(axis=1), color=PALETTE["line"], linewidth=0.8, clip_on=False
    )
    axes.hlines(y, placed[before], placed[now], color=color, linewidth=2.5, clip_on=False)
    dots(axes, placed[before], y, color, is_hollow=True)
    dots(axes, placed[now], y, color)


def _say(axes: Axes, changes: list[int], words: list[str]) -> None:
    """Write, at the right, from what to what, and the change."""
    right = axes.get_xlim()[1]
    for y, (change, text) in enumerate(zip(changes, words, strict=True), start=1):
        color = _color(change) if change else "muted"
        say(
            axes,
            f"{change:+d}".replace("-", "−") if change else "0",
            (right, y),
            color,
            align="right",
        )
        say(axes, text, (right, y), "muted", align="right", shift=-width_of("+000") - GAP)


def _head(axes: Axes, first: pd.Series, columns: tuple[str, str], titles: tuple[str, str]) -> None:
    """Name the two dots above the first row, apart from each other."""
    (left, left_title), (right, right_title) = sorted(
        zip((first[column] for column in columns), titles, strict=True)
    )
    say(axes, left_title, (left, 0.3), "muted", SMALL, "right", 3)
    say(axes, right_title, (right, 0.3), "muted", SMALL, "left", -3)


def _color(change: int) -> str:
    return "part" if change > 0 else "second" if change < 0 else "muted"
