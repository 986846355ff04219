"""A small line of a figure through the quarters, without words, its last point marked."""

from collections.abc import Sequence

import pandas as pd

from hnfusion.charts.canvas import PALETTE

WIDTH, HEIGHT, EDGE = 64.0, 18.0, 3.0
"""Pixels: its size, and the room for the mark at its end."""


def sparkline(values: Sequence[float | None] | pd.Series) -> str:
    """Return a small SVG of a figure through time; "" for fewer than two values.

    It repeats figures that stand beside it, so it is hidden from those who do not see it.

    Args:
        values: the oldest first; what is missing is left out, at its place.

    >>> sparkline([3]), sparkline([1, None, 3]).count("<circle")
    ('', 1)
    """
    known = [(place, float(value)) for place, value in enumerate(values) if pd.notna(value)]
    if len(known) < 2:
        return ""
    least, most = min(v for _, v in known), max(v for _, v in known)
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)
    points = [
        (EDGE + across * place, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * _part(value, least, most))
        for place, value in known
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (x, y), color = points[-1], f"var(--part, {PALETTE['part']})"
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}"'
        f' height="{HEIGHT:.0f}" aria-hidden="true" focusable="false">'
        f'<polyline points="{line}" style="fill:none;stroke:var(--muted, {PALETTE["muted"]});'
        f'stroke-width:1.5;stroke-linejoin:round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" style="fill:{color}"/></svg>'
    )


def _part(value: float, least: float, most: float) -> float:
    """Return how high a value is between the two; the middle where they are one."""
    return (value - least) / (most - least) if most > least else 0.5
