"""A tile map of the fourteen cities: equal tiles in their places in Hunan, deeper for more."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hnfusion import codelists
from hnfusion.charts.canvas import HALF, PALETTE, SIZE, SMALL, say, styled

STEPS = 5
"""Shades of the palette."""
NUMBER = 15.0
"""Points of the number in a tile."""
HEIGHT, SEAM = 0.74, 0.05
"""Of a tile's width: its height, and half the distance to the next."""


@styled
def tiles(
    rows: pd.DataFrame,
    column: str,
    beside: str = "",
    titles: Mapping[str, str] | None = None,
    emphasis: str = "",
    width: float = HALF,
) -> Figure:
    """Return a map of the cities with a number in each tile, shaded by it.

    Args:
        rows: ``city`` in full names, and the columns; a city that is not there has no number.
        column: what the number and the shade show; whole numbers from 0.
        beside: a column whose figure stands small below.
        titles: what the columns are called.
        emphasis: the city whose tile has a frame; "" is none.
        width: of the figure, in inches.
    """
    places = codelists.codelist("city").astype({"column": int, "row": int})
    across, down = places["column"].max(), places["row"].max()
    figure = Figure(figsize=(width, width * HEIGHT * down / across))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0.5, across + 0.5), ylim=(down + 0.5, 0.5))
    axes.axis("off")
    words, figures = titles or {}, rows.set_index("city")
    starts = steps(int(figures[column].max()) if len(figures) else 0)
    for name, short, x, y in places[["name", "short", "column", "row"]].to_numpy().tolist():
        if name in figures.index:
            number, color = figures[column][name], shade(figures[column][name], starts)
            below = f"{words.get(beside, '')}{figures[beside][name]}" if beside else ""
            _tile(axes, (x, y), color, name == emphasis)
            _words(axes, (x, y), (short, f"{number}", below), color)
    _key(axes, (across, down), starts, words.get(column, ""))
    return figure


def steps(most: int) -> list[int]:
    """Return from which numbers on each step of shade is: at most five, the first from 1.

    >>> steps(95), steps(20), steps(4), steps(0)
    ([1, 5, 10, 20, 50], [1, 2, 5, 10, 20], [1, 2, 3, 4], [])
    """
    if most <= STEPS:
        return list(range(1, most + 1))
    round_numbers = [n * 10**zeros for zeros in range(len(str(most))) for n in (1, 2, 5)]
    return [1, *[number for number in round_numbers[1:] if number <= most][1 - STEPS :]]


def shade(number: int, starts: Sequence[int]) -> str:
    """Return the colour of a number: none is paper, the last step the deepest shade.

    >>> shade(0, [1, 2]), shade(1, [1, 2]), shade(2, [1, 2])
    ('paper', 'shade1', 'shade5')
    """
    step = sum(number >= start for start in starts)
    if step == 0:
        return "paper"
    return f"shade{1 + (step - 1) * (STEPS - 1) // max(len(starts) - 1, 1)}"


def _tile(axes: Axes, at: tuple[int, int], color: str, is_told: bool) -> None:
    """Draw one tile; one with none has an outline only, one told of a heavy one."""
    left, top, side = at[0] - 0.5 + SEAM / 2, at[1] - 0.5 + SEAM / 2, 1 - SEAM
    edge = "ink" if is_told else "line" if color == "paper" else color
    axes.add_patch(
        Rectangle(
            (left, top),
            side,
            side,
            facecolor="none" if color == "paper" else PALETTE[color],
            edgecolor=PALETTE[edge],
            linewidth=2.5 if is_told else 1,
            clip_on=False,
        )
    )


def _words(axes: Axes, at: tuple[int, int], words: tuple[str, str, str], color: str) -> None:
    """Write a tile's name, number and the figure below; each where it does not touch another."""
    x, y = at
    ink = "on-shade" if color == "shade5" else "ink"
    name, number, below = words
    lift = 0.0 if below else 0.08
    say(axes, name, (x, y - 0.3 + lift), ink, SIZE, "center")
    say(axes, number, (x, y + 0.02 + lift), ink, NUMBER, "center")
    say(axes, below, (x, y + 0.33), ink, SMALL, "center")


def _key(axes: Axes, corner: tuple[int, int], starts: Sequence[int], title: str) -> None:
    """Draw the steps in the corner that has no city, from many to none."""
    ends = [*(start - 1 for start in starts[1:]), None][: len(starts)]
    spans = [
        f"{start}及以上" if end is None else f"{start}" if end == start else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    ]
    lines = [(start, span) for start, span in zip(starts, spans, strict=True)][::-1]
    x, y = corner[0] - 0.46, corner[1] - 0.9
    say(axes, f"{title}（家）", (x, y - 0.24), "muted", SMALL)
    for place, (start, span) in enumerate([*lines, (0, "0")]):
        color, top = shade(start, starts), y + 0.21 * place
        face = "none" if color == "paper" else PALETTE[color]
        edge = PALETTE["line" if color == "paper" else color]
        axes.add_patch(
            Rectangle((x, top - 0.08), 0.2, 0.16, facecolor=face, edgecolor=edge, linewidth=1)
        )
        say(axes, span, (x + 0.26, top), "muted", SMALL)
