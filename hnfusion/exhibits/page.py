"""A self-contained html page around a body: head, header, contents list, footer and script."""

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import hnfusion
from hnfusion import narrate

PAGES = Environment(
    loader=PackageLoader("hnfusion.exhibits", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LINKS = {"bulletin.html": "通报", "trend.html": "趋势"}
"""The pages that every page of a quarter links to, by address, with their titles."""
TEMPLATES = files("hnfusion.exhibits") / "templates"
STYLES = ("style", "layout", "exhibits", "charts", "tables")
"""The stylesheets of every page, in order, from ``templates/report/``."""
FEWEST = 3
"""The fewest headings with which a page has a contents list."""
HEADING = re.compile(r'<h([23])((?: id="([^"]+)")?[^>]*)>(.*?)</h\1>', re.DOTALL)
"""Matches a heading in our own html; text from a list cannot match, because it is escaped."""
NUMERALS = "一二三四五六七八九"
NUMBERED = re.compile(f"([{NUMERALS}])、")


class Entry(NamedTuple):
    """A line of a page's contents list: the id, text and level (2 or 3) of its heading."""

    anchor: str
    text: str
    level: int


def load() -> None:
    """Compile all templates, so that processes forked from this process need not."""
    for name in PAGES.list_templates(filter_func=lambda name: "/" not in name):
        PAGES.get_template(name)


def fill(template: str, macro: str, /, **values: Any) -> str:
    """Return the html that a macro of a template in ``templates/`` makes from the values."""
    return str(getattr(PAGES.get_template(template).module, macro)(**values)).strip()


def page(
    body: str,
    title: str,
    about: str,
    *,
    home: str,
    links: Mapping[str, str] | None = None,
    here: str = "",
    head: str = "",
    style: str = "",
) -> str:
    """Return a whole html page as text.

    Args:
        body: the html of the page's content; headings without an id get an id.
        title: the page's title.
        about: the text of the footer.
        home: the address of the list of all reports; "" on that list itself.
        links: the titles of the pages to link to, by address.
        here: the page's own address, relative like those of ``links``.
        head: html with metadata for programs (``citation.head``).
        style: the name of a stylesheet for this kind of page; "" for no such stylesheet.
    """
    shown, entries = anchored(narrate.punctuation.in_html(body))
    code = script(body)
    return PAGES.get_template("page.html.j2").render(
        body=Markup(shown),  # noqa: S704 - made by our templates, which escape
        contents=entries if len(entries) >= FEWEST else [],
        title=title,
        about=narrate.punctuation.whole(about),
        home=home,
        links=links or {},
        here=here,
        head=Markup(head),  # noqa: S704
        css=Markup(stylesheet(style)),  # noqa: S704
        script=Markup(code),  # noqa: S704
        script_source=script_source(code),
        issuer=narrate.bulletin.ISSUER,
        has_code='<div class="code">' in body,
        version=hnfusion.__version__,
    )


def stylesheet(style: str = "") -> str:
    """Return a page's stylesheets as one text; print.css is last, because it overrides the others.

    ``style`` is the name of a further stylesheet, for one kind of page.
    """
    sheets = [TEMPLATES / "report" / f"{name}.css" for name in (*STYLES, style, "print") if name]
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.is_file())


def script(body: str) -> str:
    """Return the script for the tools of the tables in ``body``; "" if no table has tools."""
    if "data-table=" not in body:
        return ""
    parts = ("vendor/sortable-tablesort/sortable.min.js", "report/tables.js")
    return "".join(TEMPLATES.joinpath(part).read_text(encoding="utf-8") for part in parts)


def script_source(script: str) -> str:
    """Return a script's hash for a Content-Security-Policy (CSP 3, ``hash-source``).

    Without a script it is ``'none'``, which allows no script.

    >>> script_source("alert(1)")
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'" if script else "'none'"


def anchored(body: str) -> tuple[str, list[Entry]]:
    """Return a tuple: html in which every h2 and h3 has an id, and an ``Entry`` for each heading.

    A heading keeps the id that it has. Without an id, it gets ``part-2`` if it begins with 二、,
    else its text, with hyphens for blanks and quotes. So an id is the same on each run, and in each
    quarter with the same heading.

    >>> anchored('<h2>二、一季度贯标情况</h2><h3 id="x">甲</h3>')[0]
    '<h2 id="part-2">二、一季度贯标情况</h2><h3 id="x">甲</h3>'
    """
    entries: list[Entry] = []

    def named(match: re.Match[str]) -> str:
        level, attributes, given, inner = match.groups()
        text = Markup(inner).striptags()  # noqa: S704
        anchor = given or _anchor(text, {entry.anchor for entry in entries})
        entries.append(Entry(anchor, text, int(level)))
        own = attributes if given else f' id="{anchor}"{attributes}'
        return f"<h{level}{own}>{inner}</h{level}>"

    return HEADING.sub(named, body), entries


def _anchor(text: str, taken: set[str]) -> str:
    numbered = NUMBERED.match(text)
    plain = re.sub(r"[\s\"'<>&]+", "-", text)
    name = f"part-{NUMERALS.index(numbered[1]) + 1}" if numbered else plain
    return name if name not in taken else _anchor(f"{plain}-2", taken)
