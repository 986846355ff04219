"""What all charts share: palette, typeface, text, and writing a figure as PNG.

A drawing function, decorated with ``styled``, takes a frame and returns a matplotlib figure.
``svg.svg`` and ``picture`` write it, with the same bytes for the same frame.
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
"""Colours by name. The page's stylesheet has the same names, with other values for dark mode.

``part`` is for a chart's subject, ``rest`` for the subject where it is not emphasised, ``whole``
for the total that the subject is a part of, ``second`` for another measure; ``shade1`` to
``shade5`` go from few to many, and ``on-shade`` is for text on ``shade5``.
"""
TYPEFACES = ["Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
"""Charts are laid out in the first of these, and shown in the first that the reader has."""
DOTS, COLORS = 250, 16
"""A PNG's dots per inch, enough for an office printer, and its number of colours, so few that the
file is a quarter as large."""
HALF = 4.2
"""A chart's width in inches, half of the page's."""
SIZE, SMALL = 9.5, 8.6
"""Sizes of text in points: 11 and 10 pixels in a chart 350 pixels wide, as on a phone."""
DIGIT = 0.56
"""A digit's width relative to the size of the text; a Chinese character's is 1."""
GAP = 4.0
"""Points from a mark to its label."""
DOT: dict[str, Any] = {"s": 26.0, "linewidth": 1.2, "clip_on": False, "zorder": 3}
"""Arguments of ``scatter`` for a dot; ``s`` is its area in square points."""
LABEL: dict[str, Any] = {
    "va": "center_baseline",
    "textcoords": "offset points",
    "annotation_clip": False,
}
"""Arguments of ``annotate`` for a label: it is vertically centred on its point, and is drawn
outside of the axes, too."""
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
    """Let figures that a notebook draws itself show Chinese characters in the charts' typeface."""
    rcParams["font.family"] = ["sans-serif", TYPEFACES[0]]


show_chinese()
styled = style.context(["default", LOOK])
"""Decorates functions that draw or write a figure: these use ``LOOK`` and matplotlib's defaults,
whatever the user has set."""


@styled
def picture(figure: Figure) -> bytes:
    """Return a figure as the bytes of a PNG, for documents that cannot contain SVG."""
    gc.collect()  # frees earlier figures, cycles of references with five megabytes of pixels each
    drawn, reduced = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DOTS, pil_kwargs={"compress_level": 0})
    image = Image.open(drawn).convert("RGB").quantize(COLORS)
    image.save(reduced, format="png", dpi=(DOTS, DOTS))  # optimize=True takes ten times as long
    return reduced.getvalue()


def plain_axes(height: float) -> tuple[Figure, Axes]:
    """Return a tuple: a figure ``height`` inches high, and its axes with horizontal grid lines."""
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
    """Write a text at the data coordinates ``at``, ``shift`` points to the right and ``rise`` up.

    ``color`` is a name in ``PALETTE``; ``look`` has further arguments of ``annotate``.
    """
    axes.annotate(text, at, (shift, rise), color=PALETTE[color], **LABEL | look)


def width_of(text: str) -> float:
    """Return the approximate width of a text in points.

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
