"""Whether a report still is what its lists, notebooks and code make of it.

Beside the reports, out of what is published, ``.<QUARTER>.json`` remembers what a report was
made from, as digests, and the digest of each file that was made. Nothing else is believed: a
report whose file was changed, lost or brought by git is made again.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hnfusion import folders, paths
from hnfusion.folders import Files
from hnfusion.run import lineage
from hnfusion.run.steps import LISTS, Edition, Step

Memory = Mapping[str, Any]
"""``sources`` and ``files`` of a whole report, and of each step its sources' digest and files."""


def is_current(edition: Edition) -> bool:
    """Say whether a report and its cleaned lists stand as made from what there is now."""
    memory = recall(edition)
    if not memory or memory["sources"] != lineage.everything(edition):
        return False
    return bool(memory["files"] == digests(standing(edition)))


def changes(edition: Edition, memory: Memory) -> list[str]:
    """Return the names of what is not as it was when the report was made; none without memory."""
    was, now = memory.get("sources", {}), lineage.everything(edition)
    return sorted(name for name in {*was, *now} if was and was.get(name) != now.get(name))


def kept(
    step: Step, sources: Mapping[str, str], memory: Memory, files: Mapping[str, Path]
) -> Files | None:
    """Return what a step made before, if it would make the same and all of it still stands.

    Args:
        step: the step.
        sources: what it is made from now, the cleaned lists too.
        memory: of the report that stands.
        files: ``standing``.
    """
    made = memory.get("steps", {}).get(step.name)
    if made is None or made["sources"] != lineage.summary(sources):
        return None
    there = {name: files[name] for name in made["files"] if name in files}
    was = {name: memory["files"].get(name) for name in made["files"]}
    return {n: p.read_bytes() for n, p in there.items()} if digests(there) == was else None


def standing(edition: Edition) -> dict[str, Path]:
    """Return the files of a report and its cleaned lists, as a step names them."""
    with paths.of(edition.data):
        report, lists = edition.folder, paths.processed(edition.quarter)
    return {folders.inside(report, p): p for p in folders.held(report)} | {
        LISTS + folders.inside(lists, p): p for p in folders.held(lists)
    }


def digests(files: Mapping[str, Path]) -> dict[str, str]:
    """Return the sha256 of files by name."""
    return {name: folders.digest(path) for name, path in files.items()}


def recall(edition: Edition) -> Memory:
    """Return what is remembered of a report; nothing where that cannot be read."""
    try:
        memory = json.loads(_path(edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(memory, dict) and {"sources", "steps", "files"} <= {*memory}
    return memory if is_whole else {}


def remember(
    edition: Edition,
    sources: Mapping[str, str],
    steps: Iterable[tuple[Step, Mapping[str, str], Files]],
) -> None:
    """Remember a report that has just taken its place.

    Args:
        edition: the report.
        sources: ``lineage.everything`` as it was when the making began.
        steps: of each step, what it was made from and what it made.
    """
    memory = {
        "sources": dict(sources),
        "steps": {
            step.name: {"sources": lineage.summary(made_from), "files": sorted(files)}
            for step, made_from, files in steps
        },
        "files": digests(standing(edition)),
    }
    path = _path(edition)
    aside = path.with_suffix(".new")
    with suppress(OSError):  # a report that is not remembered is made again
        aside.write_text(json.dumps(memory, ensure_ascii=False), encoding="utf-8")
        aside.replace(path)


def is_indexed(reports: Path) -> bool:
    """Say whether ``index.html`` stands as it was made of the reports that stand."""
    try:
        return _index(reports).read_text(encoding="utf-8") == _state(reports)
    except OSError:
        return False


def remember_index(reports: Path) -> None:
    """Remember ``index.html`` and the reports that it was made of."""
    with suppress(OSError):
        _index(reports).write_text(_state(reports), encoding="utf-8")


def _state(reports: Path) -> str:
    folders_ = [path.name for path in reports.glob("20[0-9][0-9]Q[1-4]")]
    made = [reports / "index.html", *reports.glob(".20[0-9][0-9]Q[1-4].json")]
    return lineage.summary(dict.fromkeys(folders_, "") | folders.digests(reports, made))


def _index(reports: Path) -> Path:
    return reports / ".index"


def _path(edition: Edition) -> Path:
    return edition.reports / f".{edition.quarter}.json"
