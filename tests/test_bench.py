"""The harness of ``make bench``: its medians, ratios, verdicts and tables; nothing is timed."""

import doctest
import importlib
import sys
from importlib.util import find_spec

import pytest

from bench import __main__ as command
from bench import again, checkout, measuring, results, scale
from bench.measuring import Bound, Measured, Took

HERE = [name for name in command.PARTS if find_spec(f"bench.{name}")]
ROUNDS = {"ours": [Took(3, 6, 50), Took(1, 2, 70), Took(2, 4, 60)], "theirs": [Took(8, 8, 90)]}
KEPT = Bound("ours / theirs", 0.25, 0.25)
BROKEN = Bound("one core / two cores", 1.79, 1.8, is_least=True)


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Results that a test may write."""
    monkeypatch.setattr(results, "FILE", tmp_path / "results.md")
    return results.FILE


def measured(monkeypatch, *bounds, rows=()):
    """Let every part find this."""
    found = Measured(list(rows), list(bounds))
    monkeypatch.setattr(command, "in_a_process_of_its_own", lambda *_: found)


def test_the_examples_of_the_harness_hold():
    for module in (measuring, results):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", HERE)
def test_each_part_is_a_module_that_measures(name):
    module = importlib.import_module(f"bench.{name}")
    assert callable(module.measure)


def test_ways_take_turns_within_a_round_and_rare_ones_sit_out_every_second():
    order = []

    def way(name):
        def work():
            order.append(name)
            return Took(1, 1, 1)

        return work

    samples = measuring.turns({"a": way("a"), "b": way("b"), "c": way("c")}, 3, rare=["b"])
    assert order == ["a", "b", "c", "a", "c", "a", "b", "c"]
    assert {name: len(own) for name, own in samples.items()} == {"a": 3, "b": 2, "c": 3}


def test_ratios_are_of_medians_and_the_range_is_told():
    ours, theirs = measuring.compared(ROUNDS, "ours")
    assert (ours["s"], ours["min to max"], ours["MB"]) == ("2.00", "1.00 to 3.00", "60")
    assert (ours["ours / it"], theirs["ours / it"], theirs["of CPU"]) == ("1.00", "0.25", "0.50")
    assert measuring.ratio(ROUNDS, "theirs", "ours") == 4


def test_commands_after_one_another_take_the_sum_and_the_largest_memory():
    assert measuring.total(ROUNDS["ours"]) == Took(6, 12, 70)


def test_a_bound_is_kept_at_its_limit_and_broken_beyond_it_or_unmeasured():
    assert KEPT.is_kept
    assert not Bound("", 0.251, 0.25).is_kept
    assert Bound("", 1.8, 1.8, is_least=True).is_kept
    assert not BROKEN.is_kept
    assert not Bound("", float("nan"), 1.8).is_kept
    assert not Bound("", float("nan"), 1.8, is_least=True).is_kept


def test_a_command_tells_its_own_memory_its_processors_and_its_words():
    many = measuring.python("-c", "x = b'x' * 100_000_000; print('字')")
    none = measuring.python("-c", "pass")
    assert many.said == "字\n"
    assert 100 < many.megabytes < 150
    assert none.megabytes < 50, "that of this process, which is larger, does not count"
    assert many.cpu > 0 < many.seconds


def test_a_command_that_fails_is_no_sample_and_tells_why():
    with pytest.raises(RuntimeError, match="3\n说不清"):
        measuring.python("-c", "print('说不清'); raise SystemExit(3)")


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux to bind a process to a core")
def test_a_command_runs_on_the_cores_that_it_is_given():
    (first, *_) = measuring.cores()
    took = measuring.python("-c", "import os; print(os.sched_getaffinity(0))", cores=[first])
    assert took.said == f"{{{first}}}\n"


def test_a_cell_of_a_table_cannot_break_it():
    table = results.markdown([{"a|b": "<br>\nnext", "`c`": 1}, {"d": "x * y \\ &amp;"}])
    head, rule, *rows = table.splitlines()
    assert head.replace(r"\|", "").count("|") == rule.count("|") == 4
    assert rows[0].split(" | ")[0] == "| &lt;br> next"
    assert rows[1].endswith(r"| x \* y \\ &amp;amp; |")
    assert r"\`c\`" in head
    assert len({*map(len, table.splitlines())}) == 1
    assert results.markdown([]) == ""


def test_a_broken_bound_is_told_and_fails_the_run(file, monkeypatch, capsys):
    measured(monkeypatch, KEPT, BROKEN, rows=[{"way": "ours", "s": "2.00"}])
    assert command.main(["c"]) == 1
    told, progress = capsys.readouterr()
    assert "| one core / two cores | 1.79     | at least 1.80 | BROKEN  |" in told
    assert "| ours / theirs        | 0.25     | at most 0.25  | kept    |" in told
    assert progress.endswith("NOT every bound is kept\n")
    assert told.strip() in file.read_text(encoding="utf-8")


def test_a_run_that_keeps_every_bound_succeeds(file, monkeypatch):
    measured(monkeypatch, KEPT)
    assert command.main(["--rounds", "1"]) == 0
    assert file.read_text(encoding="utf-8").count("; 1 round; ") == len(HERE)


def test_a_part_that_fails_fails_the_run_and_keeps_no_path(file, monkeypatch, capsys):
    monkeypatch.setattr(command, "PARTS", {"results": ("c", command.TITLES[0])})
    assert command.main(["c"]) == 1
    assert "has no attribute 'measure'" in capsys.readouterr().err
    text = file.read_text(encoding="utf-8")
    assert "| could be measured | 0        | at least 1 | BROKEN  |" in text
    assert str(measuring.ROOT) not in text


def test_parts_are_named_by_letter_or_module_and_others_are_refused(file, monkeypatch, capsys):
    measured(monkeypatch, KEPT)
    command.main(["a", "b", "pages"])
    titles = results.HEADING.findall(file.read_text(encoding="utf-8"))
    assert titles == [command.PARTS[name][1] for name in ("whole", "pages")]
    for wrong in (["z"], ["--rounds", "0"]):
        with pytest.raises(SystemExit):
            command.main(wrong)
        assert f"'{wrong[-1]}'" in capsys.readouterr().err


def test_a_run_of_one_part_keeps_the_others_and_marks_those_of_other_code(file, monkeypatch):
    measured(monkeypatch, KEPT)
    command.main(["c", "d"])
    monkeypatch.setattr(results, "digest", lambda *_: "changed")
    command.main(["d"])
    command.main(["f"])
    (_, _, c, _, d, _, f) = results.HEADING.split(file.read_text(encoding="utf-8"))
    assert [text.count("Stale") for text in (c, d, f)] == [1, 0, 0]
    assert c.count("ours / theirs") == 1
    monkeypatch.undo()


def test_the_digest_changes_with_the_code_and_not_with_what_python_keeps(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "ROOT", tmp_path)
    (tmp_path / "code" / "__pycache__").mkdir(parents=True)
    (tmp_path / "code" / "a.py").write_text("1")
    before = results.digest("code")
    (tmp_path / "code" / "__pycache__" / "a.pyc").write_text("")
    assert results.digest("code") == before
    (tmp_path / "code" / "a.py").write_text("2")
    assert results.digest("code") != before


def test_the_machine_is_told_without_its_name_and_folders():
    stamp = results.stamp(3, 0.256)
    assert f"{len(measuring.cores())} cores" in stamp
    assert stamp.endswith("3 rounds; " + results.machine() + "; other work took 26% of the "
                          "processors meanwhile.")  # fmt: skip
    assert "/" not in stamp


def test_growth_is_told_against_n_log_n_past_start_up():
    def stage(size, seconds):
        return {"what": "tally", "n": size, "s": seconds, "cpu": 1, "MiB": 1}

    stages = [stage(1_000, 0.3), stage(10_000, 0.3), stage(100_000, 1), stage(1_000_000, 24)]
    found = {(one["what"], one["n"]): one for one in stages}
    told = [scale.row(one, found)["growth / n log n"] for one in stages]
    assert told == ["", "", "0.27", "2.00"]
    assert [bound.is_kept for bound in scale.bounds(found)] == [False]


def test_the_notebooks_that_ran_are_known_by_what_was_said():
    said = (
        "2020Q1:有变化:notebooks/3_audit.ipynb\n2020Q1:核查(3_audit.ipynb)\n"
        + 2 * "x(5_city.ipynb)\n"
    )
    took = Took(1, 1, 1, said)
    assert again.steps(took) == {"3_audit": 1, "5_city": 2}
    assert again.others(took) == 2


@pytest.mark.parametrize("change", again.CHANGES.values(), ids=again.CHANGES)
def test_each_change_changes_one_file_of_a_copy(change):
    with checkout.copy(has_environment=False) as root:
        before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        assert not (root / ".venv").exists()
        change(root)
        assert sum(path.read_bytes() != text for path, text in before.items()) == 1
