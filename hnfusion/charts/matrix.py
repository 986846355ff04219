"""A matrix of counts, a deeper shade for more, each count written in its cell."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hnfusion.charts.canvas import HALF, PALETTE, styled

ROW, HEAD = 0.29, 0.6
"""Inches: the height of a row, what is above and below all rows."""
SHADES = [f"shade{n}" for n in range(1, 6)]


@styled
def matrix(
    counts: pd.DataFrame, depth: pd.DataFrame, corner: str, *, framed: bool = False
) -> Figure:
    """Return a matrix with each count in its cell, shaded by how deep it is.

    Args:
        counts: what is written, texts or numbers; its index and columns are the names, as they
            shall be broken into lines.
        depth: numbers of the same shape; a cell with 0 or without one has no shade.
        corner: what the rows and the columns are.
        framed: whether the cells whose row and column have one name get a frame.
    """
    figure = Figure(figsize=(HALF, HEAD + ROW * len(counts)), layout="constrained")
    axes = figure.subplots()
    level = _levels(depth)
    look: dict[str, Any] = {
        "cmap": ListedColormap([PALETTE[s] for s in SHADES]),
        "vmin": 0.5,
        "vmax": 5.5,
    }
    sns.heatmap(level, mask=level == 0, ax=axes, cbar=False, linewidths=0, **look)
    _write(axes, counts, level)
    if framed:
        _frame(axes, counts)
    axes.set_xticks(np.arange(counts.shape[1]) + 0.5, counts.columns)
    axes.set_yticks(np.arange(len(counts)) + 0.5, counts.index, rotation=0)
    axes.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    axes.set(xlabel="", ylabel="")
    axes.text(-0.12, -0.15, corner, ha="right", va="bottom", color=PALETTE["muted"])
    return figure


def _levels(depth: pd.DataFrame) -> pd.DataFrame:
    """Return 0 for none, else one of five; the square root keeps small counts in sight."""
    filled = depth.fillna(0).astype("float64")
    largest = max(filled.to_numpy().max(initial=0), 1e-9)
    steps = np.ceil(len(SHADES) * (filled / largest) ** 0.5 - 1e-9)
    levels: pd.DataFrame = steps.clip(0, len(SHADES))
    return levels


def _write(axes: Axes, counts: pd.DataFrame, level: pd.DataFrame) -> None:
    for (y, x), shade in np.ndenumerate(level.to_numpy()):
        words = str(counts.iloc[y, x])
        is_none = shade == 0 and words in {"0", "—"}
        color = "on-shade" if shade == len(SHADES) else "muted" if is_none else "ink"
        axes.text(x + 0.5, y + 0.5, words, ha="center", va="center", color=PALETTE[color])


def _frame(axes: Axes, counts: pd.DataFrame) -> None:
    for y, name in enumerate(counts.index):
        for x in np.flatnonzero(counts.columns.str.replace("\n", "") == name):
            place = (float(x) + 0.04, y + 0.04)
            axes.add_patch(
                Rectangle(place, 0.92, 0.92, fill=False, edgecolor=PALETTE["muted"], linewidth=0.9)
            )
