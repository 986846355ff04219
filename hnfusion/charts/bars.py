"""Horizontal bars: a row of a table each, the part of it that is told about in colour."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, styled

WIDTH, ROW, FRAME = 4.6, 0.285, 0.2
"""Inches: a chart's width, the height of a bar, what is above and below all bars."""
FEWEST_ROWS = 3


@styled
def bars(rows: pd.DataFrame, whole: str, part: str | None) -> Figure:
    """Return a chart with a horizontal bar a row, in the order of the rows.

    Args:
        rows: its key in the first column.
        whole: the column that a bar's length shows.
        part: the column that is drawn over it and told first; nothing where there is none.
    """
    height = ROW * max(len(rows), FEWEST_ROWS) + FRAME
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots()
    keys = rows.iloc[:, 0].astype("str")
    for column, color in [(whole, PALETTE["whole"]), (part, PALETTE["part"])]:
        if column:
            bar: dict[str, Any] = {"color": color, "saturation": 1, "width": 0.72, "errorbar": None}
            sns.barplot(x=rows[column], y=keys, ax=axes, **bar)
    _label(axes, rows, whole, part)
    return figure


def _label(axes: Axes, rows: pd.DataFrame, whole: str, part: str | None) -> None:
    longest = max(rows[whole].max(), 1) if len(rows) else 1
    for y, (_, row) in enumerate(rows.iterrows()):
        words = f"{row[part]} / {row[whole]}" if part else f"{row[whole]}"
        words += f"({row['share']}%)" if "share" in rows and pd.notna(row["share"]) else ""
        color = PALETTE["muted" if row[part or whole] == 0 else "ink"]
        axes.text(row[whole] + longest / 80, y, words, va="center", color=color)
    axes.set(xlabel="", ylabel="", xlim=(0, longest * 1.22), xticks=[])
    axes.tick_params(axis="y", length=0)
    sns.despine(ax=axes, bottom=True)
