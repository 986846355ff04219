"""Make the sample: synthetic lists of invented enterprises that tell a real bulletin's story."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.sample.layouts import LAYOUTS
from hnfusion.sample.lists import certified, pilots, recommended, started
from hnfusion.sample.random import random_population
from hnfusion.sample.sheets import list_bytes
from hnfusion.sample.story import population

__all__ = [
    "certified",
    "pilots",
    "population",
    "random_population",
    "recommended",
    "started",
    "write",
]

QUARTERS = tuple(Quarter.parse(label) for label in LAYOUTS["started"])
YEAR = 2020
SCHEME = "两化融合管理体系贯标"
ORIGIN = "由 hnfusion.sample 生成的合成示例数据,企业均为虚构,不来自任何单位"
ISSUED_DAY = 21
# The facts that no list contains, by quarter; the source as the bulletin spells it.
RANKS = {
    "2020Q1": """
[rank]
national = 8
central = 3
source = "全国两化融合服务联盟《两化融合管理体系工作简报(2020年第2期》通报"
"""
}

Files = dict[str, bytes]


def _facts(files: Files, received: date, issued: date | None, more: str) -> bytes:
    """Return the .toml file that says where the files are from, and that they are unchanged."""
    head = "synthetic = true\n" + (f"issued = {issued}\n" if issued else "")
    source = f'\n[source]\norigin = "{ORIGIN}"\nreceived = {received}\n'
    hashes = [
        f'\n[[file]]\nname = "{name}"\nsha256 = "{sha256(content).hexdigest()}"\n'
        for name, content in files.items()
    ]
    return "".join([head, source, more, *hashes]).encode()


def _quarter_files(everyone: pd.DataFrame, quarter: Quarter) -> Files:
    """Return the files of one quarter's folder."""
    label, title = str(quarter), f"湖南省{quarter.name}{SCHEME}"
    lists = {
        f"{title}获证企业名单": (certified(everyone, quarter), LAYOUTS["certified"][label]),
        f"{title}启动企业名单": (started(everyone, quarter), LAYOUTS["started"][label]),
    }
    files = {f"{name}.xlsx": list_bytes(frame, name, way) for name, (frame, way) in lists.items()}
    received = quarter.end + timedelta(days=1)
    issued = received.replace(day=ISSUED_DAY)
    return files | {"quarter.toml": _facts(files, received, issued, RANKS.get(label, ""))}


def _year_files(everyone: pd.DataFrame) -> Files:
    """Return the files of the year's folder."""
    title = f"湖南省{YEAR}年度{SCHEME}"
    lists = {
        f"{title}试点企业名单": (pilots(everyone), LAYOUTS["pilots"][str(YEAR)]),
        f"{title}咨询服务机构推荐名单": (recommended(), LAYOUTS["recommended"][str(YEAR)]),
    }
    files = {f"{name}.xlsx": list_bytes(frame, name, way) for name, (frame, way) in lists.items()}
    received = Quarter(YEAR, 1).end + timedelta(days=1)
    return files | {"list.toml": _facts(files, received, None, "")}


def write(data: Path) -> list[Path]:
    """Write the sample under ``data/raw``, the same bytes whenever and wherever.

    Args:
        data: the folder that holds ``raw``; made where it does not exist.

    Returns:
        The files written, quarter by quarter, the lists of the year last.
    """
    everyone = population()
    folders = {str(quarter): _quarter_files(everyone, quarter) for quarter in QUARTERS}
    folders[f"lists/{YEAR}"] = _year_files(everyone)
    written = []
    for folder, files in folders.items():
        (data / "raw" / folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = data / "raw" / folder / name
            path.write_bytes(content)
            written.append(path)
    return written
