"""What a folder holds, as a value."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

Files = Mapping[str, bytes]
"""What a folder holds: contents by path inside it, with ``/``."""


def held(folder: Path) -> list[Path]:
    """Return every file in a folder and below it."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in held(folder)}


def write(files: Files, folder: Path) -> None:
    """Write files into a folder, and make the folders that they lie in."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of files by their path inside a folder."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(paths)}


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def first_digest(path: Path) -> str:
    """Return the sha256 of a file when this process first asked: what it has loaded of code."""
    return digest(path)
