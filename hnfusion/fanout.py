"""Work fanned out over an engine: the cores of this machine, or a cluster by its address."""

import logging
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
    begin: Callable[[], None] | None = None,
) -> list[Result]:
    """Return what the work makes of each task, in the tasks' order.

    They are begun in that order, too: the longest belongs first. On a terminal a bar tells what
    runs, what is left and how long; elsewhere a line tells what begins.

    Args:
        work: a function of a module; what it takes and gives back is pickled.
        tasks: what is to be done.
        name: what to call a task.
        on: the address of a Dask scheduler; without it, processes of joblib's loky.
        begin: makes such a process ready.

    Raises:
        Exception: what the first task to fail raised; the others are given up then.
        NotebookFailure: if a process ended by itself.
        BulletinError: if there is no scheduler at the address.
    """
    results: dict[int, Result] = {}
    with _bar(len(tasks)) as bar:
        running: dict[int, str] = {}

        def handed_out() -> Iterator[Any]:
            for number, task in enumerate(tasks):
                running[number] = name(task)
                _tell(bar, running, number)
                yield joblib.delayed(_numbered)(work, number, task)

        with _engine(on, begin) as parallel:
            for number, result in _guarded(parallel(handed_out())):
                results[number] = result
                del running[number]
                bar.update()
    return [results[number] for number in range(len(tasks))]


def _numbered(work: Callable[[Task], Result], number: int, task: Task) -> tuple[int, Result]:
    return number, work(task)


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    with tqdm(total=total, disable=None, bar_format=BAR) as bar, ExitStack() as around:
        if not bar.disable:
            around.enter_context(logging_redirect_tqdm())
        yield bar


def _tell(bar: Any, running: dict[int, str], number: int) -> None:
    if bar.disable:
        log.info("%s", running[number])
    else:
        bar.set_description_str("、".join(running.values()))


@contextmanager
def _engine(on: str, begin: Callable[[], None] | None) -> Iterator[joblib.Parallel]:
    with ExitStack() as stack:
        if on:
            client = stack.enter_context(_client(on))
            stack.enter_context(joblib.parallel_config("dask", client=client))
        else:
            local = joblib.parallel_config("loky", n_jobs=processes.cores(), initializer=begin)
            stack.enter_context(local)
        yield joblib.Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs")


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
