"""The data dictionary: the title, type and description of each column of each table.

``dictionary.csv`` beside this module is the only place that names a column in Chinese and in
English. A row is a column of a table; a row without a table names the column wherever no table
names it otherwise. The columns of the lists that offices send are in ``columns.csv``.

- type: a type of Table Schema; ``count`` (a whole number from 0), ``percent`` (0 to 100),
  ``ordinal`` (a whole number from 1); or a name of ``codelists.NAMES``.
- unit: what a count or share is measured in.
- presence: of a published table only: ``key`` (of its primary key), ``filled`` (each row has a
  value) or ``optional``.
- description: of a published table, for those who use its csv.
"""

from functools import cache
from importlib.resources import files

import pandas as pd

from hnfusion.schema import lists


@cache
def dictionary() -> pd.DataFrame:
    """Return the data dictionary, a row a column of a table, all columns text."""
    with files("hnfusion.schema").joinpath("dictionary.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def fields(table: str) -> pd.DataFrame:
    """Return the dictionary's rows of one table, in the order of its columns.

    >>> fields("started_by_stage")["column"].tolist()
    ['stage', 'total', 'share']
    """
    known = dictionary()
    return known[known["table"] == table]


def title(column: str, table: str = "", language: str = "title") -> str:
    """Return the title of a column.

    A table's own name for it comes first, then that of the list which the table is, then the
    general one, then that of any list; a column that nothing names keeps its name.

    ``language`` is ``title`` for Chinese, ``title_en`` for English.

    >>> title("total"), title("total", "started_by_city"), title("city", "certified")
    ('累计', '在贯', '所在市州')
    >>> title("in_progress", "indicators"), title("uscc"), title("mine")
    ('在贯企业', '统一社会信用代码', 'mine')
    """
    return _titles(table, language).get(column, column)


@cache
def _titles(table: str, language: str) -> dict[str, str]:
    """Return the title of each column that has one, for one table."""
    known: dict[str, str] = {}
    if language == "title":
        for list_name in lists.TITLES:
            known |= _listed(list_name)
    known |= _pairs(fields(""), language)
    if table in lists.TITLES and language == "title":
        known |= _listed(table)
    return known | (_pairs(fields(table), language) if table else {})


def _listed(list_name: str) -> dict[str, str]:
    columns = lists.columns(list_name)
    return dict(zip(map(str, columns.index), columns["title"], strict=True))


def _pairs(rows: pd.DataFrame, language: str) -> dict[str, str]:
    return dict(zip(rows["column"], rows[language], strict=True))
