"""Show the tables, charts and texts of each page, ready for a notebook and for documents."""

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
