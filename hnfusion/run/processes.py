"""Work in a process of its own, forked from this one, and gone with whoever started it."""

import atexit
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

CAN_FORK = sys.platform == "linux"
"""macOS has fork, but its own libraries do not survive it; Windows has none."""
CONTEXT: Any = multiprocessing.get_context("fork" if CAN_FORK else None)
PR_SET_PDEATHSIG = 1
"""Of Linux's ``prctl``: the signal that a process gets when its parent dies."""
PATIENCE = 2
"""Seconds that a process has to put its own things in order when it is told to stop."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if CAN_FORK else os.cpu_count() or 1


def start(work: Callable[..., None], *arguments: object) -> tuple[BaseProcess, Connection]:
    """Start a process, and return it with the connection whose other end is its first argument.

    It begins with all that this process has loaded and read, it is in a session of its own, and
    it is killed when this process ends, however that ends.
    """
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_bound, args=(os.getpid(), work, theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def stop(process: BaseProcess) -> None:
    """End a process and whatever it started, at the latest after ``PATIENCE``."""
    process.terminate()
    wait([process.sentinel], PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.ident or 0, signal.SIGKILL)
    process.kill()
    process.join()


def follow(parent: int) -> None:
    """Leave interrupts to the process that started this one, and end when that ends, at once.

    To take down all that a process has loaded, module by module, takes half a second.

    Args:
        parent: its id; it may have ended already, before this one could say that it follows.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(os._exit, 0)
    if CAN_FORK:
        _end_with_parent()
        if os.getppid() != parent:
            os._exit(1)


def _bound(parent: int, work: Callable[..., None], connection: Connection, *arguments: Any) -> None:
    os.setsid()
    _end_with_parent()
    if os.getppid() != parent:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        work(connection, *arguments)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
