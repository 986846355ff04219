"""A funnel: the stages in their order, each as wide as its number of enterprises."""

from collections.abc import Collection
from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure

from hnfusion.charts.bars import EDGE, rows_of
from hnfusion.charts.canvas import GAP, PALETTE, say, styled, width_of

ROW, THICK = 27.0, 0.62
"""A row's height in points, and the part of it that a stage's bar takes; in the rest, the funnel
narrows or widens to the next bar."""


@styled
def funnel(rows: pd.DataFrame, emphasis: Collection[str] = ()) -> Figure:
    """Return a figure with a funnel of the stages, the first stage on top.

    Args:
        rows: one row per stage, in order: its name in the first column, ``total``, and ``share``
            (percent), which may be missing.
        emphasis: the names of the stages in the colour ``part``; the others are in ``rest``.
    """
    keys, total = rows.iloc[:, 0].astype("str").tolist(), rows["total"].tolist()
    left = max(map(width_of, keys), default=0) + width_of("0 ") + EDGE + GAP
    figure, axes, _ = rows_of(len(rows), left, width_of("000家 00.0%") + 2 * GAP, ROW)
    half, edge = THICK / 2, max([*total, 1]) / 2
    axes.set(xlim=(-edge, edge))
    axes.axis("off")
    for y, (above, below) in enumerate(pairwise(total)):
        edges = ([y + half, y + 1 - half], [-above / 2, -below / 2], [above / 2, below / 2])
        axes.fill_betweenx(*edges, color=PALETTE["whole"], linewidth=0)
    for y, (key, number, share) in enumerate(zip(keys, total, rows["share"], strict=True)):
        color = PALETTE["part" if key in emphasis else "rest"]
        axes.barh(y, number, THICK, left=-number / 2, color=color)
        say(axes, f"{y + 1} {key}", (-edge, y), shift=-GAP, ha="right")
        words = f"{number}家" + (f" {share}%" if pd.notna(share) else "")
        say(axes, words, (edge, y), "ink" if number else "muted", GAP)
    return figure
