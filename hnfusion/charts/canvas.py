"""What every chart is drawn with: one palette, one typeface, SVG whose text stays text.

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
"""Colours by what they are for. The page's stylesheet has the same names, with others in the dark.

``part`` is what a chart tells of, ``rest`` the same of those not emphasised, ``whole`` what it is
a part of, ``second`` another measure beside it; ``shade1`` to ``shade5`` go from few to many, with
``on-shade`` for text on the deepest.
"""
TYPEFACES = ["Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
"""A chart is laid out in the first and shown in the first that the reader's machine has."""
DOTS, COLORS = 250, 16
"""A picture's dots per inch, enough for an office printer, and its colours: a quarter the size."""
HALF, WHOLE = 4.2, 9.4
"""Inches: a chart that is half a row of the page wide, and one that is a whole one."""
SIZE, SMALL = 9.5, 8.6
"""Points of text: at 350 pixels, a phone's, a chart half a row wide shows 11 and 10 pixels."""
DIGIT = 0.56
"""The width of a digit of the typeface, in sizes; a Chinese character is 1."""

fontManager.addfont(fonts.sans_path())
Arguments = ParamSpec("Arguments")


def styled(draw: Callable[Arguments, Figure]) -> Callable[Arguments, Figure]:
    """Return a drawing function that draws in the style of all charts, nobody's own settings."""

    @wraps(draw)
    def drawing(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Figure:
        with _style():
            return draw(*args, **kwargs)

    return drawing


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as SVG, with its words for those who do not see it.

    Args:
        figure: what is drawn.
        name: makes the ids inside the SVG unique on a page.
        title: what the chart says.
        description: what it shows, in figures.
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
    gc.collect()  # those before: figures hold themselves, and their pixels, five megabytes each
    reduced = io.BytesIO()
    image = _pixels(figure).quantize(COLORS)
    image.save(reduced, format="png", dpi=(DOTS, DOTS))  # to optimize takes ten times as long
    return reduced.getvalue()


def _pixels(figure: Figure) -> Image.Image:
    drawn = io.BytesIO()
    with _style():
        figure.savefig(drawn, format="rgba", dpi=DOTS)
    width, height = (int(inches * DOTS) for inches in figure.get_size_inches())
    image = Image.frombuffer("RGBA", (width, height), drawn.getvalue(), "raw", "RGBA", 0, 1)
    return image.convert("RGB")


def say(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    color: str = "ink",
    size: float = SIZE,
    align: Literal["left", "center", "right"] = "left",
    shift: float = 0,
) -> None:
    """Write a text into a chart, its middle at a place of the data, moved right by points."""
    axes.annotate(
        text,
        at,
        xytext=(shift, 0),
        textcoords="offset points",
        ha=align,
        va="center_baseline",
        color=PALETTE[color],
        size=size,
        annotation_clip=False,
    )


def width_of(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is drawn, in points.

    >>> width_of("长沙"), round(width_of("20"), 2)
    (19.0, 10.64)
    """
    wide = wcwidth.width(text, ambiguous_width=2) - len(text)
    return size * (wide + DIGIT * (len(text) - wide))


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """Return a text that is at most so many points wide, cut at its end where it is wider.

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
