"""A sample of synthetic lists: invented enterprises that give the figures of a real bulletin."""

from datetime import date, timedelta
from hashlib import sha256
from importlib.resources import files as packaged
from pathlib import Path

import pandas as pd

from hnfusion import folders
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
# Text for ``quarter.toml`` with the ranks, by quarter; the source is spelled as in the bulletin.
RANKS = {
    "2020Q1": """
[rank]
national = 8
central = 3
source = "全国两化融合服务联盟《两化融合管理体系工作简报(2020年第2期》通报"
"""
}

BESIDE = {"2020Q1": ["published.toml", "remarks.md"]}
"""Files of this package, with the real bulletin's figures and prose, to put beside the lists."""
TITLES = {
    "certified": "获证企业名单",
    "started": "启动企业名单",
    "pilots": "试点企业名单",
    "recommended": "咨询服务机构推荐名单",
}
Files = dict[str, bytes]


def _workbooks(lists: dict[str, pd.DataFrame], title: str, when: str) -> Files:
    """Return a dict from the names of the .xlsx files of some lists to the files' contents.

    Args:
        lists: the frames of the lists, by the list's name (a key of ``TITLES``).
        title: the quarter or year in the words of the lists' titles, such as 2020年一季度.
        when: the same quarter or year as a key of ``LAYOUTS``, such as ``2020Q1``.
    """
    titles = {name: f"湖南省{title}{SCHEME}{TITLES[name]}" for name in lists}
    return {
        f"{titles[name]}.xlsx": list_bytes(rows, titles[name], LAYOUTS[name][when])
        for name, rows in lists.items()
    }


def _register(files: Files, received: date, issued: str = "", more: str = "") -> bytes:
    """Return the bytes of a .toml file with the origin and the digests of ``files``.

    ``received`` is the day on which the files came. ``issued`` and ``more`` are further lines of
    TOML: the day of issue, and a section such as that of ``RANKS``.
    """
    head = f"synthetic = true\n{issued}"
    source = f'\n[source]\norigin = "{ORIGIN}"\nreceived = {received}\n'
    hashes = [
        f'\n[[file]]\nname = "{name}"\nsha256 = "{sha256(content).hexdigest()}"\n'
        for name, content in files.items()
    ]
    return "".join([head, source, more, *hashes]).encode()


def _quarter_files(everyone: pd.DataFrame, quarter: Quarter) -> Files:
    lists = {"certified": certified(everyone, quarter), "started": started(everyone, quarter)}
    files = _workbooks(lists, quarter.name, str(quarter))
    received = quarter.end + timedelta(days=1)
    issued = f"issued = {received.replace(day=ISSUED_DAY)}\n"
    register = _register(files, received, issued, RANKS.get(str(quarter), ""))
    here = packaged("hnfusion.sample")
    beside = {name: here.joinpath(name).read_bytes() for name in BESIDE.get(str(quarter), [])}
    return files | beside | {"quarter.toml": register}


def _year_files(everyone: pd.DataFrame) -> Files:
    lists = {"pilots": pilots(everyone), "recommended": recommended()}
    files = _workbooks(lists, f"{YEAR}年度", str(YEAR))
    return files | {"list.toml": _register(files, Quarter(YEAR, 1).end + timedelta(days=1))}


def write(data: Path) -> list[Path]:
    """Write the sample into ``raw/`` in the folder ``data`` and return the paths of its files.

    The files are always the same bytes.
    """
    everyone = population()
    each = {str(quarter): _quarter_files(everyone, quarter) for quarter in QUARTERS}
    each[f"lists/{YEAR}"] = _year_files(everyone)
    for folder, files in each.items():
        folders.write(files, data / "raw" / folder)
    return [data / "raw" / folder / name for folder, files in each.items() for name in files]
