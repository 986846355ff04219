"""The page that lists every report."""

from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import codelists, exhibits
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata

TITLE = "湖南省两化融合管理体系贯标工作情况通报"
ABOUT = "各季度的通报由各自的名单生成;相同的名单得到相同的页面。"
FILES = {
    "bulletin.html": "通报",
    "trend.html": "趋势",
    "bulletin.docx": "通报（docx）",
    "tables.xlsx": "表格（xlsx）",
}
"""What of a report is linked, where it is there."""
COLUMNS = {
    "total_certified": "累计获证",
    "new_certified": "新增获证",
    "in_progress": "在贯",
    "new_started": "新增启动",
    "self_run": "自行贯标",
}
"""Figures of every quarter, by their keys in ``tally.headline``."""


def write(reports: Path) -> Path:
    """Write ``index.html``, every quarter that has a report, newest first, and return its path."""
    folders = sorted(reports.glob("20[0-9][0-9]Q[1-4]"))
    series = headlines(folders)
    body = exhibits.page.PAGES.get_template("index.html.j2").render(
        title=TITLE,
        entries=[_entry(folder, series) for folder in reversed(folders)],
        columns=COLUMNS,
        figures=_key_figures(series),
    )
    target = reports / "index.html"
    target.write_text(
        exhibits.page.page(body, TITLE, ABOUT, home=""), encoding="utf-8", newline="\n"
    )
    return target


def headlines(folders: list[Path]) -> pd.DataFrame:
    """Return ``quarter`` and the keys of ``tally.headline``, a row a report, as published."""
    rows = [
        pd.read_csv(folder / "tables" / "headline.csv", dtype={"value": "Int64"})
        .set_index("key")["value"]
        .rename(folder.name)
        for folder in folders
    ]
    series = pd.DataFrame(rows).astype("Int64")
    return series.rename_axis(index="quarter", columns=None).reset_index()


def _key_figures(series: pd.DataFrame) -> str:
    """Return the newest quarter's figures, "" where there is no report."""
    if series.empty:
        return ""
    newest = series.set_index("quarter").iloc[-1].rename_axis("key").rename("value")
    quarter = Quarter.parse(str(series["quarter"].iloc[-1]))
    shown = exhibits.key_figures.key_figures(newest.reset_index(), series, quarter)
    return shown.html()


def _entry(folder: Path, series: pd.DataFrame) -> dict[str, Any]:
    quarter = Quarter.parse(folder.name)
    cities = codelists.codelist("city").set_index("code")["name"]
    pages = {f"cities/{code}.html": name for code, name in cities.items()}
    return {
        "quarter": quarter,
        "count": series.set_index("quarter").loc[folder.name].to_dict(),
        "is_synthetic": metadata.is_synthetic(quarter),
        "files": {path: name for path, name in FILES.items() if (folder / path).exists()},
        "cities": {path: name for path, name in pages.items() if (folder / path).exists()},
    }
