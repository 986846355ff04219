"""Show the exhibits: the tables, charts and texts of each page, as records."""

from hnfusion.exhibits import (
    attachments,
    audit,
    bulletin,
    city,
    contents,
    frame,
    key_figures,
    page,
    record,
    trend,
)

__all__ = [
    "attachments",
    "audit",
    "bulletin",
    "city",
    "contents",
    "frame",
    "key_figures",
    "page",
    "record",
    "trend",
]
