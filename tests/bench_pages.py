"""How heavy the published pages are, and how soon a browser shows something of them from disk."""

import statistics
import sys
from pathlib import Path

from browsing import MISSING, find, launch, visit
from playwright.sync_api import Browser, sync_playwright

REPORTS = Path(__file__).resolve().parent.parent / "reports"
ALLOWED = 500
"""Milliseconds to the first paint."""
TIMES = 5
PAINT = """() => new Promise(told => new PerformanceObserver(paints => paints.getEntriesByName(
  'first-contentful-paint').forEach(paint => told(paint.startTime))
).observe({type: 'paint', buffered: true}))"""


def main(folder: Path = REPORTS) -> None:
    """Print the weight of each page of a folder and the median of its first paints."""
    if find() is None:
        sys.exit(MISSING)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for path in sorted(folder.rglob("*.html")):
            paint = statistics.median(first_paint(browser, path) for _ in range(TIMES))
            mark = "" if paint <= ALLOWED else f"  > {ALLOWED} ms"
            weight = f"{path.stat().st_size / 1000:6.0f} kB"
            sys.stdout.write(f"{weight} {paint:6.0f} ms  {path.relative_to(folder)}{mark}\n")
        browser.close()


def first_paint(browser: Browser, path: Path) -> float:
    """Return the milliseconds until a page first shows something, in a window of its own."""
    with visit(browser, path) as visited:
        return visited.page.evaluate(PAINT)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
