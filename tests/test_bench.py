"""The harness of ``make bench``: its commands, ratios, verdicts and tables; nothing is timed."""

import ast
import re
import subprocess
import sys

import pandas as pd
import pytest

from bench import __main__ as command
from bench import lists, measuring, report
from bench.measuring import Bound, Took

KEPT = Bound("ours / theirs", 0.25, 0.25)
BROKEN = Bound("one core / two cores", 1.79, 1.8, is_least=True)
MANY = """
import sys
from bench import measuring
took = measuring.run(sys.executable, "-c", "x = b'x' * 600_000_000; print('字')")
print(ascii((took.output, took.megabytes, took.cpu, took.seconds)))
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Results that a test may write."""
    monkeypatch.setattr(command, "FILE", tmp_path / "results.md")
    return command.FILE


@pytest.fixture
def finds(monkeypatch):
    """Let every part find these bounds."""

    def find(*bounds, rows=()):
        parts = {n: (title, lambda _: (rows, bounds)) for n, (title, _) in command.PARTS.items()}
        monkeypatch.setattr(command, "PARTS", parts)

    return find


def test_ways_take_turns_within_a_round_and_rare_ones_sit_out_every_second():
    order = []
    ways = {name: lambda name=name: order.append(name) or Took(1, 1, 1) for name in "abc"}
    samples = measuring.turns(ways, 3, rare=["b"])
    assert "".join(order) == "abcacabc"
    assert {name: len(own) for name, own in samples.items()} == {"a": 3, "b": 2, "c": 3}


def test_a_ratio_is_of_medians_and_a_row_has_the_range():
    ours = [Took(3, 6, 50), Took(1, 2, 70), Took(2, 4, 60)]
    assert measuring.ratio({"ours": ours, "theirs": [Took(8, 8, 90)]}, "theirs", "ours") == 4
    row = measuring.row("ours", ours)
    assert (row["s"], row["min to max"], row["MB"]) == (2, "1.00 to 3.00", 70)


def test_a_bound_is_kept_at_its_limit_and_broken_beyond_it_or_unmeasured():
    assert KEPT.is_kept
    assert not Bound("", 0.251, 0.25).is_kept
    assert Bound("", 1.8, 1.8, is_least=True).is_kept
    assert not BROKEN.is_kept
    assert not Bound("", float("nan"), 1.8).is_kept
    assert not Bound("", float("nan"), 1.8, is_least=True).is_kept


@pytest.mark.skipif(sys.platform != "linux", reason="measures on Linux")
def test_a_command_gives_its_memory_its_processors_and_its_output():
    # A child's memory counts from the process that starts it, so a small one starts this child.
    told = subprocess.run([sys.executable, "-c", MANY], cwd=measuring.ROOT, capture_output=True)
    output, megabytes, cpu, seconds = ast.literal_eval(told.stdout.decode("utf-8"))
    assert output == "字\n"
    assert 600 < megabytes < 650
    assert cpu > 0 < seconds
    (first, *_) = sorted(measuring.os.sched_getaffinity(0))
    shown = "import os; print(os.sched_getaffinity(0))"
    assert measuring.run(sys.executable, "-c", shown, cores=[first]).output == f"{{{first}}}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="measures on Linux")
def test_a_command_that_fails_is_no_sample_and_says_why():
    with pytest.raises(RuntimeError, match="3\n说不清"):
        measuring.run(sys.executable, "-c", "print('说不清'); raise SystemExit(3)")


def test_a_broken_bound_is_in_the_table_and_fails_the_run(file, finds, capsys):
    finds(KEPT, BROKEN, rows=[{"what": "ours", "s": 2.0}, {"what": "theirs", "growth": 1.0}])
    assert command.main(["lines"]) == 1
    shown, progress = capsys.readouterr()
    shown = re.sub(" +", " ", shown)
    assert "| what | s | growth |" in shown
    assert "| ours | 2.00 | |" in shown
    assert "| one core / two cores | 1.79 | at least 1.8 | BROKEN |" in shown
    assert "| ours / theirs | 0.25 | at most 0.25 | kept |" in shown
    assert progress.endswith("NOT every bound is kept\n")
    assert not file.exists()


def test_a_run_of_all_parts_is_kept_with_its_commit(file, finds, capsys):
    finds(KEPT)
    assert command.main(["--rounds", "3"]) == 0
    text = file.read_text(encoding="utf-8")
    assert [text.count(f"## {title}\n") for title, _ in command.PARTS.values()] == [1, 1, 1]
    commit = subprocess.check_output(
        ["git", "rev-parse", "--short", "HEAD"], cwd=measuring.ROOT, text=True
    )
    assert f"Of commit {commit.strip()}" in text
    assert "; 3 rounds; " in text
    assert text.endswith("\n" + capsys.readouterr().out.removesuffix("\n"))
    assert str(measuring.ROOT) not in text


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["z"])
    assert "'z'" in capsys.readouterr().err


def test_growth_is_against_n_log_n_past_start_up():
    found = {("tally", 1_000): 0.01, ("tally", 10_000): 1.0, ("tally", 100_000): 25.0}
    assert lists.growth(found, "tally", 10_000) is None
    assert round(lists.growth(found, "tally", 100_000), 2) == 2.0


def test_lists_are_written_as_offices_type_them_and_every_stage_is_measured(tmp_path):
    lists.write(300, tmp_path)
    typed = pd.read_feather(tmp_path / "2020Q1-started.feather")
    assert typed["row"].tolist() == list(range(2, len(typed) + 2))
    assert typed["start_date"].str.contains("年").any()
    assert typed["enterprise"].str.endswith(" ").any()
    took = lists.stages(300, tmp_path)
    assert {*lists.MOST, "load", "clean", "tally", "compare"} <= took.keys()
    assert all(number > 0 for number in took.values())


def test_an_edit_changes_the_notebook_of_a_copy_alone(tmp_path):
    root = report.copied(tmp_path / "copy")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert not (root / ".venv").exists()
    report.edit(root / "notebooks" / f"{report.EDITED}.ipynb")
    assert sum(path.read_bytes() != text for path, text in before.items()) == 1


def test_each_notebook_runs_with_its_parameters_and_is_rendered(tmp_path, monkeypatch):
    made = tmp_path / "reports" / report.QUARTER / "internal"
    made.mkdir(parents=True)
    for name in ("2_bulletin", "5_city-430100"):
        (made / f"{name}.ipynb").touch()
    calls = []

    def run(*words, **settings):
        calls.append([*map(str, words)])
        assert settings["PLOOMBER_STATS_ENABLED"] == "false"
        return Took(1, 2, len(calls))

    monkeypatch.setattr(report, "run", run)
    assert report.one_by_one(tmp_path, "bin/engine", "-p", repr) == Took(4, 8, 4)
    assert [words[0] for words in calls] == ["bin/engine", "bin/jupyter-nbconvert"] * 2
    assert calls[0][-3:] == ["-p", "quarter", "'2020Q1'"]
    assert calls[2][-6:] == [*calls[0][-3:], "-p", "city", "'430100'"]
