"""Lists in pieces: the same tables and the same findings as of whole ones."""

import subprocess
import sys

import dask
import dask.dataframe as dd
import pandas as pd
import pytest
from planted import Field, Q, filed, plant

from hnfusion import audit, schema, tally
from hnfusion.run import partitions
from hnfusion.tally import linkage


def nasty(rows):
    """The rows, and some of the worst that a list can hold."""
    first, second, third, fourth, fifth = (rows.iloc[[n]] for n in range(5))
    name = second["enterprise"].iloc[0]
    more = [
        first,
        second.assign(uscc=None),
        third.assign(enterprise=name),
        third.assign(enterprise=name, uscc=None, city="娄底市"),
        fourth.assign(uscc=None, enterprise="示例(无代码)实业有限公司"),
        fourth.assign(uscc=None, enterprise="示例无代码实业有限公司"),
        fifth.assign(enterprise=first["enterprise"].iloc[0].replace("示例", "示例（甲）")),
    ]
    every = pd.concat([rows, *more], ignore_index=True)
    types = {c: t for c, t in schema.dtypes("started").items() if c in every}
    return every.astype(types)


@pytest.fixture(scope="module")
def history():
    """Quarters with every kind of fault, and enterprises that names and codes tie together."""
    field = plant(Field(800, 3), 0.04)
    now = field.now["started"]
    field.put("started", now.index[:30], "start_date", pd.Timestamp("2019-08-08"))
    field.put("started", now.index[60:200], "consultant", None)
    snapshots = {q: lists for q, lists in field.snapshots().items() if q >= Q.previous.previous}
    lists = snapshots[Q]
    held = lists["certified"].iloc[:3].assign(start_date=pd.Timestamp("2019-07-07"))
    columns = list(schema.dtypes("started"))
    both = held.assign(stage="评定申请").astype({"stage": lists["started"]["stage"].dtype})[columns]
    started = pd.concat([nasty(lists["started"][columns]), both], ignore_index=True)
    return snapshots | {Q: lists | {"started": filed(started, "启动", Q)}}


@pytest.fixture(scope="module")
def whole(history):
    return audit.judge(audit.case(history, Q), partitions.EXACT)


def pieces(history, count):
    """The lists as they may lie somewhere: rows of an enterprise anywhere, then put together."""
    parts = {
        quarter: {n: dd.from_pandas(rows, npartitions=3, sort=False) for n, rows in lists.items()}
        for quarter, lists in history.items()
    }
    settled = partitions.together(parts, count)
    return {q: {n: rows.persist() for n, rows in lists.items()} for q, lists in settled.items()}


@pytest.fixture(scope="module", params=[1, 2, 7])
def parts(history, request):
    return pieces(history, request.param)


def tables(certified, started, pilots, earlier):
    stars = pd.DataFrame({"consultant": ["湖南示例甲辰管理咨询有限公司", "示例无客户"]})
    yield from (tally.by_city(rows) for rows in (certified, started))
    yield from (tally.by_industry(rows) for rows in (certified, started))
    yield from (tally.by_consultant(rows, stars) for rows in (certified, started))
    yield tally.by_stage(started)
    yield tally.change_by_city(started, earlier[Q.previous])
    yield tally.pilots_by_city(pilots, started, certified)
    yield tally.headline(certified, started, pilots, earlier, Q)
    marks = ["is_new", "is_new_this_year", "is_self_run", "is_pilot", "is_backdated"]
    yield started[marks].sum()


def test_the_findings_of_pieces_are_those_of_the_whole(parts, whole):
    pd.testing.assert_frame_equal(partitions.findings(parts, Q), whole)
    assert set(whole["rule"]) == set(partitions.EXACT)


def test_the_tables_of_pieces_are_those_of_the_whole(history, parts):
    lists, earlier = history[Q], {q: history[q]["started"] for q in history if q < Q}
    certified = tally.certified(lists["certified"], Q)
    started = tally.started(lists["started"], Q, lists["pilots"], earlier)
    expected = tables(certified, started, lists["pilots"], earlier)
    for table, same in zip(tables(*partitions.enterprises(parts, Q)), expected, strict=True):
        assert_equal(table, same)


def test_a_partition_may_be_empty(history):
    few = {
        quarter: {name: rows.iloc[:4] for name, rows in lists.items()}
        for quarter, lists in history.items()
    }
    parts = pieces(few, 16)
    sizes = [parts[Q][name].map_partitions(len).compute() for name in parts[Q]]
    assert (sum(sizes) == 0).any()
    expected = audit.judge(audit.case(few, Q), partitions.EXACT)
    pd.testing.assert_frame_equal(partitions.findings(parts, Q), expected)
    counted = partitions.enterprises(parts, Q)
    assert len(counted.certified) == len(tally.certified(few[Q]["certified"], Q))


def assert_equal(one, other):
    check = pd.testing.assert_frame_equal if one.ndim > 1 else pd.testing.assert_series_equal
    check(one, other)


def test_who_is_tied_by_a_code_or_a_name_is_in_one_partition(history, parts):
    homes = {}
    for lists in parts.values():
        for rows in lists.values():
            for number, part in enumerate(map(dask.compute, rows.to_delayed())):
                for key in part[0]["identity"]:
                    homes.setdefault(key, set()).add(number)
    assert all(len(numbers) == 1 for numbers in homes.values())
    known = linkage.linked(history)
    who = pd.concat([rows[["identity", "who"]] for q in known.values() for rows in q.values()])
    tied = who.drop_duplicates().groupby("who")["identity"].agg(list)
    assert (tied.map(len) > 1).sum() > 5
    assert all(len({n for key in keys for n in homes[key]}) == 1 for keys in tied)


def test_apart_an_enterprise_would_be_found_to_have_vanished(history, whole):
    parts = {
        quarter: {n: dd.from_pandas(rows, npartitions=2, sort=False) for n, rows in lists.items()}
        for quarter, lists in history.items()
    }
    apart = partitions.findings(parts, Q, ("vanished",))
    assert len(apart) > (whole["rule"] == "vanished").sum()


def test_a_cluster_finds_the_same(history, whole):
    from distributed import Client, LocalCluster

    options = {"threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(n_workers=2, **options) as cluster, Client(cluster.scheduler_address):
        found = partitions.findings(pieces(history, 4), Q)
    pd.testing.assert_frame_equal(found, whole)


def test_without_an_earlier_quarter_the_rules_that_need_one_are_not_judged(history):
    now = {Q: history[Q]}
    found = partitions.findings(pieces(now, 3), Q)
    expected = audit.judge(audit.case(now, Q), partitions.EXACT)
    pd.testing.assert_frame_equal(found, expected)
    assert partitions.enterprises(pieces(now, 3), Q).earlier == {}


def test_the_report_needs_no_dask():
    program = "import sys, hnfusion.partitions, hnfusion.publish; print('dask' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
