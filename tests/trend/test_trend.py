"""Series, stage flow and retention, on lists written out, and sums on lists drawn by chance."""

import pandas as pd
import planted
import pytest
from drawn import history

from hnfusion import codelists, sample, tally, trend
from hnfusion.quarter import Quarter
from hnfusion.tally import linked
from hnfusion.trend.stages import CERTIFIED, GONE, LISTED

Q = Quarter(2019, 3)
BEGUN, SURVEY, TRIAL, APPLIED = (codelists.names("stage")[n] for n in (0, 1, 4, 5))


@pytest.fixture
def lists():
    """甲 is certified, 乙 goes back, 丙 vanishes, 丁 comes, 戊 stays; 己 held a certificate."""
    return history(
        {
            "2019Q2": (
                [("甲", "2018-10-01", APPLIED), ("乙", "2019-01-31", TRIAL),
                 ("丙", "2019-02-01", SURVEY), ("戊", "2019-04-01", BEGUN, None, "娄底市")],
                [("己", "2016-01-05", "2019-01-04"), ("庚", "2017-05-01", "2020-04-30")],
            ),
            "2019Q3": (
                [("乙", "2019-01-31", SURVEY), ("丁", "2019-06-03", BEGUN),
                 ("戊", "2019-04-01", BEGUN, None, "娄底市")],
                [("己", "2016-01-05", "2019-01-04"), ("甲", "2019-08-15")],
            ),
        }
    )  # fmt: skip


def moved(flows, before, after):
    pair = flows[(flows["before"] == before) & (flows["after"] == after)]
    return pair["enterprises"].tolist()


def test_each_enterprise_of_either_list_goes_one_way(lists):
    flows = trend.flows(linked(lists))
    assert flows["enterprises"].sum() == 5
    assert moved(flows, APPLIED, CERTIFIED) == [1]
    assert moved(flows, TRIAL, SURVEY) == [1]
    assert moved(flows, SURVEY, GONE) == [1]
    assert moved(flows, LISTED, BEGUN) == [1]
    assert moved(flows, BEGUN, BEGUN) == [1]


def test_of_two_lists_there_is_one_pair_with_all_its_zeros(lists):
    flows = trend.flows(linked(lists))
    assert set(zip(flows["since"], flows["until"], strict=True)) == {("2019Q2", "2019Q3")}
    assert len(flows) == 6 * 8 + 6
    assert moved(flows, LISTED, GONE) == []


def test_a_certificate_of_after_the_quarter_is_none_yet(lists):
    lists[Q]["certified"] = lists[Q]["certified"].assign(issue_date=pd.Timestamp("2019-10-08"))
    flows = trend.flows(linked(lists))
    assert moved(flows, APPLIED, CERTIFIED) == [0]
    assert moved(flows, APPLIED, GONE) == [1]


def test_who_is_listed_in_progress_and_certified_is_in_progress(lists):
    rows = lists[Q.previous]["started"]
    lists[Q]["started"] = pd.concat([lists[Q]["started"], rows[rows["enterprise"] == "甲"]])
    flows = trend.flows(linked(lists))
    assert moved(flows, APPLIED, APPLIED) == [1]


def test_a_renamed_enterprise_neither_vanishes_nor_comes():
    code = "91430100000K4UT157"
    lists = history(
        {
            "2019Q2": ([("甲", "2019-01-31", TRIAL, code)], []),
            "2019Q3": ([("甲集团", "2019-01-31", APPLIED, code)], []),
        }
    )
    flows = trend.flows(linked(lists))
    assert moved(flows, TRIAL, APPLIED) == [1]
    assert flows["enterprises"].sum() == 1


def test_of_one_list_there_is_no_flow(lists):
    assert trend.flows(linked(lists, Q.previous)).empty


@pytest.mark.parametrize("seed", range(3))
def test_flows_add_up_to_both_lists_whatever_is_in_them(seed):
    lists = planted.plant(planted.Field(600, seed), 0.03).snapshots()
    flows = trend.flows(linked(lists))
    pairs = flows.drop_duplicates(["since", "until"])[["since", "until"]].to_numpy().tolist()
    assert pairs[-1] == [str(min(lists)), str(planted.Q)]
    assert len(pairs) == len(lists)
    known = linked(lists)
    for since, until in pairs:
        pair = flows[(flows["since"] == since) & (flows["until"] == until)]
        by_stage = pair.groupby("before")["enterprises"].sum().drop(LISTED)
        now = pair.groupby("after")["enterprises"].sum().drop([CERTIFIED, GONE])
        for quarter, sums in ((since, by_stage), (until, now)):
            rows = known[Quarter.parse(quarter)]["started"]
            once = rows.sort_values("start_date", kind="stable").drop_duplicates("who")
            expected = once["stage"].value_counts().reindex(codelists.names("stage"))
            assert sums.reindex(expected.index).tolist() == expected.tolist()


def test_the_series_is_the_headline_of_each_quarter_with_who_is_first_seen(lists):
    table = trend.by_quarter(linked(lists))
    assert table["quarter"].tolist() == ["2019Q2", "2019Q3"]
    assert table["in_progress"].tolist() == [4, 3]
    assert table["total_certified"].tolist() == [2, 2]
    assert table["new_certified"].tolist() == [0, 1]
    assert table["new_started"].tolist() == [1, 0]
    assert table["first_seen"].tolist() == [pd.NA, 1]
    assert table["backdated"].tolist() == [pd.NA, 1]
    assert table["claimed_later"].tolist() == [1, 0]
    for column in ("in_progress", "total_certified", "new_started", "self_run"):
        assert table[column].tolist() == tally.headlines(lists)[column].tolist()


def test_a_city_and_an_industry_with_none_have_their_rows_in_every_quarter(lists):
    for key in ("city", "industry"):
        table, names = trend.by(lists, key), codelists.names(key)
        assert table["quarter"].tolist() == ["2019Q2"] * len(names) + ["2019Q3"] * len(names)
        assert table[key].astype("str").tolist() == names * 2
    cities = trend.by(lists, "city").set_index(["quarter", "city"])
    assert cities.loc[("2019Q3", "娄底市")].tolist() == [0, 1, 0, 0]
    assert cities.loc[("2019Q2", "娄底市")].tolist() == [1, 1, 0, 0]
    assert cities.loc[("2019Q2", "湘西州")].tolist() == [0, 0, 0, 0]


def test_retention_tells_who_left_the_list_and_whose_certificate_ended(lists):
    kept = trend.retention(linked(lists))
    assert kept.to_numpy().tolist() == [
        ["2016H1", "2019Q2", 1, 1, 0],  # 己's certificate ended in January
        ["2016H1", "2019Q3", 1, 1, 0],
        ["2017H1", "2019Q2", 1, 1, 1],
        ["2017H1", "2019Q3", 1, 0, 0],  # 庚 is not in the list any more
        ["2019H2", "2019Q3", 1, 1, 1],
    ]


def test_a_renewed_certificate_is_valid_and_stays_in_its_first_half_year():
    rows = [("甲", "2016-06-30", "2019-06-29"), ("甲", "2019-07-01", "2022-06-30")]
    lists = history({"2019Q3": ([], rows)})
    assert trend.retention(linked(lists)).to_numpy().tolist() == [["2016H1", "2019Q3", 1, 1, 1]]
    ends = trend.expiry(linked(lists)).set_index("until")["certificates"]
    assert ends[ends > 0].to_dict() == {"2022Q2": 1}


def test_certificates_end_in_their_quarter_or_after_three_years_where_the_list_has_no_end():
    rows = [
        ("甲", "2016-10-01", "2019-09-30"),  # the quarter's last day
        ("乙", "2017-01-01", "2019-10-01"),
        ("丙", "2019-09-30"),
        ("丁", "2019-09-01", "2029-12-31"),
        ("戊", "2019-10-08", "2022-10-07"),  # not yet issued
    ]
    ends = trend.expiry(linked(history({"2019Q3": ([], rows)})))
    assert ends["until"].tolist()[:2] == ["已到期", "2019Q4"]
    assert ends["until"].tolist()[-2:] == ["2022Q3", "更晚"]
    counts = ends.set_index("until")["certificates"]
    assert counts[counts > 0].to_dict() == {"已到期": 1, "2019Q4": 1, "2022Q3": 1, "更晚": 1}


def test_a_list_of_nobody_gives_empty_tables_that_hold():
    nothing = linked(history({"2019Q2": ([], []), "2019Q3": ([], [])}))
    assert trend.by_quarter(nothing)["in_progress"].tolist() == [0, 0]
    assert trend.flows(nothing)["enterprises"].sum() == 0
    assert trend.retention(nothing).empty
    assert trend.expiry(nothing)["certificates"].sum() == 0
    assert trend.spells(nothing).empty
    assert trend.times(trend.spells(nothing))["followed"].tolist() == [0, 0]


def test_many_enterprises_are_kept_by_sums():
    lists = planted.quarters(sample.random_population(800, 3))
    kept = trend.retention(linked(lists))
    now = kept[kept["quarter"] == str(planted.Q)]
    certified = tally.certified(lists[planted.Q]["certified"], planted.Q)
    assert now["listed"].sum() == len(certified)
    assert trend.expiry(linked(lists))["certificates"].sum() == len(certified)
