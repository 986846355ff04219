"""The layout of each file of the sample: no two alike, and none tidy, as offices send them.

The layouts are in ``layouts.toml`` beside this module, by list and quarter or year.
"""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

REAL = "real"
"""The style of a cell that holds a real date."""
STYLES = {
    "slashed": "{day.year}/{day.month}/{day.day}",
    "dotted": "{day.year}.{day.month}.{day.day}",
    "worded": "{day.year}年{day.month}月{day.day}日",
    "iso": "{day:%Y-%m-%d}",
}
"""The styles of a date that is written as text, each a format string with the field ``day``."""
NUMBER = "number"
INVENTED = {"contact": "示例联系人", "phone": "000-00000000"}
"""The value in all rows of the columns that are not in the schema and that reading must drop."""
WORDS = {
    "sender": "填报单位:示例办公室(合成示例数据)",
    "invention": (
        "本表为合成示例数据,企业名称、统一社会信用代码和证书编号均为程序生成,不对应任何真实企业。"
    ),
}


class Layout(NamedTuple):
    """The layout of one file of the sample.

    Attributes:
        headers: the columns from left to right, each with its header in this file.
        dates: the styles of dates, ``REAL`` or keys of ``STYLES``; each cell gets a random style.
        above: lines between the title and the header; an empty line is an empty row.
        notes: lines under the rows, after an empty row. The lines of ``notes`` and ``above`` may
            contain the fields of ``WORDS``.
        order: the columns by which the rows are sorted; empty keeps their order.
        city_short: the share of cities whose names are written without 市.
        sheet: the name of the sheet.
        empty_sheet: the name of a second sheet without contents; "" for no second sheet.
    """

    headers: Sequence[tuple[str, str]]
    dates: Sequence[str] = (REAL,)
    above: Sequence[str] = ()
    notes: Sequence[str] = ("注:{invention}",)
    order: Sequence[str] = ("city",)
    city_short: float = 0.0
    sheet: str = "Sheet1"
    empty_sheet: str = ""


_KNOWN = tomllib.loads(files("hnfusion.sample").joinpath("layouts.toml").read_text("utf-8"))
LAYOUTS = {
    name: {when: Layout(**known) for when, known in each.items()} for name, each in _KNOWN.items()
}
