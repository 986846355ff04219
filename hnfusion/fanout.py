"""Work fanned out over an engine: the cores of this machine, or a cluster by its address."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from hnfusion import processes
from hnfusion.errors import BulletinError, NotebookFailure

Task = TypeVar("Task")
Result = TypeVar("Result")
PATIENCE = 10
"""Seconds until a scheduler must have answered."""
BAR = "{desc} {n_fmt}/{total_fmt} |{bar}| 已用 {elapsed} 还需 {remaining}{postfix}"

log = logging.getLogger(__name__)


def each(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    name: Callable[[Task], str],
    on: str = "",
    begin: Callable[[int], None] | None = None,
) -> list[Result]:
    """Return what the work makes of each task, in the tasks' order.

    They are begun in that order, too: the longest belongs first. On a terminal a bar tells what
    runs, what is left and how long; elsewhere a line tells what begins.

    Args:
        work: a function of a module; what it takes and gives back is pickled.
        tasks: what is to be done.
        name: what to call a task.
        on: the address of a Dask scheduler; without it, processes of joblib's loky, or this one
            for a single task.
        begin: makes such a process ready; it gets the id of this one.

    Raises:
        Exception: what the first task to fail raised; the others are given up then.
        NotebookFailure: if a process ended by itself.
        BulletinError: if there is no scheduler at the address.
    """
    results: dict[int, Result] = {}
    waiting = [*enumerate(map(name, tasks))]
    running: dict[int, str] = {}
    local = min(processes.cores(), len(tasks))
    with _bar(len(tasks)) as bar, _engine(on, local, begin) as (parallel, at_once):
        calls = (joblib.delayed(_numbered)(work, number, task) for number, task in enumerate(tasks))
        _tell(bar, running, waiting, at_once)
        for number, result in _guarded(parallel(calls)):
            results[number] = result
            running.pop(number, None)
            bar.update()
            _tell(bar, running, waiting, at_once)
    return [results[number] for number in range(len(tasks))]


def _numbered(work: Callable[[Task], Result], number: int, task: Task) -> tuple[int, Result]:
    return number, work(task)


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    with tqdm(total=total, disable=None, bar_format=BAR) as bar, ExitStack() as around:
        if not bar.disable:
            around.enter_context(logging_redirect_tqdm())
        yield bar


def _tell(bar: Any, running: dict[int, str], waiting: list[tuple[int, str]], at_once: int) -> None:
    """Tell what runs now: an engine begins in order, as many at once as it can."""
    while waiting and len(running) < at_once:
        number, told = waiting.pop(0)
        running[number] = told
        if bar.disable:
            log.info("%s", told)
    bar.set_description_str("、".join(running.values()))


@contextmanager
def _engine(
    on: str, cores: int, begin: Callable[[int], None] | None
) -> Iterator[tuple[joblib.Parallel, int]]:
    """Give joblib's call and how many tasks it does at once.

    All tasks are handed over at once, so that none is begun while an interrupt ends the others.
    """
    with ExitStack() as stack:
        if on:
            client = stack.enter_context(_client(on))
            stack.enter_context(joblib.parallel_config("dask", client=client))
            cores = sum(client.ncores().values())
        else:
            ready = {"initializer": begin, "initargs": (os.getpid(),)} if begin else {}
            stack.enter_context(joblib.parallel_config("loky", n_jobs=max(1, cores), **ready))
        yield (
            joblib.Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="all"),
            cores,
        )


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise BulletinError("--on 需要 distributed。请按 requirements-dev.txt 安装") from None
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BulletinError(f"--on {address}:连接不上调度程序({error})。请核对地址") from None


def _guarded(results: Iterator[Any]) -> Iterator[Any]:
    try:
        yield from results
    except TerminatedWorkerError as error:
        raise NotebookFailure("一个子进程意外结束") from error
