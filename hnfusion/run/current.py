"""Whether a report is up to date with its lists, notebooks and code.

Beside the published reports, ``.<QUARTER>.json`` records the digests of what a report was made from
and of each file made. A report with a file that was changed, lost or checked out by git is made
again.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hnfusion import folders, paths
from hnfusion.folders import Files
from hnfusion.run import step
from hnfusion.run.step import CLEANED, Edition, Job

Memory = Mapping[str, Any]
"""``sources`` and ``files`` of a report; of each of its ``steps`` the ``key`` and file names."""


def is_current(edition: Edition) -> bool:
    """Return whether a report and its cleaned lists are as they would be made now."""
    memory = recall(edition)
    if not memory or memory["sources"] != step.sources(edition):
        return False
    return bool(memory["files"] == digests(existing(edition)))


def changes(edition: Edition, memory: Memory) -> list[str]:
    """Return the names of what changed since the report was made; none without memory."""
    was, now = memory.get("sources", {}), step.sources(edition)
    return sorted(name for name in {*was, *now} if was and was.get(name) != now.get(name))


def reusable(job: Job, memory: Memory, files: Mapping[str, Path]) -> Files | None:
    """Return a step's files if its key and these files are unchanged, else None.

    Args:
        job: the step.
        memory: of the report (``recall``).
        files: of the report (``existing``).
    """
    made = memory.get("steps", {}).get(job.step.name)
    if made is None or made["key"] != job.key:
        return None
    there = {name: files[name] for name in made["files"] if name in files}
    was = {name: memory["files"].get(name) for name in made["files"]}
    return {n: p.read_bytes() for n, p in there.items()} if digests(there) == was else None


def existing(edition: Edition) -> dict[str, Path]:
    """Return the files of a report and its cleaned lists, by the names that steps give them."""
    with paths.of(edition.data):
        report, cleaned = edition.folder, paths.processed(edition.quarter)
    return {folders.inside(report, p): p for p in folders.held(report)} | {
        CLEANED + folders.inside(cleaned, p): p for p in folders.held(cleaned)
    }


def digests(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the sha256 of files by name."""
    return {name: folders.digest(path) for name, path in files.items()}


def recall(edition: Edition) -> Memory:
    """Return what was recorded of a report; empty if that cannot be read."""
    try:
        memory = json.loads(_path(edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(memory, dict) and {"sources", "steps", "files"} <= {*memory}
    return memory if is_whole else {}


def remember(
    edition: Edition, sources: Mapping[str, str], made: Iterable[tuple[Job, Files]]
) -> None:
    """Record a report that has just been put in place.

    Args:
        edition: the report.
        sources: ``step.sources`` as it was when the making began.
        made: each step with its files.
    """
    memory = {
        "sources": dict(sources),
        "steps": {job.step.name: {"key": job.key, "files": sorted(files)} for job, files in made},
        "files": digests(existing(edition)),
    }
    path = _path(edition)
    aside = path.with_suffix(".new")
    with suppress(OSError):  # a report without a record is only made again
        aside.write_text(json.dumps(memory, ensure_ascii=False), encoding="utf-8")
        aside.replace(path)


def is_indexed(reports: Path) -> bool:
    """Return whether ``index.html`` is as it was made from the reports that are there now."""
    try:
        return _index(reports).read_text(encoding="utf-8") == _state(reports)
    except OSError:
        return False


def remember_index(reports: Path) -> None:
    """Record ``index.html`` and the reports it was made from."""
    with suppress(OSError):
        _index(reports).write_text(_state(reports), encoding="utf-8")


def _state(reports: Path) -> str:
    names = [path.name for path in reports.glob("20[0-9][0-9]Q[1-4]")]
    made = [reports / "index.html", *reports.glob(".20[0-9][0-9]Q[1-4].json")]
    return step.digest_of(dict.fromkeys(names, "") | folders.digests(reports, made))


def _index(reports: Path) -> Path:
    return reports / ".index"


def _path(edition: Edition) -> Path:
    return edition.reports / f".{edition.quarter}.json"
