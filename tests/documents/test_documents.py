"""Files that office programs open as they are."""

import io

import openpyxl
import pandas as pd
import pytest

from hnfusion import documents


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_is_no_formula_in_a_csv(text):
    written = documents.csv_bytes(pd.DataFrame({"name": [text], "count": [-1]}))
    assert written.startswith(b"\xef\xbb\xbfname,count")
    read = pd.read_csv(io.BytesIO(written), encoding="utf-8-sig", lineterminator="\n")
    assert read.loc[0, "name"].startswith("'")
    assert read.loc[0, "count"] == -1


def test_a_workbook_is_the_same_bytes_and_opens():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "示例"
    first, second = documents.workbook_bytes(workbook), documents.workbook_bytes(workbook)
    assert first == second
    assert openpyxl.load_workbook(io.BytesIO(first)).active["A1"].value == "示例"


def test_whole_numbers_stay_whole_in_csv_where_one_is_missing():
    values = pd.DataFrame({"key": ["self_run", "pilots"], "value": [52, None]}, dtype="object")
    assert documents.csv_bytes(values).decode("utf-8-sig") == "key,value\nself_run,52\npilots,\n"
