"""Where a quarter's files are, and its cleaned lists."""

import re

import pandas as pd
import pytest

from hnfusion import cleaning, paths, schema, snapshot
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata

Q = Quarter(2020, 1)


@pytest.fixture(autouse=True)
def of_a_copy(data, monkeypatch):
    """Read and write a copy of the sample."""
    monkeypatch.setenv(paths.DATA, str(data))
    return data


def test_what_is_loaded_is_what_was_prepared():
    lists = snapshot.prepare(snapshot.read_raw(Q))
    snapshot.save(lists, Q)
    for name, rows in snapshot.load(Q).items():
        pd.testing.assert_frame_equal(rows, lists[name], check_dtype=True)


def spoiled(reading):
    started = reading.lists["started"].copy()
    started.loc[[3, 5], "city"] = ["没有市", ""]
    started.loc[[3, 7], "start_date"] = "2020-13-01"
    return reading._replace(lists=reading.lists | {"started": started})


def each_value_once(rows, name):
    kinds = schema.columns(name)["type"]
    few = rows.columns.intersection(kinds.index[~kinds.isin(cleaning.VARIOUS)])
    return rows.astype(dict.fromkeys(few, "category"))


@pytest.mark.parametrize(("change", "faults"), [(lambda reading: reading, 0), (spoiled, 4)])
def test_lists_are_cleaned_alike_whether_a_column_keeps_each_text_or_each_value_once(
    change, faults
):
    texts = change(snapshot.read_raw(Q))
    lists = {name: each_value_once(rows, name) for name, rows in texts.lists.items()}
    expected, problems = snapshot.examine(texts)
    found, same = snapshot.examine(texts._replace(lists=lists))
    assert same == problems
    assert len(problems) == faults
    for name, rows in found.items():
        pd.testing.assert_frame_equal(rows, expected[name])


def test_names_of_sheets_and_enterprises_may_hold_anything():
    lists = snapshot.prepare(snapshot.read_raw(Q))
    odd = (
        lists["started"]
        .head(3)
        .assign(sheet=['第"1"页,新', "上\n下", "NA"], enterprise=["nan", "示例,厂", "01"])
    )
    snapshot.save({"started": odd}, Q)
    pd.testing.assert_frame_equal(snapshot.load(Q)["started"], odd)


def test_saving_again_replaces_the_lists_as_a_whole():
    lists = snapshot.prepare(snapshot.read_raw(Q))
    folder = snapshot.save(lists, Q)
    (folder / "leftover.csv").write_text("")
    snapshot.save(lists, Q)
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{name}.csv" for name in lists)
    assert [p.name for p in folder.parent.iterdir() if p.is_dir()] == ["2020Q1"]


def test_a_yearly_list_that_is_not_there_has_no_rows():
    q = Quarter(2019, 4)
    snapshot.save(snapshot.prepare(snapshot.read_raw(q)), q)
    lists = snapshot.load(q)
    assert set(lists) == set(schema.TITLES)
    assert lists["pilots"].empty
    assert lists["recommended"].empty


def test_a_quarter_that_was_not_prepared_is_refused():
    with pytest.raises(BulletinError, match="尚未整理"):
        snapshot.load(Q)


def test_earlier_quarters_come_oldest_first():
    assert [str(q) for q in snapshot.earlier(Q)] == ["2019Q1", "2019Q2", "2019Q3", "2019Q4"]
    assert snapshot.earlier(Quarter(2019, 1)) == {}


def test_a_file_that_was_changed_is_told_from_its_registered_digest(of_a_copy):
    assert set(metadata.sources(Q)["registered"]) == {"same"}
    (of_a_copy / "raw" / "2020Q1" / "补充.csv").write_text("企业名称\n", encoding="utf-8")
    first = paths.spreadsheets(of_a_copy / "raw" / "lists" / "2020")[0]
    first.write_bytes(first.read_bytes() + b" ")
    states = metadata.sources(Q).set_index("file")["registered"]
    assert states[["补充.csv", first.name]].tolist() == ["absent", "changed"]


@pytest.mark.parametrize("name", ["补报.et", "补报.TXT"])
def test_a_table_in_a_form_that_is_not_read_is_not_passed_over(of_a_copy, name):
    (of_a_copy / "raw" / "2020Q1" / name).write_bytes(b"")
    with pytest.raises(BulletinError, match=rf"{name}:是表格文件,但不能读取这种格式"):
        snapshot.prepare(snapshot.read_raw(Q))


def test_office_lock_files_are_no_lists(of_a_copy):
    (of_a_copy / "raw" / "2020Q1" / "~$名单.xlsx").write_bytes(b"")
    assert len(paths.spreadsheets(paths.raw(Q))) == 2


def test_every_fact_of_the_wrong_type_is_told(of_a_copy):
    text = 'synthetic = "yes"\nissued = "昨天"\n[rank]\nnational = 8\n'
    (of_a_copy / "raw" / "2020Q1" / "quarter.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BulletinError) as error:
        metadata.facts(Q)
    for told in (
        "synthetic 的值“yes”",
        "issued 的值“昨天”",
        "缺少 rank.central",
        "缺少 rank.source",
    ):
        assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rank = 8", "rank 的值“8”不对。请改为一节 [rank]"),
        ("[rank]\nnational = true\ncentral = 3\nsource = '简报'", "rank.national 的值“True”不对"),
    ],
)
def test_a_rank_of_the_wrong_type_is_reported(of_a_copy, text, message):
    (of_a_copy / "raw" / "2020Q1" / "quarter.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BulletinError, match=re.escape(message)):
        metadata.facts(Q)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_offices_prose_may_come_from_any_editor(of_a_copy, encoding):
    (of_a_copy / "raw" / "2020Q1" / "remarks.md").write_text("# 导语\n今年以来", encoding=encoding)
    assert metadata.remarks(Q) == "# 导语\n今年以来"


@pytest.mark.parametrize(
    ("text", "told"),
    [("[[figure]]\nid = 'x'", "第 1 个 \\[\\[figure\\]\\] 缺少 value"), ("= 3", "不是合规的 TOML")],
)
def test_a_broken_published_toml_is_told(of_a_copy, text, told):
    (of_a_copy / "raw" / "2020Q1" / "published.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BulletinError, match=told):
        metadata.published(Q)


def test_lists_are_read_once_until_a_file_behind_them_changes(of_a_copy, monkeypatch):
    first = snapshot.prepared(Q)
    monkeypatch.setattr(snapshot.reading, "read", None)
    pd.testing.assert_frame_equal(snapshot.prepared(Q)["started"], first["started"])
    monkeypatch.undo()
    monkeypatch.setenv(paths.DATA, str(of_a_copy))
    row = first["started"].iloc[0]
    (of_a_copy / "raw" / "2020Q1" / "corrections.csv").write_text(
        "file,sheet,row,column,was,now,why\n"
        f"{row['file']},{row['sheet']},{row['row']},enterprise,{row['enterprise']},改名,核实\n",
        encoding="utf-8",
    )
    assert snapshot.prepared(Q)["started"].loc[0, "enterprise"] == "改名"
    (of_a_copy / "raw" / "2020Q1" / "corrections.csv").unlink()
    (of_a_copy / "raw" / "2020Q1" / "名单.et").write_bytes(b"")
    with pytest.raises(BulletinError, match="不能读取这种格式"):
        snapshot.prepared(Q)


def test_who_changes_a_list_changes_nobody_elses():
    for read in (snapshot.prepared, lambda q: snapshot.read_raw(q).lists):
        lists = read(Q)
        kept = lists["started"].copy(deep=True)
        lists["started"].loc[0, "enterprise"] = "改名"
        lists["started"]["more"] = 1
        del lists["certified"]
        pd.testing.assert_frame_equal(read(Q)["started"], kept)
        assert "certified" in read(Q)


def test_texts_of_a_kept_list_cannot_be_written_through_its_values():
    days = snapshot.prepared(Q)["started"]["start_date"].to_numpy()
    with pytest.raises(ValueError, match="read-only"):
        days[0] = days[1]
