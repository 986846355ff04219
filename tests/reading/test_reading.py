"""What the reader does with real layouts, tells of them, and never lets out."""

import openpyxl
import pandas as pd
import pytest
from running import run
from test_hostile import HEADER, ROW, changed, saved, xlsx

from hnfusion import reading, schema, snapshot
from hnfusion.cleaning import change_log

SECOND = ["株洲示例电子有限公司", "", "株洲市", "电子", "无", "2020-01-02", "启动"]


@pytest.fixture
def reading_of(tmp_path):
    def read(content, name="名单.xlsx"):
        (tmp_path / name).write_bytes(content)
        return reading.read([tmp_path / name], schema.QUARTERLY)

    return read


def test_hidden_rows_and_sheets_are_read_and_told(reading_of):
    workbook = openpyxl.Workbook()
    for row in (HEADER, ROW, SECOND):
        workbook.active.append(row)
    workbook.active.row_dimensions[3].hidden = True
    reading = reading_of(saved(workbook))
    assert len(reading.lists["started"]) == 2
    assert reading.left_out[["row", "why"]].to_numpy().tolist() == [[3, "隐藏的行,已读入"]]


def test_what_is_about_persons_is_told_by_column_only(reading_of):
    rows = [[*HEADER, "联系人", ""], [*ROW, "张三", "13800138000"]]
    reading = reading_of(xlsx(*rows, ["联系人:李四 13900139000"]))
    assert reading.left_out["text"].tolist() == ["联系人", "(无列名,I 列)", "联系人:…"]
    everything = reading.left_out.to_csv() + reading.lists["started"].to_csv()
    assert not any(text in everything for text in ("张三", "李四", "13800138000", "13900139000"))


def test_sums_and_notes_are_left_out_but_not_a_trade_that_begins_like_one(reading_of):
    moulder = changed(0, "注塑示例有限公司")
    reading = reading_of(xlsx(HEADER, moulder, ["长沙市小计", "1"], ["注:1.示例"], ["合 计", "1"]))
    assert reading.lists["started"]["enterprise"].tolist() == ["注塑示例有限公司"]
    assert reading.left_out["why"].tolist() == ["小计、合计行", "注释行", "小计、合计行"]


def test_a_header_of_two_rows_names_its_columns_by_both(reading_of):
    upper = [*HEADER[:5], "启动", ""]
    lower = [""] * 5 + ["时间", "所处阶段"]
    reading = reading_of(xlsx(["启动企业名单"], upper, lower, ROW))
    assert reading.problems == []
    assert reading.lists["started"]["start_date"].tolist() == ["2020-03-31"]


def test_tables_side_by_side_are_both_read(reading_of):
    reading = reading_of(xlsx([*HEADER, None, *HEADER], [*ROW, None, *SECOND]))
    assert reading.lists["started"]["enterprise"].tolist() == [ROW[0], SECOND[0]]


def test_the_log_names_every_cell_that_was_changed_and_the_rule(reading_of):
    reading = reading_of(xlsx(HEADER, changed(2, "浏阳")))
    lists, problems = snapshot.examine(reading)
    assert problems == []
    log = change_log.log(reading, lists)
    assert log[["row", "column", "was", "now", "rule"]].to_numpy().tolist() == [
        [2, "city", "浏阳", "长沙市", "县区、园区归入市州"],
        [2, "consultant", "无", "", "自行贯标的写法"],
        [2, "stage", "策划", "体系策划", "阶段的别名"],
    ]
    assert change_log.summary(log)["count"].tolist() == [1, 1, 1]


def spoiled(data, **cells):
    path = next((data / "raw" / "2020Q1").glob("*启动*.xlsx"))
    workbook = openpyxl.load_workbook(path)
    for address, value in cells.items():
        workbook.active[address] = value
    workbook.save(path)
    return path


def test_check_marks_every_problem_in_a_copy(data, tmp_path):
    path = spoiled(data, D9="张家届", J10="2020.13")
    received = path.read_bytes()
    done = run("check", "2020Q1", "--data", data, "--reports", tmp_path / "reports")
    copy = tmp_path / "reports" / "2020Q1-check" / path.name
    assert (done.returncode, done.stdout) == (2, f"{copy}\n")
    assert f"{path.name}(2 个):\n" in done.stderr
    assert path.read_bytes() == received
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert sheet["D9"].value == "张家届"
    assert "“张家届” 是未知的市州" in sheet["D9"].comment.text
    assert sheet["J10"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["H3"].value == "联系人"
    assert sheet["H4"].value is None
    again = run("check", "2020Q1", "--data", data, "--reports", tmp_path / "again")
    assert copy.read_bytes() == (tmp_path / "again" / "2020Q1-check" / path.name).read_bytes()
    assert again.returncode == 2


def test_check_marks_a_file_beside_a_damaged_one_of_the_same_name(data, tmp_path):
    path = spoiled(data, D9="张家届")
    (data / "raw" / "lists" / "2020" / path.name).write_bytes(b"PK damaged")
    done = run("check", "2020Q1", "--data", data, "--reports", tmp_path)
    copy = tmp_path / "2020Q1-check" / path.name
    assert (done.returncode, done.stdout) == (2, f"{copy}\n")
    assert "Traceback" not in done.stderr
    assert "“张家届” 是未知的市州" in openpyxl.load_workbook(copy).active["D9"].comment.text


def test_corrections_are_made_and_noted_and_refused_where_they_do_not_fit(data, tmp_path):
    path = spoiled(data, D9="张家届")
    head = "file,sheet,row,column,was,now,why\n"
    entry = f"{path.name},Sheet1,9,所在市州,张家届,张家界,错别字\n"
    corrections = data / "raw" / "2020Q1" / "corrections.csv"
    corrections.write_text(head + entry, encoding="utf-8")
    assert run("check", "2020Q1", "--data", data, "--reports", tmp_path).returncode == 0
    corrections.write_text(head + entry.replace("张家届", "张家街"), encoding="gb18030")
    done = run("check", "2020Q1", "--data", data, "--reports", tmp_path)
    assert done.returncode == 2
    assert "corrections.csv › 第 2 行" in done.stderr
    assert "原值应为“张家街”,现为“张家届”" in done.stderr


def test_values_in_every_form_are_understood():
    from hnfusion.cleaning import cells

    day = "2020-03-31"
    forms = ["2020/3/31", "2020.3.31", "2020年3月31日", "20200331", "43921", "42459(1904)"]
    forms += [
        "二〇二〇年三月三十一日",
        "2020-03-31 00:00:00",
        "2020 年 3 月 31 日",
        "2020年3月31号",
    ]
    read = [str(cells.parse_date(cells.tidy_text(form))) for form in forms]
    assert read == [day] * len(forms)
    assert str(cells.parse_date("二〇二〇年三月")) == "2020-03-01"
    assert pd.isna(cells.parse_date("31/3/2020"))
