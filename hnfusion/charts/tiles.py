"""A tile map of the fourteen cities: equal tiles placed as in Hunan, in deeper shades for more."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hnfusion import codelists
from hnfusion.charts.canvas import HALF, PALETTE, SMALL, say, styled

STEPS = 5
"""The number of shades in the palette."""
NUMBER = 15.0
"""Size of the number in a tile, in points."""
HEIGHT, SEAM = 0.74, 0.05
"""A tile's height and the gap to the next, relative to its width."""


@styled
def tiles(
    rows: pd.DataFrame,
    column: str,
    beside: str = "",
    titles: Mapping[str, str] | None = None,
    emphasis: str = "",
) -> Figure:
    """Return a figure with a tile for each city: its name, and a number that gives the shade.

    Args:
        rows: one row per city: ``city`` (``name`` of the codelist), and counts. A city without a
            row has no tile.
        column: the column of the number, which is whole and not negative.
        beside: the column whose count is written small below the number; "" for no second count.
        titles: the titles of ``column`` (for the legend) and ``beside``, by column.
        emphasis: the ``name`` of the city whose tile has a frame; "" for no frame.
    """
    places = codelists.codelist("city").astype({"column": int, "row": int})
    across, down = places["column"].max(), places["row"].max()
    figure = Figure(figsize=(HALF, HALF * HEIGHT * down / across))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0.5, across + 0.5), ylim=(down + 0.5, 0.5))
    axes.axis("off")
    words, figures, side = titles or {}, rows.set_index("city"), 1 - SEAM
    starts = steps(int(figures[column].max()) if len(figures) else 0)
    for name, short, x, y in places[["name", "short", "column", "row"]].to_numpy().tolist():
        if name in figures.index:
            number = figures[column][name]
            color = shade(number, starts)
            frame = {"edgecolor": PALETTE["ink"], "linewidth": 2.5} if name == emphasis else {}
            _patch(axes, (x - side / 2, y - side / 2), (side, side), color, clip_on=False, **frame)
            ink, lift = "on-shade" if color == "shade5" else "ink", 0 if beside else 0.08
            say(axes, short, (x, y - 0.3 + lift), ink, ha="center")
            say(axes, f"{number}", (x, y + 0.02 + lift), ink, ha="center", size=NUMBER)
            if beside:
                below = f"{words.get(beside, '')}{figures[beside][name]}"
                say(axes, below, (x, y + 0.33), ink, ha="center", size=SMALL)
    _key(axes, (across - 0.46, down - 0.9), starts, words.get(column, ""))
    return figure


def steps(most: int) -> list[int]:
    """Return a list of the numbers at which the shades begin, from light to deep.

    ``most`` is the largest number shown. There are at most five shades; 0 has none.

    >>> steps(95), steps(20), steps(4), steps(0)
    ([1, 5, 10, 20, 50], [1, 2, 5, 10, 20], [1, 2, 3, 4], [])
    """
    if most <= STEPS:
        return list(range(1, most + 1))
    round_numbers = [n * 10**zeros for zeros in range(len(str(most))) for n in (1, 2, 5)]
    return [1, *[number for number in round_numbers[1:] if number <= most][1 - STEPS :]]


def shade(number: int, starts: Sequence[int]) -> str:
    """Return the name in ``PALETTE`` of a number's colour: ``paper`` for 0, else a shade.

    ``starts`` is from ``steps``; numbers from the last of ``starts`` on have the deepest shade.

    >>> shade(0, [1, 2]), shade(1, [1, 2]), shade(2, [1, 2])
    ('paper', 'shade1', 'shade5')
    """
    step = sum(number >= start for start in starts)
    if step == 0:
        return "paper"
    return f"shade{1 + (step - 1) * (STEPS - 1) // max(len(starts) - 1, 1)}"


def _patch(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], color: str, **look: Any
) -> None:
    """Draw a rectangle filled with ``color``, a name in ``PALETTE``.

    With the colour ``paper``, the background, only the outline is drawn. ``look`` has further
    arguments of ``Rectangle``.
    """
    is_paper = color == "paper"
    face, edge = "none" if is_paper else PALETTE[color], PALETTE["line" if is_paper else color]
    plain: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": 1}
    axes.add_patch(Rectangle(corner, *size, **plain | look))


def _key(axes: Axes, at: tuple[float, float], starts: Sequence[int], title: str) -> None:
    """Draw the legend of the shades, from many to 0, at the corner of the map that has no city.

    ``at`` is the legend's top left corner, ``starts`` is from ``steps``, ``title`` names what is
    counted.
    """
    spans = [f"{a}" if a == b - 1 else f"{a}–{b - 1}" for a, b in pairwise(starts)]
    spans += [f"{start}及以上" for start in starts[-1:]]
    x, y = at
    say(axes, f"{title}（家）", (x, y - 0.24), "muted", size=SMALL)
    for start, span in zip([*reversed(starts), 0], [*reversed(spans), "0"], strict=True):
        _patch(axes, (x, y - 0.08), (0.2, 0.16), shade(start, starts))
        say(axes, span, (x + 0.26, y), "muted", size=SMALL)
        y += 0.21
