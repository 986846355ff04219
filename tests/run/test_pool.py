"""Work fanned out: all of its results, or the first failure and nothing left running."""

import gc
import io
import json
import logging
import operator
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from conftest import unlike_published
from running import CHECKOUT, FEW, FIRST, places, run

from hnfusion.errors import BulletinError, NotebookFailure, Problem
from hnfusion.run import pool

Q = "2019Q1"
"""The quarter that a cluster makes here."""


@pytest.fixture(params=[1, 2], ids=["one core", "two cores"])
def cores(request, monkeypatch):
    monkeypatch.setattr(pool, "cpu_count", lambda: request.param)
    return request.param


@pytest.mark.usefixtures("cores")
def test_results_come_in_the_order_of_the_tasks_whichever_ends_first():
    assert pool.each(operator.call, [partial(time.sleep, 0.3), partial(pow, 2, 3)], str) == [
        None,
        8,
    ]
    assert pool.each(operator.call, [], str) == []


@pytest.mark.usefixtures("cores")
def test_more_tasks_than_cores_take_turns():
    tasks = [partial(Problem, str(number), what="", remedy="") for number in range(5)]
    assert [problem.file for problem in pool.each(operator.call, tasks, str)] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]


@pytest.mark.usefixtures("cores")
def test_what_follows_on_a_result_is_done_too_and_comes_last():
    def then(task, result):
        return [task * 10] if result < 3 else []

    *first, one, other = pool.each(abs, [-1, -2, -3], str, then=then)
    assert first == [1, 2, 3]
    assert {one, other} == {10, 20}  # in the order in which -1 and -2 ended
    assert pool.each(abs, [], str, then=then) == []


def test_the_first_failure_is_told_with_its_place_and_stops_the_rest(monkeypatch):
    monkeypatch.setattr(pool, "cpu_count", lambda: 2)
    began = time.monotonic()
    with pytest.raises(ValueError, match="Expecting value") as failure:
        pool.each(
            operator.call,
            [partial(time.sleep, 60), partial(json.loads, "x"), partial(time.sleep, 60)],
            str,
        )
    assert "in raw_decode" in str(failure.value.__cause__)
    assert time.monotonic() - began < 30


def test_a_process_that_ends_by_itself_is_told(monkeypatch):
    monkeypatch.setattr(pool, "cpu_count", lambda: 2)
    with pytest.raises(NotebookFailure, match="子进程意外结束"):
        pool.each(operator.call, [partial(os._exit, 3), partial(time.sleep, 60)], str)


def test_a_process_is_made_ready_before_its_first_task(monkeypatch):
    monkeypatch.setattr(pool, "cpu_count", lambda: 2)
    parents = pool.each(
        os.getenv, ["PARENT"] * 2, str, begin=lambda parent: os.environ.update(PARENT=str(parent))
    )
    assert parents == [str(os.getpid())] * 2


def test_a_process_whose_parent_has_ended_before_it_could_follow_ends_too():
    code = "import os\nfrom hnfusion.run import pool\npool.follow(os.getppid() + 1)\nprint(1)"
    left = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True)
    assert (left.returncode, left.stdout) == (1, b"")


@pytest.mark.usefixtures("cores")
def test_what_begins_is_told_line_by_line_where_no_one_watches(caplog, capsys):
    with caplog.at_level(logging.INFO):
        pool.each(len, ["a", "bb"], "编写{}".format)
    assert caplog.messages == ["编写a", "编写bb"]
    assert capsys.readouterr() == ("", "")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_what_runs_what_is_left_and_how_long(monkeypatch, caplog):
    monkeypatch.setattr(pool, "cpu_count", lambda: 1)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with caplog.at_level(logging.INFO):
        pool.each(time.sleep, [0.2, 0.2, 0.2], "编写{}".format)
    seen = screen.getvalue().split("\r")
    assert any("编写0.2 1/3 |" in line and "还需 00:0" in line for line in seen)
    assert "3/3" in seen[-1]
    assert caplog.messages == []


def test_a_cluster_that_is_not_there_is_told_in_one_line(monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE", 2)
    with pytest.raises(BulletinError, match=r"--on tcp://127\.0\.0\.1:1:连接不上"):
        pool.each(len, ["a"], str, on="tcp://127.0.0.1:1")
    with pytest.raises(BulletinError, match="--on 这不是地址:连接不上"):
        pool.each(len, ["a"], str, on="这不是地址")


def test_the_report_needs_no_dask():
    code = (
        "import sys\nsys.modules.update(dict.fromkeys(['dask', 'distributed']))\n"
        "import hnfusion.run.report, hnfusion.run.save"
    )
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)


@contextmanager
def dask(folder, workers, *options):
    """Start a Dask scheduler and workers, each a process of its own; yield its address and them."""
    about = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": str(CHECKOUT)}}
    file = folder / "scheduler.json"
    programs = [["dask_scheduler", "--host", "127.0.0.1", "--port", "0"]]
    programs += [["dask_worker", "--nthreads", "1", *options]] * workers
    started = []
    for number, (name, *given) in enumerate(programs):
        command = [sys.executable, "-m", f"distributed.cli.{name}", *given, "--no-dashboard"]
        command += ["--scheduler-file", str(file)]
        log = (folder / f"{name}-{number}.log").open("wb")
        started.append(
            subprocess.Popen(command, **about, stdout=log, stderr=log, start_new_session=True)
        )
    from distributed import Client

    # A client that could not connect, if collected while another one starts, waits for the lock
    # that the start holds, and so for ever (LoopRunner of distributed).
    gc.collect()
    try:
        with Client(scheduler_file=str(file), timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield address, started
    finally:
        for process in reversed(started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a nanny with its worker
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers without a nanny: a killed one stays dead."""
    with dask(tmp_path, 2, "--no-nanny") as started:
        yield started


def test_a_task_that_ends_every_process_of_a_cluster_is_told(tmp_path):
    with dask(tmp_path, 1) as (address, _), pytest.raises(NotebookFailure, match="意外结束"):
        pool.each(os._exit, [0], str, on=address)


def test_a_scheduler_that_stops_is_told(cluster):
    address, (scheduler, *_) = cluster
    threading.Timer(0.5, scheduler.kill).start()
    with pytest.raises(NotebookFailure, match="调度程序已停止"):
        pool.each(time.sleep, [60], str, on=address)


def test_a_cluster_makes_a_report_once_and_whole_though_a_worker_is_killed(cluster, data, kernels):
    address, (_, first, _) = cluster
    reports = data.parent / "reports"
    command = [sys.executable, *FEW, "report", Q, "--on", address, *places(data.parent)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    making = subprocess.Popen(command, cwd=CHECKOUT, text=True, **pipes)
    assert any("5_city" in line for line in iter(making.stderr.readline, ""))
    first.kill()
    made, said = making.communicate(timeout=240)
    assert making.returncode == 0, said
    assert made == f"{reports / Q / 'bulletin.html'}\n"
    assert [p.name for p in reports.iterdir() if p.is_dir()] == [Q]
    assert unlike_published(reports / Q, FIRST) == set()
    executed = {path.name: path.read_bytes() for path in (reports / Q / "internal").glob("*.ipynb")}
    assert len(executed) == 4 + FIRST.stop
    by_kernels = kernels / "reports" / Q / "internal"
    assert executed == {name: (by_kernels / name).read_bytes() for name in executed}
    assert run("report", Q, *places(data.parent)).stderr == f"{Q}:没有变化,不必重新生成\n"
