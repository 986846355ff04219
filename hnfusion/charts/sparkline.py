"""A trend in the size of a word: a line from zero up, the last quarter dotted."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, styled

SIZE = (1.5, 0.5)
"""Inches."""
HEADROOM = 1.15


@styled
def sparkline(values: pd.Series) -> Figure:
    """Return a small line of counts, a step a value; a missing one is passed over."""
    figure = Figure(figsize=SIZE)
    axes = figure.add_axes((0.02, 0.04, 0.94, 0.92))
    known = values.reset_index(drop=True).dropna()
    steps, counts = known.index.to_numpy(), known.to_numpy("int64")
    axes.fill_between(steps, counts, color=PALETTE["whole"], linewidth=0, clip_on=False)
    sns.lineplot(x=steps, y=counts, ax=axes, color=PALETTE["part"], linewidth=1.5, clip_on=False)
    axes.plot(steps[-1:], counts[-1:], "o", color=PALETTE["part"], markersize=4, clip_on=False)
    axes.set(ylim=(0, max(float(values.max()), 1) * HEADROOM), xlim=(0, max(len(values) - 1, 1)))
    axes.axis("off")
    return figure
