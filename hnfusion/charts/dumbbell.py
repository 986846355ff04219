"""A dumbbell chart: two dots in each row, before and now, the largest rise first."""

import pandas as pd
from matplotlib.figure import Figure

from hnfusion.charts.bars import sheet
from hnfusion.charts.canvas import DOT, GAP, PALETTE, SMALL, say, styled, width_of
from hnfusion.tally.ranking import ranked


@styled
def dumbbell(rows: pd.DataFrame, before: str, now: str, titles: tuple[str, str]) -> Figure:
    """Return a figure with two dots and a line for each row, the largest rise first.

    Rises, falls and rows without a change have different colours.

    Args:
        rows: the key in the first column; whole numbers in the others.
        before: the column of the hollow dots.
        now: the column of the full dots.
        titles: the titles of ``before`` and ``now``, written above the figures at the right.
    """
    placed = ranked(rows.assign(change=rows[now] - rows[before]), ["change", now])
    figure, axes, room = sheet(["", *placed.iloc[:, 0].astype("str")])
    words = [f"{old} → {new}" for old, new in zip(placed[before], placed[now], strict=True)]
    signed = [f"{n:+d}".replace("-", "−") if n else "0" for n in placed["change"]]
    colors = ["part" if n > 0 else "second" if n < 0 else "muted" for n in placed["change"]]
    last = max(map(width_of, [*signed, "增减"])) + GAP
    right = max(map(width_of, words), default=0) + last + 2 * GAP
    most = max(1, *placed[[before, now]].max()) if len(placed) else 1
    end = most * room / (room - right)
    axes.set(xlim=(0, end))
    y, inks = placed.index + 1, [PALETTE[color] for color in colors]
    least = placed[[before, now]].min(axis=1)
    axes.hlines(y, 0, least, color=PALETTE["line"], linewidth=0.8, clip_on=False)
    axes.hlines(y, placed[before], placed[now], color=inks, linewidth=2.5, clip_on=False)
    axes.scatter(placed[before], y, color=PALETTE["paper"], edgecolor=inks, **DOT)
    axes.scatter(placed[now], y, color=inks, **DOT)
    say(axes, " → ".join(titles), (end, 0.2), "muted", -last, ha="right", size=SMALL)
    say(axes, "增减", (end, 0.2), "muted", ha="right", size=SMALL)
    for at, text, sign, color in zip(y, words, signed, colors, strict=True):
        say(axes, text, (end, at), "muted", -last, ha="right")
        say(axes, sign, (end, at), color, ha="right")
    return figure
