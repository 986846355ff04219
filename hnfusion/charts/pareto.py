"""A Pareto chart: who has the most, and how much of all the first ones have together."""

from collections.abc import Collection, Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.bars import EDGE, GAP, dots, draw
from hnfusion.charts.canvas import HALF, PALETTE, SMALL, say, shortened, styled, width_of
from hnfusion.tally.ranking import podium

ROW, HEAD, THICK = 30.0, 17.0, 0.36
"""Points of a row, name above bar, and of the head; how much of a row the bar takes."""
SHOWN = 8
"""Rows with a name of their own; the others are one, 其余N家."""
CURVE = 0.27
"""How much of the width the cumulative share takes."""
HALFWAY = 45
"""Percent from which the words of a dot stand left of it."""


@styled
def pareto(
    rows: pd.DataFrame,
    whole: str,
    part: str,
    titles: Mapping[str, str],
    emphasis: Collection[str] | None = None,
    width: float = HALF,
) -> Figure:
    """Return bars of the largest rows, and beside them the share of all that they sum up to.

    Args:
        rows: its key in the first column; a long name has a line of its own.
        whole: the column that a bar's length shows.
        part: the column that is drawn over it, and summed up; the whole where there is none of it.
        titles: what the columns are called.
        emphasis: the keys that are told of; the first three else.
        width: of the figure, in inches.
    """
    told = part if rows[part].sum() else whole
    names = podium(rows, told).names if emphasis is None else emphasis
    first = rows[[rows.columns[0], part, whole]].sort_values(
        [told, whole], ascending=False, kind="stable"
    )
    placed = tailed(first, told)
    keys = placed.iloc[:, 0].astype("str")
    height = max(len(placed), 3) * ROW + HEAD + EDGE
    figure = Figure(figsize=(width, height / 72))
    inside = (1 - CURVE - 0.04, 1 - (HEAD + EDGE) / height)
    bars = figure.add_axes((0.004, EDGE / height, *inside))
    curve = figure.add_axes((1 - CURVE, EDGE / height, CURVE, inside[1]), sharey=bars)
    room = inside[0] * width * 72
    _bars(bars, placed, (whole, part), titles, names, room)
    shares = 100 * placed[told].cumsum() / max(placed[told].sum(), 1)
    _curve(curve, shares, keys.isin(names), f"合占{titles[told]}")
    bars.set(ylim=(max(len(placed), 3) - 0.5, -0.5))
    return figure


def tailed(placed: pd.DataFrame, told: str) -> pd.DataFrame:
    """Return the first rows that have any, and the others as one row that says how many they are.

    Args:
        placed: its key in the first column, numbers in the others, the largest first.
        told: the column of which a row of its own has some.

    >>> bodies = pd.DataFrame({"consultant": list("甲乙丙丁"), "new": [5, 2, 0, 0], "total": 9})
    >>> tailed(bodies, "new")
      consultant  new  total
    0          甲    5      9
    1          乙    2      9
    2      其余2家    0     18
    """
    shown = min(SHOWN, int((placed[told] > 0).sum())) or SHOWN
    if len(placed) <= shown + 1:
        return placed.reset_index(drop=True)
    rest = placed.iloc[shown:]
    sums = {placed.columns[0]: f"其余{len(rest)}家", **rest.iloc[:, 1:].sum()}
    return pd.concat([placed.iloc[:shown], pd.DataFrame([sums])], ignore_index=True)


def _bars(
    axes: Axes,
    placed: pd.DataFrame,
    columns: tuple[str, str],
    titles: Mapping[str, str],
    names: Collection[str],
    room: float,
) -> None:
    whole, part = columns
    keys = placed.iloc[:, 0].astype("str")
    draw(axes, keys, placed[whole], None, THICK)
    draw(axes, keys, placed[part], keys.isin(names), THICK)
    labels = [f"{row[part]} / {row[whole]}" for _, row in placed.iterrows()]
    labels[:1] = [
        f"{titles[part]} {row[part]} / {titles[whole]} {row[whole]}"
        for _, row in placed[:1].iterrows()
    ]
    fits = [
        (room - GAP - width_of(text)) / max(number, 1)
        for text, number in zip(labels, placed[whole], strict=True)
    ]
    axes.set(xlim=(0, room / min([*fits, room])), xticks=[], yticks=[], xlabel="", ylabel="")
    sns.despine(ax=axes, left=True, bottom=True)
    for y, (key, label, number) in enumerate(zip(keys, labels, placed[whole], strict=True)):
        say(axes, shortened(key, room), (0, y - 0.43), "ink" if key in names else "muted")
        say(axes, label, (number, y), "ink", shift=GAP)


def _curve(axes: Axes, shares: pd.Series, is_told: pd.Series, title: str) -> None:
    """Draw the cumulative share, a dot a row, each with its percent."""
    axes.set(xlim=(0, 112), xticks=[])
    axes.axis("off")
    rows, color = shares.index.to_series(), PALETTE["second"]
    axes.vlines(
        [0, 100], -0.4, len(rows) - 0.6, color=PALETTE["line"], linewidth=0.8, clip_on=False
    )
    sns.lineplot(x=shares, y=rows, ax=axes, orient="y", color=color, linewidth=1.4, clip_on=False)
    dots(axes, shares, rows, color)
    say(axes, title, (50, -0.75), "muted", SMALL, "center")
    for row, (share, is_shown) in enumerate(zip(shares, is_told, strict=True)):
        ink, text = "ink" if is_shown else "muted", f"{share:.0f}%"
        if share > HALFWAY:
            say(axes, text, (share, row), ink, SMALL, "right", -GAP - 2)
        else:
            say(axes, text, (share, row), ink, SMALL, "left", GAP + 2)
