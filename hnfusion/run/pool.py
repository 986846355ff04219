"""Work fanned out over an engine: the cores of this machine, or a cluster by its address."""

import logging
import os
import pkgutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.run import processes

Task = TypeVar("Task")
PATIENCE = 10
"""Seconds until a scheduler must have answered."""
IDLE = 300
"""Seconds that a process waits for the next work."""
ONE_THREAD = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "1")
"""What keeps a process to the core that is its own."""
BAR = "{desc} {n_fmt}/{total_fmt} |{bar}| 已用 {elapsed} 还需 {remaining}{postfix}"

log = logging.getLogger(__name__)


def each(
    work: str,
    tasks: Sequence[Task],
    name: Callable[[Task], str],
    on: str = "",
    begin: str = "",
) -> list[Any]:
    """Return what the work makes of each task, in the tasks' order.

    They are begun in that order, too: the longest belongs first. On a terminal a bar tells what
    runs, what is left and how long; elsewhere a line tells what begins.

    Functions go by their names, as ``hnfusion.run.fill:fill``: only who does the work loads what it
    takes. The processes stay for a while, ready for the next call.

    Args:
        work: the function; what it takes and gives back is pickled.
        tasks: what is to be done.
        name: what to call a task.
        on: the address of a Dask scheduler; without it, processes of joblib's loky, one a core.
        begin: the function that makes such a process ready; it gets the id of this one.

    Raises:
        Exception: what the first task to fail raised; the others are given up then.
        NotebookFailure: if a process ended by itself, or the scheduler did.
        BulletinError: if there is no scheduler at the address.
    """
    results: dict[int, Any] = {}
    waiting = deque(enumerate(tasks))
    running: dict[Future[Any], int] = {}
    with _bar(len(tasks)) as bar, _engine(on, begin) as (engine, at_once):
        while waiting or running:
            while waiting and len(running) < at_once:
                number, task = waiting.popleft()
                running[engine.submit(_done, work, task)] = number
                _tell(bar, name(task))
            bar.set_description_str("、".join(name(tasks[number]) for number in running.values()))
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                results[running.pop(ended)] = ended.result()
                bar.update()
    return [results[number] for number in range(len(tasks))]


def _done(work: str, task: Any) -> Any:
    return pkgutil.resolve_name(work)(task)


def _begin(name: str, parent: int) -> None:
    pkgutil.resolve_name(name)(parent)


@contextmanager
def _bar(total: int) -> Iterator[Any]:
    with tqdm(total=total, disable=None, bar_format=BAR) as bar, ExitStack() as around:
        if not bar.disable:
            around.enter_context(logging_redirect_tqdm())
        yield bar


def _tell(bar: Any, begun: str) -> None:
    if bar.disable:
        log.info("%s", begun)


@contextmanager
def _engine(on: str, begin: str) -> Iterator[tuple[Executor, int]]:
    """Give what does tasks, and how many at once; it does none any more when the block fails."""
    if on:
        with _cluster(on) as cluster:
            yield cluster
        return
    cores = processes.cores()
    ready = {"initializer": _begin, "initargs": (begin, os.getpid())} if begin else {}
    executor = get_reusable_executor(cores, timeout=IDLE, env=ONE_THREAD, **ready)
    try:
        yield executor, cores
    except TerminatedWorkerError as error:
        raise NotebookFailure("一个子进程意外结束") from error
    except BaseException:
        executor.shutdown(kill_workers=True)
        raise


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise BulletinError("--on 需要 distributed。请按 requirements-dev.txt 安装") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BulletinError(f"--on {address}:连接不上调度程序({error})。请核对地址") from None
    with client:
        try:
            yield client.get_executor(pure=False), sum(client.ncores().values())
        except (KilledWorker, CancelledError) as error:
            raise NotebookFailure(f"{address} 的进程一再意外结束,或调度程序已停止") from error
