"""Several provinces at once: each its own lists, its own reports, its own mistakes."""

import shutil

import pytest
from conftest import unlike_published
from running import CHECKOUT, FIRST, run

from hnfusion import folders


@pytest.fixture
def nation(tmp_path):
    """The path of a folder with two provinces, each with the sample's first quarter."""
    for name in ("甲省", "乙省"):
        for part in ("2019Q1", "lists/2020"):
            given = CHECKOUT / "data" / "raw" / part
            shutil.copytree(given, tmp_path / "nation" / name / "raw" / part)
    (tmp_path / "nation" / "说明.txt").write_text("不是省")
    return tmp_path / "nation"


def make(*options):
    """Run ``hnfusion reports`` with few city pages; return its exit status and its messages."""
    done = run("reports", *options, cities=FIRST)
    return done.returncode, done.stderr


def test_each_province_gets_its_reports_and_its_index(nation, tmp_path):
    reports = tmp_path / "reports"
    options = "--provinces", nation, "--reports", reports
    status, messages = make(*options)
    assert status == 0, messages
    assert "甲省 2019Q1:编写通报(2_bulletin.ipynb)" in messages
    assert "有变化" not in messages
    one, other = (folders.contents(reports / name / "2019Q1") for name in ("甲省", "乙省"))
    assert one == other
    for name in ("甲省", "乙省"):
        assert unlike_published(reports / name / "2019Q1", FIRST) == set()
        assert (nation / name / "processed" / "2019Q1" / "started.csv").exists()
        assert "2019年一季度" in (reports / name / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in reports.iterdir()) == ["乙省", "甲省"]
    unchanged = [f"{p} 2019Q1:没有变化,不必重新生成" for p in ("乙省", "甲省")]
    assert make(*options) == (0, "\n".join([*unchanged, ""]))
    (reports / "甲省" / "index.html").unlink()
    assert make(*options) == (0, "\n".join([*unchanged, "编写目录", ""]))
    assert (reports / "甲省" / "index.html").is_file()


def test_the_problems_of_all_provinces_are_told_at_once_and_nothing_is_made(nation, tmp_path):
    for name in ("甲省", "乙省"):
        (nation / name / "raw" / "2019Q1" / f"{name}.txt").write_text("表格")
    status, messages = make("--provinces", nation, "--reports", tmp_path / "reports")
    assert status == 2
    assert "甲省 2019Q1:共 1 个问题" in messages
    assert "乙省.txt:是表格文件" in messages
    assert not (tmp_path / "reports").exists()


def test_a_folder_without_provinces_is_told(nation):
    status, messages = make("--provinces", nation / "甲省" / "raw")
    assert status == 2
    assert "没有省的文件夹" in messages
