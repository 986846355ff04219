"""Make the reports of quarters, and put their folders in place.

A report is made aside and takes its place as a whole: a run that fails leaves what stood there.
A step whose lists, notebook and code are as they were is not done again.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from hnfusion import (
    cities,
    fanout,
    folders,
    freshness,
    lineage,
    notebooks,
    orders,
    places,
    provenance,
    remarks,
    revisions,
    snapshot,
)
from hnfusion.folders import Files
from hnfusion.quarter import Quarter
from hnfusion.steps import LISTS, PREPARE, Order, Step

ACTIONS = {
    PREPARE: "整理名单",
    "2_bulletin": "编写通报",
    "3_audit": "核查数据",
    "4_trend": "编写趋势",
    "5_city": "编写{}专报",
}
"""What the steps do, by their notebooks."""

log = logging.getLogger(__name__)


class Past(NamedTuple):
    """What a report leaves to the one that takes its place.

    Attributes:
        revised: its revisions (``revisions.published``).
        figures: its figures, or None where the new report is not to differ from it.
        memory: what it was made from (``freshness``).
        files: the files that stand.
    """

    revised: pd.DataFrame
    figures: pd.DataFrame | None
    memory: Mapping[str, Any] = {}
    files: Mapping[str, Path] = {}


class Done(NamedTuple):
    """A step that is done: what it was made from, and what it made."""

    step: Step
    sources: Mapping[str, str]
    files: Files


def report(quarters: Sequence[Quarter], reports: Path, on: str = "") -> list[Path]:
    """Make the whole reports of quarters and return their pages.

    Args:
        quarters: the quarters; their raw files are under ``places.data()``.
        reports: the folder that gets ``<QUARTER>/`` of each, replaced as a whole.
        on: the address of a Dask scheduler whose workers do the steps (``fanout.each``).

    Raises:
        BulletinError: with every problem of the input; nothing has been written then.
    """
    for quarter in quarters:
        check(quarter)
    sources = {quarter: lineage.everything(quarter) for quarter in sorted({*quarters})}
    with ExitStack() as aside:
        targets = {q: (places.processed(q), reports / str(q)) for q in sources}
        new = {
            q: [aside.enter_context(folders.replacing(target)) for target in pair]
            for q, pair in targets.items()
        }
        past = {q: _past(q, reports) for q in sources}
        done = build(past, on)
        for quarter, (lists, folder) in new.items():
            folders.write(cleaned(done[quarter]), lists)
            finish(quarter, done[quarter], folder)
    for quarter in sources:
        freshness.remember(quarter, reports, sources[quarter], done[quarter])
    return [reports / str(quarter) / "bulletin.html" for quarter in quarters]


def check(quarter: Quarter) -> None:
    """Read all that the report is made from, so that bad input is refused before anything runs.

    Raises:
        BulletinError: with every problem of the quarter's lists, else of what else it needs.
    """
    log.info("%s:核对名单", quarter)
    snapshot.prepared(quarter)
    snapshot.earlier(quarter)
    remarks.examine(quarter)


def build(past: Mapping[Quarter, Past], on: str = "") -> dict[Quarter, list[Done]]:
    """Do the steps of the quarters' reports that are not as they would be done now.

    Args:
        past: the quarters, and what their reports leave.
        on: the address of a Dask scheduler.

    Returns:
        Every step of each quarter, whether done now or before.
    """
    first = [_order(Step(quarter, PREPARE)) for quarter in past]
    prepared = {done.step.quarter: done for done in _done(first, past, on)}
    rest = [
        _order(step, cleaned([prepared[step.quarter]]), past[step.quarter])
        for notebook in [*ACTIONS][1:]
        for quarter in past
        for step in _steps(quarter, notebook)
    ]
    every = [*prepared.values(), *_done(rest, past, on)]
    return {q: [done for done in every if done.step.quarter == q] for q in past}


def finish(quarter: Quarter, steps: Iterable[Done], folder: Path) -> None:
    """Write a quarter's whole report into an empty folder.

    Args:
        quarter: the quarter.
        steps: its steps (``build``).
        folder: the empty folder.
    """
    for _, _, files in steps:
        report = {name: content for name, content in files.items() if not name.startswith(LISTS)}
        folders.write(report, folder)
    revised, _ = revisions.published(folder)
    made_by = {notebooks.source(path) for path in (folder / "internal").glob("*.ipynb")}
    provenance.write(folder, quarter, revisions.cited(quarter, revised), made_by)
    warn_of_differences(folder)


def cleaned(steps: Iterable[Done]) -> dict[str, bytes]:
    """Return the cleaned lists as csv, by the names of their files."""
    every = {name: content for done in steps for name, content in done.files.items()}
    return {n.removeprefix(LISTS): content for n, content in every.items() if n.startswith(LISTS)}


def warn_of_differences(folder: Path) -> None:
    """Say at once where a report differs from what was published (``reconcile.compare``).

    Args:
        folder: the report.
    """
    path = folder / "tables" / "reconciliation.csv"
    compared = pd.read_csv(path, dtype="str", keep_default_na=False)
    is_same = (compared["agrees"] == "True") & (compared["is_worded"] == "True")
    for row in compared[~is_same].itertuples():
        said = row.phrase, row.published, row.computed, row.id
        log.warning("与公开通报不一致:“%s”:通报 %s,计算 %s(%s)", *said)


def _past(quarter: Quarter, reports: Path) -> Past:
    published = revisions.published(reports / str(quarter))
    memory, standing = freshness.recall(quarter, reports), freshness.standing(quarter, reports)
    changed = freshness.changes(quarter, memory)
    if changed:
        log.info("%s:自上次生成以来有变化:%s", quarter, "、".join(changed))
    return Past(*published, memory, standing)


def _steps(quarter: Quarter, notebook: str) -> list[Step]:
    if notebook == "5_city":
        return [Step(quarter, notebook, city.code) for city in cities.cities()]
    return [Step(quarter, notebook)]


def _order(step: Step, lists: Files | None = None, past: Past | None = None) -> Order:
    data, sources = places.data().resolve(), lineage.sources(step)
    is_bulletin = step.notebook == "2_bulletin"
    return Order(step, data, sources, lists or {}, past[:2] if past and is_bulletin else ())


def _done(ordered: Sequence[Order], past: Mapping[Quarter, Past], on: str) -> list[Done]:
    files: dict[Step, Files | None] = {}
    sources = {order.step: {**order.sources, **lineage.of_lists(order.lists)} for order in ordered}
    for step, made_from in sources.items():
        _, _, memory, standing = past[step.quarter]
        files[step] = freshness.kept(step, made_from, memory, standing)
    wanted = [order for order in ordered if files[order.step] is None]
    made = fanout.each(orders.fill, wanted, _said, on, orders.begin)
    files |= {order.step: new for order, new in zip(wanted, made, strict=True)}
    return [Done(step, made_from, files[step] or {}) for step, made_from in sources.items()]


def _said(order: Order) -> str:
    step = order.step
    what = ACTIONS[step.notebook].format(step.city and cities.City.parse(step.city).name)
    return f"{step.quarter}:{what}({step.notebook}.ipynb)"
