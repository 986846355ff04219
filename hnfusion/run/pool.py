"""Run a function on many tasks at once: on the cores of this machine, or on a Dask cluster.

Both use an executor of ``concurrent.futures``: joblib's loky, or Dask's. joblib's own Dask backend
is not used, because that backend runs the tasks in this process if the cluster has one worker, and
waits forever when a worker or the scheduler dies (joblib 1.6).
"""

import atexit
import ctypes
import logging
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from joblib import cpu_count
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from hnfusion.errors import BulletinError, NotebookFailure

Task = TypeVar("Task")
Result = TypeVar("Result")
PATIENCE = 10
"""Seconds within which a Dask scheduler must answer, and then have a worker."""
IDLE = 300
"""Seconds without a task after which a process of this machine ends."""
ONE_THREAD = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "1")
"""Environment variables that keep each process to one thread, and so to one core."""
PR_SET_PDEATHSIG = 1
"""Option of Linux's ``prctl``: the signal that a process gets when its parent dies."""
BAR = "{desc} {n_fmt}/{total_fmt} |{bar}| 已用 {elapsed} 还需 {remaining}{postfix}"

log = logging.getLogger(__name__)


def each(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    name: Callable[[Task], str],
    on: str = "",
    begin: Callable[[int], None] | None = None,
    then: Callable[[Task, Result], Iterable[Task]] = lambda *_: (),
) -> list[Result]:
    """Return a list of the function's results, one per task, in the order of the tasks.

    Tasks start in their order, so the longest should be first. On a terminal a bar shows the tasks
    that run, how many are done and the time left; elsewhere each task is logged when it starts.

    Args:
        function: a function of a module; it, the tasks and the results are pickled.
        tasks: the argument of each call.
        name: returns the name of a task in messages.
        on: the address of a Dask scheduler; "" for a process on each core of this machine.
        begin: called once in each process of this machine, with the id of the calling process.
        then: called in this process with each task that is done and its result; returns further
            tasks, which come after all others.

    Raises:
        Exception: what the first task that failed raised; all other tasks are stopped.
        NotebookFailure: if a process or the scheduler died.
        BulletinError: if there is no scheduler at the address, or it has no workers.
    """
    results: dict[int, Result] = {}
    tasks = [*tasks]
    waiting = deque(enumerate(tasks))
    running: dict[Future[Result], int] = {}
    engine = _cluster(on) if on else _cores(begin)
    with tqdm(total=len(tasks), disable=None, bar_format=BAR) as bar, engine as (executor, at_once):
        logs = nullcontext() if bar.disable else logging_redirect_tqdm()
        with logs:
            while waiting or running:
                while waiting and len(running) < at_once:
                    number, task = waiting.popleft()
                    call = pickle.dumps(_Call(function, task))
                    running[executor.submit(pickle.loads, call)] = number
                    if bar.disable:
                        log.info("%s", name(task))
                bar.set_description_str("、".join(name(tasks[n]) for n in running.values()))
                for ended in wait(running, return_when=FIRST_COMPLETED).done:
                    number, result = running.pop(ended), ended.result()
                    results[number] = result
                    more = [*then(tasks[number], result)]
                    waiting.extend(enumerate(more, start=len(tasks)))
                    tasks += more
                    bar.total = len(tasks)
                    bar.update()
    return [results[number] for number in range(len(tasks))]


class _Call:
    """A call of a function that runs when it is unpickled.

    Dask's scheduler unpickles the function that a worker is to call, but may not have this package.
    So the function that it gets is ``pickle.loads``, and the argument is bytes.
    """

    def __init__(self, function: Callable[[Any], Any], task: Any) -> None:
        self.call = function, (task,)

    def __reduce__(self) -> tuple[Callable[[Any], Any], tuple[Any]]:
        return self.call


def start(begin: Callable[[int], None]) -> None:
    """Start this machine's processes, so that they are ready when ``each`` needs them.

    ``begin`` must be the same function as in the call of ``each``.
    """
    _processes(begin).submit(os.getpid)


def _processes(begin: Callable[[int], None] | None) -> Any:
    ready = {"initializer": begin, "initargs": (os.getpid(),)} if begin else {}
    return get_reusable_executor(cpu_count(), timeout=IDLE, env=ONE_THREAD, **ready)


@contextmanager
def _cores(begin: Callable[[int], None] | None) -> Iterator[tuple[Executor, int]]:
    """Yield a tuple: the executor of this machine's processes, and the number of processes.

    ``begin`` is called once in each process (``each``).
    """
    executor = _processes(begin)
    try:
        yield executor, cpu_count()
    except TerminatedWorkerError as error:
        raise NotebookFailure("一个子进程意外结束") from error
    except BaseException:
        executor.shutdown(kill_workers=True)
        raise


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield a tuple: the executor of a Dask cluster, and the number of the cluster's threads.

    ``address`` is that of the scheduler.
    """
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
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise BulletinError(f"--on {address}:没有工作进程。请先启动 dask worker") from None
        try:
            yield client.get_executor(pure=False), sum(client.ncores().values())
        except (KilledWorker, CancelledError) as error:
            raise NotebookFailure(f"{address} 的进程一再意外结束,或调度程序已停止") from error


def follow(parent: int) -> None:
    """Ignore interrupts; on Linux, end as soon as the process whose id is ``parent`` has ended.

    The process ``parent`` handles interrupts.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(os._exit, 0)  # without the teardown of all modules, which takes 0.5 s
    end_with(parent)


def end_with(parent: int) -> None:
    """On Linux, end this process as soon as its parent, whose id is ``parent``, has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
