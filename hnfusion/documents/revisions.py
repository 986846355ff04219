"""What changed in a report's figures since its previous version, computed by comparison.

``tables/figures.csv`` has every figure of the report, ``tables/revisions.csv`` every change of a
figure. A new report is compared with the report that it replaces: if any figure changed, the
version number goes up. New figures, new tables and tables that are dropped as a whole do not change
the version.
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
    """Return a tuple of two frames from a report's files: its revisions and its figures.

    The columns are ``version, id, was, now`` and ``id, value``, all of text. A frame has no rows
    if its csv is not in ``report`` or cannot be read.
    """
    return _read(report, REVISIONS), _read(report, FIGURES)


def record(
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, Any],
    folder: Path,
    revised: pd.DataFrame,
    before: pd.DataFrame,
) -> pd.DataFrame:
    """Write a report's figures and revisions into ``tables/`` and return the frame of revisions.

    Args:
        tables: the report's tables by name.
        facts: the content of ``quarter.toml``.
        folder: the report's folder.
        revised: the revisions of the report that is replaced (``published``).
        before: the figures of the report that is replaced; if empty, no figure counts as changed.

    Returns:
        ``version, id, was, now``, one row per change of a figure: first the rows of ``revised``,
        then the changes since ``before``. ``now`` is "" if a figure is gone.
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
    """Return a frame with a row for each figure that differs: ``version, id, was, now``.

    ``before`` and ``now`` have the figures (``id, value``; "" is a missing value), ``number`` is
    the number of the new version. A figure without a value before is new, not a revision. A figure
    that lost its value is a revision if its table still exists; figures whose ``id`` is gone come
    last.

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
    """Return the version number of a report with these revisions: 1 if there are none."""
    return int(revisions["version"].astype("int64").max()) if len(revisions) else 1


def cited(quarter: Quarter, revisions: pd.DataFrame) -> list[citation.Work]:
    """Return a list of the two works of a quarter: its report, then its data (``citation.works``).

    ``revisions`` is the frame of the report's revisions, from ``record`` or ``published``; the
    version number in the works is that of its newest row.
    """
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
