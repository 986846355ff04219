"""Write a figure as SVG for a page, with title, description, and ids and styles unique on it."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from hnfusion.charts.canvas import PALETTE, TYPEFACES, styled

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
REFERENCE = re.compile(r"(?:(?<=url\()|^)#([\w-]+)")
"""Matches a reference to another element of the same SVG."""
NEEDLESS = re.compile(r"font-family: [^;\"]*;? ?|rotate\(-?0 [^)]*\)| {2,}| $|(?<=[MLCQ]) ")
"""Matches what is removed: the typeface, which all text gets from the root; rotations by 0; the
blanks that line ends become; the blank after a path's command."""
FINE = re.compile(r"\d+\.\d{2,}")
"""Matches a number with two or more decimals; those after the first are invisible in a length, and
enlarge the page."""
JOINS = "stroke-linejoin: round; stroke-linecap: butt"
"""The style of the root. matplotlib sets it in a stylesheet for all elements, which would apply to
the whole page."""


@styled
def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as the text of an SVG that can be on a page with other SVGs.

    Args:
        figure: what a drawing function returned.
        name: begins all ids in the SVG, so that ids and styles are unique on a page.
        title: the chart's main result, for screen readers.
        description: the chart's figures in words, for screen readers.
    """
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    root = ET.fromstring(drawn.getvalue())  # noqa: S314 - our own, just drawn
    root[:] = [kept for child in root for kept in _seen(child)]
    values = [value for element in root.iter() for value in element.attrib.values()]
    named = dict.fromkeys(found for value in values for found in REFERENCE.findall(value))
    ids = {reference: f"{name}-{number}" for number, reference in enumerate(named)}
    styles = Counter(element.get("style", "") for element in root.iter())
    shared = (style for style, uses in styles.items() if style and uses > 1)
    classes = {style: f"s{number}" for number, style in enumerate(shared)}
    for element in root.iter():
        own = ids.get(element.attrib.pop("id", ""))
        for key, value in element.attrib.items():
            element.set(key, REFERENCE.sub(lambda found: f"#{ids[found[1]]}", value))
        if short := classes.get(element.get("style", "")):
            del element.attrib["style"]
            element.set("class", short)
        if own:
            element.set("id", own)
    rules = "\n".join(f"#{name}-svg .{short}{{{style}}}" for style, short in classes.items())
    root.text = None
    for tag, text in (("style", rules), ("desc", description), ("title", title)):
        element = ET.Element(f"{{{SVG}}}{tag}", {} if tag == "style" else {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(0, element)
    family = ", ".join(f"'{face}'" if " " in face else face for face in TYPEFACES)
    labelled = {"role": "img", "aria-labelledby": f"{name}-title {name}-desc"}
    root.attrib |= labelled | {"id": f"{name}-svg", "font-family": family, "style": JOINS}
    for short, long in (("", SVG), ("xlink", XLINK)):
        ET.register_namespace(short, long)
    return ET.tostring(root, encoding="unicode")


def themed(svg: str) -> str:
    """Return an SVG with CSS variables as colours, which are different in a page's dark mode.

    >>> themed('<path style="fill: #b3261e"/>')
    '<path style="fill: var(--part, #b3261e)"/>'
    """
    for name, color in PALETTE.items():
        svg = svg.replace(color, f"var(--{name}, {color})")
    return svg


def _seen(element: ET.Element) -> Iterator[ET.Element]:
    """Yield an element if it is visible, or its children if it is a group without attributes.

    The element is changed in place: what is invisible in it is removed.
    """
    tag, own = element.tag.removeprefix(f"{{{SVG}}}"), element.attrib
    element.attrib = {k: kept for k, value in own.items() if (kept := _tidied(k, value))}
    element[:] = [kept for child in element for kept in _seen(child)]
    element.text, element.tail = (element.text or "").strip(), "\n"
    is_blank = tag == "path" and own.get("style") == "fill: none"
    if tag == "g" and not {*own} - {"id"}:
        yield from element
    elif tag not in {"metadata", "style"} and not is_blank and (tag != "defs" or len(element)):
        yield element


def _tidied(key: str, value: str) -> str:
    plain = NEEDLESS.sub("", value)
    if key in {"style", "transform"}:  # an opacity or a scale needs its decimals
        return plain
    return FINE.sub(lambda fine: f"{round(float(fine[0]), 1):g}", plain)
