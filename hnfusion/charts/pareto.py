"""A Pareto chart: a bar for each of the largest rows, and the curve of their cumulative share."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.bars import EDGE, FEWEST_ROWS, bar, emphasised, fit, labels
from hnfusion.charts.canvas import DOT, GAP, HALF, PALETTE, SMALL, say, shortened, styled
from hnfusion.tally.ranking import ranked

ROW, HEAD, THICK = 30.0, 17.0, 0.36
"""Heights in points of a row (a name above a bar) and of the space above all rows; the part of a
row that its bar takes."""
SHOWN = 8
"""The most rows that are shown by name; all others are summed up in one row, 其余N家."""
CURVE = 0.27
"""The part of the width that the curve takes."""
HALFWAY = 45
"""Percent above which a dot's label is on its left."""


@styled
def pareto(rows: pd.DataFrame, whole: str, part: str, titles: Mapping[str, str]) -> Figure:
    """Return a figure: bars of the largest rows and, beside them, a curve of cumulative share.

    Args:
        rows: the key in the first column, written on a line above its bar.
        whole: the column that a bar's length shows.
        part: the column drawn over the bar. Order and cumulative share are by this column or, if
            all its values are 0, by ``whole``.
        titles: the titles of ``part`` and ``whole`` by column.
    """
    by = part if rows[part].sum() else whole
    placed = tailed(ranked(rows[[rows.columns[0], part, whole]], [by, whole]), by)
    keys = placed.iloc[:, 0].astype("str").tolist()
    colors = emphasised(rows, by, keys)
    count = max(len(placed), FEWEST_ROWS)
    height = count * ROW + HEAD + EDGE
    figure = Figure(figsize=(HALF, height / 72))
    wide, high = 1 - CURVE - 0.04, 1 - (HEAD + EDGE) / height
    axes = figure.add_axes((0.004, EDGE / height, wide, high), ylim=(count - 0.5, -0.5))
    curve = figure.add_axes((1 - CURVE, EDGE / height, CURVE, high), sharey=axes)
    axes.axis("off")
    room, words = wide * HALF * 72, labels(placed, [part, whole], titles)
    bar(axes, placed[whole], ["whole"] * len(keys), THICK)
    bar(axes, placed[part], colors, THICK)
    fit(axes, placed[whole], words, room)
    inks = ["ink" if color == "part" else "muted" for color in colors]
    for y, (key, ink, label, end) in enumerate(zip(keys, inks, words, placed[whole], strict=True)):
        say(axes, shortened(key, room), (0, y - 0.43), ink)
        say(axes, label, (end, y), shift=GAP)
    shares = 100 * placed[by].cumsum() / max(placed[by].sum(), 1)
    _curve(curve, shares, inks, f"合占{titles[by]}")
    return figure


def tailed(placed: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return a frame of the largest rows, then one row with the sums of all others, 其余N家.

    At most ``SHOWN`` rows are kept as they are. A single row is never summed up alone.

    Args:
        placed: the key in the first column, numbers in the others, the largest first.
        by: the column that must be above 0 in a row that is kept; if it is 0 in all rows, the
            first ``SHOWN`` are kept.

    >>> bodies = pd.DataFrame({"consultant": list("甲乙丙丁"), "new": [5, 2, 0, 0], "total": 9})
    >>> tailed(bodies, "new")
      consultant  new  total
    0          甲    5      9
    1          乙    2      9
    2      其余2家    0     18
    """
    shown = min(SHOWN, int((placed[by] > 0).sum())) or SHOWN
    if len(placed) <= shown + 1:
        return placed.reset_index(drop=True)
    rest = placed.iloc[shown:]
    sums = {placed.columns[0]: f"其余{len(rest)}家", **rest.iloc[:, 1:].sum()}
    return pd.concat([placed.iloc[:shown], pd.DataFrame([sums])], ignore_index=True)


def _curve(axes: Axes, shares: pd.Series, inks: list[str], title: str) -> None:
    axes.set(xlim=(0, 112))
    axes.axis("off")
    color, bottom = PALETTE["second"], len(shares) - 0.6
    axes.vlines([0, 100], -0.4, bottom, color=PALETTE["line"], linewidth=0.8, clip_on=False)
    axes.plot(shares, shares.index, color=color, linewidth=1.4, clip_on=False)
    axes.scatter(shares, shares.index, color=color, **DOT)
    say(axes, title, (50, -0.75), "muted", ha="center", size=SMALL)
    for row, (share, ink) in enumerate(zip(shares, inks, strict=True)):
        shift, side = (-GAP - 2, "right") if share > HALFWAY else (GAP + 2, "left")
        say(axes, f"{share:.0f}%", (share, row), ink, shift, ha=side, size=SMALL)
