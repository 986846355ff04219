"""Steps side by side: all of their results, or the first failure and nothing left running."""

import logging
import os
import time
from functools import partial
from multiprocessing import get_context

import pytest

from hnfusion import processes
from hnfusion.errors import NotebookFailure, Problem

STARTS = [True, False] if processes.CAN_FORK else [False]


@pytest.fixture(autouse=True, params=STARTS, ids=["forked" if s else "spawned" for s in STARTS])
def start(request, monkeypatch):
    """Start processes as where there is fork, and as where there is none."""
    if not request.param:
        monkeypatch.setattr(processes, "CONTEXT", get_context("spawn"))
        monkeypatch.setattr(processes, "CAN_FORK", False)
    monkeypatch.setattr(processes, "cores", lambda: 2)


def test_results_come_in_the_order_of_the_steps_whichever_ends_first():
    steps = [partial(max, *map(len, ["a" * 9, "b"])), partial(time.sleep, 0.5), partial(pow, 2, 3)]
    assert processes.side_by_side([steps[1], steps[0], steps[2]]) == [None, 9, 8]
    assert processes.side_by_side([]) == []


def test_the_first_failure_is_told_with_its_place_and_stops_the_rest():
    began = time.monotonic()
    with pytest.raises(ValueError, match="invalid literal") as failure:
        processes.side_by_side(
            [partial(time.sleep, 60), partial(int, "x"), partial(time.sleep, 60)]
        )
    assert "in _told" in failure.value.__notes__[0]
    assert time.monotonic() - began < 30


def test_a_process_that_ends_by_itself_is_told():
    with pytest.raises(NotebookFailure, match="退出状态 3"):
        processes.side_by_side([partial(os._exit, 3)])


def test_more_steps_than_cores_take_turns():
    steps = [partial(Problem, str(number), "", "") for number in range(5)]
    assert [problem.where for problem in processes.side_by_side(steps)] == ["0", "1", "2", "3", "4"]


def test_a_process_without_fork_tells_its_progress_and_ends_by_itself(capfd, monkeypatch):
    if processes.CAN_FORK:
        pytest.skip("a forked one speaks as its parent")
    logger = logging.getLogger(processes.LOGGER)
    monkeypatch.setattr(logger, "level", logging.INFO)
    assert processes.side_by_side([partial(logger.getChild("publish").info, "编写长沙市专报")]) == [
        None
    ]
    assert capfd.readouterr().err == "编写长沙市专报\n"
