"""The sentences, where the figures are not those of the first quarter of 2020."""

import pandas as pd
import pytest

from hnfusion import codelists, narrate
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter

Q1, Q2 = Quarter(2020, 1), Quarter(2020, 2)


def cities(**new):
    """The fourteen cities with the new ones given by short name."""
    table = pd.DataFrame({"city": codelists.names("city"), "new": 0, "total": 1})
    short = table["city"].map(codelists.short_names())
    return table.assign(new=short.map(new).fillna(0).astype(int))


def counts(**values):
    return pd.Series(values, dtype="Int64")


def enterprises(quarter, year):
    """Enterprises of which some are new in the quarter, some since 1 January."""
    flags = [(n < quarter, n < year) for n in range(9)]
    return pd.DataFrame(flags, columns=["is_new", "is_new_this_year"])


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (
            {"长沙": 3, "湘潭": 2, "娄底": 1},
            "今年一季度新增获证企业数排前三位的是长沙、湘潭和娄底。",
        ),
        ({"长沙": 3, "湘潭": 2}, "今年一季度新增获证企业数排前两位的是长沙和湘潭。"),
        ({"湘西": 1}, "今年一季度新增获证企业均来自湘西。"),
        ({}, "今年一季度各市州均无新增获证企业。"),
        (
            {"长沙": 3, "湘潭": 2, "娄底": 1, "株洲": 1},
            "今年一季度新增获证企业数排前三位(含并列)的是长沙、湘潭、株洲和娄底。",
        ),
        (
            {"长沙": 1, "湘潭": 1, "娄底": 1, "株洲": 1},
            "今年一季度长沙、株洲、湘潭和娄底4个市州并列第一,各新增获证企业1家。",
        ),
        (
            {"长沙": 9, "株洲": 1, "湘潭": 1, "衡阳": 1, "邵阳": 1, "岳阳": 1},
            "今年一季度新增获证企业数排首位的是长沙。",
        ),
    ],
)
def test_a_ranking_of_cities_is_true_of_ties_few_and_none(new, sentence):
    told = narrate.bulletin.certified_by_city(cities(**new), Q1)
    assert told == sentence + "各市州今年新增和累计获证企业数量如下:"


def test_in_the_second_quarter_new_is_not_this_years():
    told = narrate.bulletin.certified_by_city(cities(长沙=1), Q2)
    assert told.endswith("各市州今年二季度新增和累计获证企业数量如下:")
    assert narrate.bulletin.part_two(Q2) == "二、今年二季度企业贯标启动情况"
    assert (
        narrate.bulletin.title(Q2)
        == "湖南省工业和信息化厅2020年二季度全省推进两化融合管理体系贯标工作情况通报"
    )


def test_the_lead_tells_the_year_to_date_from_the_second_quarter_on():
    certified, started = enterprises(2, 5), enterprises(0, 3)
    assert narrate.bulletin.overall(certified, started, Q2) == (
        "截止2020年6月30日,全省获得两化融合管理体系贯标证书的企业总数量达到9家,"
        "2020年二季度新增获证企业2家,无新增贯标启动企业;"
        "年初至今新增获证企业5家,新增贯标启动企业3家。"
    )
    assert "年初至今" not in narrate.bulletin.overall(certified, started, Q1)


def test_without_a_rank_there_is_no_sentence_on_it():
    assert narrate.bulletin.ranks({}) == ""


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        ([], "从产业行业统计数据来看,获证企业尚无行业分布。"),
        ([("机械", 4)], "从产业行业统计数据来看,获证企业均属机械行业。"),
        ([("机械", 4), ("食品", 4)], "其中,机械和食品行业并列最多。"),
        ([("机械", 4), ("食品", 2)], "其中,机械行业最多,其次是食品行业。"),
        (
            [("机械", 4), ("食品", 3), ("电子", 2), ("钢铁", 2), ("纺织", 1)],
            "其中,机械行业最多,其次是食品、电子和钢铁行业。",
        ),
    ],
)
def test_industries_name_three_places_and_who_shares_the_third(totals, sentence):
    table = pd.DataFrame(totals, columns=["industry", "total"])
    assert narrate.bulletin.by_industry(table, "获证企业").endswith(sentence)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ([3, 0], "今年一季度新增获证企业均由甲服务,共3家。"),
        ([0, 0], "今年一季度没有咨询服务机构服务的企业新增获证。"),
        ([3, 2], "甲和乙排在前两位,分别为3、2家。"),
        ([1, 1, 1, 1], "甲、乙、丙和丁4家机构并列第一,各为1家。"),
    ],
)
def test_consulting_bodies_of_certificates(new, sentence):
    table = pd.DataFrame({"consultant": list("甲乙丙丁")[: len(new)], "new": new})
    assert f",{sentence}" in narrate.bulletin.certified_by_consultant(table, Q1)


def test_nobody_is_self_run_and_nobody_signed():
    table = pd.DataFrame({"consultant": ["甲"], "new": [0]})
    told = narrate.bulletin.started_by_consultant(table, counts(in_progress=7, self_run=0), Q2)
    assert told.startswith(
        "统计的7家贯标企业中,没有企业选择自行开展贯标。今年二季度没有企业与咨询服务机构新签订贯标。"
    )


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        ([0, 0, 0, 0, 0, 0], "目前没有处于各实施阶段的企业。"),
        ([0, 0, 0, 0, 7, 0], "全部7家企业都处于体系试运行阶段。"),
        (
            [3, 3, 2, 2, 4, 5],
            "较多企业都集中在评定申请和体系试运行这两个阶段。其中,处于评定申请阶段的有5家企业,"
            "处于体系试运行的有4家企业,分别占比26.3%和21.1%。",
        ),
    ],
)
def test_stages_tell_the_two_largest(totals, sentence):
    shares = [round(100 * t / max(sum(totals), 1) + 0.001, 1) for t in totals]
    table = pd.DataFrame({"stage": codelists.names("stage"), "total": totals, "share": shares})
    assert (
        narrate.bulletin.by_stage(table)
        == f"从企业贯标实施不同阶段的企业数量统计数据来看,{sentence}"
    )


@pytest.mark.parametrize(
    ("late", "words"),
    [(0, "各市州均已有企业启动贯标。"), (4, "有少数地区"), (6, "有部分地区"), (9, "有多数地区")],
)
def test_late_cities_are_few_some_or_most(late, words):
    new = dict.fromkeys(list(codelists.short_names().values())[late:], 1)
    assert narrate.remarks.late_cities(cities(**new), Q1).within.startswith(words)


def pilots(started):
    return pd.DataFrame({"started": [started]})


@pytest.mark.parametrize(
    ("new", "others", "has_started", "told"),
    [
        (50, 2, 88, "50家启动贯标企业中,虽然只有2家不是试点企业,但与今年发布的282家总数量相比"),
        (50, 0, 88, "50家启动贯标企业全部是试点企业,但与今年发布的282家总数量相比"),
        (50, 40, 20, "50家启动贯标企业中,有40家不是试点企业,但与"),
        (0, 0, 20, "今年一季度没有企业启动贯标,与今年发布的282家总数量相比"),
        (
            50,
            2,
            200,
            "虽然只有2家不是试点企业,今年发布的282家试点企业中,已有200家启动贯标或获得证书。",
        ),
    ],
)
def test_pilots_that_do_not_start(new, others, has_started, told):
    values = counts(new_started=new, new_started_not_pilots=others, pilots=282)
    assert told in narrate.remarks.pilot_progress(values, pilots(has_started), Q1).within


def test_without_a_list_of_pilots_there_is_no_sentence_on_them():
    assert narrate.remarks.pilot_progress(counts(new_started=5, pilots=None), pilots(0), Q1) == (
        "",
        "",
    )


def filings(backdated, years=(2019,)):
    dates = [f"{years[n % len(years)]}-05-01" for n in range(backdated)]
    return pd.DataFrame({
        "is_backdated": True, "is_self_run": True, "start_date": pd.to_datetime(pd.Series(dates))
    })  # fmt: skip


@pytest.mark.parametrize(
    ("quarter", "before", "now", "late", "told"),
    [
        (Q1, 3, 52, 43, "总数陡增到52家,这说明不少企业填报数据时将时间人为的提前到了2019年。"),
        (Q2, 52, 60, 5, "总数增加到60家,这说明部分企业填报数据时将时间人为的提前到了2019年。"),
        (Q2, 52, 52, 0, "今年第二季统计自行贯标数据总数仍为52家。"),
        (Q2, 52, 40, 1, "总数减少到40家,其中1家首次列入名单而填报的启动时间早于本季度。"),
        (Q1, None, 4, 0, "今年第一季统计自行贯标数据总数为4家。"),
    ],
)
def test_self_run_against_the_quarter_before(quarter, before, now, late, told):
    values = counts(self_run=now, self_run_previous=before)
    assert narrate.remarks.self_run(filings(late), values, quarter).within.endswith(told)


@pytest.mark.parametrize(
    ("quarter", "when"), [(Q1, "比如2019年底省工信厅"), (Q2, "比如2020年一季度省工信厅")]
)
def test_the_quarter_before_is_called_by_its_name(quarter, when):
    values = counts(self_run=9, self_run_previous=3)
    assert narrate.remarks.self_run(filings(0), values, quarter).within.startswith(when)


def test_backdating_names_every_year_that_was_claimed():
    values = counts(self_run=9, self_run_previous=3)
    told = narrate.remarks.self_run(filings(4, (2018, 2019)), values, Q1).within
    assert told.endswith("提前到了2018年、2019年。")


SENTENCES = [narrate.remarks.Sentence(*pair) for pair in [("一", "甲"), ("", ""), ("三", "丙")]]


def test_alone_the_sentences_state_facts_and_judge_nobody():
    new = dict.fromkeys(list(codelists.short_names().values())[3:], 1)
    values = counts(self_run=52, self_run_previous=3, pilots=282, new_started=50)
    values["new_started_not_pilots"] = 2
    assert [
        narrate.remarks.late_cities(cities(**new), Q1).alone,
        narrate.remarks.pilot_progress(values, pilots(88), Q1).alone,
        narrate.remarks.self_run(filings(43), values, Q1).alone,
    ] == [
        "今年一季度没有新启动贯标企业的市州有3个:长沙市、株洲市和湘潭市。",
        "今年发布的282家试点企业中,已有88家启动贯标或获得证书。",
        "2019年底自行贯标企业3家,今年一季度52家,其中43家首次列入名单而填报的启动时间早于本季度。",
    ]


@pytest.mark.parametrize("text", ["今年以来", "# 五\n下一步", "# 引言\n# 四\n"])
def test_prose_that_has_no_place_is_refused(text):
    with pytest.raises(BulletinError, match="只用标题 导语、三、四"):
        narrate.remarks.sections(text)


def test_a_slot_that_there_is_not_is_named_with_those_there_are():
    with pytest.raises(
        BulletinError, match="没有名为 试点 的计算句。请改用 未启动地区、试点进度、自行贯标"
    ):
        narrate.remarks.problems({"三": "{{试点}}"}, *SENTENCES)


def test_without_remarks_the_computed_sentences_stand_alone():
    assert narrate.remarks.lead({}, "总数。", "") == ["总数。现将有关情况通报如下:"]
    assert narrate.remarks.problems({}, *SENTENCES) == ["甲", "丙"]
    assert narrate.remarks.next_steps({}) == []
