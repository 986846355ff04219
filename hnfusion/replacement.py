"""A folder that takes another's place in one step, or not."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from hnfusion.errors import BulletinError

AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Of Linux's ``renameat2``: paths count from the working folder; the two names are exchanged."""
PATIENCE = 900
"""Seconds to wait for another run that is making the same folder."""


@contextmanager
def replacing(target: Path, patience: float = PATIENCE) -> Iterator[Path]:
    """Give an empty folder beside the target that takes its place when the block ends well.

    A block that fails, and a process that is killed in it, leave the target as it was; what such
    a process left beside it is cleared away by the next one. Runs of one target take turns.

    Args:
        target: the folder to make or to replace; nothing may be writing into it otherwise.
        patience: seconds to wait for another run.

    Raises:
        BulletinError: if another run took longer than that.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=patience):
            _recover(target)
            aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
            try:
                yield aside
                aside.chmod(0o755)
                take_place(aside, target)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Timeout:
        raise BulletinError(f"另一个进程正在生成 {target}。请等它结束后重试") from None


def take_place(aside: Path, target: Path) -> None:
    """Put a folder where another may be; that one is at ``aside`` afterwards or gone.

    Where the system can exchange two names there is no moment without the target; elsewhere a
    run that is stopped between the two steps is put right by the next one.
    """
    if not target.exists():
        aside.rename(target)
    elif not _exchange(aside, target):
        former = _former(target)
        target.rename(former)
        aside.rename(target)
        shutil.rmtree(former, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    names = os.fsencode(first), os.fsencode(second)
    return (
        rename is not None and rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
    )


def _former(target: Path) -> Path:
    return target.with_name(f".{target.name}-former")


def _recover(target: Path) -> None:
    former = _former(target)
    if former.exists() and not target.exists():
        former.rename(target)
    for leftover in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
