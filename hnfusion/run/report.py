"""Make the reports of quarters, and publish them or compare them with the published reports.

A report is made in a temporary folder and replaces its earlier version as a whole: a run that fails
leaves the earlier version as it was. A step whose key is unchanged is not run again.
"""

import csv
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hnfusion import cities, folders
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.paths import FIGURES, INTERNAL, REVISIONS
from hnfusion.run import pool, steps, work
from hnfusion.run.steps import CLEANED, PREPARE, BuildRecord, Edition, Step

ACTIONS = {
    PREPARE: "整理名单",
    "2_bulletin": "编写通报",
    "3_audit": "核查数据",
    "4_trend": "编写趋势",
    "5_city": "编写{}专报",
}
"""Chinese words for what each notebook does, in the order in which the notebooks start; ``{}`` is
for the city's name."""
AFTER = [notebook for notebook in ACTIONS if notebook != PREPARE]
"""The notebooks that start from the cleaned lists of ``1_prepare``."""
Past = Mapping[Edition, tuple[BuildRecord, Files]]
"""For each report, the build record and the files of the version that it replaces."""

log = logging.getLogger(__name__)
_each: Callable[..., list[Any]] = partial(pool.each, begin=work.begin)


class Built(NamedTuple):
    """The contents of a report that was built.

    Attributes:
        steps: each step with the files that it made, now or in an earlier run.
        lists: the contents of the cleaned lists as csv, by file name.
        files: the report's files, with the manifests and citations of ``provenance``.
    """

    steps: list[tuple[Step, Files]]
    lists: Files
    files: Files


def report(editions: Sequence[Edition], on: str = "") -> None:
    """Build reports and publish them: each replaces its earlier version as a whole.

    ``on`` is the address of a Dask scheduler whose cluster runs the notebooks; "" runs them here.

    Raises:
        BulletinError: for bad input (``refuse_bad_input``); then nothing is written.
    """
    refuse_bad_input(editions)
    sources = {edition: steps.sources(edition) for edition in sorted({*editions})}
    with ExitStack() as stack:
        targets = [target for edition in sources for target in (edition.lists, edition.folder)]
        aside = {target: stack.enter_context(folders.replacing(target)) for target in targets}
        past = {edition: (steps.recall(edition), steps.existing(edition)) for edition in sources}
        for edition, (record, _) in past.items():
            changed = steps.differing(record.get("sources", sources[edition]), sources[edition])
            if changed:
                log.info("%s:自上次生成以来有变化:%s", edition, "、".join(changed))
        built = build(past, on)
        for edition, new in built.items():
            folders.write(new.lists, aside[edition.lists])
            folders.write(new.files, aside[edition.folder])
            warn_of_differences(aside[edition.folder])
    for edition, new in built.items():
        steps.remember(edition, sources[edition], new.steps)


def verify(editions: Sequence[Edition], on: str = "") -> dict[Edition, list[str]]:
    """Return, for each published report, a list of the files that differ from a fresh build.

    The list has paths inside the report, also of files that only the published report or only the
    build has. For a report without ``internal/``, as in a clone, only the public files are
    compared. ``on`` is as in ``report``.

    Raises:
        BulletinError: if an edition has no published report, or for bad input.
    """
    for edition in editions:
        if not edition.folder.is_dir():
            of = edition.quarter
            raise BulletinError(
                f"没有已发布的报告:{edition.folder}。请先运行 make report QUARTER={of}"
            )
    refuse_bad_input(editions)
    published = {edition: folders.contents(edition.folder) for edition in editions}
    past: Past = {
        edition: ({}, {name: csv for name, csv in files.items() if name == REVISIONS})
        for edition, files in published.items()
    }
    differing = {}
    for edition, built in build(past, on).items():
        files = published[edition]
        names, internal = steps.differing(files, built.files), f"{INTERNAL}/"
        has_internal = any(name.startswith(internal) for name in files)
        differing[edition] = [n for n in names if has_internal or not n.startswith(internal)]
    return differing


def refuse_bad_input(editions: Sequence[Edition]) -> None:
    """Check the input of all reports before any notebook runs (``work.check``).

    Raises:
        BulletinError: with the problems of all reports; a text that several reports share is given
            once, for the first of them.
    """
    first: dict[str, Edition] = {}
    latest = sorted({*editions}, reverse=True)  # the latest read the most lists
    found = dict(zip(latest, _each(work.check, latest, "{}:核对名单".format), strict=True))
    for edition in editions:
        first.setdefault(found[edition], edition)
    first.pop("", None)
    if first:
        of_one = len(editions) == 1
        raise BulletinError(
            "\n".join(text if of_one else f"{e}:{text}" for text, e in first.items())
        )


def build(past: Past, on: str = "") -> dict[Edition, Built]:
    """Run the steps whose earlier files cannot be reused, and return the ``Built`` of each report.

    ``past`` has the reports to build; ``on`` is as in ``report``. With an empty build record every
    step runs. With ``REVISIONS`` but no ``FIGURES`` among the earlier files, as in ``verify``, a
    report keeps its version number even if its figures differ.
    """
    done: list[tuple[Step, Files]] = []

    def to_run(wanted: Iterable[Step]) -> list[Step]:
        """Return a list of the wanted steps that must run; for a reused step, those after it."""
        new = []
        for step in wanted:
            files = steps.reusable(step, *past[step.edition])
            new += [step] if files is None else then(step, files)
        return new

    def then(step: Step, files: Files) -> list[Step]:
        """Add a step and its files to ``done``, and return a list of the steps to run after it.

        The list is empty, except after ``1_prepare``.
        """
        done.append((step, files))
        if step.notebook != PREPARE:
            return []
        edition, lists, (_, earlier) = step.edition, cleaned(files), past[step.edition]
        return to_run(s for name in AFTER for s in _steps(edition, name, lists, earlier))

    first = to_run(step for edition in past for step in _steps(edition, PREPARE, {}, {}))
    _each(work.run, first, _said, on, then=then)
    done.sort(key=lambda pair: pair[0].name)  # they end in any order
    made = {edition: [pair for pair in done if pair[0].edition == edition] for edition in past}
    files = {edition: {n: c for _, f in ran for n, c in f.items()} for edition, ran in made.items()}
    public = [
        (edition, {n: c for n, c in every.items() if not n.startswith(CLEANED)})
        for edition, every in files.items()
    ]
    finished = _each(work.finish, public, lambda task: f"{task[0]}:登记来源")
    return {
        edition: Built(made[edition], cleaned(files[edition]), new)
        for edition, new in zip(past, finished, strict=True)
    }


def index(reports: Path, data: Path) -> None:
    """Write ``index.html``, which lists every report in the folder ``reports``.

    ``data`` is the data folder with the lists that the reports were made from.
    """
    _each(work.index, [(reports, data)], lambda _: "编写目录")
    steps.remember_index(reports)


def cleaned(files: Files) -> dict[str, bytes]:
    """Return the contents of the cleaned lists among the files of steps, by file name."""
    return {n.removeprefix(CLEANED): csv for n, csv in files.items() if n.startswith(CLEANED)}


def warn_of_differences(folder: Path) -> None:
    """Log a warning for each printed figure that the report in ``folder`` does not confirm.

    Either the computed figure differs, or the bulletin's text lacks the printed phrase. This is
    read from ``reconciliation.csv`` (``reconcile.compare``).
    """
    path = folder / "tables" / "reconciliation.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if (row["agrees"], row["is_worded"]) != ("True", "True"):
                said = row["phrase"], row["published"], row["computed"], row["id"]
                log.warning("与公开通报不一致:“%s”:通报 %s,计算 %s(%s)", *said)


def _steps(edition: Edition, notebook: str, lists: Files, files: Files) -> list[Step]:
    codes = [city.code for city in cities.cities()] if notebook == "5_city" else [""]
    published = {name: files[name] for name in (REVISIONS, FIGURES) if name in files}
    made_from = steps.sources(edition, notebook)
    return [Step(edition, notebook, code, made_from, lists, published) for code in codes]


def _said(step: Step) -> str:
    what = ACTIONS[step.notebook].format(step.city and cities.City.parse(step.city).name)
    return f"{step.edition}:{what}({step.notebook}.ipynb)"
