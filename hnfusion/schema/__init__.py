"""The schema: which columns a list has, and what every column of every table is called.

``columns.csv`` beside this module has one row per column of a list: the list, the column's name in
the code, its title in Chinese, its type, its presence and the other headers it is known by.

- type: ``text``, ``date``, ``uscc`` (GB 32100), ``consultant`` (an open list) or a name of
  ``codelists.NAMES``.
- presence: ``filled`` (the header is there and each row has a value), ``column`` (the header is
  there, cells may be blank) or ``optional`` (the header may be missing).

``dictionary.csv`` has one row per column of any other table, and is the only place with its titles
in Chinese and English. A row without a table is for every table that has no row for that column.

- type: a type of Table Schema; ``count`` (a whole number from 0), ``percent`` (0 to 100),
  ``ordinal`` (a whole number from 1); or a name of ``codelists.NAMES``.
- unit: what a count or share is measured in.
- presence, for published tables only: ``key`` (part of the primary key), ``filled`` (each row has
  a value) or ``optional``.
- description, for published tables only: what users of the csv need to know.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from hnfusion import codelists

__all__ = ["QUARTERLY", "TITLES", "YEARLY", "columns", "fields", "title"]

QUARTERLY = ("certified", "started")
"""The lists that the offices send each quarter."""
YEARLY = ("pilots", "recommended")
"""The lists that the department publishes each year."""
TITLES = {
    "certified": "获证企业名单",
    "started": "启动企业名单",
    "pilots": "试点企业名单",
    "recommended": "推荐咨询服务机构名单",
}
"""The names of the lists in the code (everywhere ``list_name``), with their Chinese titles."""
AROUND = re.compile(r"^(?:[*★]|\d+[.、])+|[*::]+$")
"""Matches stars of required fields, numbers and colons around a header."""
BRACKETS = re.compile(r"\([^)]*\)")
"""Matches units and remarks in a header; some brackets belong to the name, as in 市(州)."""
LAST_BRACKET = re.compile(r"\([^)]*\)$")
SELF_RUN = "自行贯标"
"""Shown where an enterprise has no consulting body."""
PLACE = ("file", "sheet", "row")
"""The columns that say where a row came from, the same in every list."""


@cache
def columns(list_name: str) -> pd.DataFrame:
    """Return the rows of ``columns.csv`` for a list as a frame, indexed by the column's name.

    >>> columns("started").loc["stage", ["title", "type", "presence"]].tolist()
    ['当前阶段', 'stage', 'filled']
    """
    every = _table("columns.csv")
    return every[every["list"] == list_name].set_index("column")


def normal_header(text: str) -> str:
    r"""Return a header's normal form: in NFKC, without spaces and line breaks.

    >>> normal_header("市（州） \n")
    '市(州)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


@cache
def headings(list_name: str) -> dict[str, str]:
    """Return a dict from each known header of a list, in its normal form, to its column's name.

    >>> headings("certified")["获证时间"]
    'issue_date'
    """
    return {
        normal_header(header): column
        for column, title, headers in columns(list_name)[["title", "headers"]].itertuples()
        for header in [title, *headers.split("|")]
    }


def find_heading(list_name: str, text: str) -> str | None:
    """Return the key of ``headings`` that the header ``text`` matches; None if it matches no key.

    Numbers, stars and units around the header are ignored.

    >>> find_heading("started", "*启动 时间（年/月/日）"), find_heading("started", "市(州)")
    ('启动时间', '市(州)')
    >>> find_heading("started", "联系人") is None
    True
    """
    header = normal_header(text)
    plain = AROUND.sub("", header)
    shapes = [header, plain]
    if "(" in plain:
        shapes += [LAST_BRACKET.sub("", plain), BRACKETS.sub("", plain)]
    known = headings(list_name)
    return next((shape for shape in shapes if shape in known), None)


def dtypes(list_name: str) -> dict[str, Any]:
    """Return a dict from each column of a cleaned list to its pandas type."""
    types = {"date": "datetime64[s]"} | {name: codelists.dtype(name) for name in codelists.NAMES}
    kinds = columns(list_name)["type"]
    return {str(column): types.get(kind, "str") for column, kind in kinds.items()}


def fields(table: str) -> pd.DataFrame:
    """Return the rows of ``dictionary.csv`` for one table as a frame, in the table's column order.

    >>> fields("started_by_stage")["column"].tolist()
    ['stage', 'total', 'share']
    """
    every = _table("dictionary.csv")
    return every[every["table"] == table]


def title(column: str, table: str = "", language: str = "title") -> str:
    """Return the title of a column: the first of these that exists.

    1. the column's title in ``table``, the name of a table or a list
    2. its title in the rows of ``dictionary.csv`` without a table
    3. its title in any list
    4. the column's name

    ``language`` is ``title`` for Chinese or ``title_en`` for English.

    >>> title("total"), title("total", "started_by_city"), title("city", "certified")
    ('累计', '在贯', '所在市州')
    >>> title("in_progress", "indicators"), title("uscc"), title("mine")
    ('在贯企业', '统一社会信用代码', 'mine')
    """
    return _titles(table, language).get(column, column)


@cache
def _titles(table: str, language: str) -> dict[str, str]:
    """Return a dict from each column that has a title to the title that ``title`` returns."""
    listed = {name: columns(name).reset_index() for name in TITLES if language == "title"}
    own = [listed[table]] if table in listed else []
    sources = [*listed.values(), fields(""), *own, fields(table)]
    return {
        column: text
        for rows in sources
        for column, text in zip(rows["column"], rows[language], strict=True)
    }


@cache
def _table(name: str) -> pd.DataFrame:
    with files(__name__).joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)
