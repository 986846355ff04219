"""The two lists attached to the bulletin (附件), with every enterprise and whether it is new."""

from typing import Any

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.exhibits import record
from hnfusion.exhibits.record import Table
from hnfusion.quarter import Quarter


def titles(quarter: Quarter) -> list[str]:
    """Return a list of the file names of the two attachments (附件)."""
    return [f"{title_of(name, quarter)}.xlsx" for name in schema.QUARTERLY]


def title_of(name: str, quarter: Quarter) -> str:
    """Return the title of a quarter's list, which is also in the name of the list's file.

    ``name`` is the list, a key of ``schema.TITLES``.
    """
    return f"湖南省{quarter.name}两化融合管理体系贯标{schema.TITLES[name]}"


def shown(name: str, enterprises: pd.DataFrame, quarter: Quarter) -> Table:
    """Return an attached list as a ``Table``, collapsed until a reader opens it.

    ``name`` is ``certified`` or ``started``, ``enterprises`` is from the function of ``tally`` with
    that name. There is one row per enterprise; rows are numbered and sorted by city, date and name.
    """
    own, caption = f"list_{name}", title_of(name, quarter)
    date = "issue_date" if name == "certified" else "start_date"
    rows = enterprises.sort_values(["city", date, "enterprise"], ignore_index=True)
    rows = rows.assign(
        number=rows.index + 1, consultant=rows["consultant"].fillna(schema.SELF_RUN)
    ).astype({"city": "str", "industry": "str"})
    listed = rows[[column for column in schema.fields(own)["column"] if column in rows]]
    about = {"series": "附件", "look": "list enterprises", "tools": "search sort copy"}
    return closed(own, own, caption, listed, summary=f"{caption}({len(rows)}家)", **about)


def closed(name: str, own: str, caption: str, rows: pd.DataFrame, **about: Any) -> Table:
    """Return a ``Table`` of enterprises, one per row, for a list that a reader can open.

    Args:
        name: the name of the table's files; "" for a table without files.
        own: the table of ``dictionary.csv`` that has the titles of the columns.
        caption: the table's caption.
        rows: the enterprises, with the columns that are shown.
        about: further fields of ``Table``, such as ``summary``, the line that opens the list.
    """
    columns = [
        record.column(c, own, order=tuple(codelists.names(c)) if c in codelists.NAMES else ())
        for c in map(str, rows.columns)
    ]
    return record.table(name, caption, rows, columns, head="enterprise", counts="家", **about)
