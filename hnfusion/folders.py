"""What a folder holds, as a value."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path

Files = Mapping[str, bytes]
"""What a folder holds: contents by path inside it, with ``/``."""
IN_ORDER = attrgetter("parts")
"""By what paths are sorted: folder by folder, on every system the same."""


def held(folder: Path) -> list[Path]:
    """Return every file in a folder and below it; none where there is no such folder."""
    return sorted(map(Path, _below(folder)), key=IN_ORDER) if folder.is_dir() else []


def inside(folder: Path, path: Path) -> str:
    """Return the path of a file inside a folder, with ``/``.

    >>> inside(Path("reports"), Path("reports", "2020Q1", "trend.html"))
    '2020Q1/trend.html'
    """
    return path.as_posix().removeprefix(f"{folder.as_posix()}/")


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {inside(folder, path): path.read_bytes() for path in held(folder)}


def write(files: Files, folder: Path) -> None:
    """Write files into a folder, and make the folders that they lie in."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of files by their path inside a folder."""
    return {inside(folder, path): digest(path) for path in sorted(paths, key=IN_ORDER)}


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def first_digest(path: Path) -> str:
    """Return the sha256 of a file when this process first asked: what it has loaded of code."""
    return digest(path)


def _below(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            elif entry.is_file():
                yield entry.path
