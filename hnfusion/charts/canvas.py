"""What every chart is drawn with: one palette, one typeface, SVG whose text stays text.

A drawing function takes a frame and returns a matplotlib figure, decorated with ``styled``;
``svg`` and ``picture`` write it, the same bytes for the same table.
"""

import io
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pylopdf_fonts_zh_cn as fonts
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from PIL import Image

PALETTE = {
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
TYPEFACES = ["Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
"""A chart is laid out in the first and shown in the first that the reader's machine has."""
DOTS, COLORS = 250, 16
"""A picture's dots per inch, enough for an office printer, and its colours: a quarter the size."""
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
FINE = re.compile(r"-?\d+\.\d{3,}")
"""A length finer than a hundredth of a point, which nobody sees."""
REFERENCE = re.compile(r"(?:(?<=url\()|^)#([\w-]+)")
"""A place inside the SVG that another part of it names."""
UNTURNED, FAMILY = re.compile(r"rotate\(-?0 [^)]*\)"), re.compile(r"font-family: [^;\"]*;? ?")
MEASURES = ("d", "x", "y", "width", "height", "transform", "points")

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
    root = ET.fromstring(drawn.getvalue())  # noqa: S314 - our own, just drawn
    _slim(root, name)
    for tag, text in (("desc", description), ("title", title)):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(0, element)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "font-family": ", ".join(f"'{typeface}'" for typeface in TYPEFACES),
    }
    for short, long in (("", SVG), ("xlink", XLINK)):
        ET.register_namespace(short, long)
    return ET.tostring(root, encoding="unicode")


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
    drawn, reduced = io.BytesIO(), io.BytesIO()
    with _style():
        figure.savefig(drawn, format="png", dpi=DOTS)
    image = Image.open(drawn).convert("RGB").quantize(COLORS)
    image.save(reduced, format="png", optimize=True, dpi=(DOTS, DOTS))
    return reduced.getvalue()


def _style(name: str = "picture") -> Any:
    look: dict[Any, Any] = {
        **mpl.rcParamsDefault,
        **sns.axes_style("white"),
        "backend": mpl.rcParams["backend"],
        "font.family": TYPEFACES[0],
        "font.size": 9.5,
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


def _slim(root: ET.Element, name: str) -> None:
    """Leave out what a page does not need: metadata, unused ids, empty groups, fine decimals."""
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    values = [value for element in root.iter() for value in element.attrib.values()]
    used = {reference for value in values for reference in REFERENCE.findall(value)}
    for element in root.iter():
        element.attrib |= {key: _tidy(key, value, name) for key, value in element.attrib.items()}
        if element.attrib.get("id") not in used:
            element.attrib.pop("id", None)
        else:
            element.set("id", f"{name}-{element.get('id')}")
        if element.get("transform") == "":
            del element.attrib["transform"]
        element.tail = "\n"
        element.text = (element.text or "").strip() or None
    _flatten(root)


def _tidy(key: str, value: str, name: str) -> str:
    if key in MEASURES:
        return " ".join(FINE.sub(_coarse, UNTURNED.sub("", value)).split())
    return REFERENCE.sub(rf"#{name}-\1", FAMILY.sub("", value))


def _flatten(parent: ET.Element) -> None:
    """Take away groups that say nothing and paths that draw nothing."""
    children = []
    for child in parent:
        _flatten(child)
        is_empty = child.tag == f"{{{SVG}}}path" and not child.get("d")
        is_bare = child.tag == f"{{{SVG}}}g" and not child.attrib
        children += [] if is_empty else [*child] if is_bare else [child]
    parent[:] = children


def _coarse(fine: re.Match[str]) -> str:
    return f"{float(fine[0]):.2f}".rstrip("0").rstrip(".")
