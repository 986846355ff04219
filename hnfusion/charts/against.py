"""Charts of one city: its figures over the quarters, and its stages against the province's."""

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.bars import GAP, bar, fit, sheet
from hnfusion.charts.canvas import HALF, PALETTE, SMALL, say, styled

HEIGHT, ROW, THICK = 1.75, 21.0, 0.74
"""Inches: the height of a chart of quarters. Points: the height of a row of stages. How much of its
room a bar takes."""
FEWEST, MOST = 4, 8
"""A chart has room for so many quarters at least; so many all have their number, of more only the
first, the largest and the last."""


@styled
def by_quarter(series: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Return a small chart a figure, side by side, a column a quarter, the last told of.

    Args:
        series: ``quarter`` as ``2020Q1`` and the figures, a row a quarter, oldest first.
        titles: the figures to show, with what each is called.
    """
    figure, room = Figure(figsize=(HALF, HEIGHT)), 1 / len(titles)
    for number, (column, title) in enumerate(titles.items()):
        axes = figure.add_axes((number * room + 0.01, 0.14, room - 0.03, 0.72))
        _columns(axes, series["quarter"], series[column].astype("int64"))
        axes.set_title(title, loc="left", fontsize=SMALL, color=PALETTE["muted"], pad=GAP)
    return figure


@styled
def against(stages: pd.DataFrame) -> Figure:
    """Return a bar a stage, as long as a city's share, with a line where the province's ends.

    Args:
        stages: ``stage, total, share, province``, shares in percent.
    """
    names, counts = stages["stage"].astype("str"), stages["total"]
    labels = [
        f"{count}家 {share}%" if count else "0"
        for count, share in zip(counts, stages["share"], strict=True)
    ]
    figure, axes, room = sheet(names.tolist(), row=ROW)
    bar(axes, stages["share"], names, _colors(counts == counts.max()), width=THICK)
    ends = stages[["share", "province"]].max(axis="columns")
    fit(axes, ends, labels, room)
    for y, (end, label, province, count) in enumerate(
        zip(ends, labels, stages["province"], counts, strict=True)
    ):
        axes.vlines(province, y - 0.42, y + 0.42, color=PALETTE["ink"], linewidth=1.5)
        say(axes, label, (end, y), "ink" if count else "muted", shift=GAP)
    return figure


def _columns(axes: Axes, quarters: pd.Series, counts: pd.Series) -> None:
    last = len(counts) - 1
    colors = _colors(pd.Series(range(len(counts))) == last)
    bar(axes, quarters, counts, colors, width=THICK)
    told = {0, int(counts.argmax()), last} if last >= MOST else range(last + 1)
    for x in sorted(told):
        color = PALETTE["ink" if counts[x] else "muted"]
        axes.text(x, counts[x], str(counts[x]), ha="center", va="bottom", color=color)
    axes.set(xlabel="", ylabel="", yticks=[], ylim=(0, max(counts.max(), 1) * 1.2))
    axes.set_xlim(-0.5, max(last + 1, FEWEST) - 0.5)
    shown = sorted({0, last})
    axes.set_xticks(shown, [quarters[x] for x in shown])
    axes.tick_params(axis="x", length=0, pad=3, labelsize=SMALL, labelcolor=PALETTE["muted"])
    sns.despine(ax=axes, left=True)


def _colors(is_told: pd.Series) -> pd.Series:
    """Return the colour of each bar: what is told of stands out."""
    return is_told.map({True: "part", False: "whole"})
