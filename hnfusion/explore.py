"""Query the lists of all quarters, and find the cells behind a number."""

import pandas as pd

from hnfusion import reading, schema, snapshot, tally
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.tally import ranking
from hnfusion.tally.linkage import Snapshots

CELLS = ["enterprise", "file", "sheet", "cell", "header", "written", "value"]


def quarters(until: Quarter) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return a dict of the cleaned lists of every quarter up to ``until``, oldest quarter first.

    Each quarter's lists are a dict of frames by name (``certified``, ``started``, ``pilots``,
    ``recommended``), made from the raw files.

    Raises:
        BulletinError: with every problem in the lists of the oldest quarter that has problems, or
            if ``until`` has no folder in ``raw/``.
    """
    return snapshot.earlier(until) | {until: snapshot.prepared(until)}


def enterprises(history: Snapshots, name: str) -> pd.DataFrame:
    """Return a frame with one row per quarter and enterprise of the list ``name``.

    ``name`` is ``certified`` or ``started``, ``history`` is from ``quarters``. If a quarter's list
    has an enterprise several times, its row with the earliest certificate or start is kept.

    Returns:
        ``quarter`` (such as 2020Q1, an ordered category), the list's columns, and the columns with
        True or False that ``tally.certified`` or ``tally.started`` adds, such as ``is_new``. A row
        keeps its index label in the quarter's list, so labels repeat between quarters.
    """
    parts: dict[str, pd.DataFrame] = {
        str(quarter): getattr(of, name) for quarter, of in tally.by_quarter(history).items()
    }
    order = pd.CategoricalDtype([*parts], ordered=True)
    return pd.concat(parts, names=["quarter"]).reset_index("quarter").astype({"quarter": order})


def counts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return a frame that counts ``rows`` by the values of the column ``by`` and by quarter.

    ``rows`` is from ``enterprises``. The first column of the result is ``by``, with one row per
    value; each quarter is a further column. If ``by`` has a codelist, every value of the codelist
    has a row. A missing consulting body counts as 自行贯标.

    >>> rows = pd.DataFrame({"quarter": ["2019Q4", "2020Q1"], "consultant": ["甲", None]})
    >>> counts(rows, "consultant").to_dict("list")
    {'consultant': ['甲', '自行贯标'], '2019Q4': [1, 0], '2020Q1': [0, 1]}
    """
    named = rows.assign(**{by: rows[by].fillna(schema.SELF_RUN)}) if by == "consultant" else rows
    table = pd.crosstab(named[by], named["quarter"], dropna=False)
    return table.rename_axis(columns=None).rename(columns=str).reset_index()


def change(table: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of the changes between the two newest quarters, the largest rise first.

    The result has a row for each row of ``table`` (from ``counts``), with the same first column,
    then ``before``, ``now`` and ``change``. It has no rows if ``table`` has only one quarter.

    >>> table = pd.DataFrame({"city": ["株洲市", "长沙市"], "2019Q4": [3, 9], "2020Q1": [4, 14]})
    >>> change(table).to_dict("list")
    {'city': ['长沙市', '株洲市'], 'before': [9, 3], 'now': [14, 4], 'change': [5, 1]}
    """
    key, *quarters = table.columns
    compared = table if len(quarters) > 1 else table.iloc[:0]
    before, now = compared[quarters[-2:][0]], compared[quarters[-1]]
    changed = compared[[key]].assign(before=before, now=now, change=now - before)
    return tally.ranked(changed, "change")


def sentence(changed: pd.DataFrame) -> str:
    """Return a Chinese sentence that names the value, or all values, with the largest rise.

    ``changed`` is from ``change``. If it has no rows, or no number rose, the sentence says so.

    >>> sentence(pd.DataFrame({"city": ["长沙市", "株洲市"], "change": [5, 5]}))
    '长沙市、株洲市增加最多,各增加5家'
    """
    if changed.empty:
        return "没有更早的季度可以比较"
    names, most = ranking.first(changed, "change")
    if not names:
        return "没有增加的"
    return f"{'、'.join(names)}增加最多,{'各' if len(names) > 1 else ''}增加{most}家"


def behind(rows: pd.DataFrame, **values: object) -> pd.DataFrame:
    """Return the rows behind a number: a frame with only those of ``rows`` with the given values.

    Each keyword argument is a column of ``rows`` (from ``enterprises``) and its value.

    Raises:
        BulletinError: if a value is not in its column's codelist.

    >>> rows = pd.DataFrame({"enterprise": ["甲", "乙"], "is_new": [True, False]})
    >>> behind(rows, is_new=True)["enterprise"].tolist()
    ['甲']
    """
    asked = rows
    for column, value in values.items():
        kind = rows[column].dtype
        if isinstance(kind, pd.CategoricalDtype) and value not in kind.categories:
            known = "、".join(map(str, kind.categories))
            raise BulletinError(f"“{value}” 不是已知的值。请用其中之一:{known}")
        asked = asked[asked[column] == value]
    return asked


def cells(reading: reading.Reading, name: str, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a frame of the spreadsheet cells that a column was read from, one per row of ``rows``.

    Args:
        reading: a quarter's lists as written (``snapshot.read_raw``).
        name: the list, such as ``started``.
        rows: rows of that quarter from ``enterprises(..., name)``, with their index.
        column: the column of ``rows`` whose cells are wanted.

    Returns:
        ``enterprise``, ``file, sheet, cell`` (such as I41), the ``header`` above the cell, the
        text as ``written`` and the cleaned ``value``. If a sheet has several tables, ``cell`` and
        ``header`` name the column of each table, separated by " / ".
    """
    place = ["index", *schema.PLACE]
    written = reading.lists[name].rename_axis("index").reset_index()
    written = written[[*place, column]].rename(columns={column: "written"})
    found = rows.assign(value=rows[column]).rename_axis("index").reset_index()
    found = found[[*place, "enterprise", "value"]]
    found = found.merge(written, on=place, how="left", validate="1:1")
    of_column = reading.headers.query("list == @name and column == @column")
    headers = of_column.groupby(["file", "sheet"], as_index=False).agg(
        header=("header", " / ".join), letters=("letter", list)
    )
    placed = found.merge(headers, on=["file", "sheet"], how="left", validate="m:1")
    address = [
        " / ".join(f"{letter}{row}" for letter in letters)
        for letters, row in zip(placed["letters"], placed["row"], strict=True)
    ]
    return placed.assign(cell=pd.Series(address, dtype="str"))[CELLS]
