"""Bars in SVG, the same bytes for the same table, with text that stays text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import pandas as pd
import pylopdf_fonts_zh_cn as fonts
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

INK, MUTED, PART, WHOLE = "#1f2933", "#52606d", "#b3261e", "#dccfbd"
"""Colours: text, lesser text, the part of a bar that is told about, the whole bar."""
TYPEFACES = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
"""A chart is laid out in the first and shown in the first that the reader's machine has."""
WIDTH, ROW, FRAME = 4.6, 0.285, 0.2
"""Inches: a chart's width, the height of a bar, what is above and below all bars."""
FEWEST_ROWS = 3

fontManager.addfont(fonts.sans_path())


def bars(rows: pd.DataFrame, whole: str, part: str | None, name: str) -> str:
    """Return a chart with a horizontal bar a row, in the order of the rows, as SVG.

    Args:
        rows: its key in the first column.
        whole: the column that a bar's length shows.
        part: the column that is drawn over it and told first; nothing where there is none.
        name: makes the ids inside the SVG unique on a page.
    """
    with _style(name):
        height = ROW * max(len(rows), FEWEST_ROWS) + FRAME
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots()
        for column, color in [(whole, WHOLE), (part, PART)]:
            if column:
                keys = rows.iloc[:, 0].astype("str")
                sns.barplot(x=rows[column], y=keys, color=color, saturation=1, width=0.72, ax=axes)
        _label(axes, rows, whole, part)
        return _svg(figure, name)


def _label(axes: Axes, rows: pd.DataFrame, whole: str, part: str | None) -> None:
    longest = max(rows[whole].max(), 1) if len(rows) else 1
    for y, (_, row) in enumerate(rows.iterrows()):
        words = f"{row[part]} / {row[whole]}" if part else f"{row[whole]}"
        words += f"({row['share']}%)" if "share" in rows and pd.notna(row["share"]) else ""
        is_zero = row[part or whole] == 0
        axes.text(row[whole] + longest / 80, y, words, va="center", color=MUTED if is_zero else INK)
    axes.set(xlabel="", ylabel="", xlim=(0, longest * 1.22), xticks=[])
    axes.tick_params(axis="y", length=0)
    sns.despine(ax=axes, bottom=True)


@contextmanager
def _style(name: str) -> Iterator[None]:
    look: dict[Any, Any] = {
        **sns.axes_style("white"),
        "font.family": TYPEFACES[0],
        "font.size": 9.5,
        "text.color": INK,
        "text.parse_math": False,
        "axes.edgecolor": MUTED,
        "ytick.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": name,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(look)
        yield


def _svg(figure: Figure, name: str) -> str:
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = drawn.getvalue()
    svg = svg[svg.index("<svg") :].replace("'Noto Sans SC'", ", ".join(f"'{t}'" for t in TYPEFACES))
    for reference in ('id="', 'href="#', "url(#"):
        svg = svg.replace(reference, f"{reference}{name}-")
    return svg
