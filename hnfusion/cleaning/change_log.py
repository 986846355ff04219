"""The cleaning log: each cell that reading and cleaning changed, and by which rule."""

import re
from collections.abc import Mapping

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.cleaning.cells import BLANKS, LOOKALIKES, SELF_RUN_SPELLINGS, SERIAL, tidy_text
from hnfusion.reading import MENDED, Reading

SEVERAL = 3
"""Maximum number of examples in a row of ``summary``."""
MONTH = re.compile(r"\D*\d+\D+\d+\D*")


def log(reading: Reading, lists: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the cleaning log, a frame with one row per changed cell.

    The columns are ``list, file, sheet, row, column, was, now, rule``. ``reading`` has the lists as
    written, ``lists`` the same lists after ``cleaning.clean``, by name.
    """
    changed = [reading.mended]
    for name, rows in lists.items():
        for column, kind in schema.columns(name)["type"].items():
            was = reading.lists[name][column]
            values = rows[column]
            now = values.dt.strftime("%Y-%m-%d") if kind == "date" else values.astype("str")
            now = now.fillna("").reindex(was.index)
            both = rows.assign(list=name, column=str(column), was=was, now=now)[was.ne(now)]
            if len(both):
                pairs = [*zip(both["was"], both["now"], strict=True)]
                rules = {pair: rule(kind, *pair) for pair in {*pairs}}
                changed.append(both.assign(rule=[rules[pair] for pair in pairs])[MENDED])
    every = pd.concat(changed, ignore_index=True)
    return every.sort_values(["list", "file", "sheet", "row", "column"], kind="stable")


def summary(changes: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the number of changed cells by column and rule, the largest number first.

    ``changes`` is the cleaning log. The columns are ``column, rule, count, examples``.
    """
    distinct = changes.assign(example="“" + changes["was"] + "”→“" + changes["now"] + "”")
    return (
        distinct.groupby(["column", "rule"], as_index=False)
        .agg(
            count=("now", "size"),
            examples=("example", lambda every: "、".join(every.drop_duplicates().head(SEVERAL))),
        )
        .sort_values(["count", "column", "rule"], ascending=[False, True, True], ignore_index=True)
    )


def rule(kind: str, was: str, now: str) -> str:
    """Return the Chinese name of the rule by which the text ``was`` became ``now``.

    ``kind`` is the type of the text's column.

    >>> rule("city", "长沙县", "长沙市"), rule("date", "2020-03", "2020-03-01")
    ('县区、园区归入市州', '只有年月,按当月 1 日')
    >>> rule("consultant", "自主", ""), rule("text", "示例（集团）", "示例(集团)")
    ('自行贯标的写法', '统一空格和全半角')
    """
    tidied = tidy_text(was)
    if tidied == now:
        return "统一空格和全半角"
    if kind == "consultant" and (tidied in SELF_RUN_SPELLINGS or tidied.lower() in BLANKS):
        return "自行贯标的写法"
    if not now:
        return "表示空缺的写法"
    match kind:
        case "date":
            return _date_rule(tidied)
        case "uscc":
            is_lookalike = tidied.upper().translate(LOOKALIKES) != tidied.upper()
            return "代码中的 O、I 改为 0、1" if is_lookalike else "代码的大小写和空格"
        case "city":
            known = tidied in codelists.spellings("city")
            return "市州的别名" if known else "县区、园区归入市州"
        case "consultant":
            return "机构的简称"
    return f"{schema.title(kind)}的别名"


def _date_rule(tidied: str) -> str:
    if SERIAL.fullmatch(tidied):
        return "Excel 的日期序号"
    if any(mark in tidied for mark in "〇○零一二三四五六七八九十"):
        return "中文数字的日期"
    is_month = MONTH.fullmatch(tidied)
    return "只有年月,按当月 1 日" if is_month else "日期的写法"
