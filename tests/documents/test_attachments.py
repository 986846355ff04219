"""The attached lists as a page shows them."""

import pandas as pd
from bs4 import BeautifulSoup

from hnfusion import codelists, exhibits
from hnfusion.quarter import Quarter

LISTED = pd.DataFrame(
    {
        "enterprise": ['</script><b>"甲"</b>', "=cmd|' /C calc'!A0", "乙"],
        "city": pd.Series(["株洲市", "长沙市", "长沙市"], dtype=codelists.dtype("city")),
        "industry": pd.Series(["机械"] * 3, dtype=codelists.dtype("industry")),
        "consultant": [None, "曼顿", "曼顿"],
        "certificate": ["一", "二", None],
        "issue_date": pd.to_datetime(["2020-03-31", "2019-01-02", "2020-01-01"]),
        "is_new": [True, False, True],
    }
)


def table(enterprises):
    shown = exhibits.attachments.shown("certified", enterprises, Quarter(2020, 1))
    return BeautifulSoup(shown.html(), "html.parser")


def test_hostile_names_are_text_and_head_their_rows():
    shown = table(LISTED)
    assert (shown.script, shown.b) == (None, None)
    heads = shown.tbody.find_all("th", scope="row")
    assert [th.text for th in heads] == ["=cmd|' /C calc'!A0", "乙", '</script><b>"甲"</b>']


def test_a_list_tells_the_order_of_what_codelists_order():
    orders = {th.text: th.get("data-order") for th in table(LISTED).thead.find_all("th")}
    assert orders["所在市州"].startswith("长沙市|株洲市|湘潭市")
    assert orders["发证日期"] is None


def test_nothing_and_no_are_muted_and_said():
    rows = [[cell.text for cell in row.select("td.zero")] for row in table(LISTED).tbody("tr")]
    assert rows == [["否"], ["—"], []]


def test_an_empty_list_is_still_a_table():
    shown = table(LISTED.iloc[:0])
    assert shown.summary.text.endswith("(0家)")
    assert len(shown.thead.find_all("th")) == 8
