"""Bar charts: a horizontal bar for each row of a frame, with a part of the bar in colour."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hnfusion.charts.canvas import GAP, HALF, PALETTE, say, styled, width_of
from hnfusion.tally.ranking import podium, ranked

ROW, EDGE, THICK = 19.0, 4.0, 0.7
"""Height of a row and margin of the figure, in points; the part of a row that its bar takes."""
STAGE, STAGE_THICK = 21.0, 0.74
"""``ROW`` and ``THICK`` of the chart ``against``, where a line crosses each bar."""
FEWEST_ROWS = 3
"""The fewest rows that a figure has room for."""


@styled
def bars(
    rows: pd.DataFrame,
    whole: str,
    part: str | None = None,
    titles: Mapping[str, str] | None = None,
    by: str = "",
) -> Figure:
    """Return a figure with a horizontal bar for each row, largest first, three ranks emphasised.

    The first three ranks by ``by`` have the colour ``part`` of ``PALETTE``, other rows ``rest``.

    Args:
        rows: the key in the first column, counts in the others. If there is a column ``share``
            (percent), the label has it, too.
        whole: the column that a bar's length shows.
        part: the column drawn over the bar in colour and written before ``whole`` in the label;
            None if only ``whole`` is shown.
        titles: the titles of ``part`` and ``whole`` by column, written in the first label.
        by: the column that orders the rows; "" means ``part`` or, if that is None, ``whole``.
    """
    by = by or part or whole
    placed = ranked(rows, [by, whole])
    keys = placed.iloc[:, 0].astype("str").tolist()
    figure, axes, room = sheet(keys)
    colors = emphasised(rows, by, keys)
    bar(axes, placed[whole], ["whole"] * len(keys) if part else colors)
    if part:
        bar(axes, placed[part], colors)
    words = labels(placed, [part, whole] if part else [whole], titles)
    fit(axes, placed[whole], words, room)
    _label(axes, placed[whole], words, placed[part or whole])
    return figure


@styled
def against(stages: pd.DataFrame) -> Figure:
    """Return a figure with a bar for a city's share at each stage, and a line at the province's.

    Args:
        stages: ``stage, total, share, province``, one row per stage; ``share`` is the city's and
            ``province`` the province's, in percent.
    """
    counts, shares, province = stages["total"], stages["share"], stages["province"]
    figure, axes, room = sheet(stages["stage"].astype("str").tolist(), STAGE)
    colors = [PALETTE["part" if count == counts.max() else "whole"] for count in counts]
    axes.barh(range(len(counts)), shares, STAGE_THICK, color=colors)
    for y, share in enumerate(province):
        axes.vlines(share, y - 0.42, y + 0.42, color=PALETTE["ink"], linewidth=1.5)
    words = [f"{n}家 {share}%" if n else "0" for n, share in zip(counts, shares, strict=True)]
    ends = stages[["share", "province"]].max(axis="columns")
    fit(axes, ends, words, room)
    _label(axes, ends, words, counts)
    return figure


def rows_of(
    count: int, left: float, right: float = EDGE, row: float = ROW
) -> tuple[Figure, Axes, float]:
    """Return a tuple: a figure with room for ``count`` rows, its axes, and the width of the axes.

    ``left`` and ``right`` are margins, ``row`` is the height of a row. All lengths are in points.
    """
    count = max(count, FEWEST_ROWS)
    height, width = count * row + 2 * EDGE, HALF * 72
    room = width - left - right
    figure = Figure(figsize=(HALF, height / 72))
    box = (left / width, EDGE / height, room / width, 1 - 2 * EDGE / height)
    axes = figure.add_axes(box, xticks=[], ylim=(count - 0.5, -0.5))
    axes.spines.left.set_visible(True)
    axes.spines.bottom.set_visible(False)
    return figure, axes, room


def sheet(keys: Sequence[str], row: float = ROW) -> tuple[Figure, Axes, float]:
    """Return a tuple: a figure with a row named by each key, its axes, and the width of the axes.

    The height ``row`` and the width are in points.
    """
    left = max(map(width_of, keys), default=0) + EDGE + GAP
    figure, axes, room = rows_of(len(keys), left, row=row)
    axes.set_yticks(range(len(keys)), keys, color=PALETTE["ink"])
    axes.tick_params(axis="y", pad=GAP)
    return figure, axes, room


def emphasised(rows: pd.DataFrame, by: str, keys: Sequence[str]) -> list[str]:
    """Return a list of each key's colour: ``part`` in the first three ranks, else ``rest``.

    ``by`` is the column of ``rows`` by which ``tally.ranking.podium`` ranks; ``keys`` are values of
    the first column, in the order of the bars.
    """
    names = podium(rows, by).names
    return ["part" if key in names else "rest" for key in keys]


def labels(
    placed: pd.DataFrame, columns: Sequence[str], titles: Mapping[str, str] | None
) -> list[str]:
    """Return a list with the label of each row: its numbers, such as 2 / 3.

    Args:
        placed: the rows in the order of the bars, indexed from 0. If there is a column ``share``
            (percent), a known share is added to the label: 2 / 3(4.5%).
        columns: the columns of the numbers.
        titles: the titles of ``columns`` by column, which the first label has before its numbers:
            新增 2 / 在贯 3; None for numbers alone.
    """
    words = []
    for at, row in placed.iterrows():
        said = titles if titles and at == 0 else {}
        figures = " / ".join(f"{said[c]} {row[c]}" if said else f"{row[c]}" for c in columns)
        share = f"({row['share']}%)" if "share" in row and pd.notna(row["share"]) else ""
        words.append(figures + share)
    return words


def bar(axes: Axes, values: pd.Series, colors: Sequence[str], thick: float = THICK) -> None:
    """Draw a bar for each value; ``colors`` has the name in ``PALETTE`` of each bar's colour.

    ``thick`` is the part of a row's height that its bar takes.
    """
    fills = [PALETTE[color] for color in colors]
    axes.barh(range(len(values)), values, thick, color=fills, clip_on=False)


def fit(axes: Axes, values: pd.Series, labels: list[str], room: float) -> None:
    """Set the scale of ``axes`` so that each bar has room for its label.

    ``values`` are the numbers that the bars show, ``room`` is the width of the axes in points.
    """
    free = [
        (room - GAP - width_of(label)) / value
        for value, label in zip(values, labels, strict=True)
        if value > 0
    ]
    axes.set(xlim=(0, room / min(free) if free else 1))


def _label(axes: Axes, ends: pd.Series, words: list[str], counts: pd.Series) -> None:
    for y, (end, label, count) in enumerate(zip(ends, words, counts, strict=True)):
        say(axes, label, (end, y), "ink" if count else "muted", GAP)
