"""Make the reports of quarters, and put their folders in place.

A report is made aside and replaces the earlier one as a whole: a run that fails leaves what was
there. A step whose key is unchanged is not run again.
"""

import csv
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hnfusion import cities, folders, paths
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.run import current, pool, step, work
from hnfusion.run.step import CLEANED, PREPARE, Edition, Job, Step

ACTIONS = {
    PREPARE: "整理名单",
    "2_bulletin": "编写通报",
    "3_audit": "核查数据",
    "4_trend": "编写趋势",
    "5_city": "编写{}专报",
}
"""What each notebook of a report does, in the order in which they begin."""
REVISIONS, FIGURES = "tables/revisions.csv", "tables/figures.csv"
"""The files of the earlier version of a report that the bulletin reads."""

log = logging.getLogger(__name__)
_each: Callable[..., list[Any]] = partial(pool.each, begin=work.begin)


class Past(NamedTuple):
    """The earlier version of a report.

    Attributes:
        published: its revisions and figures, which ``revisions.published`` reads; its revisions
            alone if the new report must not differ from it.
        memory: what it was made from (``current.recall``).
        files: its files (``current.existing``).
    """

    published: Files
    memory: Mapping[str, Any] = {}
    files: Mapping[str, Path] = {}


Made = tuple[Job, Files]
"""A step with the files that it made."""


def report(editions: Sequence[Edition], on: str = "") -> None:
    """Make whole reports; each replaces its earlier version in one step.

    Args:
        editions: the provinces and quarters.
        on: the address of a Dask scheduler whose workers run the steps (``pool.each``).

    Raises:
        BulletinError: with every problem of the reports' input; nothing has been written then.
    """
    refuse_bad_input(editions)
    sources = {edition: step.sources(edition) for edition in sorted({*editions})}
    with ExitStack() as aside:
        new = {edition: _asides(edition, aside) for edition in sources}
        made = build({edition: _past(edition) for edition in sources}, on)
        for edition, files in finish(made).items():
            lists, folder = new[edition]
            folders.write(cleaned(made[edition]), lists)
            folders.write(files, folder)
            warn_of_differences(folder)
    for edition, made_from in sources.items():
        current.remember(edition, made_from, made[edition])


def refuse_bad_input(editions: Sequence[Edition]) -> None:
    """Check the input of all reports before anything runs (``work.check``).

    Raises:
        BulletinError: with every problem of every report; one that several share is given once.
    """
    first: dict[str, Edition] = {}
    found = _each(work.check, editions, "{}:核对名单".format)
    for edition, problems in zip(editions, found, strict=True):
        first.setdefault(problems, edition)
    first.pop("", None)
    if first:
        of_one = len(editions) == 1
        raise BulletinError(
            "\n".join(text if of_one else f"{e}:{text}" for text, e in first.items())
        )


def build(past: Mapping[Edition, Past], on: str = "") -> dict[Edition, list[Made]]:
    """Run the steps of reports, except those that would make the same as before.

    Args:
        past: the reports with their earlier versions.
        on: the address of a Dask scheduler.

    Returns:
        Every step of each report, whether run now or before.
    """
    first = [job for edition in past for job in _jobs(edition, PREPARE, {}, {})]
    prepared = {made[0].step.edition: made for made in _made(first, past, on)}
    rest = [
        job
        for notebook in [*ACTIONS][1:]
        for edition, before in past.items()
        for job in _jobs(edition, notebook, cleaned([prepared[edition]]), before.published)
    ]
    every = [*prepared.values(), *_made(rest, past, on)]
    return {e: [made for made in every if made[0].step.edition == e] for e in past}


def finish(made: Mapping[Edition, Sequence[Made]]) -> dict[Edition, Files]:
    """Return the files of whole reports, with their manifests (``provenance``).

    Args:
        made: the steps of each report (``build``).
    """
    public = [
        (edition, {n: file for n, file in _files(steps).items() if not n.startswith(CLEANED)})
        for edition, steps in made.items()
    ]
    whole = _each(work.finish, public, lambda one: f"{one[0]}:登记来源")
    return dict(zip(made, whole, strict=True))


def index(reports: Path, data: Path) -> None:
    """Write the page that lists every report of a province, from its data folder."""
    _each(work.index, [(reports, data)], lambda _: "编写目录")


def cleaned(made: Iterable[Made]) -> dict[str, bytes]:
    """Return the cleaned lists as csv, by file name."""
    files = _files(made)
    return {n.removeprefix(CLEANED): csv for n, csv in files.items() if n.startswith(CLEANED)}


def warn_of_differences(folder: Path) -> None:
    """Log where a report differs from what was published (``reconcile.compare``).

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
    return [stack.enter_context(folders.replacing(target)) for target in targets]


def _past(edition: Edition) -> Past:
    files, memory = current.existing(edition), current.recall(edition)
    published = {name: files[name].read_bytes() for name in (REVISIONS, FIGURES) if name in files}
    changed = current.changes(edition, memory)
    if changed:
        log.info("%s:自上次生成以来有变化:%s", edition, "、".join(changed))
    return Past(published, memory, files)


def _files(made: Iterable[Made]) -> dict[str, bytes]:
    return {name: content for _, files in made for name, content in files.items()}


def _jobs(edition: Edition, notebook: str, lists: Files, published: Files) -> list[Job]:
    codes = [city.code for city in cities.cities()] if notebook == "5_city" else [""]
    made_from = step.sources(edition, notebook)
    before = published if notebook == "2_bulletin" else {}
    return [Job(Step(edition, notebook, code), made_from, lists, before) for code in codes]


def _made(jobs: Sequence[Job], past: Mapping[Edition, Past], on: str) -> list[Made]:
    kept = [current.reusable(job, *past[job.step.edition][1:]) for job in jobs]
    wanted = [job for job, files in zip(jobs, kept, strict=True) if files is None]
    new = iter(_each(work.run, wanted, _said, on))
    return [(j, next(new) if files is None else files) for j, files in zip(jobs, kept, strict=True)]


def _said(job: Job) -> str:
    edition, notebook, code = job.step
    what = ACTIONS[notebook].format(code and cities.City.parse(code).name)
    return f"{edition}:{what}({notebook}.ipynb)"
