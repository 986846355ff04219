"""Work in processes of its own, side by side over the cores, and gone with whoever started it."""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from hnfusion.errors import NotebookFailure

LOGGER = "hnfusion"
"""Logger of all that is told while a report is made."""
CAN_FORK = sys.platform == "linux"
"""macOS has fork, but its own libraries do not survive it; Windows has none."""
CONTEXT: Any = multiprocessing.get_context("fork" if CAN_FORK else "spawn")
PR_SET_PDEATHSIG = 1
"""Of Linux's ``prctl``: the signal that a process gets when its parent dies."""
PATIENCE = 2
"""Seconds that a process has to put its own things in order when it is told to stop."""


def side_by_side(steps: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what the steps return, in their order; each runs in a process of its own.

    As many run at once as there are cores, begun in their order: the longest belongs first. What a
    step changes in memory is gone with it; what it returns or raises is pickled.

    Raises:
        Exception: what the first step to fail raised; the others are stopped then.
        NotebookFailure: if a step's process ended by itself.
    """
    waiting = list(enumerate(steps))
    running: dict[Any, tuple[int, BaseProcess]] = {}
    results: dict[int, Any] = {}
    try:
        while waiting or running:
            while waiting and len(running) < cores():
                number, step = waiting.pop(0)
                process, ours = start(_told, step)
                running[ours] = number, process
            ready: list[Any] = wait([*running])
            for connection in ready:
                number, process = running[connection]
                results[number] = _outcome(connection, process)
                wait([process.sentinel], PATIENCE)
                stop(process)
                del running[connection]
    finally:
        for _, process in running.values():
            stop(process)
    return [results[number] for number in range(len(steps))]


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if CAN_FORK else os.cpu_count() or 1


def start(work: Callable[..., None], *arguments: object) -> tuple[BaseProcess, Connection]:
    """Start a process, and return it with the connection whose other end is its first argument.

    Where there is fork, it begins with all that this process has loaded and read, it is in a
    session of its own, and it is killed when this process ends, however that ends.
    """
    ours, theirs = CONTEXT.Pipe()
    level = None if CAN_FORK else logging.getLogger(LOGGER).getEffectiveLevel()
    process = CONTEXT.Process(target=_bound, args=(os.getpid(), level, work, theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def stop(process: BaseProcess) -> None:
    """End a process and whatever it started, at the latest after ``PATIENCE``."""
    process.terminate()
    wait([process.sentinel], PATIENCE)
    if CAN_FORK:
        with suppress(ProcessLookupError):
            os.killpg(process.ident or 0, signal.SIGKILL)
    process.kill()
    process.join()


def speak(level: int) -> None:
    """Speak UTF-8, whatever the shell has set, and tell the progress from a level on."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    logging.getLogger(LOGGER).setLevel(level)


def _bound(
    parent: int,
    level: int | None,
    work: Callable[..., None],
    connection: Connection,
    *arguments: Any,
) -> None:
    """Do the work; one that was forked, without a level, speaks as its parent and dies with it."""
    if level is not None:
        speak(level)
    else:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        work(connection, *arguments)


def _told(connection: Connection, step: Callable[[], object]) -> None:
    try:
        connection.send((step(), None))
    except Exception as error:
        error.add_note(traceback.format_exc())
        connection.send((None, error))


def _outcome(connection: Connection, process: BaseProcess) -> Any:
    try:
        result, error = connection.recv()
    except EOFError:
        process.join(PATIENCE)
        raise NotebookFailure(f"一个子进程意外结束(退出状态 {process.exitcode})") from None
    if error is not None:
        raise error
    return result
