"""The steps of a report, what each is made from, and whether a report is up to date.

A step runs one notebook and makes files of what it showed. It is made from the notebook, the
package, the installed versions, the lists, and the cleaned lists that ``1_prepare`` wrote; never
from another step or from chance. So steps can run anywhere and in any order, and a step whose key
is unchanged need not run again.

Beside the published reports, ``.<QUARTER>.json`` records the digests of what a report was made from
and of each file made. A report with a file that was changed, lost or checked out by git is made
again.
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
"""The notebook whose cleaned lists the other steps start from."""
CLEANED = "lists/"
"""Where a step's files are the cleaned lists, which are saved beside the report."""
BuildRecord = Mapping[str, Any]
"""``sources`` and ``files`` of a report, and of each of its ``steps`` the ``key`` and ``files``."""


class Edition(NamedTuple):
    """A province's report of one quarter.

    Attributes:
        quarter: the quarter.
        data: the folder with the province's ``raw/`` and ``processed/``.
        reports: the folder that gets ``<QUARTER>/``.
        province: the province's name if there are several.
    """

    quarter: Quarter
    data: Path
    reports: Path
    province: str = ""

    def __str__(self) -> str:
        """Return its name in messages, as ``湖南 2020Q1``."""
        return f"{self.province} {self.quarter}".strip()

    @property
    def folder(self) -> Path:
        """The folder of the report."""
        return self.reports / str(self.quarter)

    @property
    def lists(self) -> Path:
        """The folder of the cleaned lists."""
        with paths.of(self.data):
            return paths.processed(self.quarter)


class Step(NamedTuple):
    """A notebook of a report, with what a worker on any machine needs to run it.

    Attributes:
        edition: the report; its data folder has the same path on every machine.
        notebook: its name, as ``2_bulletin``.
        city: the code of the city that the notebook is about, if any.
        sources: what the step is made from (``sources``).
        cleaned: the cleaned lists as csv by file name, for steps after the first.
        published: the files of the earlier version that ``revisions.published`` reads.
    """

    edition: Edition
    notebook: str
    city: str = ""
    sources: Mapping[str, str] = {}
    cleaned: Mapping[str, bytes] = {}
    published: Mapping[str, bytes] = {}

    @property
    def name(self) -> str:
        """Its name in the report and that of its executed notebook, as ``5_city-430100``."""
        return "-".join(filter(None, [self.notebook, self.city]))

    @property
    def key(self) -> str:
        """One digest of everything that the step is made from."""
        return digest_of({**self.sources, **_digests(self.cleaned)})


def sources(edition: Edition, notebook: str = "") -> dict[str, str]:
    """Return what a report, or one notebook of it, is made from: digests by name.

    ``1_prepare`` needs the quarter's lists, every other notebook those of all quarters up to it.
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
    """Return the digests of the package, the lock and the versions, as this process loaded them."""
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
    """Return the names, in order, that do not have the same value in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def existing(edition: Edition) -> dict[str, bytes]:
    """Return the files of a report and its cleaned lists, by the names that steps give them."""
    lists = folders.contents(edition.lists)
    return folders.contents(edition.folder) | {CLEANED + name: csv for name, csv in lists.items()}


def is_current(edition: Edition) -> bool:
    """Return whether a report and its cleaned lists are as they would be made now."""
    record = recall(edition)
    is_unchanged = record.get("sources") == sources(edition)
    return bool(is_unchanged and record["files"] == _digests(existing(edition)))


def reusable(step: Step, record: BuildRecord, files: Files) -> Files | None:
    """Return a step's files, from those of its report, if they and its key are unchanged."""
    made = record.get("steps", {}).get(step.name, {"key": "", "files": {}})
    same = {name: files[name] for name in made["files"] if name in files}
    return same if made["key"] == step.key and made["files"] == _digests(same) else None


def recall(edition: Edition) -> BuildRecord:
    """Return what was recorded of a report; empty if that cannot be read."""
    try:
        record = json.loads(_path(edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(record, dict) and {"sources", "steps", "files"} <= {*record}
    return record if is_whole else {}


def remember(
    edition: Edition, sources: Mapping[str, str], made: Iterable[tuple[Step, Files]]
) -> None:
    """Record a report that has just been put in place, with its sources before any step ran."""
    record = {
        "sources": sources,
        "steps": {step.name: {"key": step.key, "files": _digests(files)} for step, files in made},
        "files": _digests(existing(edition)),
    }
    with suppress(OSError):  # a report without a record is only made again
        aside = _path(edition).with_suffix(".new")
        aside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        aside.replace(_path(edition))


def is_indexed(reports: Path) -> bool:
    """Return whether ``index.html`` is as it was made from the reports that are there now."""
    try:
        return (reports / ".index").read_text(encoding="utf-8") == _index_state(reports)
    except OSError:
        return False


def remember_index(reports: Path) -> None:
    """Record ``index.html`` and the reports it was made from."""
    with suppress(OSError):
        (reports / ".index").write_text(_index_state(reports), encoding="utf-8")


def _index_state(reports: Path) -> str:
    names = [path.name for path in reports.glob("20[0-9][0-9]Q[1-4]")]
    made = [reports / "index.html", *reports.glob(".20[0-9][0-9]Q[1-4].json")]
    return digest_of(dict.fromkeys(names, "") | folders.digests(reports, made))


def digest_of(value: object) -> str:
    """Return the sha256 of a value of JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _digests(files: Files) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _path(edition: Edition) -> Path:
    return edition.reports / f".{edition.quarter}.json"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
