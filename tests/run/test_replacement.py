"""All or nothing: what was published stays until what is new is whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from running import CHECKOUT, CORES, places, run

from hnfusion import folders
from hnfusion.errors import BulletinError

KILLS = int(os.environ.get("HNFUSION_KILLS", "20"))
"""How often a run is killed at a random moment; ``make soak`` asks for more."""
WRITER = """
import sys, itertools
from pathlib import Path
from hnfusion import folders
for n in itertools.count():
    with folders.replacing(Path(sys.argv[1])) as aside:
        for part in "ab":
            (aside / part).write_text(str(n) * 1000)
"""


@pytest.fixture
def target(tmp_path):
    (tmp_path / "reports" / "2020Q1").mkdir(parents=True)
    (tmp_path / "reports" / "2020Q1" / "old").write_text("昨天")
    return tmp_path / "reports" / "2020Q1"


@pytest.fixture(params=["exchange", "two steps"])
def way(request, monkeypatch):
    """Both ways of taking a place: the system's exchange, and two renames."""
    if request.param == "two steps":
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)


def standing(target):
    return {
        p.relative_to(target.parent).as_posix() for p in target.parent.rglob("*") if p.is_file()
    }


@pytest.mark.usefixtures("way")
def test_a_folder_takes_the_place_of_the_one_before_as_a_whole(target):
    with folders.replacing(target) as aside:
        (aside / "new").write_text("")
    assert standing(target) - {".2020Q1.lock"} == {"2020Q1/new"}


@pytest.mark.usefixtures("way")
def test_a_first_folder_needs_none_before(tmp_path):
    with folders.replacing(tmp_path / "deep" / "2020Q1") as aside:
        (aside / "new").write_text("")
    assert (tmp_path / "deep" / "2020Q1" / "new").exists()


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_block_that_fails_leaves_what_stood(target, failure):
    def spoil():
        with folders.replacing(target) as aside:
            (aside / "new").write_text("")
            raise failure

    with pytest.raises(failure):
        spoil()
    assert standing(target) - {".2020Q1.lock"} == {"2020Q1/old"}


def test_what_a_killed_run_left_is_cleared_and_put_right(target):
    (target.parent / ".2020Q1-abc").mkdir()
    target.rename(target.parent / ".2020Q1-former")
    with pytest.raises(ValueError, match="x"), folders.replacing(target):
        raise ValueError("x")
    assert standing(target) - {".2020Q1.lock"} == {"2020Q1/old"}


def test_a_second_run_waits_for_the_first_or_says_so(target):
    started, order = threading.Event(), []

    def first():
        with folders.replacing(target):
            started.set()
            time.sleep(0.5)
            order.append("first")

    other = threading.Thread(target=first)
    other.start()
    started.wait()
    with (
        pytest.raises(BulletinError, match="另一个进程正在生成"),
        folders.replacing(target, 0.05),
    ):
        pass
    with folders.replacing(target):
        order.append("second")
    other.join()
    assert order == ["first", "second"]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_a_run_killed_at_any_moment_leaves_a_whole_folder(target):
    chance = random.Random(2020)  # noqa: S311  moments, not secrets
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], cwd=CHECKOUT)
        time.sleep(0.15 + chance.random() / 4)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        parts = {p.name: p.read_text() for p in target.iterdir()}
        assert set(parts) in ({"old"}, {"a", "b"})
        assert len(set(parts.values())) == 1
    with folders.replacing(target) as aside:
        (aside / "new").write_text("")
    assert standing(target) - {".2020Q1.lock"} == {"2020Q1/new"}


@pytest.fixture
def outdated(report, tmp_path):
    """A copy of the sample's data and reports in which some pages are not what was made."""
    copy = shutil.copytree(report.parent.parent, tmp_path / "outdated")
    for page in ("bulletin", "internal/audit", "trend"):
        (copy / "reports" / "2020Q1" / f"{page}.html").write_text("昨天")
    return copy


def published(folder):
    """The files of the cleaned lists and of the report, and all folders beside them."""
    lists, reports = folder / "data" / "processed", folder / "reports"
    beside = [p.name for at in (lists, reports) for p in at.iterdir() if p.is_dir()]
    return folders.contents(lists / "2020Q1"), folders.contents(reports / "2020Q1"), beside


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are of POSIX")
def test_a_report_stopped_by_a_signal_leaves_what_was_published_and_the_next_is_whole(
    outdated, report
):
    *before, _ = published(outdated)
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        status, said = stopped(places(outdated), sent)
        assert status == (-signal.SIGKILL if sent == signal.SIGKILL else 1), sent
        assert sent == signal.SIGKILL or "已中断;已发布的内容没有改动\n" in said
        assert "Traceback" not in said
        *after, _ = published(outdated)
        assert after == before
    done = run("report", "2020Q1", *places(outdated))
    assert done.returncode == 0, done.stderr
    assert published(outdated) == published(report.parent.parent)


def stopped(where, sent):
    """Stop a report in its midst; return its exit status and what it said from then on."""
    command = [sys.executable, "-m", "hnfusion", "report", "2020Q1", *where]
    about = {"cwd": CHECKOUT, "env": {**os.environ, **CORES}, "encoding": "utf-8"}
    running = subprocess.Popen(command, stderr=subprocess.PIPE, **about)
    assert any("2_bulletin" in line for line in iter(running.stderr.readline, ""))
    time.sleep(0.5)
    running.send_signal(sent)
    said = running.stderr.read()
    return running.wait(timeout=60), said


def test_a_place_that_cannot_be_written_is_told_in_one_line(data, tmp_path):
    (tmp_path / "file").write_text("这不是文件夹")
    done = run("report", "2020Q1", "--data", data, "--reports", tmp_path / "file")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("读写失败:")
    assert "Traceback" not in done.stderr


@pytest.fixture(params=["full", "read-only"])
def disk(request, outdated):
    """A small file system with the outdated report on it, that takes no other."""
    reports = outdated / "reports"
    aside = reports.rename(outdated / "aside")
    reports.mkdir()
    pages = sum(p.stat().st_size // 4096 + 1 for p in aside.rglob("*"))
    size = ["mount", "-t", "tmpfs", "-o", f"size={4 * pages + 300}k", "tmpfs", reports]
    if sys.platform != "linux" or subprocess.run(size, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    shutil.copytree(aside, reports, dirs_exist_ok=True)
    if request.param == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", reports], check=True)
    yield outdated
    subprocess.run(["umount", reports], check=True)


def test_a_disk_that_takes_no_report_is_told_in_one_line_and_keeps_what_it_has(disk):
    before = published(disk)
    done = run("report", "2020Q1", *places(disk))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("已发布的内容没有改动\n")
    assert published(disk) == before
