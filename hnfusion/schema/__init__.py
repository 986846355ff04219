"""The schema: which columns a list has, and what every column of every table is called."""

from hnfusion.schema.dictionary import dictionary, fields, title
from hnfusion.schema.lists import (
    PLACE,
    QUARTERLY,
    SELF_RUN,
    TITLES,
    YEARLY,
    columns,
    dtypes,
    find_heading,
    headings,
    normal_header,
)

__all__ = [
    "PLACE",
    "QUARTERLY",
    "SELF_RUN",
    "TITLES",
    "YEARLY",
    "columns",
    "dictionary",
    "dtypes",
    "fields",
    "find_heading",
    "headings",
    "normal_header",
    "title",
]
