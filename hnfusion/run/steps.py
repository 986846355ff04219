"""The steps of a report, the inputs of each step, and whether a report is up to date.

A step runs one notebook and writes files from what the notebook shows. The result depends on the
step's inputs: the notebook, the package, the installed versions, the lists, and the cleaned lists
that ``1_prepare`` wrote; not on other steps or on chance. So steps can run anywhere and in any
order, and a step whose inputs, and so its key, are unchanged need not run again.

Beside a published report, ``.<QUARTER>.json`` is its build record: the digests of its inputs and of
each of its files. A report is up to date if its inputs and files are unchanged; without a build
record, as in a clone, it is made again.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from site import getsitepackages
from typing import Any, NamedTuple

from hnfusion import folders, paths
from hnfusion.folders import Files
from hnfusion.quarter import Quarter

PREPARE = "1_prepare"
"""The notebook that makes the cleaned lists, from which the other notebooks start."""
CLEANED = "lists/"
"""The folder of the cleaned lists in the paths of a step's files; the lists are saved outside the
report."""
BuildRecord = Mapping[str, Any]
"""The content of a build record; it is empty if there is no record.

``sources`` has the report's inputs (the function ``sources``), ``files`` the digest of each file by
its name in ``existing``, and ``steps``, by the step's name, its ``key`` and the digests of its
``files``.
"""


class Edition(NamedTuple):
    """A province's report of one quarter.

    Attributes:
        quarter: the quarter.
        data: the folder with the province's ``raw/`` and ``processed/``.
        reports: the folder that gets ``<QUARTER>/``.
        province: the province's name if there are several, else "".
    """

    quarter: Quarter
    data: Path
    reports: Path
    province: str = ""

    def __str__(self) -> str:
        """Return the report's name in messages, such as ``湖南 2020Q1``."""
        return f"{self.province} {self.quarter}".strip()

    @property
    def folder(self) -> Path:
        """The path of the report's folder."""
        return self.reports / str(self.quarter)

    @property
    def lists(self) -> Path:
        """The path of the folder of the quarter's cleaned lists."""
        with paths.of(self.data):
            return paths.processed(self.quarter)


class Step(NamedTuple):
    """A notebook of a report, with what a worker on any machine needs to run it.

    Attributes:
        edition: the report; its data folder has the same path on every machine.
        notebook: the notebook's name, such as ``2_bulletin``.
        city: the code of the city that ``5_city`` is about; "" for other notebooks.
        sources: the digests of the step's inputs by name (the function ``sources``).
        cleaned: the contents of the cleaned lists as csv, by file name; empty for ``1_prepare``.
        published: ``FIGURES`` and ``REVISIONS`` of the report that is replaced, by path, as
            ``revisions.published`` reads them; empty for ``1_prepare`` or without such a report.
    """

    edition: Edition
    notebook: str
    city: str = ""
    sources: Mapping[str, str] = {}
    cleaned: Mapping[str, bytes] = {}
    published: Mapping[str, bytes] = {}

    @property
    def name(self) -> str:
        """The name of the step and of its executed notebook, such as ``5_city-430100``."""
        return "-".join(filter(None, [self.notebook, self.city]))

    @property
    def key(self) -> str:
        """The sha256 of the digests in ``sources`` and of the files in ``cleaned``.

        Two runs of a step with the same key make the same files. ``published`` does not count: the
        same inputs give the same figures, which revise nothing.
        """
        return digest_of({**self.sources, **_digests(self.cleaned)})


def sources(edition: Edition, notebook: str = "") -> dict[str, str]:
    """Return a dict of the digests of a report's inputs by name, such as ``data/raw/…``.

    With ``notebook``, only that notebook's inputs are returned: ``1_prepare`` needs the lists of
    the quarter, every other notebook the lists of all quarters up to this quarter. The cleaned
    lists are not among the inputs returned.
    """
    given = paths.given if notebook == PREPARE else paths.inputs
    with paths.of(edition.data):
        lists = folders.digests(edition.data, given(edition.quarter))
    written = paths.NOTEBOOKS.glob(f"{notebook or '[0-9]_*'}.ipynb")
    return {
        **program(),
        **folders.digests(paths.SHIPPED, written),
        **{f"data/{name}": digest for name, digest in lists.items()},
    }


@cache
def program() -> dict[str, str]:
    """Return a dict that identifies the program: digests of its files, versions of what it uses.

    It has the digests of the package's files and the lock file by path, the version of ``python``,
    and as ``packages`` one digest of the names and versions of the locked libraries as installed.
    Everything is as it was at the first call in this process.
    """
    shipped = {*folders.held(paths.PACKAGE / "shipped")}
    package = [p for p in folders.held(paths.PACKAGE) if p.suffix != ".pyc" and p not in shipped]
    names = re.findall(r"^(\S+)==", paths.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    locked = {*map(_plain, names)}
    installed = [p.name for at in getsitepackages() for p in Path(at).glob("*.dist-info")]
    return {
        **folders.digests(paths.PACKAGE.parent, package),
        **folders.digests(paths.SHIPPED, [paths.LOCK]),
        "python": sys.version.split(" ")[0],
        "packages": digest_of(sorted(n for n in installed if _plain(n.split("-")[0]) in locked)),
    }


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the sorted keys whose values differ, or that only one of the two mappings has."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def existing(edition: Edition) -> dict[str, bytes]:
    """Return the contents of a published report's files, and of its cleaned lists, by path.

    The paths are those that steps give them: inside the report, or beginning with ``CLEANED``. The
    dict is empty if nothing was published.
    """
    lists = folders.contents(edition.lists)
    return folders.contents(edition.folder) | {CLEANED + name: csv for name, csv in lists.items()}


def is_current(edition: Edition) -> bool:
    """Return whether a report is up to date: its inputs, its files and its cleaned lists unchanged.

    A report without a build record is not up to date.
    """
    record = recall(edition)
    is_unchanged = record.get("sources") == sources(edition)
    return bool(is_unchanged and record["files"] == _digests(existing(edition)))


def reusable(step: Step, record: BuildRecord, files: Files) -> Files | None:
    """Return the contents by path of the files that a step made in an earlier run, if still valid.

    ``record`` is the report's build record, ``files`` are its files (``existing``). The result is
    None if the step's key or one of its files changed, or if the record lacks the step.
    """
    made = record.get("steps", {}).get(step.name, {"key": "", "files": {}})
    same = {name: files[name] for name in made["files"] if name in files}
    return same if made["key"] == step.key and made["files"] == _digests(same) else None


def recall(edition: Edition) -> BuildRecord:
    """Return a report's build record; an empty dict if the record is missing or cannot be read."""
    try:
        record = json.loads(_path(edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(record, dict) and {"sources", "steps", "files"} <= {*record}
    return record if is_whole else {}


def remember(
    edition: Edition, sources: Mapping[str, str], made: Iterable[tuple[Step, Files]]
) -> None:
    """Write the build record of a report that was published.

    ``sources`` are the report's inputs as they were before any step ran, ``made`` has each step
    with its files. If the record cannot be written, nothing is raised.
    """
    record = {
        "sources": sources,
        "steps": {step.name: {"key": step.key, "files": _digests(files)} for step, files in made},
        "files": _digests(existing(edition)),
    }
    with suppress(OSError):  # without a build record the report is only made again
        aside = _path(edition).with_suffix(".new")
        aside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        aside.replace(_path(edition))


def is_indexed(reports: Path) -> bool:
    """Return whether the index page in the folder ``reports`` is up to date.

    It is up to date if neither the page nor any report was changed, added or removed since the page
    was made.
    """
    try:
        return (reports / ".index").read_text(encoding="utf-8") == _index_state(reports)
    except OSError:
        return False


def remember_index(reports: Path) -> None:
    """Write ``.index``: one digest of ``index.html`` and of the build records of all reports."""
    with suppress(OSError):
        (reports / ".index").write_text(_index_state(reports), encoding="utf-8")


def _index_state(reports: Path) -> str:
    names = [path.name for path in reports.glob("20[0-9][0-9]Q[1-4]")]
    made = [reports / "index.html", *reports.glob(".20[0-9][0-9]Q[1-4].json")]
    return digest_of(dict.fromkeys(names, "") | folders.digests(reports, made))


def digest_of(value: object) -> str:
    """Return the sha256, in hexadecimal digits, of a value written as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _digests(files: Files) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _path(edition: Edition) -> Path:
    return edition.reports / f".{edition.quarter}.json"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
