"""Questions to the lists of all quarters, and the way back from a number to its cells."""

import io
import unicodedata

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import codelists, exhibits, explore, paths, snapshot
from hnfusion.cleaning.cells import parse_date
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks

Q1 = Quarter(2020, 1)


def run(quarter, folder):
    """Run explore.ipynb as it is, nothing prepared, and return what its code cells show."""
    with notebooks.kernel_environment():
        executed = notebooks.execute("explore", quarter, folder)
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert {output["output_type"] for output in outputs} == {"execute_result"}
    return [output["data"] for output in outputs]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return run(Q1, tmp_path_factory.mktemp("explore"))


def table(data):
    frames = pd.read_html(io.StringIO(data["text/html"]), keep_default_na=False)
    return frames[0]


def test_the_notebook_invites_questions_in_some_ten_cells(shown):
    assert 6 <= len(shown) <= 10
    assert "合成示例数据" in shown[0]["text/html"]
    assert any("<svg" in data["text/html"] for data in shown)


def test_it_leads_from_the_bulletins_number_to_the_enterprises_and_their_cells(shown):
    cells = table(shown[-1])
    assert len(cells) == 20  # 长沙市20家 (二, new starts)
    [file] = cells["文件"].unique()
    book = openpyxl.load_workbook(paths.raw(Q1) / file)
    for entry in cells.itertuples(index=False):
        sheet = book[entry.工作表]
        cell = sheet[entry.单元格]
        assert str(parse_date(str(cell.value).strip())) == entry.取值
        assert entry.企业名称 in {str(other.value).strip() for other in sheet[cell.row]}


def test_it_runs_for_a_quarter_with_nothing_to_compare_with(tmp_path):
    shown = run(Quarter(2019, 1), tmp_path)
    assert any("没有更早的季度可以比较" in data["text/html"] for data in shown)


def test_every_city_has_its_row_in_every_quarter_and_the_last_is_the_bulletins():
    history = explore.quarters(Q1)
    started = explore.enterprises(history, "started")
    by_city = explore.counts(started, "city")
    assert by_city["city"].tolist() == codelists.names("city")
    assert by_city.columns[1:].tolist() == ["2019Q1", "2019Q2", "2019Q3", "2019Q4", "2020Q1"]
    assert by_city["2020Q1"].sum() == 286
    certified = explore.enterprises(history, "certified")
    assert len(explore.behind(certified, quarter="2020Q1")) == 136
    assert len(explore.behind(started, quarter="2020Q1", is_self_run=True)) == 52


def test_a_value_that_no_codelist_has_is_refused_with_those_it_has():
    started = explore.enterprises({Q1: explore.quarters(Q1)[Q1]}, "started")
    with pytest.raises(BulletinError, match="“长沙” 不是已知的值。请用其中之一:长沙市、株洲市"):
        explore.behind(started, city="长沙")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], "没有更早的季度可以比较"),
        ([0, -2], "没有增加的"),
        ([3, 1], "甲增加最多,增加3家"),
        ([2, 2], "甲、乙增加最多,各增加2家"),
    ],
)
def test_the_sentence_is_true_of_none_one_and_ties(changes, told):
    rows = pd.DataFrame({"city": ["甲", "乙"][: len(changes)], "change": changes})
    assert explore.sentence(rows) == told


def test_a_cell_is_found_whatever_rows_are_asked_about():
    reading = snapshot.read_raw(Q1)
    started = snapshot.prepare(reading)["started"]
    for rows in (started.iloc[[7, 3]], started.iloc[:0]):
        cells = explore.cells(reading, "started", rows, "enterprise")
        assert cells["enterprise"].tolist() == rows["enterprise"].tolist()
        assert cells["written"].str.strip().str.len().ge(4).all()


FRAME = pd.DataFrame(
    {
        "city": ["长沙市", "<b>"],
        "total": [80, 7],
        "start_date": pd.to_datetime(["2020-01-06", None]),
        "is_new": [True, False],
        "other": ["a\nb", None],
    }
)


def test_a_frame_is_shown_with_chinese_titles_and_figures_aligned():
    shown = exhibits.frame.chinese(FRAME, "started_by_city").html()
    page = BeautifulSoup(shown, "html.parser")
    assert [th.text for th in page.select("th")] == [
        *("市州", "在贯", "启动时间", "本季度新增", "other")
    ]
    rows = [[td.text for td in tr.select("td")] for tr in page.select("tbody tr")]
    assert rows == [
        ["长沙市", "80", "2020-01-06", "是", "a b"],
        ["<b>", "7", "—", "否", "—"],
    ]
    sides = [td["style"].split(";")[0] for td in page.select("tbody tr")[0].select("td")]
    assert sides == ["text-align: left", "text-align: right", *["text-align: left"] * 3]


def test_a_frame_in_a_terminal_has_its_columns_one_below_the_other():
    lines = exhibits.frame.chinese(FRAME[["city", "total"]]).plain().splitlines()
    assert lines == ["市州    累计", "长沙市    80", "<b>        7"]
    wide = [sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines]
    assert len(set(wide)) == 1


def test_a_frame_without_rows_says_so_and_a_long_one_how_many_it_has():
    assert "没有" in exhibits.frame.chinese(FRAME.iloc[:0]).plain()
    many = exhibits.frame.chinese(pd.DataFrame({"row": range(51)}))
    assert many.plain().splitlines()[-1] == "共 51 行,以上为前 50 行"
    assert many.html().count("<td") == 50


def test_every_column_of_the_lists_has_a_chinese_title():
    history = explore.quarters(Q1)
    for name in ("certified", "started"):
        rows = explore.enterprises(history, name).head(2)
        titles = BeautifulSoup(exhibits.frame.chinese(rows, name).html(), "html.parser")
        assert all(not th.text.isascii() for th in titles.select("th"))
