"""An SVG as a page takes it: with its words, its ids its own, and a third of what was drawn."""

import re
from collections import Counter
from collections.abc import Mapping
from string import ascii_lowercase
from xml.etree import ElementTree as ET

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
FINE = re.compile(r"-?\d+\.\d+")
MEASURES = {"d": 1, "x": 1, "y": 1, "width": 1, "height": 1, "points": 1, "transform": 2}
"""Decimals of a length in points; nobody sees finer ones."""
REFERENCE = re.compile(r"(?:(?<=url\()|^)#([\w-]+)")
"""A place inside the SVG that another part of it names."""
UNTURNED, FAMILY = re.compile(r"rotate\(-?0 [^)]*\)"), re.compile(r"font-family: [^;\"]*;? ?")
BOX = re.compile(r"M(\S+) (\S+)L(\S+) \2L\3 (\S+)L\1 \4(?:L\1 \2)?z")
"""A path that is an upright rectangle, as matplotlib writes a bar."""
JOINS = "stroke-linejoin: round; stroke-linecap: butt"
"""What matplotlib asks for every element, by a rule that would hold for the whole page."""


def slim(drawn: str, name: str, title: str, description: str, family: str) -> str:
    """Return an SVG with its words and without what a page does not need.

    Args:
        drawn: the SVG as matplotlib wrote it.
        name: makes its ids and classes unique on a page.
        title: what the chart says.
        description: what it shows, in figures.
        family: the typefaces of all text.
    """
    root = ET.fromstring(drawn)  # noqa: S314 - our own, just drawn
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    values = [value for element in root.iter() for value in element.attrib.values()]
    named = dict.fromkeys(reference for value in values for reference in REFERENCE.findall(value))
    ids = {reference: f"{name}-{number}" for number, reference in enumerate(named)}
    for element in root.iter():
        _tidy(element, ids)
    _flatten(root)
    rules = _classed(root, name)
    for tag, text in (("style", rules), ("desc", description), ("title", title)):
        element = ET.Element(f"{{{SVG}}}{tag}", {} if tag == "style" else {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(0, element)
    root.attrib |= {
        "id": f"{name}-svg",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "font-family": family,
        "style": JOINS,
    }
    for short, long in (("", SVG), ("xlink", XLINK)):
        ET.register_namespace(short, long)
    return ET.tostring(root, encoding="unicode")


def _tidy(element: ET.Element, ids: Mapping[str, str]) -> None:
    """Shorten an element's lengths; give it a short id if something names it, or else none."""
    element.attrib |= {key: _short(key, value, ids) for key, value in element.attrib.items()}
    own = element.attrib.pop("id", "")
    if own in ids:
        element.set("id", ids[own])
    if element.get("transform") == "":
        del element.attrib["transform"]
    element.tail = "\n"
    element.text = (element.text or "").strip() or None


def _short(key: str, value: str, ids: Mapping[str, str]) -> str:
    if key == "d":
        return BOX.sub(r"M\1 \2H\3V\4H\1z", re.sub(r" ?([A-Za-z]) ?", r"\1", _coarse(value, key)))
    if key in MEASURES:
        return _coarse(UNTURNED.sub("", value), key)
    return REFERENCE.sub(lambda found: f"#{ids[found[1]]}", FAMILY.sub("", value))


def _coarse(value: str, key: str) -> str:
    """Return lengths without decimals that nobody sees, and without needless spaces."""
    digits = MEASURES[key]
    short = FINE.sub(lambda fine: f"{round(float(fine[0]), digits) + 0.0:g}", value)
    return " ".join(short.split())


def _flatten(parent: ET.Element) -> None:
    """Take away groups that say nothing, paths that draw nothing, and rules for a whole page."""
    children = []
    for child in parent:
        _flatten(child)
        is_bare = child.tag == f"{{{SVG}}}g" and not child.attrib
        children += [] if _is_unseen(child) else [*child] if is_bare else [child]
    parent[:] = children


def _is_unseen(element: ET.Element) -> bool:
    tag, style = element.tag.removeprefix(f"{{{SVG}}}"), element.get("style", "")
    return (
        tag == "style"
        or (tag == "path" and (not element.get("d") or style == "fill: none"))
        or (tag in {"g", "defs"} and not len(element))
    )


def _classed(root: ET.Element, name: str) -> str:
    """Put styles that several elements have into classes, and return the rules."""
    styles = Counter(element.get("style", "") for element in root.iter())
    shared = [style for style, number in styles.items() if style and number > 1]
    classes = {
        style: ascii_lowercase[place // 26 - 1] * (place >= 26) + ascii_lowercase[place % 26]
        for place, style in enumerate(shared)
    }
    for element in root.iter():
        letter = classes.get(element.get("style", ""))
        if letter:
            del element.attrib["style"]
            element.set("class", letter)
    return "".join(f"#{name}-svg .{letter}{{{style}}}\n" for style, letter in classes.items())
