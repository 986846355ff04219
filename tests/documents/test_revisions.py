"""The versions of a report: what changed is computed, and nothing changed is no new version."""

import pandas as pd
import pytest
from running import places, run

from hnfusion import folders
from hnfusion.documents import revisions
from hnfusion.exhibits import contents


@pytest.fixture
def make(tmp_path):
    """Make a report of one table in place of the one before and return its revisions."""

    def make(facts=None, more=None, **counts):
        folder = tmp_path / "2020Q1"
        revised, before = revisions.published(folders.contents(folder))
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        rows = pd.DataFrame({"city": list(counts), "new": list(counts.values())}, dtype="object")
        return revisions.record(
            {"started_by_city": rows} | (more or {}), facts or {}, folder, revised, before
        ).to_dict("records")

    return make


def row(version, id_, was, now):
    return {"version": version, "id": f"started_by_city.new{id_}", "was": was, "now": now}


def test_a_first_report_has_no_revisions(make):
    assert make(长沙市=20, 娄底市=7) == []


def test_the_same_figures_again_are_the_same_version_to_the_byte(make, tmp_path):
    make(长沙市=20, 娄底市=7)
    make(长沙市=21, 娄底市=7)
    once = {p.name: p.read_bytes() for p in (tmp_path / "2020Q1" / "tables").iterdir()}
    make(长沙市=21, 娄底市=7)
    assert once == {p.name: p.read_bytes() for p in (tmp_path / "2020Q1" / "tables").iterdir()}


def test_each_figure_that_differs_is_told_and_earlier_revisions_stay(make):
    make(长沙市=20, 娄底市=7)
    assert make(长沙市=20, 娄底市=8) == [row("2", ".娄底市", "7", "8")]
    assert make(长沙市=20, 衡阳市=9) == [
        row("2", ".娄底市", "7", "8"),
        row("3", "#2", "娄底市", "衡阳市"),
        row("3", ".娄底市", "8", ""),
    ]


@pytest.fixture
def ownership(monkeypatch):
    """A table that the bulletin did not have before, numbered before the others."""
    new = {"started_by_ownership": "各类企业{now}新增启动"}
    monkeypatch.setattr(contents, "TABLES", new | contents.TABLES)
    return {"started_by_ownership": pd.DataFrame({"ownership": ["民营"], "new": [9]})}


def test_a_table_that_is_new_or_dropped_whole_is_no_revision(make, ownership, tmp_path):
    make(长沙市=20, 娄底市=7)
    assert make(more=ownership, 长沙市=20, 娄底市=7) == []
    figures = pd.read_csv(tmp_path / "2020Q1" / "tables" / "figures.csv")
    assert "started_by_ownership.new.民营" in set(figures["id"])
    assert make(长沙市=20, 娄底市=7) == []


def test_a_figure_that_is_new_is_no_revision_and_one_that_is_gone_is(make):
    make(长沙市=20)
    assert make(长沙市=20, 娄底市=7) == []
    assert make(长沙市=20) == [row("2", ".娄底市", "7", ""), row("2", "#2", "娄底市", "")]


def test_a_fact_that_no_list_contains_is_a_figure_too(make):
    make({"rank": {"national": 8}}, 长沙市=20)
    changed = make({"rank": {"national": 9}}, 长沙市=20)
    assert changed == [{"version": "2", "id": "fact.rank.national", "was": "8", "now": "9"}]


def test_a_name_that_looks_like_a_formula_is_not_a_change(make):
    make(**{"=1+1": 3})
    assert make(**{"=1+1": 3}) == []
    first, gone = make(**{"-1": 3})
    assert (first["was"], first["now"], gone["was"]) == ("'=1+1", "'-1", "3")


def test_a_share_without_decimals_is_a_whole_number(make):
    make(长沙市=100)
    assert make(长沙市=100.0) == []


def test_what_stood_there_and_cannot_be_read_is_no_earlier_version(make, tmp_path, caplog):
    make(长沙市=20)
    (tmp_path / "2020Q1" / "tables" / "figures.csv").write_bytes(b"\xff\xfe")
    assert make(长沙市=21) == []
    assert "figures.csv 无法读取" in caplog.text


def test_the_version_is_the_last_revisions():
    table = pd.DataFrame({"version": ["2", "10", "9"]})
    assert revisions.version(table) == 10


def test_a_figure_that_changes_makes_the_next_version_which_then_stays(revised):
    page = (revised / "reports" / "2020Q1" / "bulletin.html").read_text(encoding="utf-8")
    assert "<strong>2020Q1 v2</strong>" in page
    assert '<td class="id">fact.rank.national</td><td>8</td><td>9</td>' in page
    again = run("report", "2020Q1", *places(revised))
    assert again.stderr == "2020Q1:没有变化,不必重新生成\n"
