"""The steps of a report, what each is made from, and whether a report is up to date.

A step runs one notebook and writes files from what it shows. The result depends on the notebook,
the package, the installed versions, the lists, and the cleaned lists that ``1_prepare`` wrote; not
on other steps or on chance. So steps can run anywhere and in any order, and a step whose key is
unchanged need not run again.

Beside a published report, ``.<QUARTER>.json`` is its build record: the digests of what it was made
from and of each of its files. A report is made again if it has no build record, as in a clone, or
if one of its files was changed or lost.
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
"""The folder of the cleaned lists among a step's files; they are saved outside of the report."""
BuildRecord = Mapping[str, Any]
"""The digests of a report's ``sources`` and ``files``; of each of its ``steps`` key and files."""


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
        """Return its name in messages, such as ``湖南 2020Q1``."""
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
        notebook: its name, such as ``2_bulletin``.
        city: the code of the city that the notebook is about, if any.
        sources: the digests of what the step is made from (``sources``).
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
        """The name of the step and of its executed notebook, such as ``5_city-430100``."""
        return "-".join(filter(None, [self.notebook, self.city]))

    @property
    def key(self) -> str:
        """One digest of everything that the step is made from."""
        return digest_of({**self.sources, **_digests(self.cleaned)})


def sources(edition: Edition, notebook: str = "") -> dict[str, str]:
    """Return the digests of what a report, or one notebook of it, is made from, by name.

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
    """Return the digests of package, lock and versions, as they were when this was first called."""
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
    """Return the names, sorted, whose values in the two mappings are not the same."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def existing(edition: Edition) -> dict[str, bytes]:
    """Return the files of the published report and its cleaned lists, named as steps name them."""
    lists = folders.contents(edition.lists)
    return folders.contents(edition.folder) | {CLEANED + name: csv for name, csv in lists.items()}


def is_current(edition: Edition) -> bool:
    """Return whether a report and its cleaned lists are what a build would make now."""
    record = recall(edition)
    is_unchanged = record.get("sources") == sources(edition)
    return bool(is_unchanged and record["files"] == _digests(existing(edition)))


def reusable(step: Step, record: BuildRecord, files: Files) -> Files | None:
    """Return those of a report's files that a step made, if they and its key are unchanged."""
    made = record.get("steps", {}).get(step.name, {"key": "", "files": {}})
    same = {name: files[name] for name in made["files"] if name in files}
    return same if made["key"] == step.key and made["files"] == _digests(same) else None


def recall(edition: Edition) -> BuildRecord:
    """Return the build record of a report; empty if there is none or it cannot be read."""
    try:
        record = json.loads(_path(edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(record, dict) and {"sources", "steps", "files"} <= {*record}
    return record if is_whole else {}


def remember(
    edition: Edition, sources: Mapping[str, str], made: Iterable[tuple[Step, Files]]
) -> None:
    """Write the build record of a new report; ``sources`` is from before any step ran."""
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
    """Return whether ``index.html`` is unchanged since it was made from the present reports."""
    try:
        return (reports / ".index").read_text(encoding="utf-8") == _index_state(reports)
    except OSError:
        return False


def remember_index(reports: Path) -> None:
    """Write the digests of ``index.html`` and of the reports that it was made from."""
    with suppress(OSError):
        (reports / ".index").write_text(_index_state(reports), encoding="utf-8")


def _index_state(reports: Path) -> str:
    names = [path.name for path in reports.glob("20[0-9][0-9]Q[1-4]")]
    made = [reports / "index.html", *reports.glob(".20[0-9][0-9]Q[1-4].json")]
    return digest_of(dict.fromkeys(names, "") | folders.digests(reports, made))


def digest_of(value: object) -> str:
    """Return the sha256 of a value as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _digests(files: Files) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _path(edition: Edition) -> Path:
    return edition.reports / f".{edition.quarter}.json"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
