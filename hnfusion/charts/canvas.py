"""What all charts share: palette, typeface, text, and writing them as SVG or PNG.

A drawing function takes a frame and returns a matplotlib figure, decorated with ``styled``;
``svg.svg`` and ``picture`` write it, the same bytes for the same table.
"""

import gc
import io
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import wcwidth
from matplotlib import rcParams, style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from PIL import Image

PALETTE = {
    "paper": "#ffffff",
    "ink": "#1f2933",
    "muted": "#52606d",
    "line": "#d9dee3",
    "part": "#b3261e",
    "rest": "#c97b73",
    "whole": "#dccfbd",
    "second": "#2a6592",
    "shade1": "#fdf1e7",
    "shade2": "#fbdcc4",
    "shade3": "#f5b895",
    "shade4": "#e98b68",
    "shade5": "#c44a38",
    "on-shade": "#fffffe",
}
"""Colours by use. The page's stylesheet has the same names, with other values for dark mode.

``part`` is the subject of a chart, ``rest`` the same where not emphasised, ``whole`` what it is
a part of, ``second`` another measure; ``shade1`` to ``shade5`` go from few to many, with
``on-shade`` for text on the deepest.
"""
TYPEFACES = ["Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
"""A chart is laid out in the first and displayed in the first that the reader's machine has."""
DOTS, COLORS = 250, 16
"""A picture's dots per inch, enough for an office printer, and colours, which quarter its size."""
HALF = 4.2
"""Inches: the width of a chart, half the width of the page."""
SIZE, SMALL = 9.5, 8.6
"""Points of text: at 350 pixels, a phone's, a chart half a row wide shows 11 and 10 pixels."""
DIGIT = 0.56
"""The width of a digit of the typeface, in sizes; a Chinese character is 1."""
GAP = 4.0
"""Points from a mark to its label."""
DOT: dict[str, Any] = {"s": 26.0, "linewidth": 1.2, "clip_on": False, "zorder": 3}
"""The look of a dot, ``s`` square points large."""
LABEL: dict[str, Any] = {
    "va": "center_baseline",
    "textcoords": "offset points",
    "annotation_clip": False,
}
"""The look of a text: level with its point, also at a point outside of the axes."""
LOOK: dict[Any, Any] = {
    "font.family": TYPEFACES[0],
    "font.size": SIZE,
    "text.color": PALETTE["ink"],
    "text.parse_math": False,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0,
    "axes.axisbelow": True,
    "axes.edgecolor": PALETTE["muted"],
    "axes.labelcolor": PALETTE["muted"],
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": PALETTE["line"],
    "grid.linewidth": 0.7,
    "xtick.labelcolor": PALETTE["muted"],
    "xtick.major.size": 0,
    "ytick.labelcolor": PALETTE["muted"],
    "ytick.major.size": 0,
    "svg.fonttype": "none",
}
fontManager.addfont(fonts.sans_path())


def show_chinese() -> None:
    """Let the figures that a notebook draws by itself take Chinese characters from our typeface."""
    rcParams["font.family"] = ["sans-serif", TYPEFACES[0]]


show_chinese()
styled = style.context(["default", LOOK])
"""Decorates what draws or writes a figure, so that it ignores the user's matplotlib settings."""


@styled
def picture(figure: Figure) -> bytes:
    """Return a figure as a PNG, for documents that take no SVG."""
    gc.collect()  # earlier figures: they refer to themselves and hold five megabytes of pixels each
    drawn, reduced = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DOTS, pil_kwargs={"compress_level": 0})
    image = Image.open(drawn).convert("RGB").quantize(COLORS)
    image.save(reduced, format="png", dpi=(DOTS, DOTS))  # optimize=True takes ten times as long
    return reduced.getvalue()


def plain_axes(height: float) -> tuple[Figure, Axes]:
    """Return a figure of a height in inches, and its axes."""
    figure = Figure(figsize=(HALF, height), layout="constrained")
    axes = figure.subplots()
    axes.grid(axis="y")
    return figure, axes


def say(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    color: str = "ink",
    shift: float = 0,
    rise: float = 0,
    **look: Any,
) -> None:
    """Write a text at a point of the data, moved right and up by points."""
    axes.annotate(text, at, (shift, rise), color=PALETTE[color], **LABEL | look)


def width_of(text: str) -> float:
    """Return about how wide a text is, in points.

    >>> width_of("长沙"), round(width_of("20"), 2)
    (19.0, 10.64)
    """
    wide = wcwidth.width(text, ambiguous_width=2) - len(text)
    return SIZE * (wide + DIGIT * (len(text) - wide))


def shortened(text: str, room: float) -> str:
    """Return a text cut at its end so that it is at most ``room`` points wide.

    >>> shortened("湖南示例星火数字技术有限公司", 60), shortened("曼顿", 60)
    ('湖南示例星…', '曼顿')
    """
    if width_of(text) <= room:
        return text
    kept = next(n for n in range(len(text), 0, -1) if width_of(text[:n]) <= room - SIZE)
    return f"{text[:kept]}…"
