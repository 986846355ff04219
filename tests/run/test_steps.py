"""What has not changed is not made again; what has is, and is what a build from scratch makes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import CHECKOUT, FIRST
from workspace import Workspace

from hnfusion import folders
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.run import steps, work
from hnfusion.run.steps import Edition, Step

Q = Quarter(2019, 2)
HERE = Edition(Q, CHECKOUT / "data", CHECKOUT / "reports")
KINDS = [
    Step(HERE, "1_prepare"),
    Step(HERE, "2_bulletin"),
    Step(HERE, "3_audit"),
    Step(HERE, "4_trend"),
    Step(HERE, "5_city", "430100"),
]
LATER = {"2_bulletin": 1, "3_audit": 1, "4_trend": 1, "5_city": FIRST.stop}
"""How often each notebook after the first runs."""

one_workspace = pytest.mark.xdist_group("workspace")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    copy = Workspace(tmp_path_factory.mktemp("workspace"))
    assert copy.steps("report", Q) == {"1_prepare": 1, **LATER}
    yield copy
    copy.close()


@one_workspace
def test_nothing_changed_is_nothing_made_and_nothing_loaded(workspace):
    before = {p: p.stat().st_mtime_ns for p in folders.held(workspace.folder / "reports")}
    told = workspace.run("report", Q)
    assert told == f"{Q}:没有变化,不必重新生成\n"
    after = {p: p.stat().st_mtime_ns for p in folders.held(workspace.folder / "reports")}
    assert after == before
    code = (
        "import sys\nfrom hnfusion.__main__ import main\n"
        f"assert main(['report', '{Q}']) == 0\n"
        "slow = 'pandas', 'numpy', 'papermill', 'joblib', 'filelock'\n"
        "print([m for m in slow if m in sys.modules])"
    )
    assert workspace.python(code).splitlines()[-1] == "[]"


@one_workspace
def test_only_what_depends_on_a_change_is_made_again_and_is_as_from_scratch(workspace, tmp_path):
    workspace.write("notebooks/4_trend.ipynb", "改过的标题")
    told = workspace.run("report", Q)
    assert f"{Q}:自上次生成以来有变化:notebooks/4_trend.ipynb\n" in told
    assert re.findall(r"\((\w+)\.ipynb\)", told) == ["4_trend"]
    workspace.write("notebooks/explore.ipynb", "改过的标题")
    assert workspace.steps("report", Q) == {}
    assert workspace.outdated(Q) == []
    before = Path("data/raw/2019Q1/quarter.toml")
    with workspace.changed(before, "", "\n"):
        assert workspace.outdated(Q) == [*LATER]
    for path in ("requirements.txt", "hnfusion/narrate/city.py", "hnfusion/run/report.py"):
        with workspace.changed(path, "", "# 改过的说明\n"):
            assert workspace.outdated(Q) == ["1_prepare", *LATER]
    workspace.change(before, "", "\n")
    assert workspace.steps("report", Q) == LATER
    workspace.run("report", Q, "--reports", tmp_path)
    scratch = folders.contents(tmp_path / str(Q))
    assert folders.contents(workspace.folder / "reports" / str(Q)) == scratch
    assert any("改过的标题".encode() in content for content in scratch.values())


@one_workspace
def test_files_of_the_report_that_were_changed_or_lost_are_made_again(workspace):
    report = workspace.folder / "reports" / str(Q)
    whole = folders.contents(report)
    (report / "cities/430100.html").unlink()
    (report / "cities/430200.html").write_bytes(b"")
    (report / "internal/findings.csv").unlink()
    (report / "tables/headline.csv").write_bytes(b"")
    (report / "manifest.json").write_bytes(b"")
    assert workspace.steps("report", Q) == {"2_bulletin": 1, "3_audit": 1, "5_city": 2}
    assert folders.contents(report) == whole
    (report / "manifest.json").unlink()
    assert workspace.steps("report", Q) == {}
    assert folders.contents(report) == whole
    assert workspace.run("report", Q) == f"{Q}:没有变化,不必重新生成\n"


@one_workspace
def test_a_memory_that_cannot_be_read_is_none(workspace):
    edition = Edition(Q, workspace.folder / "data", workspace.folder / "reports")
    memory = workspace.folder / "reports" / f".{Q}.json"
    whole = memory.read_bytes()
    for spoiled in (b"", b"\xff", b"[]", b'{"steps": {}}', b"{" + whole):
        memory.write_bytes(spoiled)
        assert steps.recall(edition) == {}
        assert not steps.is_current(edition)
    memory.write_bytes(whole)
    assert steps.recall(edition)


WATCHED = """
import os, sys
from pathlib import Path
from hnfusion import paths, snapshot
from hnfusion.quarter import Quarter
from hnfusion.run import steps, work
from hnfusion.run.steps import Edition, Step
quarter, logs = Quarter.parse(sys.argv[1]), Path(sys.argv[2])
edition = Edition(quarter, paths.data(), Path.cwd() / "reports")
lists = snapshot.prepared(quarter).items()
csv = {f"{name}.csv": rows.to_csv(index=False).encode() for name, rows in lists}
log = None

def watch(event, arguments):
    path = arguments[0] if event == "open" and log is not None else ""
    if isinstance(path, str) and os.path.isabs(path) and os.path.isfile(path):
        os.write(log, os.fsencode(path) + b"\\n")

sys.addaudithook(watch)
for name in sys.argv[3:]:
    notebook, _, city = name.partition("-")
    cleaned = csv if notebook != "1_prepare" else {}
    step = Step(edition, notebook, city, steps.sources(edition, notebook), cleaned)
    snapshot._read.cache_clear()
    snapshot._prepared.cache_clear()
    log = os.open(logs / name, os.O_CREAT | os.O_WRONLY)
    work.run(step)
    log = None
print("\\n".join(sys.modules[name].__file__ for name in sys.modules if name.startswith("hnfusion")))
"""
"""A program that does steps and logs every file that each opens, in the notebook's process too."""


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """The paths of the files that each step opens, a set by its name; ``""`` has all modules."""
    logs = tmp_path_factory.mktemp("logs")
    names = [step.name for step in KINDS]
    command = [sys.executable, "-c", WATCHED, str(Q), str(logs), *names]
    loaded = subprocess.check_output(command, cwd=CHECKOUT, text=True)
    opened = {name: {*(logs / name).read_text(encoding="utf-8").splitlines()} for name in names}
    return opened | {"": {*loaded.splitlines()}}


@one_workspace
@pytest.mark.parametrize("step", KINDS, ids=lambda step: step.notebook)
def test_a_step_opens_and_loads_nothing_that_is_not_among_its_sources(used, step):
    every = used[step.name] | used[""]
    ours = {p.removeprefix(f"{CHECKOUT}/") for p in every if p.startswith(f"{CHECKOUT}/")}
    ours = {p for p in ours if not p.startswith((".venv/", ".git/")) and "__pycache__" not in p}
    assert f"notebooks/{step.notebook}.ipynb" in ours
    assert ours <= {*steps.sources(HERE, step.notebook)}


def test_who_does_a_step_with_other_sources_than_ordered_is_told_which():
    step = KINDS[0]
    sources = steps.sources(HERE, step.notebook)
    sources |= {"notebooks/1_prepare.ipynb": "0", "data/raw/多.xlsx": "1"}
    del sources["python"]
    expected = r"2019Q2.*“1_prepare”.*data/raw/多\.xlsx、notebooks/1_prepare\.ipynb、python"
    with pytest.raises(BulletinError, match=expected):
        work.run(step._replace(sources=sources))
