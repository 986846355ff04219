"""Read, write and hash the files of a folder, and replace a folder in a single step."""

import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path

from hnfusion.errors import BulletinError

Files = Mapping[str, bytes]
"""The contents of files by their paths relative to a folder, with ``/``."""
IN_ORDER = attrgetter("parts")
"""Sort key of paths: folder by folder, the same on every system."""
AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Arguments of Linux's ``renameat2``: relative to the current folder; exchange the two names."""
PATIENCE = 900
"""Seconds to wait for another run that is making the same folder."""


def held(folder: Path) -> list[Path]:
    """Return the sorted paths of all files in a folder and its subfolders.

    The list is empty if the folder does not exist.
    """
    return sorted(filter(Path.is_file, folder.rglob("*")), key=IN_ORDER)


def inside(folder: Path, path: Path) -> str:
    """Return the text of a file's path relative to a folder that contains the file, with ``/``.

    >>> inside(Path("reports"), Path("reports", "2020Q1", "trend.html"))
    '2020Q1/trend.html'
    """
    return path.as_posix().removeprefix(f"{folder.as_posix()}/")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files in a folder and its subfolders, as a dict like ``Files``."""
    return {inside(folder, path): path.read_bytes() for path in held(folder)}


def write(files: Files, folder: Path) -> None:
    """Write files into a folder and make the subfolders that they need."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Return a dict of the sha256 of each file by its path relative to ``folder`` (``inside``)."""
    return {inside(folder, path): digest(path) for path in sorted(paths, key=IN_ORDER)}


def digest(path: Path) -> str:
    """Return the sha256 of a file's contents, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def replacing(target: Path, patience: float = PATIENCE) -> Iterator[Path]:
    """Yield an empty folder that replaces the target when the block succeeds.

    If the block raises or the process is killed, the target stays as it was, and the next run
    deletes the temporary folder left beside it. Runs with the same target take turns; nothing else
    may write into the target. On Linux the two folders exchange names, so the target always exists.
    Other systems need two renames, and the next run restores a target that was lost between them.

    Raises:
        BulletinError: if another run takes longer than ``patience`` seconds.
    """
    from filelock import FileLock, Timeout  # importing it takes a third of a run without changes

    target.parent.mkdir(parents=True, exist_ok=True)
    former = target.with_name(f".{target.name}-former")
    try:
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=patience):
            if former.exists() and not target.exists():
                former.rename(target)
            for leftover in target.parent.glob(f".{target.name}-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
            try:
                yield aside
                aside.chmod(0o755)
                if not _exchange(aside, target):
                    if target.exists():
                        target.rename(former)
                    aside.rename(target)
                    shutil.rmtree(former, ignore_errors=True)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Timeout:
        raise BulletinError(f"另一个进程正在生成 {target}。请等它结束后重试") from None


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders' names; return False if one is missing or the system cannot do it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    at = AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second)
    return rename is not None and rename(*at, RENAME_EXCHANGE) == 0
