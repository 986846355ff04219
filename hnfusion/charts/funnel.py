"""A funnel: the stages in their order, each as wide as it has enterprises, with its share."""

from collections.abc import Collection
from itertools import pairwise

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from hnfusion.charts.bars import EDGE, FEWEST_ROWS, GAP
from hnfusion.charts.canvas import HALF, PALETTE, say, styled, width_of

ROW, THICK = 27.0, 0.62
"""Points of a row, and how much of it a stage takes; between two stages is the way."""


@styled
def funnel(rows: pd.DataFrame, emphasis: Collection[str] = (), width: float = HALF) -> Figure:
    """Return a funnel of the stages, from the first to the last.

    Args:
        rows: its key in the first column, ``total``, and ``share`` in percent, in order.
        emphasis: the stages that are told of.
        width: of the figure, in inches.
    """
    keys, total = rows.iloc[:, 0].astype("str").tolist(), rows["total"].tolist()
    count = max(len(rows), FEWEST_ROWS)
    height = count * ROW + 2 * EDGE
    left = max(map(width_of, keys), default=0) + width_of("0 ") + EDGE + GAP
    right = width_of("000家 00.0%") + 2 * GAP
    figure = Figure(figsize=(width, height / 72))
    room = (width * 72 - left - right) / width / 72
    axes = figure.add_axes((left / width / 72, EDGE / height, room, 1 - 2 * EDGE / height))
    most = max([*total, 1])
    axes.set(xlim=(-most / 2, most / 2), ylim=(count - 0.5, -0.5), xticks=[], yticks=[])
    sns.despine(ax=axes, left=True, bottom=True)
    half = THICK / 2
    for y, (above, below) in enumerate(pairwise(total)):
        edges = ([y + half, y + 1 - half], [-above / 2, -below / 2], [above / 2, below / 2])
        axes.fill_betweenx(*edges, color=PALETTE["whole"], linewidth=0)
    for y, (key, number, share) in enumerate(zip(keys, total, rows["share"], strict=True)):
        color = PALETTE["part" if key in emphasis else "rest"]
        axes.barh(y, number, THICK, left=-number / 2, color=color)
        say(axes, f"{y + 1} {key}", (-most / 2, y), align="right", shift=-GAP)
        words = f"{number}家" + (f" {share}%" if pd.notna(share) else "")
        say(axes, words, (most / 2, y), "ink" if number else "muted", shift=GAP)
    return figure
