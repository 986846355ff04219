"""What changed in a report's figures since the version before, computed by comparison.

``tables/figures.csv`` has every figure of the report, ``tables/revisions.csv`` each change of one.
A new report is compared with the one it replaces: if any figure changed, the version number goes
up. New figures, new tables and tables that are dropped as a whole do not change the version.
"""

import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import documents
from hnfusion.documents import citation
from hnfusion.exhibits import contents
from hnfusion.folders import Files
from hnfusion.paths import FIGURES, REVISIONS
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata
from hnfusion.tally import reconcile

COLUMNS = {FIGURES: ["id", "value"], REVISIONS: ["version", "id", "was", "now"]}

log = logging.getLogger(__name__)


def published(report: Files) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the revisions and the figures in a report's files; empty if missing or unreadable."""
    return _read(report, REVISIONS), _read(report, FIGURES)


def record(
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, Any],
    folder: Path,
    revised: pd.DataFrame,
    before: pd.DataFrame,
) -> pd.DataFrame:
    """Write a report's figures and revisions into ``tables/`` and return the revisions.

    The columns are ``version, id, was, now``; ``now`` is "" if a figure is gone. First come the
    revisions of the report that is replaced (``revised``), then the changes since its figures
    (``before``; if empty, nothing counts as changed).
    """
    counted = {n: rows for n, rows in tables.items() if n in {"headline", *contents.TABLES}}
    figures = reconcile.figures(counted, facts).map(_plain).rename_axis("id")
    (folder / FIGURES).write_bytes(documents.csv_bytes(figures.reset_index(name="value")))
    if not before.empty:
        now = _read({FIGURES: (folder / FIGURES).read_bytes()}, FIGURES)
        changed = changes(before, now, version(revised) + 1)
        revised = pd.concat([revised, changed], ignore_index=True)
    (folder / REVISIONS).write_bytes(documents.csv_bytes(revised))
    return revised


def changes(before: pd.DataFrame, now: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the figures that differ, as revisions of version ``number``.

    A figure without a value before is new, not a revision. One without a value now is a revision
    if its table still exists; if the figure is gone, it comes last.

    >>> before, now = ({"id": ["a", "b"], "value": values} for values in (["1", "2"], ["1", "3"]))
    >>> changes(pd.DataFrame(before), pd.DataFrame(now), 2).to_dict("records")
    [{'version': '2', 'id': 'b', 'was': '2', 'now': '3'}]
    """
    values = {"was": before.set_index("id")["value"], "now": now.set_index("id")["value"]}
    every = values["now"].index.union(values["was"].index, sort=False)
    beside = pd.DataFrame({k: v.reindex(every, fill_value="") for k, v in values.items()})
    table = beside.index.str.extract(r"^([^.]*)", expand=False)
    stays = table.isin(table[beside.index.isin(values["now"].index)])
    is_known = (beside["was"] != "") & ((beside["now"] != "") | stays)
    changed = beside[is_known & (beside["was"] != beside["now"])].rename_axis("id").reset_index()
    return changed.assign(version=str(number))[COLUMNS[REVISIONS]]


def version(revisions: pd.DataFrame) -> int:
    """Return the number of a report's version, 1 without revisions."""
    return int(revisions["version"].astype("int64").max()) if len(revisions) else 1


def cited(quarter: Quarter, revisions: pd.DataFrame) -> list[citation.Work]:
    """Return the works of a quarter to be cited (``citation.works``), after these revisions."""
    facts = metadata.facts(quarter)
    kind = metadata.kind(facts, metadata.sources(quarter))
    return citation.works(quarter, facts, kind, version(revisions))


def _plain(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read(report: Files, name: str) -> pd.DataFrame:
    columns = COLUMNS[name]
    nothing = pd.DataFrame(columns=columns, dtype="str")
    if name not in report:
        return nothing
    file = io.BytesIO(report[name])
    try:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")[columns]
    except (ValueError, KeyError):  # what pandas raises for wrong bytes, rows and columns
        log.warning("已发布的 %s 无法读取,不作为上一版", name)
        return nothing
    return rows
