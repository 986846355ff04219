"""Charts of one city: its figures over the quarters, and its stages against the province's."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, styled

WIDTH, HEIGHT, ROW, FRAME = 4.2, 1.75, 0.3, 0.2
"""Inches: a chart's width, the height of the columns, of a row of stages, and around all rows."""
FEWEST_COLUMNS, MOST_LABELS = 4, 8
"""A chart has room for so many columns at least; each of so many has its number, of more than that
the first, the largest and the last have."""


@styled
def by_quarter(series: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Return a small chart a figure beside each other, a column a quarter, the last told of.

    Args:
        series: ``quarter`` as ``2020Q1`` and the figures, a row a quarter, oldest first.
        titles: the figures to show, with what each is called.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT))
    room = 1 / len(titles)
    for number, (column, title) in enumerate(titles.items()):
        axes = figure.add_axes((number * room + 0.01, 0.15, room - 0.03, 0.72))
        _columns(axes, series["quarter"], series[column].astype("int64"))
        axes.set_title(title, loc="left", fontsize=9.5, color=PALETTE["muted"], pad=4)
    return figure


@styled
def against(stages: pd.DataFrame) -> Figure:
    """Return a bar a stage, as long as a city's share, with a line where the province's ends.

    Args:
        stages: ``stage, total, share, province``, shares in percent.
    """
    height = ROW * len(stages) + FRAME
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0.2, FRAME / 2 / height, 0.79, 1 - FRAME / height))
    names = stages["stage"].astype("str")
    is_most = stages["total"] == stages["total"].max()
    colors = is_most.map({True: PALETTE["part"], False: PALETTE["rest"]})
    look: dict[str, Any] = {"saturation": 1, "width": 0.66, "errorbar": None, "linewidth": 0}
    palette = dict(zip(names, colors, strict=True))
    sns.barplot(x=stages["share"], y=names, hue=names, palette=palette, ax=axes, **look)
    axes.vlines(stages["province"], *_span(stages), color=PALETTE["ink"], linewidth=1.6)
    longest = stages[["share", "province"]].max(axis="columns")
    for y, (total, share, end) in enumerate(
        zip(stages["total"], stages["share"], longest, strict=True)
    ):
        words = f"{total}家 {share}%" if total else "0"
        color = PALETTE["ink" if total else "muted"]
        axes.text(end + longest.max() / 40, y, words, va="center", color=color)
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(0, longest.max() * 1.42))
    axes.tick_params(axis="y", length=0, pad=4)
    sns.despine(ax=axes, bottom=True)
    return figure


def _columns(axes: Axes, quarters: pd.Series, counts: pd.Series) -> None:
    is_last = pd.Series(range(len(counts))) == len(counts) - 1
    colors = is_last.map({True: PALETTE["part"], False: PALETTE["whole"]})
    palette = dict(zip(quarters, colors, strict=True))
    look: dict[str, Any] = {"saturation": 1, "width": 0.74, "errorbar": None, "linewidth": 0}
    sns.barplot(x=quarters, y=counts, hue=quarters, palette=palette, ax=axes, **look)
    told = _told(counts)
    for x in told:
        color = PALETTE["ink" if counts[x] else "muted"]
        axes.text(x, counts[x], str(counts[x]), ha="center", va="bottom", color=color)
    shown = sorted({0, len(counts) - 1})
    axes.set(xlabel="", ylabel="", yticks=[], ylim=(0, max(counts.max(), 1) * 1.2))
    axes.set_xlim(-0.5, max(len(counts), FEWEST_COLUMNS) - 0.5)
    axes.set_xticks(shown, [quarters[x] for x in shown])
    axes.tick_params(axis="x", length=0, pad=3, labelsize=8.5, labelcolor=PALETTE["muted"])
    sns.despine(ax=axes, left=True)


def _told(counts: pd.Series) -> list[int]:
    every = list(range(len(counts)))
    if len(every) <= MOST_LABELS:
        return every
    return sorted({0, int(counts.argmax()), every[-1]})


def _span(stages: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    middle = pd.Series(range(len(stages)))
    return middle - 0.42, middle + 0.42
