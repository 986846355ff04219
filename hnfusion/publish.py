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
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.steps import LISTS, PREPARE, Edition, Order, Step

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


def report(editions: Sequence[Edition], on: str = "") -> None:
    """Make whole reports, each of which takes its place in one step.

    Args:
        editions: the provinces and quarters.
        on: the address of a Dask scheduler whose workers do the steps (``fanout.each``).

    Raises:
        BulletinError: with every problem of a report's input; nothing has been written then.
    """
    refuse_bad_input(editions)
    sources = {edition: lineage.everything(edition) for edition in sorted({*editions})}
    with ExitStack() as aside:
        new = {e: _asides(e, aside) for e in sources}
        done = build({e: _past(e) for e in sources}, on)
        for edition, (lists, folder) in new.items():
            folders.write(cleaned(done[edition]), lists)
            finish(edition, done[edition], folder)
    for edition, made_from in sources.items():
        freshness.remember(edition, made_from, done[edition])


def refuse_bad_input(editions: Sequence[Edition]) -> None:
    """Check all reports before anything runs (``check``).

    Raises:
        BulletinError: with every problem of every report; what several share is told of the first.
    """
    told: dict[str, Edition] = {}
    for edition in editions:
        try:
            check(edition)
        except BulletinError as error:
            told.setdefault(str(error), edition)
    if told:
        of_one = len(editions) == 1
        raise BulletinError("\n".join(t if of_one else f"{e}:{t}" for t, e in told.items()))


def check(edition: Edition) -> None:
    """Read all that the report is made from, so that bad input is refused before anything runs.

    Raises:
        BulletinError: with every problem of the quarter's lists, else of what else it needs.
    """
    log.info("%s:核对名单", edition)
    with places.of(edition.data):
        snapshot.prepared(edition.quarter)
        snapshot.earlier(edition.quarter)
        remarks.examine(edition.quarter)


def build(past: Mapping[Edition, Past], on: str = "") -> dict[Edition, list[Done]]:
    """Do the steps of reports that are not as they would be done now.

    Args:
        past: the reports, and what those leave whose place they take.
        on: the address of a Dask scheduler.

    Returns:
        Every step of each report, whether done now or before.
    """
    first = [_order(Step(edition, PREPARE)) for edition in past]
    prepared = {done.step.edition: done for done in _done(first, past, on)}
    rest = [
        _order(step, cleaned([prepared[step.edition]]), past[step.edition])
        for notebook in [*ACTIONS][1:]
        for edition in past
        for step in _steps(edition, notebook)
    ]
    every = [*prepared.values(), *_done(rest, past, on)]
    return {e: [done for done in every if done.step.edition == e] for e in past}


def finish(edition: Edition, steps: Iterable[Done], folder: Path) -> None:
    """Write a whole report into an empty folder.

    Args:
        edition: the report.
        steps: its steps (``build``).
        folder: the empty folder.
    """
    for _, _, files in steps:
        report = {name: content for name, content in files.items() if not name.startswith(LISTS)}
        folders.write(report, folder)
    revised, _ = revisions.published(folder)
    made_by = {notebooks.source(path) for path in (folder / "internal").glob("*.ipynb")}
    with places.of(edition.data):
        cited = revisions.cited(edition.quarter, revised)
        provenance.write(folder, edition.quarter, cited, made_by)
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


def _asides(edition: Edition, stack: ExitStack) -> list[Path]:
    with places.of(edition.data):
        targets = [places.processed(edition.quarter), edition.folder]
    return [stack.enter_context(folders.replacing(target)) for target in targets]


def _past(edition: Edition) -> Past:
    published, memory = revisions.published(edition.folder), freshness.recall(edition)
    changed = freshness.changes(edition, memory)
    if changed:
        log.info("%s:自上次生成以来有变化:%s", edition, "、".join(changed))
    return Past(*published, memory, freshness.standing(edition))


def _steps(edition: Edition, notebook: str) -> list[Step]:
    if notebook == "5_city":
        return [Step(edition, notebook, city.code) for city in cities.cities()]
    return [Step(edition, notebook)]


def _order(step: Step, lists: Files | None = None, past: Past | None = None) -> Order:
    is_bulletin = step.notebook == "2_bulletin"
    leaves = past[:2] if past and is_bulletin else ()
    return Order(step, lineage.sources(step), lists or {}, leaves)


def _done(ordered: Sequence[Order], past: Mapping[Edition, Past], on: str) -> list[Done]:
    files: dict[Step, Files | None] = {}
    sources = {order.step: {**order.sources, **lineage.of_lists(order.lists)} for order in ordered}
    for step, made_from in sources.items():
        _, _, memory, standing = past[step.edition]
        files[step] = freshness.kept(step, made_from, memory, standing)
    wanted = [order for order in ordered if files[order.step] is None]
    made = fanout.each(orders.fill, wanted, _said, on, orders.begin)
    files |= {order.step: new for order, new in zip(wanted, made, strict=True)}
    return [Done(step, made_from, files[step] or {}) for step, made_from in sources.items()]


def _said(order: Order) -> str:
    step = order.step
    what = ACTIONS[step.notebook].format(step.city and cities.City.parse(step.city).name)
    return f"{step.edition}:{what}({step.notebook}.ipynb)"
