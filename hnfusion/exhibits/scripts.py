"""The one script of a page, which gives tools to its tables, and the hash that allows it."""

import base64
import hashlib
from importlib.resources import files

MARK = "data-table="
"""What a page says of a table that is to have tools (see ``templates/report/tables.js``)."""
PARTS = ("vendor/sortable-tablesort/sortable.min.js", "report/tables.js")
"""The script's files under ``templates/``, in order."""


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
    templates = files("hnfusion.exhibits") / "templates"
    return "".join(templates.joinpath(part).read_text(encoding="utf-8") for part in PARTS)
