"""Every rule names all of the planted faults and nobody else, and nobody in clean quarters."""

from collections import defaultdict

import numpy as np
import pandas as pd
import planted
import pytest
from planted import Field, Q, filed, plant, quarters

from hnfusion import audit, sample, schema
from hnfusion.audit import consultants, rules
from hnfusion.quarter import Quarter
from hnfusion.sample import QUARTERS

CONTRACT = {
    "backdated_start", "changed_start", "changed_certificate", "vanished", "stage_regressed",
    "consultant_changed", "duplicate", "similar_name", "invalid_uscc", "city_mismatch",
    "date_out_of_range", "certified_before_start", "too_fast", "certified_in_progress",
    "pilot_not_started", "city_without_start", "self_run_surge", "consultant_batch", "expired",
    "expiring",
}  # fmt: skip
"""Rules that name nobody for a fault that is another rule's; a new rule need not be one."""
EXACT = set(audit.RULES) - {"similar_name"}


PROVINCE = ""
"""Named where a finding is about no enterprise, body or city."""


def named(findings):
    """Return whom each rule names: the enterprise, else the body, else the city."""
    who = findings["enterprise"].where(findings["enterprise"] != "", findings["consultant"])
    found = defaultdict(set)
    for rule, name in zip(findings["rule"], who.where(who != "", findings["city"]), strict=True):
        found[rule].add(name)
    return found


def tiny(**changes):
    """Two quarters with one enterprise in progress, and what is changed in the second."""
    row = {
        "enterprise": "长沙示例华盛鼎元机械有限公司", "uscc": "91430100000K4UT157",
        "city": "长沙市", "industry": "机械", "consultant": "湖南示例甲辰管理咨询有限公司",
        "start_date": pd.Timestamp("2019-05-06"), "stage": "体系试运行",
    }  # fmt: skip
    history = {}
    for quarter, values in ((Q.previous, row), (Q, row | changes)):
        empty = sample.random_population(0, 1)
        lists = planted.lists(empty, quarter)
        started = pd.DataFrame([values]).astype(schema.dtypes("started"))
        history[quarter] = lists | {"started": filed(started, "启动", quarter)}
    return history


def tiny_rules(**changes):
    return set(audit.find(tiny(**changes), Q)["rule"]) - {"city_without_start"}


def test_every_rule_has_its_words_and_its_function():
    assert set(audit.RULES) == set(rules.table().index)
    assert set(audit.RULES) >= CONTRACT


@pytest.mark.parametrize("rule", sorted(EXACT & set(planted.FAULTS)))
@pytest.mark.parametrize("seed", range(3))
def test_a_rule_names_all_planted_faults_and_nobody_else(rule, seed):
    rate = np.random.default_rng(seed).uniform(0.002, 0.03)
    field = Field(4000, seed)
    victims = planted.FAULTS[rule](field, rate)
    found = named(audit.judge(audit.case(field.snapshots(), Q), EXACT))
    assert found.pop(rule) == victims
    assert CONTRACT & set(found) <= planted.ALSO.get(rule, set())
    assert set().union(*found.values()) <= victims | {PROVINCE}


def test_similar_names_are_found_with_precision_and_recall_above_95_percent():
    hits, found_all, planted_all = 0, 0, 0
    for seed in range(10, 16):
        field = Field(3000, seed)
        typos = planted.similar_name(field, 0.08)
        found = named(audit.find(field.snapshots(), Q))["similar_name"]
        hits += len(found & typos)
        found_all += len(found)
        planted_all += len(typos)
    assert planted_all > 100
    assert hits / found_all > 0.95
    assert hits / planted_all > 0.95


@pytest.mark.parametrize(("size", "seed"), [(3000, 1), (3000, 2), (10_000, 3), (40_000, 4)])
def test_clean_quarters_yield_no_finding_at_all(size, seed):
    history = quarters(sample.random_population(size, seed))
    for quarter in QUARTERS:
        assert audit.find(history, quarter).empty


def test_a_self_run_surge_is_what_new_starts_do_not_explain():
    field = Field(3000, 5)
    at = field.pick("started", 0.9, field.is_new)
    field.put("started", at, "consultant", None)
    assert not named(audit.find(field.snapshots(), Q))["self_run_surge"]
    field.put("started", at, "start_date", pd.Timestamp("2019-11-11"))
    findings = audit.find(field.snapshots(), Q)
    assert (findings["rule"] == "self_run_surge").sum() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"enterprise": "长沙示例新名实业股份有限公司"},
        {"uscc": "9143010000079QM23P"},
        {"enterprise": "长沙示例(华盛鼎元)机械有限公司", "uscc": "9143010000079QM23P"},
        {"consultant": "湖南示例(甲辰)管理咨询有限公司"},
    ],
)
def test_identity_survives_renaming_a_corrected_code_and_formatting(changes):
    assert tiny_rules(**changes) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uscc": None}, {"invalid_uscc"}),
        ({"uscc": "91430100000K4UT15X"}, {"invalid_uscc"}),
        ({"city": "株洲市"}, {"city_mismatch"}),
        ({"stage": "文件编制"}, {"stage_regressed"}),
        ({"stage": "评定申请"}, set()),
        ({"consultant": None}, {"consultant_changed", "self_run_surge"}),
        ({"start_date": pd.Timestamp("2013-08-31")}, {"changed_start", "date_out_of_range"}),
        ({"start_date": pd.Timestamp("2020-04-01")}, {"changed_start", "date_out_of_range"}),
    ],
)
def test_one_change_makes_its_own_finding(changes, expected):
    assert tiny_rules(**changes) == expected


def test_what_the_quarter_before_lacks_is_compared_with_an_older_one():
    history = tiny(start_date=pd.Timestamp("2019-06-06"))
    older = Quarter(2019, 3)
    empty = {n: rows.iloc[:0] for n, rows in history[Q.previous].items()}
    gap = {older: history[Q.previous], Q.previous: empty, Q: history[Q]}
    findings = audit.find(gap, Q)
    assert set(findings["rule"]) - {"city_without_start"} == {"changed_start"}
    found = findings[findings["rule"] == "changed_start"].iloc[0]
    assert (found["previous"], found["current"]) == ("2019-05-06", "2019-06-06")
    assert "2019Q3" in found["message"]
    assert found["source"] == "2020Q1启动.xlsx › Sheet1 › 2"


def test_without_an_earlier_quarter_the_rules_that_need_one_are_not_judged():
    case = audit.case({Q: tiny()[Q]}, Q)
    findings = audit.judge(case)
    assert set(findings["rule"]) == {"city_without_start"}
    needing = rules.table().index[rules.table()["needs_earlier"]]
    assert CONTRACT & set(needing) == {
        "backdated_start", "changed_start", "changed_certificate", "vanished", "stage_regressed",
        "consultant_changed", "self_run_surge",
    }  # fmt: skip


def test_counts_add_up_from_quarter_to_quarter_in_every_city():
    field = plant(Field(3000, 9), 0.03)
    case = audit.case(field.snapshots(), Q)
    for table in (audit.progress_flow(case), audit.self_run_flow(case)):
        arrived = table[["new", "backdated", "returned", "moved_in"]].sum(axis=1)
        left = table[["certified", "gone", "moved_out"]].sum(axis=1)
        assert (table["previous"] + arrived - left == table["current"]).all()
        assert table["current"].sum() > 0


def test_findings_have_the_contracts_columns_and_do_not_depend_on_the_order_of_rows():
    field = plant(Field(3000, 11), 0.02)
    history = field.snapshots()
    findings = audit.find(history, Q)
    assert list(findings) == audit.COLUMNS
    assert findings.notna().all(axis=None)
    assert set(findings["severity"]) <= set(rules.SEVERITIES)
    shuffled = {
        q: {n: rows.sample(frac=1, random_state=3) for n, rows in lists.items()}
        for q, lists in history.items()
    }
    again = audit.find(shuffled, Q)
    exact = findings["rule"].isin(EXACT - {"duplicate", "consultant_batch"})
    same = again["rule"].isin(EXACT - {"duplicate", "consultant_batch"})
    left, right = (f.reset_index(drop=True) for f in (findings[exact], again[same]))
    pd.testing.assert_frame_equal(left, right)


def test_a_body_with_two_clients_is_not_the_worst():
    field = Field(2000, 12)
    at = field.pick("started", 0, field.is_new)
    field.put("started", at, "consultant", "示例小机构")
    case = audit.case(field.snapshots(), Q)
    some = field.now["started"]["consultant"].value_counts().index[0]
    rows = field.now["started"]
    faulty = rows[rows["consultant"] == some].head(60)
    blamed = pd.concat([faulty, rows.loc[at]])[["enterprise", "consultant"]]
    ranked = consultants.ranking(case, blamed.assign(severity="error"))
    assert ranked.loc[ranked["consultant"] == "示例小机构", "rate"].tolist() == [100.0]
    assert ranked["consultant"].tolist()[0] == some or ranked["low"].iloc[0] > 20
    assert ranked["low"].is_monotonic_decreasing
