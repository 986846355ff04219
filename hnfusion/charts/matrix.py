"""A matrix: each cell shows a count, in a deeper shade for a larger number."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hnfusion.charts.canvas import HALF, PALETTE, say, styled

ROW, HEAD = 0.29, 0.6
"""Heights in inches: of a row, and of all that is above and below the rows."""
SHADES = [PALETTE[f"shade{n}"] for n in range(1, 6)]
DEEPEST = len(SHADES)


@styled
def matrix(
    counts: pd.DataFrame, depth: pd.DataFrame, corner: str, *, framed: bool = False
) -> Figure:
    """Return a figure with a matrix of cells: ``counts`` written in them, shaded by ``depth``.

    Args:
        counts: the numbers or texts to write. The index names the rows, the columns name the
            columns of the matrix; a column's name may have line breaks.
        depth: a number for each cell of ``counts``, not negative. The largest number has the
            deepest shade; a cell whose number is 0 or missing has no shade. The shade is chosen by
            the square root of the number, which keeps small counts visible.
        corner: the text in the corner, which says what the rows and columns are.
        framed: whether cells whose row and column have the same name get a frame.
    """
    import seaborn as sns  # loads scipy.stats, which takes longer than all else a notebook loads

    figure = Figure(figsize=(HALF, HEAD + ROW * len(counts)), layout="constrained")
    axes = figure.subplots()
    filled = depth.fillna(0).astype("float64")
    share = filled / max(filled.to_numpy().max(initial=0), 1e-9)
    level = np.ceil(DEEPEST * share**0.5 - 1e-9)
    look: dict[str, Any] = {"cmap": ListedColormap(SHADES), "vmin": 0.5, "vmax": DEEPEST + 0.5}
    sns.heatmap(level, mask=level == 0, ax=axes, cbar=False, **look)
    for (y, x), shade in np.ndenumerate(level.to_numpy()):
        words = str(counts.iloc[y, x])
        is_none = shade == 0 and words in {"0", "—"}
        color = "on-shade" if shade == DEEPEST else "muted" if is_none else "ink"
        say(axes, words, (x + 0.5, y + 0.5), color, ha="center", va="center")
        if framed and str(counts.columns[x]).replace("\n", "") == counts.index[y]:
            corners, edge = ((x + 0.04, y + 0.04), 0.92, 0.92), PALETTE["muted"]
            axes.add_patch(Rectangle(*corners, fill=False, edgecolor=edge, linewidth=0.9))
    axes.set_xticks(np.arange(counts.shape[1]) + 0.5, counts.columns)
    axes.set_yticks(np.arange(len(counts)) + 0.5, counts.index, rotation=0)
    axes.tick_params(labeltop=True, labelbottom=False, labelcolor=PALETTE["ink"])
    axes.set(xlabel="", ylabel="")
    say(axes, corner, (-0.12, -0.15), "muted", ha="right", va="bottom")
    return figure
