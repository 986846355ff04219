"""A real browser for the tests, and checks of pages in it.

The browser is Debian's chromium (or another browser of ``NAMES``), driven by playwright. A *check*
is a function that takes a ``Visit``, which is an open page, and returns a list of lines, one for
each thing that is wrong with the page. The checks call the functions in ``browsing.js``.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # chromium does not start as root with its sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = "no chromium: install it (Debian: apt-get install chromium), as .ci/run does"
WIDTHS = (320, 390, 768, 1280, 1920)
"""Pixels of a small phone, a phone, a tablet, a laptop and a large screen."""
SCREEN = {"width": 1280, "height": 900}
"""Pixels of the window in which a page is opened."""
A4 = (595, 842)
"""Width and height, in points, of a sheet of A4 paper."""
PRINTED = (657, 971)
"""Width and height, in CSS pixels, of A4 within the margins of ``@page``: 174 mm by 257 mm."""
KILOBYTES = {"bulletin": 400, "trend": 400, "audit": 900, "index": 120, "city": 120}
"""The largest size of a page, which includes all that it shows, by ``kind``."""
LEGIBLE = 4.5
"""The lowest contrast of legible text (WCAG 2.2, 1.4.3)."""


Check = Callable[["Visit"], list[str]]
ROWS = 8
"""Number of rows of each table that axe checks, cell by cell; other rows are made the same way."""
ASKED = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class Visit(NamedTuple):
    """An open page, the addresses that it requested, and the messages in the browser's console."""

    page: Page
    requests: list[str]
    complaints: list[str]


def find() -> str | None:
    """Return the path of the browser's program; None if none of ``NAMES`` is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_ci() -> bool:
    """Return whether the tests run in CI, where a missing browser is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def launch(playwright: Playwright) -> Browser:
    """Start the browser with a new profile and return it."""
    return playwright.chromium.launch(executable_path=find(), args=[*ARGUMENTS])


@contextmanager
def window(browser: Browser, **how) -> Iterator[Page]:
    """Open a window in which no page gets anything from the network, and yield it.

    ``how`` has further options of playwright's ``new_context``.
    """
    with browser.new_context(viewport=SCREEN, reduced_motion="reduce", **how) as context:
        page = context.new_page()
        page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        yield page


@contextmanager
def visit(page: Page, path: Path) -> Iterator[Visit]:
    """Open the file at ``path`` in a window that may have shown others, and yield the ``Visit``."""
    requests, complaints = [], []
    heard = {
        "request": lambda request: requests.append(request.url),
        "console": lambda message: complaints.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: complaints.append(f"error: {error}"),
    }
    page.set_viewport_size(SCREEN)
    page.emulate_media(media="screen")
    for event, hear in heard.items():
        page.on(event, hear)
    page.goto(path.resolve().as_uri())
    yield Visit(page, requests, complaints)
    for event, hear in heard.items():
        page.remove_listener(event, hear)


def kind(path: Path) -> str:
    """Return the kind of a page: ``city`` for each city's, else the file's name without suffix."""
    return "city" if path.parent.name == "cities" else path.stem


def ask(page: Page, question: str, about: object = None):
    """Return what the function ``question`` of ``browsing.js`` returns in the page.

    ``about`` is the function's argument.
    """
    return page.evaluate(f"about => ({ASKED}).{question}(about)", about)


def survey(page: Page, path: Path, checks: Iterable[Check]) -> dict[Check, list[str]]:
    """Open a file once, run the checks in their order, and return a dict of what each found."""
    with visit(page, path) as visited:
        return {check: check(visited) for check in checks}


def unfold(page: Page) -> None:
    """Open every collapsed list of a page and show the code."""
    ask(page, "unfold")


def requests_beyond_itself(visit: Visit) -> list[str]:
    """Return the addresses, other than its own, that a page requests.

    Before that, every list is searched and every button pressed.
    """
    ask(visit.page, "use")
    itself = visit.page.url.split("#")[0]
    return [url for url in visit.requests if url.split("#")[0] != itself and url[:5] != "data:"]


def complaints_of_the_browser(visit: Visit) -> list[str]:
    """Return the messages in the console: errors of scripts, violations of the page's policy.

    Before that, every list is searched and every button pressed.
    """
    ask(visit.page, "use")
    return visit.complaints


def barriers(visit: Visit) -> list[str]:
    """Return the violations that axe-core finds, with all lists open and tables cut to ``ROWS``."""
    return _axe(visit.page, {})


def faint_colours(visit: Visit) -> list[str]:
    """Return the violations of colour contrast that axe-core finds, for a page in dark mode.

    Everything else is the same in dark mode.
    """
    return _axe(visit.page, {"runOnly": ["color-contrast"]})


def _axe(page: Page, options: dict) -> list[str]:
    unfold(page)
    ask(page, "shorten", ROWS)
    found = Axe().run(page, options={"resultTypes": ["violations"]} | options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found.response["violations"]
        for node in rule["nodes"][:3]
    ]


def overflow(visit: Visit) -> list[str]:
    """Return what extends beyond the window's right edge at any of ``WIDTHS``, all lists open."""
    unfold(visit.page)
    found = []
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}px: {what}" for what in ask(visit.page, "overflow")]
    return found


def dead_ends(visit: Visit) -> list[str]:
    """Return the links within the page whose target does not come into view."""
    return ask(visit.page, "deadEnds")


def lost_files(visit: Visit) -> list[str]:
    """Return the links to files that do not exist, or to ids that the file does not have."""
    here = Path(visit.page.evaluate("decodeURIComponent(location.pathname)"))
    links = visit.page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
    )
    return [link for link in dict.fromkeys(links) if not _lands(link, here)]


def _lands(link: str, page: Path) -> bool:
    if re.match(r"[a-z]+:|#", link):
        return not link.startswith(("file:", "javascript:"))
    address, _, fragment = link.partition("#")
    target = page.parent / address
    return target.is_file() and (not fragment or f'id="{fragment}"' in target.read_text("utf-8"))


def unreached_by_keyboard(visit: Visit) -> list[str]:
    """Return the controls that Tab does not reach, and those that do not show their focus."""
    page = visit.page
    unfold(page)
    expected, seen = ask(page, "stops"), set()
    unseen = []
    for _ in range(len(expected) + 40):
        page.keyboard.press("Tab")
        at, name, is_seen = ask(page, "focused")
        if at in seen or (at < 0 and not name):
            break
        seen |= {at} if at >= 0 else set()
        unseen += [] if is_seen else [f"focus not seen: {name}"]
    return unseen + [f"not reached: {n}" for at, n in enumerate(expected) if at not in seen]


def illegible_words_of_charts(visit: Visit) -> list[str]:
    """Return the words in charts that are cut, or whose contrast is lower than ``LEGIBLE``."""
    return [
        f"{word}: {ratio:.1f}" if ratio else f"{word}: cut"
        for word, ratio in ask(visit.page, "wordsOfCharts")
        if ratio < LEGIBLE
    ]


def cut_in_print(visit: Visit) -> list[str]:
    """Return the charts that may be cut on A4, and the tables that do not repeat their header."""
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size(dict(zip(("width", "height"), PRINTED, strict=True)))
    wrong = ask(visit.page, "cutInPrint", PRINTED[1])
    visit.page.emulate_media(media="screen")
    return wrong


def other_paper(visit: Visit) -> list[str]:
    """Return the sizes, in points, of the sheets that the page is printed on, if not A4."""
    pdf = visit.page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    sizes = {(round(float(width)), round(float(height))) for width, height in boxes}
    return [f"printed on {width} x {height}" for width, height in sizes - {A4}]


def bright_in_the_dark(visit: Visit) -> list[str]:
    """Return the colours of text and background (red, green, blue) unless the page is dark."""
    colours = ask(visit.page, "colours")
    is_dark = sum(colours["paper"]) < 200 and sum(colours["ink"]) > 500
    return [] if is_dark else [f"{colours['ink']} on {colours['paper']}"]


def words(visit: Visit) -> list[str]:
    """Return the lines of text that a page has with every list open, without those of controls.

    They are not faults: they are compared with the lines of the page without scripts.
    """
    unfold(visit.page)
    return [line.strip() for line in ask(visit.page, "words") if line.strip()]


USED: tuple[Check, ...] = (
    lost_files,
    dead_ends,
    requests_beyond_itself,
    complaints_of_the_browser,
)
"""The checks of every page, in an order in which no check disturbs the next."""
FRESH: tuple[Check, ...] = (unreached_by_keyboard,)
"""The check that must come first, because it needs a page where nothing has been pressed yet."""
READ: tuple[Check, ...] = (
    words,
    illegible_words_of_charts,
    overflow,
    cut_in_print,
    other_paper,
    barriers,
)
"""The slower checks; ``barriers`` comes last, because it shortens the tables."""
DARK: tuple[Check, ...] = (bright_in_the_dark, illegible_words_of_charts, faint_colours)
"""The checks of a page in dark mode."""
