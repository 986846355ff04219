"""What all charts share: palette, typeface, text, and writing them as SVG or PNG.

A drawing function takes a frame and returns a matplotlib figure, decorated with ``styled``;
``svg`` and ``picture`` write it, the same bytes for the same table.
"""

import gc
import io
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, ParamSpec

import matplotlib as mpl
import pylopdf_fonts_zh_cn as fonts
import seaborn as sns
import wcwidth
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from PIL import Image

from hnfusion.charts.svg import finished

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

fontManager.addfont(fonts.sans_path())
Arguments = ParamSpec("Arguments")


def styled(draw: Callable[Arguments, Figure]) -> Callable[Arguments, Figure]:
    """Decorate a drawing function so that it ignores the user's matplotlib settings."""

    @wraps(draw)
    def drawing(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Figure:
        with _style():
            return draw(*args, **kwargs)

    return drawing


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as SVG with its title and description for screen readers.

    ``name`` makes the ids in the SVG unique on a page.
    """
    drawn = io.StringIO()
    with _style(name):
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    family = ", ".join(f"'{t}'" if " " in t else t for t in TYPEFACES)
    return finished(drawn.getvalue(), name, title, description, family)


def themed(svg: str) -> str:
    """Return an SVG that takes its colours from the page around it, light or dark.

    >>> themed('<path style="fill: #b3261e"/>')
    '<path style="fill: var(--part, #b3261e)"/>'
    """
    for name, color in PALETTE.items():
        svg = svg.replace(color, f"var(--{name}, {color})")
    return svg


def picture(figure: Figure) -> bytes:
    """Return a figure as a PNG, for documents that take no SVG."""
    gc.collect()  # earlier figures: they refer to themselves and hold five megabytes of pixels each
    drawn, reduced = io.BytesIO(), io.BytesIO()
    with _style():
        figure.savefig(drawn, format="rgba", dpi=DOTS)
    width, height = (int(inches * DOTS) for inches in figure.get_size_inches())
    image = Image.frombuffer("RGBA", (width, height), drawn.getvalue(), "raw", "RGBA", 0, 1)
    image = image.convert("RGB").quantize(COLORS)
    image.save(reduced, format="png", dpi=(DOTS, DOTS))  # optimize=True takes ten times as long
    return reduced.getvalue()


def plain_axes(height: float) -> tuple[Figure, Axes]:
    """Return a figure of a height in inches, and its axes with muted labels and no frame."""
    figure = Figure(figsize=(HALF, height), layout="constrained")
    axes = figure.subplots()
    axes.tick_params(length=0, labelcolor=PALETTE["muted"])
    sns.despine(ax=axes, left=True)
    return figure, axes


def say(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    color: str = "ink",
    size: float = SIZE,
    align: Literal["left", "center", "right"] = "left",
    shift: float = 0,
    rise: float = 0,
    vertical: Literal["bottom", "baseline", "center", "center_baseline"] = "center_baseline",
) -> None:
    """Write a text at a point of the data, moved right and up by points."""
    axes.annotate(
        text,
        at,
        xytext=(shift, rise),
        textcoords="offset points",
        ha=align,
        va=vertical,
        color=PALETTE[color],
        size=size,
        annotation_clip=False,
    )


def width_of(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is, in points.

    >>> width_of("长沙"), round(width_of("20"), 2)
    (19.0, 10.64)
    """
    wide = wcwidth.width(text, ambiguous_width=2) - len(text)
    return size * (wide + DIGIT * (len(text) - wide))


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """Return a text cut at its end so that it is at most ``room`` points wide.

    >>> shortened("湖南示例星火数字技术有限公司", 60), shortened("曼顿", 60)
    ('湖南示例星…', '曼顿')
    """
    if width_of(text, size) <= room:
        return text
    kept = next(n for n in range(len(text), 0, -1) if width_of(text[:n], size) <= room - size)
    return f"{text[:kept]}…"


def _style(name: str = "picture") -> Any:
    look: dict[Any, Any] = {
        **mpl.rcParamsDefault,
        **sns.axes_style("white"),
        "backend": mpl.rcParams["backend"],
        "font.family": TYPEFACES[0],
        "font.size": SIZE,
        "patch.force_edgecolor": False,
        "patch.linewidth": 0,
        "text.color": PALETTE["ink"],
        "text.parse_math": False,
        "axes.edgecolor": PALETTE["muted"],
        "axes.labelcolor": PALETTE["muted"],
        "xtick.color": PALETTE["ink"],
        "ytick.color": PALETTE["ink"],
        "svg.fonttype": "none",
        "svg.hashsalt": name,
    }
    return mpl.rc_context(look)
