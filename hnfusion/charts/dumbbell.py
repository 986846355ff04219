"""A dumbbell chart: two dots in each row, before and now, the largest rise first."""

import pandas as pd
from matplotlib.figure import Figure

from hnfusion.charts.bars import dots, sheet
from hnfusion.charts.canvas import GAP, PALETTE, SMALL, say, styled, width_of


@styled
def dumbbell(rows: pd.DataFrame, before: str, now: str, titles: tuple[str, str]) -> Figure:
    """Return a chart of the change of each row, by its size; rises and falls in two colours.

    Args:
        rows: the key in the first column; whole numbers in the others.
        before: the column of the hollow dots.
        now: the column of the full dots.
        titles: of the two, above the figures at the right.
    """
    changed = rows.assign(change=rows[now] - rows[before])
    placed = changed.sort_values(["change", now], ascending=False, kind="stable", ignore_index=True)
    keys = placed.iloc[:, 0].astype("str").tolist()
    figure, axes, room = sheet(["", *keys])
    words = [f"{row[before]} → {row[now]}" for _, row in placed.iterrows()]
    signed = [f"{n:+d}".replace("-", "−") if n else "0" for n in placed["change"]]
    colors = ["part" if n > 0 else "second" if n < 0 else "muted" for n in placed["change"]]
    last = max(map(width_of, [*signed, "增减"])) + GAP
    right = max(map(width_of, words), default=0) + last + 2 * GAP
    most = max(1, *placed[[before, now]].max()) if len(placed) else 1
    end = most * room / (room - right)
    axes.set(xlim=(0, end))
    y, inks = placed.index.to_series() + 1, [PALETTE[color] for color in colors]
    least = placed[[before, now]].min(axis=1)
    axes.hlines(y, 0, least, color=PALETTE["line"], linewidth=0.8, clip_on=False)
    axes.hlines(y, placed[before], placed[now], color=inks, linewidth=2.5, clip_on=False)
    dots(axes, placed[before], y, inks, is_hollow=True)
    dots(axes, placed[now], y, inks)
    say(axes, " → ".join(titles), (end, 0.2), "muted", SMALL, "right", -last)
    say(axes, "增减", (end, 0.2), "muted", SMALL, "right")
    for at, text, sign, color in zip(y, words, signed, colors, strict=True):
        say(axes, text, (end, at), "muted", align="right", shift=-last)
        say(axes, sign, (end, at), color, align="right")
    return figure
