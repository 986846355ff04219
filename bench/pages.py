"""How heavy the published pages are, and how soon a browser shows something of them from disk."""

from collections import defaultdict
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.measuring import ROOT, Bound, Measured, Options, tell
from tests import browsing  # which is no package: found beside this one

REPORTS = ROOT / "reports"
PAINT = 500
"""The most milliseconds to the first paint."""
ASKED = """() => new Promise(told => new PerformanceObserver(paints => paints.getEntriesByName(
  'first-contentful-paint').forEach(paint => told(paint.startTime))
).observe({type: 'paint', buffered: true}))"""


def measure(options: Options) -> Measured:
    """Open each page of the reports once a round."""
    if browsing.find() is None:
        raise RuntimeError(browsing.MISSING)
    paints = defaultdict(list)
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright)
        for number in range(1, options.rounds + 1):
            for path in sorted(REPORTS.rglob("*.html")):
                paints[path].append(first_paint(browser, path))
            tell(f"  round {number} of {options.rounds}: {len(paints)} pages")
        browser.close()
    pages = defaultdict(dict)
    for path, times in paints.items():
        pages[browsing.kind(path)][path] = median(times)
    return Measured([row(kind, of) for kind, of in pages.items()], bounds(pages))


def row(kind: str, paints: dict[Path, float]) -> dict[str, str]:
    """Return a kind's row: how many, how heavy, how soon."""
    heaviest, slowest = max(map(kilobytes, paints)), max(paints, key=paints.get)
    return {
        "page": kind,
        "pages": str(len(paints)),
        "heaviest, kB": f"{heaviest:.0f}",
        "first paint, ms": f"{median(paints.values()):.0f}",
        "slowest, ms": f"{paints[slowest]:.0f}",
        "which": slowest.relative_to(REPORTS).as_posix(),
    }


def bounds(pages: dict[str, dict[Path, float]]) -> list[Bound]:
    """Return the bounds of every kind's heaviest and slowest page."""
    heavy = [
        Bound(f"heaviest: {kind}", max(map(kilobytes, of)), browsing.KILOBYTES[kind], "kB")
        for kind, of in pages.items()
    ]
    slowest = max(paint for of in pages.values() for paint in of.values())
    return [*heavy, Bound("slowest first paint", slowest, PAINT, "ms")]


def kilobytes(path: Path) -> float:
    """Return a file's weight."""
    return path.stat().st_size / 1000


def first_paint(browser: Browser, path: Path) -> float:
    """Return the milliseconds until a page first shows something, in a window of its own."""
    with browsing.visit(browser, path) as visited:
        return visited.page.evaluate(ASKED)
