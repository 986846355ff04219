"""The one script of a page, which gives tools to its tables, and the hash that allows it."""

import base64
import hashlib
from importlib.resources import files

MARK = "data-table="
"""What a page says of a table that is to have tools (``pages/report/tables.js`` explains it)."""
PARTS = ("vendor/sortable-tablesort/sortable.min.js", "report/tables.js")
"""The script's files under ``pages/``, in order."""


def needed(html: str) -> str:
    """Return the script of a page with this html; "" where no table is marked.

    >>> needed("<table></table>")
    ''
    """
    return _script() if MARK in html else ""


def source(script: str) -> str:
    """Return what a Content-Security-Policy calls a script: its hash (CSP 3, ``hash-source``).

    >>> source("")
    "'none'"
    >>> source("alert(1)")
    "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'" if script else "'none'"


def _script() -> str:
    pages = files("hnfusion") / "pages"
    return "".join(pages.joinpath(part).read_text(encoding="utf-8") for part in PARTS)
