"""The page that lists every report."""

from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import stated
from hnfusion.exhibits import PAGES
from hnfusion.quarter import Quarter


def write(reports: Path) -> Path:
    """Write ``index.html``, every quarter that has a report, newest first, and return its path."""
    folders = sorted(reports.glob("20[0-9][0-9]Q[1-4]"), reverse=True)
    page = reports / "index.html"
    text = PAGES.get_template("index.html.j2").render(entries=[*map(_entry, folders)])
    page.write_text(text, encoding="utf-8", newline="\n")
    return page


def _entry(folder: Path) -> dict[str, Any]:
    quarter = Quarter.parse(folder.name)
    headline = pd.read_csv(folder / "tables" / "headline.csv").set_index("key")["value"]
    is_synthetic = stated.is_synthetic(quarter)
    return {"quarter": quarter, "count": headline.to_dict(), "is_synthetic": is_synthetic}
