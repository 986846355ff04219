"""Time to the certificate: by hand, against scipy, and with those who cannot be seen."""

import numpy as np
import pandas as pd
import pytest
from drawn import history
from scipy import stats

from hnfusion import trend
from hnfusion.quarter import Quarter
from hnfusion.tally import linked
from hnfusion.trend import survival

Q = Quarter(2019, 3)
APPLIED = "评定申请"


@pytest.fixture
def anybody(monkeypatch):
    """Lets a curve begin with one enterprise."""
    monkeypatch.setattr(survival, "FEWEST_AT_RISK", 1)


def followed(rows):
    return pd.DataFrame(rows, columns=survival.FOLLOWED)


def at(curve, days):
    """The share certified by each day."""
    place = np.searchsorted(curve["day"], days, side="right") - 1
    return curve.iloc[place].reset_index(drop=True)


@pytest.mark.usefixtures("anybody")
def test_a_curve_with_late_entry_is_as_computed_by_hand():
    rows = [(0, 10, True), (0, 30, False), (5, 20, True), (15, 40, True), (20, 50, False)]
    curve = survival.curve(followed(rows))
    # Day 10: one of 3. Day 20: one of 3, for who enters on that day is seen after. Day 40: 1 of 2.
    assert curve["day"].tolist() == [0, 10, 20, 40, 50]
    assert curve["at_risk"].tolist()[1:4] == [3, 3, 2]
    left = [1, 2 / 3, 4 / 9, 2 / 9, 2 / 9]
    assert curve["share"].tolist() == pytest.approx([100 * (1 - s) for s in left], abs=1e-4)
    assert survival.summary(followed(rows), "甲")["median"].tolist() == [20]


@pytest.mark.usefixtures("anybody")
def test_without_late_entry_it_is_scipys():
    rng = np.random.default_rng(6)
    days, certified = rng.integers(1, 900, 300), rng.random(300) < 0.6
    rows = followed(list(zip(np.zeros(300, int), days, certified, strict=True)))
    curve = survival.curve(rows)
    known = stats.CensoredData(uncensored=days[certified], right=days[~certified])
    estimate = stats.ecdf(known)
    when = curve["day"].to_numpy()[1:]
    assert np.allclose(at(curve, when)["share"], 100 * estimate.cdf.evaluate(when), atol=1e-4)
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning, match="undefined"):
        bounds = estimate.cdf.confidence_interval(0.95, method="log-log")
    inside = (curve["share"] > 0) & (curve["day"] < days.max())
    for column, bound in (("lower", bounds.low), ("upper", bounds.high)):
        expected = 100 * bound.evaluate(curve.loc[inside, "day"])
        assert np.allclose(curve.loc[inside, column], expected, atol=1e-3)


@pytest.mark.usefixtures("anybody")
def test_late_entry_counts_the_same_as_leaving_out_the_time_before():
    """Simulated: starts at even times, seen only if still in progress at a census."""
    rng = np.random.default_rng(7)
    truth = rng.exponential(500, 40_000)
    census = rng.uniform(0, 700, 40_000)
    seen = truth > census
    rows = followed(
        list(zip(census[seen].round(), truth[seen].round() + 1, np.ones(seen.sum(), bool),
                 strict=True))
    )  # fmt: skip
    median = survival.summary(rows, "甲")["median"].iloc[0]
    assert median == pytest.approx(500 * np.log(2), rel=0.05)
    naive = rows["duration"].median()
    assert naive > 1.3 * 500 * np.log(2)


def test_a_curve_waits_for_enough_enterprises():
    early = [(0, 2, True)]
    later = [(5 + n, 100 + n, n % 2 == 0) for n in range(20)]
    curve = survival.curve(followed([*early, *later]))
    assert curve["day"].iloc[0] == 14
    assert curve["at_risk"].iloc[0] == survival.FEWEST_AT_RISK
    assert curve["share"].is_monotonic_increasing
    assert curve["share"].iloc[-2] < 100


@pytest.mark.usefixtures("anybody")
def test_a_curve_ends_when_nobody_is_left_to_watch():
    curve = survival.curve(followed([(0, 10, True), (0, 12, True), (50, 90, True)]))
    assert curve["day"].tolist() == [0, 10, 12]


def test_too_few_give_no_curve_and_no_estimate():
    nobody = followed([]).astype({"entry": "int64", "duration": "int64", "is_certified": "bool"})
    for rows in (nobody, followed([(0, 10, True)] * 3)):
        assert survival.curve(rows).empty
        (told,) = survival.summary(rows, "甲").to_dict("records")
        assert (told["followed"], told["certified"]) == (0, 0)
        assert pd.isna(told["median"])
        assert pd.isna(told["within_6"])


@pytest.mark.usefixtures("anybody")
def test_a_median_that_is_not_reached_and_time_nobody_was_watched_are_missing():
    rows = followed([(0, 100, True), *[(0, 200, False)] * 9])
    (told,) = survival.summary(rows, "甲").to_dict("records")
    assert pd.isna(told["median"])
    assert told["within_6"] == pytest.approx(10)
    assert told["within_6_lower"] < 10 < told["within_6_upper"]
    assert pd.isna(told["within_12"])


@pytest.mark.usefixtures("anybody")
def test_before_the_first_certificate_there_is_no_interval():
    rows = followed([(0, 300, True), (0, 400, False)])
    (told,) = survival.summary(rows, "甲").to_dict("records")
    assert told["within_6"] == 0
    assert pd.isna(told["within_6_lower"])
    assert pd.isna(told["within_6_upper"])


@pytest.fixture
def lists():
    """Three quarters: 甲 certified, 乙 going on, 丙 gone, 丁 late in the lists, 戊 already done."""
    return history(
        {
            "2019Q1": (
                [("甲", "2018-10-01", APPLIED), ("乙", "2019-01-31", APPLIED),
                 ("丙", "2019-02-01", APPLIED)],
                [("己", "2018-01-01")],
            ),
            "2019Q2": (
                [("甲", "2018-12-01", APPLIED), ("乙", "2019-01-31", APPLIED),
                 ("丁", "2018-07-01", APPLIED),
                 ("戊", "2019-01-01", APPLIED)],
                [("己", "2018-01-01"), ("戊", "2019-06-01")],
            ),
            "2019Q3": (
                [("乙", "2019-01-31", APPLIED)],
                [("甲", "2019-08-15"), ("甲", "2019-09-15"), ("丁", "2019-09-30"),
                 ("丁", "2019-10-08"), ("戊", "2019-06-01"), ("己", "2018-01-01")],
            ),
        }
    )  # fmt: skip


def test_everyone_ever_in_progress_is_followed_from_its_first_claim(lists):
    spells = trend.spells(linked(lists))
    assert spells["start_date"].astype("str").tolist() == [
        "2018-10-01", "2019-01-31", "2019-02-01", "2018-07-01", "2019-01-01",
    ]  # fmt: skip
    assert spells["is_certified"].tolist() == [True, False, False, True, True]
    assert spells["stop"].astype("str").tolist() == [
        "2019-08-15",  # its first certificate
        "2019-09-30",  # going on at the quarter's end
        "2019-03-31",  # last seen
        "2019-09-30",
        "2019-06-01",
    ]


def test_a_start_as_filed_is_watched_from_the_first_list_on(lists):
    rows = survival.followed(trend.spells(linked(lists)), "start_date")
    # 丙 was never seen again, 戊 was certified before it was first listed: neither is watched.
    assert rows.to_numpy().tolist() == [[181, 318, True], [59, 242, False], [364, 456, True]]


def test_a_start_as_first_seen_leaves_out_the_first_list(lists):
    rows = survival.followed(trend.spells(linked(lists)), "listed")
    assert rows.to_numpy().tolist() == [[0, 92, True]]


def test_later_lists_change_nothing_about_an_earlier_quarter(lists):
    then = trend.spells(linked(lists, Q.previous))
    assert then["is_certified"].tolist() == [False, False, False, False, True]
    assert then["stop"].max() == pd.Timestamp("2019-06-30")


def test_an_enterprise_is_the_same_under_a_corrected_code_and_a_changed_name():
    before, corrected = "91430100000K4UT157", "91430100MA4L000000"
    lists = history(
        {
            "2019Q1": ([("甲", "2018-10-01", APPLIED, before)], []),
            "2019Q2": ([("甲", "2018-10-01", APPLIED, corrected)], []),
            "2019Q3": ([], [("甲集团", "2019-08-01", None, corrected)]),
        }
    )
    spells = trend.spells(linked(lists))
    assert len(spells) == 1
    assert spells["is_certified"].all()


def test_one_list_leaves_nobody_to_watch(lists):
    spells = trend.spells(linked(lists, Quarter(2019, 1)))
    assert trend.curves(spells).empty
    assert trend.times(spells)["followed"].tolist() == [0, 0]
