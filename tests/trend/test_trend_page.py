"""The trend's sentences, true of none, one, ties and many; and its page from end to end."""

import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from drawn import history

from hnfusion import codelists, exhibits, narrate, tally, trend
from hnfusion.exhibits.record import numbered
from hnfusion.narrate.punctuation import whole
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
COLUMNS = [
    "quarter",
    "in_progress",
    "total_certified",
    "new_started",
    "new_certified",
    "first_seen",
]


def table(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).convert_dtypes()


def by_city(now, before=(0,) * 14):
    rows = [
        (quarter, city, count)
        for quarter, counts in (("2019Q4", before), ("2020Q1", now))
        for city, count in zip(codelists.names("city"), counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["quarter", "city", "in_progress"])


def times(**known):
    none = {"median": pd.NA, "within_6": pd.NA, "within_12": pd.NA, "followed": 20}
    return pd.Series({"basis": "通报口径", **none, **known})


def test_a_year_before_is_compared_where_there_is_its_list_else_the_first():
    year = table(("2018Q4", 9, 9, 0, 0, 0), ("2019Q1", 4, 1, 0, 0, 0), ("2020Q1", 5, 1, 0, 0, 0))
    assert narrate.trend.totals(year) == "一年来在贯企业由4家增至5家,累计获证企业仍为1家"
    less = table(("2018Q4", 9, 9, 0, 0, 0), ("2020Q1", 5, 1, 0, 0, 0))
    assert (
        narrate.trend.totals(less)
        == "2018年四季度以来在贯企业由9家减至5家,累计获证企业由9家减至1家"
    )


def test_new_ones_are_called_the_most_or_the_fewest_only_where_alone_in_that():
    rows = [("2019Q3", 0, 0, 5, 2, 0), ("2019Q4", 0, 0, 7, 1, 0)]
    most = table(*rows, ("2020Q1", 0, 0, 8, 1, 0))
    assert narrate.trend.new(most) == "2020年一季度新增启动8家(各期最多),新增获证1家"
    fewest = table(*rows, ("2020Q1", 0, 0, 7, 0, 0))
    assert narrate.trend.new(fewest) == "2020年一季度新增启动7家,新增获证0家(各期最少)"


@pytest.mark.parametrize(
    ("filed", "seen", "told"),
    [
        (50, 97, "首次列入名单的企业97家,比通报口径的新增启动多47家"),
        (50, 48, "首次列入名单的企业48家,比通报口径的新增启动少2家"),
        (5, 5, "首次列入名单的企业5家,与通报口径的新增启动同数"),
        (5, 0, "没有首次列入名单的企业,通报口径有5家新增启动"),
        (0, 0, "没有首次列入名单的企业,通报口径也没有新增启动"),
    ],
)
def test_starts_as_filed_stand_beside_those_first_seen(filed, seen, told):
    rows = table(("2019Q4", 1, 1, 1, 1, None), ("2020Q1", 1, 1, filed, 1, seen))
    assert narrate.trend.first_seen(rows) == f"2020年一季度{told}"


def test_growth_names_who_grew_most_and_counts_ties_past_three():
    def told(now, before=(0,) * 14):
        return narrate.trend.growth(by_city(now, before), "city", "in_progress", "在贯企业")

    since = "2019年四季度以来"
    assert told((0,) * 14) == f"{since}没有市州的在贯企业增加"
    assert told((0,) * 14, (3, 1, *(0,) * 12)) == f"{since}没有市州的在贯企业增加,2个减少"
    assert told((2, *(0,) * 13)) == f"{since}1个市州在贯企业增加,长沙增加最多(2家)"
    both = told((2, 0, *(0,) * 12), (0, 1, *(0,) * 12))
    assert both == f"{since}1个市州在贯企业增加,1个减少,长沙增加最多(2家)"
    tie = (2, 2, 1, *(0,) * 11)
    assert told(tie) == f"{since}3个市州在贯企业增加,长沙和株洲增加最多(2家)"
    assert told((1,) * 14) == f"{since}14个市州在贯企业增加,14个并列增加最多(1家)"


def flow(rows):
    counts = pd.DataFrame(rows, columns=["before", "after", "enterprises"])
    return counts.assign(since="2019Q4", until="2020Q1")


def test_a_flow_tells_only_what_there_is():
    everything = [
        ("贯标启动", "现状调研", 3), ("评定申请", "获证", 2), ("文件编制", "文件编制", 1),
        ("体系试运行", "体系策划", 1), ("现状调研", "消失", 4), ("新列入", "贯标启动", 9),
    ]  # fmt: skip
    assert narrate.trend.flow(flow(everything)) == (
        "2019年四季度在贯的11家中,2家获证,3家进入后面的阶段,1家阶段未变,1家退回前面的阶段,"
        "4家不再在两份名单"
    )
    assert narrate.trend.flow(flow([("新列入", "贯标启动", 9)])) == "2019年四季度没有在贯企业"


def test_the_time_to_the_certificate_is_told_as_far_as_it_is_known():
    tell = narrate.trend.time_to_certificate
    assert tell(times(median=753)) == "按通报口径估计,启动后24.7个月有一半企业获证"
    assert tell(times(within_12=17.1695)) == (
        "按通报口径估计,一年内获证的占17.2%,观察期内获证还不到一半"
    )
    assert tell(times(within_6=0)) == "按通报口径估计,半年内获证的占0.0%,观察期内获证还不到一半"
    assert tell(times()) == "按通报口径估计,观察期内获证还不到一半"
    assert tell(times(followed=0)) == "按通报口径,可观察的企业太少,不能估计从启动到获证的时间"


def test_the_schemes_minimum_is_named_only_where_the_median_is_longer():
    assert narrate.trend.beyond_the_minimum(times(median=753)).endswith("(3个月)的8.2倍")
    assert narrate.trend.beyond_the_minimum(times(median=80)) == ""
    assert narrate.trend.beyond_the_minimum(times()) == ""


def drawn_certificates(*rows, quarter=Q):
    lists = history({str(quarter.previous): ([], rows[:1]), str(quarter): ([], rows[1:])})
    known = tally.linked(lists)
    return trend.retention(known), trend.expiry(known)


def test_certificates_are_told_of_by_who_left_and_what_ended():
    stays = ("甲", "2019-01-01", "2021-12-31")
    assert narrate.trend.kept(drawn_certificates(stays, stays)[0]) == (
        "曾获证的1家企业全部仍在本期名单,名单中的证书都在有效期内"
    )
    ended = ("乙", "2016-01-01", "2018-12-31")
    assert narrate.trend.kept(drawn_certificates(ended, stays)[0]) == (
        "曾获证的2家企业中,1家已不在本期名单,名单中的证书都在有效期内"
    )
    assert narrate.trend.kept(drawn_certificates(stays, stays, ended)[0]) == (
        "曾获证的2家企业全部仍在本期名单,名单中1家的证书已过期"
    )
    assert narrate.trend.kept(drawn_certificates(stays)[0]) == "曾获证的1家企业都已不在本期名单"
    assert narrate.trend.kept(drawn_certificates()[0]) == "还没有企业获证"


def test_ends_of_validity_are_told_of_the_coming_years():
    def told(*ends):
        rows = [(str(n), "2019-01-01", end) for n, end in enumerate(ends)]
        return narrate.trend.ending(
            drawn_certificates(("甲", "2019-01-01", "2022-01-01"), *rows)[1]
        )

    assert told() == "今后三年没有证书到期"
    assert told("2020-12-31", "2021-03-31") == "2020年四季度起有证书到期,今后一年共2家"
    assert told("2022-05-01") == "今后一年没有证书到期,2022年二季度起有证书到期"
    assert told("2029-05-01") == "今后三年没有证书到期"


def test_figures_that_there_are_not_take_no_number():
    rows = [("甲", "2019-01-01", "2021-12-31")]
    one = tally.linked(history({"2020Q1": ([("乙", "2019-10-01", "贯标启动")], rows)}))
    kept, counts = trend.retention(one), trend.by_quarter(one)
    shown = [exhibits.trend.lines("trend_totals", counts), exhibits.trend.retention(kept)]
    assert "图1 各批获证企业" in numbered(shown)[-1].plain()
    only = "只有2020年一季度一期名单,不能比较。"
    assert exhibits.trend.lines("trend_totals", counts).plain() == only
    assert exhibits.trend.lines("trend_new", counts) is None
    flows = trend.flows(one)
    assert exhibits.trend.stage_flow(flows, counts, "trend_stages_last").plain() == only


def test_the_first_and_last_lists_are_compared_only_where_there_are_others_between():
    lists = {f"2019Q{n}": ([("乙", "2018-10-01", "贯标启动")], []) for n in (2, 3)}
    two = tally.linked(history(lists))
    counts, flows = trend.by_quarter(two), trend.flows(two)
    assert exhibits.trend.stage_flow(flows, counts, "trend_stages_first") is None
    last = exhibits.trend.stage_flow(flows, counts, "trend_stages_last")
    assert last.heading == "上一期到本期的阶段流转(家)"


def test_a_quarter_without_lists_is_named():
    lists = tally.linked(history({"2019Q1": ([], []), "2019Q4": ([], [])}))
    about = exhibits.trend.about(trend.by_quarter(lists)).html()
    assert "其间缺 2019年二季度、2019年三季度 的名单" in about


def test_lists_of_nobody_make_every_exhibit():
    lists = tally.linked(history({"2019Q4": ([], []), "2020Q1": ([], [])}))
    counts, flows = trend.by_quarter(lists), trend.flows(lists)
    spells = trend.spells(lists)
    kept, ends = trend.retention(lists), trend.expiry(lists)
    told = exhibits.trend.lead(counts, flows, trend.times(spells), kept, ends).plain()
    assert "在贯企业仍为0家" in told
    assert "还没有企业获证" in told
    exhibits.trend.lines("trend_totals", counts)
    exhibits.trend.over_time(trend.by(lists, "city"), "city", "in_progress")
    exhibits.trend.over_time(trend.by(lists, "industry"), "industry", "total_certified")
    exhibits.trend.stage_flow(flows, counts, "trend_stages_last")
    exhibits.trend.survival(trend.curves(spells), trend.times(spells), counts)
    exhibits.trend.retention(kept)
    exhibits.trend.expiry(ends)


def test_a_certificate_that_left_the_list_is_marked_in_the_matrix():
    kept, _ = drawn_certificates(("甲", "2019-01-01", "2021-12-31"), ("乙", "2019-02-01"))
    assert ">1/2</text>" in exhibits.trend.retention(kept).svg


# The page from end to end.


@pytest.fixture(scope="module")
def page(report):
    return BeautifulSoup((report / "trend.html").read_text(encoding="utf-8"), "html.parser")


CHARTS = [
    "trend_totals", "trend_new", "trend_first_seen", "trend_self_run", "trend_city_in_progress",
    "trend_city_certified", "trend_industry_in_progress", "trend_industry_certified",
    "trend_stages_last", "trend_stages_first", "trend_survival", "trend_retention", "trend_expiry",
]  # fmt: skip


def csv(report, name):
    return pd.read_csv(report / "tables" / f"{name}.csv", encoding="utf-8-sig")


def test_the_page_has_its_sections_in_order_and_says_what_it_is_made_from(page):
    assert page.h1.get_text(strip=True) == whole(narrate.trend.title(Q))
    assert [h.get_text(strip=True) for h in page.select("main h2")] == [
        "总量与新增", "通报口径与首次出现口径", "各市州", "各行业", "阶段流转", "从启动到获证",
        "证书有效情况",
    ]  # fmt: skip
    assert "合成示例数据" in page.select_one(".origin").get_text()


def test_every_figure_has_its_number_anchor_words_and_file(page, report):
    figures = page.select("figure.chart")
    assert [f["id"] for f in figures] == [f"fig-{n.replace('_', '-')}" for n in CHARTS]
    for number, (name, figure) in enumerate(zip(CHARTS, figures, strict=True), start=1):
        assert figure.select_one("figcaption small").get_text().startswith(f"图{number} ")
        assert "资料来源" in figure.select_one(".source").get_text()
        svg = (report / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        assert "<desc" in svg
        assert figure.select_one("a.file")["href"] == f"figures/{name}.svg"


def test_every_table_of_the_trend_is_published_and_led_to(page, report):
    for name in filter(re.compile("trend_").match, exhibits.contents.OTHERS):
        assert (report / "tables" / f"{name}.csv").exists()
        assert page.select(f'a[href="tables/{name}.csv"]'), name


def test_the_trend_agrees_with_the_headline(report):
    headline = csv(report, "headline").set_index("key")["value"]
    now = csv(report, "trend_by_quarter").iloc[-1]
    for key in ("total_certified", "new_certified", "in_progress", "self_run", "new_started"):
        assert now[key] == headline[key]
    for key in ("city", "industry"):
        rows = csv(report, f"trend_by_{key}")
        sums = rows[rows["quarter"] == "2020Q1"].sum(numeric_only=True)
        assert sums["in_progress"] == headline["in_progress"]
        assert sums["total_certified"] == headline["total_certified"]
        assert sums["new_started"] == headline["new_started"]
    flows = csv(report, "trend_stage_flow")
    last = flows[(flows["since"] == "2019Q4") & (flows["until"] == "2020Q1")]
    is_here = last["after"].isin(codelists.names("stage"))
    assert last.loc[is_here, "enterprises"].sum() == headline["in_progress"]
    assert csv(report, "trend_expiry")["certificates"].sum() == headline["total_certified"]


def test_the_main_facts_stand_at_the_top(page):
    facts = [p.get_text() for p in page.select("main > h1 ~ p")[:5]]
    assert facts[0] == whole("一年来在贯企业由184家增至286家,累计获证企业由58家增至136家。")
    assert "首次列入名单的企业97家" in facts[1]
    assert "39家获证" in facts[2]
    assert "24.7个月" in facts[3]
    assert "136家企业全部仍在本期名单" in facts[4]


def test_the_executed_trend_says_nothing_on_standard_error(report):
    notebook = json.loads((report / "internal" / "4_trend.ipynb").read_text(encoding="utf-8"))
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    assert {o["output_type"] for o in outputs} == {"execute_result"}
