"""A new quarter's folder."""

import openpyxl
import pytest

from hnfusion import codelists, paths, schema, snapshot
from hnfusion.documents import blank_workbooks
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter

Q = Quarter(2020, 2)


def test_a_filled_in_workbook_is_read_as_it_was_filled(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA, str(tmp_path))
    written = blank_workbooks.write(Q, tmp_path)
    workbook = openpyxl.load_workbook(written[1])
    row = ["长沙示例机械有限公司", "", "长沙市", "机械", "自行贯标", "2020年4月1日", "贯标启动"]
    workbook.active.append(row)
    assert workbook.active.max_row == 4
    workbook.save(written[1])
    lists = snapshot.prepare(snapshot.read_raw(Q))
    assert {name: len(rows) for name, rows in lists.items()} == {"certified": 0, "started": 1}
    assert lists["started"].loc[0, ["city", "stage"]].tolist() == ["长沙市", "贯标启动"]


def test_cities_industries_and_stages_have_drop_downs_that_fit():
    choices = [
        validation.formula1
        for name in schema.QUARTERLY
        for validation in blank_workbooks.blank_workbook(
            name, Q
        ).active.data_validations.dataValidation
        if validation.type == "list"
    ]
    for kind in ("city", "industry", "stage"):
        assert f'"{",".join(codelists.names(kind))}"' in choices
    assert max(map(len, choices)) <= 255


def test_a_quarter_that_has_a_folder_is_left_alone(tmp_path):
    (tmp_path / "raw" / "2020Q2").mkdir(parents=True)
    with pytest.raises(BulletinError, match="已经存在"):
        blank_workbooks.write(Q, tmp_path)
    assert list((tmp_path / "raw" / "2020Q2").iterdir()) == []
