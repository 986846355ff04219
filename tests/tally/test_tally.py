"""Counts, on a few drawn enterprises, one of them nasty."""

import pandas as pd
import pytest

from hnfusion import codelists, tally
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
CITY, INDUSTRY, STAGE = (codelists.dtype(name) for name in ("city", "industry", "stage"))


def drawn(rows, date):
    """Rows of identity, city, industry, consultant and a date."""
    columns = ["identity", "city", "industry", "consultant", date]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(
        {"city": CITY, "industry": INDUSTRY, "consultant": "str", date: "datetime64[s]"}
    )


@pytest.fixture
def certified():
    return drawn(
        [
            ("甲", "长沙市", "机械", "方圆", "2020-01-01"),
            ("乙", "长沙市", "食品", "方圆", "2020-03-31"),
            ("丙", "湘西州", "机械", None, "2019-12-31"),
            ("丙", "湘西州", "机械", None, "2020-02-02"),
            ("丁", "娄底市", "电子", "曼顿", "2020-04-01"),
        ],
        "issue_date",
    )


@pytest.fixture
def started():
    return drawn(
        [
            ("戊", "衡阳市", "机械", None, "2020-02-01"),
            ("己", "衡阳市", "机械", None, "2019-06-01"),
            ("庚", "衡阳市", "食品", "方圆", "2019-06-01"),
        ],
        "start_date",
    ).assign(stage=pd.Series(["贯标启动", "体系试运行", "评定申请"], dtype=STAGE))


def nobody(date="start_date"):
    return drawn([], date)


def test_the_first_and_the_last_day_are_in_the_quarter(certified):
    assert tally.certified(certified, Q).set_index("identity")["is_new"].to_dict() == {
        "甲": True,
        "乙": True,
        "丙": False,
    }


def test_an_enterprise_with_two_certificates_counts_once_and_is_not_new_again(certified):
    assert len(tally.certified(certified, Q)) == 3


def test_a_certificate_of_after_the_quarter_does_not_count_yet(certified):
    assert "丁" not in tally.certified(certified, Q)["identity"].tolist()
    assert "丁" in tally.certified(certified, Q.next)["identity"].tolist()


def test_new_this_year_goes_on_through_the_year(certified):
    later = tally.certified(certified, Quarter(2020, 3)).set_index("identity")
    assert later["is_new"].sum() == 0
    assert later["is_new_this_year"].to_dict() == {"甲": True, "乙": True, "丙": False, "丁": True}


def test_a_city_with_none_has_its_row(certified):
    table = tally.by_city(tally.certified(certified, Q))
    assert table["city"].tolist() == codelists.names("city")
    assert table.set_index("city").loc["张家界市"].tolist() == [0, 0]
    assert table.set_index("city").loc["长沙市"].tolist() == [2, 2]


def test_industries_with_none_are_left_out_and_equals_keep_their_order(certified):
    table = tally.by_industry(tally.certified(certified, Q))
    assert table.to_numpy().tolist() == [["机械", 1, 2], ["食品", 1, 1]]


def test_a_recommended_body_without_enterprises_has_its_row(certified):
    stars = pd.DataFrame({"consultant": ["方圆", "无客户", "无客户"]})
    table = tally.by_consultant(tally.certified(certified, Q), stars)
    assert table.to_numpy().tolist() == [["方圆", True, 2, 2], ["无客户", True, 0, 0]]


def test_shares_of_nothing_are_missing():
    table = tally.by_stage(nobody().assign(stage=pd.Series([], dtype=STAGE)))
    assert table["total"].tolist() == [0] * 6
    assert table["share"].isna().all()


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 16, 6.3), (1, 400, 0.3), (98, 286, 34.3)]
)
def test_a_share_is_rounded_half_up(part, whole, percent):
    assert tally.share(pd.Series([part]), whole).tolist() == [percent]


def test_backdated_is_seen_first_now_but_claimed_earlier(started):
    before = [started[started["identity"] == "庚"]]
    pilots = pd.DataFrame({"identity": ["戊"]})
    marked = tally.started(started, Q, pilots, before).set_index("identity")
    assert marked["is_backdated"].to_dict() == {"戊": False, "己": True, "庚": False}
    assert marked["is_pilot"].to_dict() == {"戊": True, "己": False, "庚": False}
    assert marked["is_self_run"].to_dict() == {"戊": True, "己": True, "庚": False}


def test_without_an_earlier_list_nothing_is_backdated(started):
    assert not tally.started(started, Q, nobody(), [])["is_backdated"].any()


def test_the_headline_leaves_open_what_no_list_says(started, certified):
    held, working = tally.certified(certified, Q), tally.started(started, Q, nobody(), [])
    values = tally.headline(held, working, {Q: {"pilots": nobody()}}, Q).set_index("key")["value"]
    assert values[["total_certified", "self_run", "cities_without_start"]].tolist() == [3, 2, 13]
    assert values[["self_run_previous", "pilots", "new_started_pilots"]].isna().all()


def test_the_quarter_before_counts_each_self_run_enterprise_once(started):
    twice = pd.concat([started, started], ignore_index=True)
    working = tally.started(started, Q, nobody(), [twice])
    held = tally.certified(nobody("issue_date"), Q)
    history = {Q.previous: {"started": twice}, Q: {"pilots": nobody()}}
    values = tally.headline(held, working, history, Q).set_index("key")["value"]
    assert values["self_run_previous"] == 2


def test_a_pilot_that_holds_a_certificate_has_started():
    pilots = drawn([(i, "长沙市", "机械", None, None) for i in "甲乙丙丙"], "start_date")
    started = pd.DataFrame({"identity": ["甲", "丁"], "is_pilot": [True, False]})
    table = tally.pilots_by_city(pilots, started, pd.DataFrame({"identity": ["乙"]}))
    assert table.set_index("city").loc["长沙市"].tolist() == [3, 2, 1]
    assert table["pilots"].sum() == 3


def test_a_series_has_a_row_a_quarter_and_a_gap_is_no_quarter_before(certified, started):
    lists = {
        "certified": certified,
        "started": started,
        "pilots": pd.DataFrame({"identity": []}),
    }
    nothing = lists | {"certified": nobody("issue_date"), "started": started.iloc[:0]}
    series = tally.headlines({Q: lists, Quarter(2019, 2): nothing, Quarter(2019, 3): lists})
    assert series["quarter"].tolist() == ["2019Q2", "2019Q3", "2020Q1"]
    assert series["total_certified"].tolist() == [0, 0, 3]
    assert series["in_progress"].tolist() == [0, 3, 3]
    assert series["self_run_previous"].fillna(-1).tolist() == [-1, 0, -1]
    assert series["pilots"].isna().all()
    now = tally.headline(
        tally.certified(certified, Q),
        tally.started(started, Q, lists["pilots"], []),
        {Q: lists},
        Q,
    )
    assert series.drop(columns="quarter").iloc[-1].tolist() == now["value"].tolist()


def test_the_quarter_before_counts_each_enterprise_once_and_cities_with_none(started):
    now = tally.started(started, Q, nobody(), [])
    before = drawn(
        [
            ("戊", "衡阳市", "机械", None, "2019-02-01"),
            ("戊", "衡阳市", "机械", None, "2019-03-01"),
            ("辛", "湘西州", "机械", None, "2019-02-01"),
        ],
        "start_date",
    )
    change = tally.change_by_city(now, {"started": before}).set_index("city")
    assert change.index.tolist() == codelists.names("city")
    assert change.loc["衡阳市"].tolist() == [1, 3]
    assert change.loc["湘西州"].tolist() == [1, 0]
    assert change.to_numpy().sum() == 5
    assert tally.change_by_city(now, None).empty


def test_a_column_that_nobody_has_filled_in_is_unknown_and_not_zero(started):
    rows = tally.started(started, Q, nobody(), [])
    unknown = rows.assign(stage=rows["stage"].mask(rows["stage"].notna()))
    assert tally.new_and_total(unknown, "stage").empty
    one = rows.assign(stage=rows["stage"].where(rows.index == rows.index[0]))
    assert tally.new_and_total(one, "stage")["total"].sort_values().tolist() == [0, 0, 0, 0, 0, 1]
    assert tally.new_and_total(rows.iloc[:0], "stage")["total"].tolist() == [0] * 6
