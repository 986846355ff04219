"""Several provinces at once: each its own lists, its own reports, its own mistakes."""

import shutil

import pytest
from conftest import CHECKOUT, unlike_published
from house import House

from hnfusion import folders


@pytest.fixture
def nation(tmp_path):
    """A house, and two provinces with the sample's first quarter."""
    for name in ("甲省", "乙省"):
        for part in ("2019Q1", "lists/2020"):
            given = CHECKOUT / "data" / "raw" / part
            shutil.copytree(given, tmp_path / "nation" / name / "raw" / part)
    (tmp_path / "nation" / "说明.txt").write_text("不是省")
    return House(tmp_path / "house"), tmp_path / "nation"


def test_each_province_gets_its_reports_and_its_index(nation, tmp_path):
    house, provinces = nation
    reports = tmp_path / "reports"
    told = house.run("reports", "--provinces", provinces, "--reports", reports)
    assert "甲省 2019Q1:编写通报(2_bulletin.ipynb)" in told
    assert "有变化" not in told
    one, other = (folders.contents(reports / name / "2019Q1") for name in ("甲省", "乙省"))
    assert one == other
    for name in ("甲省", "乙省"):
        assert unlike_published(reports / name / "2019Q1") == set()
        assert (provinces / name / "processed" / "2019Q1" / "started.csv").exists()
        assert "2019年一季度" in (reports / name / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in reports.iterdir()) == ["乙省", "甲省"]
    unchanged = [f"{p} 2019Q1:没有变化,不必重新生成" for p in ("乙省", "甲省")]
    again = house.run("reports", "--provinces", provinces, "--reports", reports)
    assert again.splitlines() == unchanged
    (reports / "甲省" / "index.html").unlink()
    index = house.run("reports", "--provinces", provinces, "--reports", reports)
    assert index.splitlines() == [*unchanged, "编写目录"]
    assert (reports / "甲省" / "index.html").is_file()


def test_the_problems_of_all_provinces_are_told_at_once_and_nothing_is_made(nation, tmp_path):
    house, provinces = nation
    for name in ("甲省", "乙省"):
        (provinces / name / "raw" / "2019Q1" / f"{name}.txt").write_text("表格")
    told = house.run(
        "reports", "--provinces", provinces, "--reports", tmp_path / "reports", status=2
    )
    assert "甲省 2019Q1:共 1 个问题" in told
    assert "乙省.txt:是表格文件" in told
    assert not (tmp_path / "reports").exists()


def test_a_folder_without_provinces_is_told(nation):
    house, provinces = nation
    told = house.run("reports", "--provinces", provinces / "甲省" / "raw", status=2)
    assert "没有省的文件夹" in told
