"""A city gets its own letter, and what it answers is not asked again."""

import io

import openpyxl
import pandas as pd
import pytest
from planted import Field, Q, plant

from hnfusion import audit, codelists, paths
from hnfusion.audit.answers import MATCHED
from hnfusion.documents import letters
from hnfusion.errors import BulletinError

NO_ANSWERS = pd.DataFrame(columns=[*MATCHED, "answer"], dtype="str")


@pytest.fixture(scope="module")
def case():
    return audit.case(plant(Field(1500, 21), 0.01).snapshots(), Q)


@pytest.fixture(scope="module")
def findings(case):
    found = audit.judge(case)
    return audit.answers.with_answers(found, found.iloc[:0], NO_ANSWERS)


def book(findings, case):
    counts = audit.answers.by_rule(findings, findings.iloc[:0], case)
    content = letters.workbook(findings, counts, Q, letters.SYNTHETIC)
    assert content == letters.workbook(findings, counts, Q, letters.SYNTHETIC)
    return content


def test_each_city_has_a_sheet_with_its_own_rows_only(findings, case):
    workbook = openpyxl.load_workbook(io.BytesIO(book(findings, case)))
    cities = codelists.names("city")
    assert workbook.sheetnames == ["汇总", *cities, "全省"]
    told = 0
    for city in cities:
        rows = list(workbook[city].iter_rows(min_row=3, values_only=True))
        column = rows[0].index("市州")
        assert {row[column] for row in rows[1:]} <= {city}
        assert rows[0][-3:] == audit.answers.ANSWERS
        assert workbook[city].print_title_rows == "$3:$3"
        told += len(rows) - 1
    assert told == (findings["city"] != "").sum()
    assert "内部资料" in workbook["汇总"]["A1"].value
    assert "合成示例数据" in workbook["汇总"]["A1"].value


def test_text_is_never_a_formula(findings, case):
    nasty = findings.head(3).assign(enterprise="=HYPERLINK(1)", message="+1\x07", city="长沙市")
    sheet = openpyxl.load_workbook(io.BytesIO(book(nasty, case)))["长沙市"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(cell.value == "=HYPERLINK(1)" for cell in cells)


def test_what_was_explained_is_shown_as_explained(findings, case, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA, str(tmp_path))
    folder = paths.raw(Q)
    folder.mkdir(parents=True)
    workbook = openpyxl.load_workbook(io.BytesIO(book(findings, case)))
    sheet = workbook["长沙市"]
    titles = [cell.value for cell in sheet[3]]
    sheet.cell(4, titles.index("是否属实") + 1, "属实")
    sheet.cell(4, titles.index("情况说明") + 1, "企业补报")
    workbook.save(folder / "answers.xlsx")
    again = audit.answers.with_answers(
        findings[audit.COLUMNS], findings.tail(2), audit.answers.load(Q)
    )
    explained = again[again["state"] == "explained"]
    assert explained["answer"].tolist() == ["属实;企业补报"]
    assert explained["city"].tolist() == ["长沙市"]
    assert (again["state"] == "repeated").sum() == 2
    assert audit.answers.by_rule(again, findings, case)["explained"].sum() == 1


def test_answers_that_cannot_be_read_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA, str(tmp_path))
    folder = paths.raw(Q)
    folder.mkdir(parents=True)
    assert audit.answers.load(Q).empty
    (folder / "answers.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(BulletinError, match="无法打开"):
        audit.answers.load(Q)
    openpyxl.Workbook().save(folder / "answers.xlsx")
    with pytest.raises(BulletinError, match="请使用 findings"):
        audit.answers.load(Q)
