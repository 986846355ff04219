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
        before: the column of what was, a hollow dot.
        now: the column of what is, a full one.
        titles: what the two are called, said above the figures at the right.
        width: of the figure, in inches.
    """
    changed = rows.assign(change=rows[now] - rows[before])
    placed = changed.sort_values(["change", now], ascending=False, kind="stable", ignore_index=True)
    keys = placed.iloc[:, 0].astype("str").tolist()
    figure, axes, room = sheet(["", *keys], width)
    words = [f"{row[before]} → {row[now]}" for _, row in placed.iterrows()]
    signed = [_signed(change) for change in placed["change"]]
    last = max(map(width_of, [*signed, "增减"])) + GAP
    right = max(map(width_of, words), default=0) + last + 2 * GAP
    most = max(1, *placed[[before, now]].max()) if len(placed) else 1
    axes.set(xlim=(0, most * room / (room - right)), ylim=(len(keys) + 0.5, -0.5), xticks=[])
    axes.set_yticks(range(1, len(keys) + 1), keys)
    axes.tick_params(axis="y", length=0, pad=GAP)
    _dots(axes, placed, before, now)
    end = axes.get_xlim()[1]
    say(axes, " → ".join(titles), (end, 0.2), "muted", SMALL, "right", -last)
    say(axes, "增减", (end, 0.2), "muted", SMALL, "right")
    for y, (text, sign, change) in enumerate(zip(words, signed, placed["change"], strict=True), 1):
        say(axes, text, (end, y), "muted", align="right", shift=-last)
        say(axes, sign, (end, y), _color(change), align="right")
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


def _signed(change: int) -> str:
    return f"{change:+d}".replace("-", "−") if change else "0"


def _color(change: int) -> str:
    return "part" if change > 0 else "second" if change < 0 else "muted"
