"""The steps of a report: each runs one notebook and makes files of what it showed.

A step is made from its notebook, the package, the installed versions, the lists, and the cleaned
lists that ``1_prepare`` wrote; never from another step or from chance. So steps can run anywhere
and in any order, and a step whose key is unchanged need not run again.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from site import getsitepackages
from typing import NamedTuple

from hnfusion import folders, paths
from hnfusion.folders import Files
from hnfusion.quarter import Quarter

PREPARE = "1_prepare"
"""The notebook whose cleaned lists the other steps start from."""
CLEANED = "lists/"
"""Where a step's files are the cleaned lists, which are saved beside the report."""
LOCK = "requirements.txt"


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
        """Return its name in messages.

        >>> str(Edition(Quarter(2020, 1), Path("湖南/data"), Path("reports/湖南"), "湖南"))
        '湖南 2020Q1'
        """
        return f"{self.province} {self.quarter}".strip()

    @property
    def folder(self) -> Path:
        """The report's own folder."""
        return self.reports / str(self.quarter)


class Step(NamedTuple):
    """One notebook of a report, for one city if the notebook is about cities."""

    edition: Edition
    notebook: str
    city: str = ""

    @property
    def name(self) -> str:
        """Its name in the report, also that of its executed notebook.

        >>> Step(Edition(Quarter(2020, 1), Path(), Path()), "5_city", "430100").name
        '5_city-430100'
        """
        return "-".join(filter(None, [self.notebook, self.city]))


class Job(NamedTuple):
    """A step with what a worker needs to run it, in this process or on another machine.

    Attributes:
        step: the step; its data folder has the same path on every machine.
        sources: what the step is made from (``sources``).
        cleaned: the cleaned lists as csv by file name, for steps after the first.
        published: for the bulletin, the files that ``revisions.published`` reads.
    """

    step: Step
    sources: Mapping[str, str]
    cleaned: Files
    published: Files

    @property
    def key(self) -> str:
        """One digest of everything that the step is made from."""
        cleaned = {n: hashlib.sha256(csv).hexdigest() for n, csv in self.cleaned.items()}
        return digest_of({**self.sources, **cleaned})


def sources(edition: Edition, notebook: str = "") -> dict[str, str]:
    """Return what a report, or one notebook of it, is made from: digests by name.

    Args:
        edition: the report.
        notebook: the notebook; without it, all of them. ``1_prepare`` needs the quarter's lists,
            every other those of all quarters up to it.
    """
    given = paths.given if notebook == PREPARE else paths.inputs
    with paths.of(edition.data):
        lists = folders.digests(edition.data, given(edition.quarter))
    written = (paths.CHECKOUT / "notebooks").glob(f"{notebook or '[0-9]_*'}.ipynb")
    return {
        **program(),
        **folders.digests(paths.CHECKOUT, written),
        **{f"data/{name}": digest for name, digest in lists.items()},
    }


@cache
def program() -> dict[str, str]:
    """Return the digests of the package, the lock and the versions, as this process loaded them."""
    lock = paths.CHECKOUT / LOCK
    package = [p for p in folders.held(paths.CHECKOUT / "hnfusion") if p.suffix != ".pyc"]
    names = re.findall(r"^(\S+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    locked = {*map(_plain, names)}
    installed = [p.name for at in getsitepackages() for p in Path(at).glob("*.dist-info")]
    return {
        **folders.digests(paths.CHECKOUT, [*package, lock]),
        "python": sys.version.split(" ")[0],
        "packages": digest_of(sorted(n for n in installed if _plain(n.split("-")[0]) in locked)),
    }


def digest_of(value: object) -> str:
    """Return the sha256 of a value of JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
