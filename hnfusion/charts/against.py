"""The stages of one city against the province's: bars with a line at the province's share."""

import pandas as pd
from matplotlib.figure import Figure

from hnfusion.charts.bars import fit, sheet
from hnfusion.charts.canvas import GAP, PALETTE, say, styled

ROW, THICK = 21.0, 0.74
"""Points of a row, and how much of it a bar takes."""


@styled
def against(stages: pd.DataFrame) -> Figure:
    """Return a bar for each stage, as long as a city's share, with a line at the province's.

    Args:
        stages: ``stage, total, share, province``, shares in percent.
    """
    counts = stages["total"]
    labels = [
        f"{count}家 {share}%" if count else "0"
        for count, share in zip(counts, stages["share"], strict=True)
    ]
    figure, axes, room = sheet(stages["stage"].astype("str").tolist(), ROW)
    colors = [PALETTE["part" if count == counts.max() else "whole"] for count in counts]
    axes.barh(range(len(counts)), stages["share"], THICK, color=colors)
    ends = stages[["share", "province"]].max(axis="columns")
    fit(axes, ends, labels, room)
    for y, (end, label, province, count) in enumerate(
        zip(ends, labels, stages["province"], counts, strict=True)
    ):
        axes.vlines(province, y - 0.42, y + 0.42, color=PALETTE["ink"], linewidth=1.5)
        say(axes, label, (end, y), "ink" if count else "muted", shift=GAP)
    return figure
