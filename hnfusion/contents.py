"""The page that lists every report."""

from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import page, stated
from hnfusion.page import PAGES
from hnfusion.quarter import Quarter

TITLE = "两化融合管理体系贯标工作情况通报"
ABOUT = "各季度的通报由各自的名单生成;相同的名单得到相同的页面。"


def write(reports: Path) -> Path:
    """Write ``index.html``, every quarter that has a report, newest first, and return its path."""
    folders = sorted(reports.glob("20[0-9][0-9]Q[1-4]"), reverse=True)
    target = reports / "index.html"
    body = PAGES.get_template("index.html.j2").render(entries=[*map(_entry, folders)])
    text = page.page(body, TITLE, ABOUT, home="")
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def _entry(folder: Path) -> dict[str, Any]:
    quarter = Quarter.parse(folder.name)
    headline = pd.read_csv(folder / "tables" / "headline.csv").set_index("key")["value"]
    is_synthetic = stated.is_synthetic(quarter)
    return {"quarter": quarter, "count": headline.to_dict(), "is_synthetic": is_synthetic}
