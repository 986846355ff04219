"""What a colleague sees of the command line, when it works and when it cannot."""

import re
import shutil

import openpyxl
import pytest
from running import CORES, FEW, command, places, run

from hnfusion import narrate

STARTED = "湖南省2020年一季度两化融合管理体系贯标启动企业名单.xlsx"


@pytest.fixture
def standing(data):
    """The sample with a report and processed lists that stood there before."""
    (data.parent / "reports" / "2020Q1").mkdir(parents=True)
    (data.parent / "reports" / "2020Q1" / "bulletin.html").write_text("公布于昨天")
    (data / "processed" / "2020Q1").mkdir(parents=True)
    (data / "processed" / "2020Q1" / "started.csv").write_text("昨天")
    return data


def spoil(data, **cells):
    """Write values into cells of the started list."""
    path = data / "raw" / "2020Q1" / STARTED
    workbook = openpyxl.load_workbook(path)
    for address, value in cells.items():
        workbook.worksheets[0][address] = value
    workbook.save(path)


def listing(folder):
    files = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"]
    return {p.relative_to(folder): p.read_bytes() for p in files}


def refusal(data, *arguments):
    """Run a command that must refuse; return what it said, having left everything as it was."""
    before = listing(data.parent)
    done = run(*arguments, *places(data.parent))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert listing(data.parent) == before
    return done.stderr


@pytest.mark.parametrize(
    "text", ["2020Q5", "2020Q1; rm -rf x", "../..", "2020q1", "20Q1", "2020Q1"]
)
def test_what_is_no_quarter_is_refused(standing, text):
    if text == "2020Q1":
        shutil.rmtree(standing / "raw" / text)
        assert "没有 2020Q1 的原始数据" in refusal(standing, "report", text)
    else:
        assert f"“{text}” 不是季度" in refusal(standing, "report", text)


def test_without_a_quarter_an_example_is_given(standing):
    assert "例如 make report QUARTER=2020Q1" in refusal(standing, "report", "")


def test_prose_in_no_place_is_refused_by_check_too(standing):
    path = standing / "raw" / "2020Q1" / "remarks.md"
    path.write_text("# 引言\n今年以来", encoding="utf-8")
    assert "“引言” 不在任何标题之下" in refusal(standing, "report", "2020Q1")
    assert run("check", "2020Q1", "--data", standing).returncode == 2


def test_every_problem_is_told_at_once_with_its_place_and_remedy(standing):
    spoil(standing, D5="张家届", F6="快完成了", J7="2020.13", E8="养蚕", B9="  ")
    said = refusal(standing, "report", "2020Q1")
    assert "共 5 个问题" in said
    assert f"{STARTED} › Sheet1 › 第 5 行 › 所在市州(D5):“张家届” 是未知的市州" in said
    assert "codelists/city.csv" in said
    assert "当前阶段(F6):“快完成了” 是未知的阶段" in said
    assert "启动时间(J7):“2020.13” 不是日期" in said
    assert "所属行业(E8):“养蚕” 是未知的行业" in said
    assert "企业名称(B9):空缺" in said


def test_a_header_that_nobody_knows_is_named(standing):
    spoil(standing, D3="坐落何处")
    said = refusal(standing, "report", "2020Q1")
    assert "启动企业名单缺少“注册地”列" in said
    assert "坐落何处" in said
    assert "schema/columns.csv" in said
    assert "序号" not in said
    assert "联系电话" not in said


def test_a_missing_list_is_named(standing):
    (standing / "raw" / "2020Q1" / STARTED).unlink()
    assert "没有启动企业名单" in refusal(standing, "report", "2020Q1")


def test_a_printed_figure_that_nothing_computes_is_an_error(standing):
    path = standing / "raw" / "2020Q1" / "published.toml"
    text = path.read_text(encoding="utf-8").replace("headline.pilots", "headline.pilotz")
    path.write_text(text, encoding="utf-8")
    said = refusal(standing, "report", "2020Q1")
    assert "“headline.pilotz”(与今年发布的282家总数量相比)没有对应的计算结果" in said


def test_a_difference_from_the_printed_figures_is_said_and_shown(data, bulletin, caplog):
    path = data / "raw" / "2020Q1" / "published.toml"
    text = path.read_text(encoding="utf-8").replace("value = 282", "value = 283")
    path.write_text(text, encoding="utf-8")
    page = (bulletin() / "bulletin.html").read_text(encoding="utf-8")
    assert "与公开通报不一致:“与今年发布的282家总数量相比”:通报 283,计算 282" in caplog.text
    assert "有 1 项与公开通报不一致" in page


def test_a_command_that_there_is_not_is_refused_with_the_usage():
    done = command("rapport")
    assert done.returncode == 2
    assert "命令用法不对" in done.stderr
    assert "usage: python -m hnfusion" in done.stderr


def test_check_reads_and_writes_nothing(data):
    before = listing(data)
    done = command("check", "2020Q1", "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "started:286 行" in done.stderr
    assert listing(data) == before


def test_hostile_cells_are_shown_as_text_and_are_no_formula(data, bulletin):
    spoil(data, G5="<script>alert(1)</script>", G6="+1+1", G7="@SUM(A1)")
    made = bulletin()
    page = (made / "bulletin.html").read_text(encoding="utf-8")
    assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">', "<script>"]
    assert "<script" not in (made / "figures" / "started_by_consultant.svg").read_text("utf-8")
    assert "\n'@SUM(A1)," in (made / "tables" / "started_by_consultant.csv").read_text("utf-8-sig")


def test_reports_makes_every_quarter_and_an_index_that_says_what_they_are(beginning):
    told = (beginning / "told").read_text(encoding="utf-8")
    assert [line.split("reports/")[1] for line in told.splitlines()] == [
        "2020Q1/bulletin.html",
        "2020Q2/bulletin.html",
        "index.html",
    ]
    index = (beginning / "reports" / "index.html").read_text(encoding="utf-8")
    assert index.index("2020Q2/bulletin.html") < index.index("2020Q1/bulletin.html")
    assert "合成示例数据" in index


def test_verify_names_what_differs_and_nothing_else_in_any_place_zone_and_locale(revised, tmp_path):
    elsewhere = shutil.copytree(revised, tmp_path / "另一处")
    reports = elsewhere / "reports"
    (reports / "2020Q1" / "tables" / "headline.csv").write_text("改过")
    (reports / "2020Q1" / "多余.txt").write_text("")
    other = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    done = command("verify", "2020Q1", *places(elsewhere), program=FEW, **other, **CORES)
    assert (done.returncode, done.stdout) == (1, "")
    assert "2 个文件与重新生成的不一致:\n  tables/headline.csv\n  多余.txt\n" in done.stderr


def test_a_new_quarter_gets_its_folder(data):
    done = run("quarter", "2020Q2", "--data", data)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (data / "raw" / "2020Q2").iterdir()) == [
        "2020年二季度启动企业名单.xlsx",
        "2020年二季度获证企业名单.xlsx",
        "quarter.toml",
        "remarks.md",
    ]
    assert len(done.stdout.splitlines()) == 4


def test_the_next_quarter_without_a_single_row_is_told_in_good_chinese(beginning):
    page = (beginning / "reports" / "2020Q2" / "bulletin.html").read_text(encoding="utf-8")
    for told in (
        "2020年二季度无新增获证企业,无新增贯标启动企业;年初至今无新增获证企业,无新增贯标启动企业。",
        "今年二季度各市州均无新增获证企业。",
        "今年发布的282家试点企业中",
        "2020年一季度自行贯标企业52家,今年二季度0家。",
    ):
        assert narrate.punctuation.whole(told) in page
