"""Make the reports of quarters, and put their folders in place.

A report is made aside and takes its place as a whole: a run that fails leaves what stood there.
A step whose lists, notebook and code are as they were is not done again.
"""

import csv
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from hnfusion import cities, folders, paths, replacement
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.run import current, lineage, pool
from hnfusion.run.steps import LISTS, PREPARE, Edition, Order, Step

ACTIONS = {
    PREPARE: "整理名单",
    "2_bulletin": "编写通报",
    "3_audit": "核查数据",
    "4_trend": "编写趋势",
    "5_city": "编写{}专报",
}
"""What the steps do, by their notebooks."""
REVISIONS, FIGURES = "tables/revisions.csv", "tables/figures.csv"
"""What of a report that stands the bulletin looks at that takes its place."""

log = logging.getLogger(__name__)


class Past(NamedTuple):
    """What a report leaves to the one that takes its place.

    Attributes:
        told: its revisions and its figures (``revisions.published``), or its revisions alone
            where the new report is not to differ from it.
        memory: what it was made from (``freshness``).
        files: the files that stand.
    """

    told: Files
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
        on: the address of a Dask scheduler whose workers do the steps (``pool.each``).

    Raises:
        BulletinError: with every problem of a report's input; nothing has been written then.
    """
    refuse_bad_input(editions)
    sources = {edition: lineage.everything(edition) for edition in sorted({*editions})}
    with ExitStack() as aside:
        new = {e: _asides(e, aside) for e in sources}
        done = build({e: _past(e) for e in sources}, on)
        for edition, files in finish(done).items():
            lists, folder = new[edition]
            folders.write(cleaned(done[edition]), lists)
            folders.write(files, folder)
            warn_of_differences(folder)
    for edition, made_from in sources.items():
        current.remember(edition, made_from, done[edition])


def refuse_bad_input(editions: Sequence[Edition]) -> None:
    """Check all reports before anything runs (``whole.check``).

    Raises:
        BulletinError: with every problem of every report; what several share is told of the first.
    """
    found = _each("whole:check", editions, "{}:核对名单".format)
    told: dict[str, Edition] = {}
    for edition, problems in zip(editions, found, strict=True):
        told.setdefault(problems, edition)
    told.pop("", None)
    if told:
        of_one = len(editions) == 1
        raise BulletinError("\n".join(t if of_one else f"{e}:{t}" for t, e in told.items()))


def build(past: Mapping[Edition, Past], on: str = "") -> dict[Edition, list[Done]]:
    """Do the steps of reports that are not as they would be done now.

    Args:
        past: the reports, and what those leave whose place they take.
        on: the address of a Dask scheduler.

    Returns:
        Every step of each report, whether done now or before.
    """
    first = [order for edition in past for order in _orders(edition, PREPARE, {}, {})]
    prepared = {done.step.edition: done for done in _done(first, past, on)}
    rest = [
        order
        for notebook in [*ACTIONS][1:]
        for edition, before in past.items()
        for order in _orders(edition, notebook, cleaned([prepared[edition]]), before.told)
    ]
    every = [*prepared.values(), *_done(rest, past, on)]
    return {e: [done for done in every if done.step.edition == e] for e in past}


def finish(done: Mapping[Edition, Sequence[Done]]) -> dict[Edition, Files]:
    """Return the files of whole reports, with what each was made from (``provenance``).

    Args:
        done: the steps of each report (``build``).
    """
    made = [
        (e, {n: file for n, file in _files(steps).items() if not n.startswith(LISTS)})
        for e, steps in done.items()
    ]
    whole = _each("whole:finish", made, lambda one: f"{one[0]}:登记来源")
    return dict(zip(done, whole, strict=True))


def index(reports: Path, data: Path) -> None:
    """Write the page that lists every report of a province, from its data folder."""
    _each("whole:index", [(reports, data)], lambda _: "编写目录")


def cleaned(steps: Iterable[Done]) -> dict[str, bytes]:
    """Return the cleaned lists as csv, by the names of their files."""
    every = _files(steps)
    return {n.removeprefix(LISTS): content for n, content in every.items() if n.startswith(LISTS)}


def warn_of_differences(folder: Path) -> None:
    """Say at once where a report differs from what was published (``reconcile.compare``).

    Args:
        folder: the report.
    """
    path = folder / "tables" / "reconciliation.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if (row["agrees"], row["is_worded"]) != ("True", "True"):
                said = row["phrase"], row["published"], row["computed"], row["id"]
                log.warning("与公开通报不一致:“%s”:通报 %s,计算 %s(%s)", *said)


def _asides(edition: Edition, stack: ExitStack) -> list[Path]:
    with paths.of(edition.data):
        targets = [paths.processed(edition.quarter), edition.folder]
    return [stack.enter_context(replacement.replacing(target)) for target in targets]


def _past(edition: Edition) -> Past:
    standing, memory = current.standing(edition), current.recall(edition)
    told = {name: standing[name].read_bytes() for name in (REVISIONS, FIGURES) if name in standing}
    changed = current.changes(edition, memory)
    if changed:
        log.info("%s:自上次生成以来有变化:%s", edition, "、".join(changed))
    return Past(told, memory, standing)


def _files(steps: Iterable[Done]) -> dict[str, bytes]:
    return {name: content for done in steps for name, content in done.files.items()}


def _orders(edition: Edition, notebook: str, lists: Files, told: Files) -> list[Order]:
    codes = [city.code for city in cities.cities()] if notebook == "5_city" else [""]
    steps = [Step(edition, notebook, code) for code in codes]
    sources = lineage.sources(steps[0])
    past = told if notebook == "2_bulletin" else {}
    return [Order(step, sources, lists, past) for step in steps]


def _done(ordered: Sequence[Order], past: Mapping[Edition, Past], on: str) -> list[Done]:
    files: dict[Step, Files | None] = {}
    sources = {order.step: {**order.sources, **lineage.of_lists(order.lists)} for order in ordered}
    for step, made_from in sources.items():
        _, memory, standing = past[step.edition]
        files[step] = current.kept(step, made_from, memory, standing)
    wanted = [order for order in ordered if files[order.step] is None]
    made = _each("fill:fill", wanted, _said, on)
    files |= {order.step: new for order, new in zip(wanted, made, strict=True)}
    return [Done(step, made_from, files[step] or {}) for step, made_from in sources.items()]


def _said(order: Order) -> str:
    step = order.step
    what = ACTIONS[step.notebook].format(step.city and cities.City.parse(step.city).name)
    return f"{step.edition}:{what}({step.notebook}.ipynb)"


def _each(work: str, tasks: Sequence[Any], name: Callable[[Any], str], on: str = "") -> list[Any]:
    """Do work of this package in processes that are ready for all of it."""
    return pool.each(f"hnfusion.run.{work}", tasks, name, on, "hnfusion.run.fill:begin")
