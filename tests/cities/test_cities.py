"""What one city's page says, on a few drawn enterprises, some of them nasty."""

import pandas as pd
import pytest

from hnfusion import cities, codelists, exhibits, narrate, tally
from hnfusion.cities import City, Stood
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
CHANGSHA, ZHUZHOU, XIANGXI = (City.parse(code) for code in ("430100", "430200", "433100"))
CITY, INDUSTRY, STAGE = (codelists.dtype(name) for name in ("city", "industry", "stage"))
CERTIFIED = ["identity", "city", "industry", "consultant", "issue_date"]
STARTED = ["identity", "city", "industry", "consultant", "start_date", "stage"]


def frame(rows, columns):
    types = {"city": CITY, "industry": INDUSTRY, "stage": STAGE, "consultant": "str"}
    types |= {"issue_date": "datetime64[s]", "start_date": "datetime64[s]", "identity": "str"}
    drawn = pd.DataFrame(rows, columns=columns)
    return drawn.astype({c: types[c] for c in columns}).assign(enterprise=drawn["identity"])


def lists(certified=(), started=(), pilots=(), recommended=("方圆", "曼顿")):
    return {
        "certified": frame(certified, CERTIFIED),
        "started": frame(started, STARTED),
        "pilots": frame(pilots, ["identity", "city"]),
        "recommended": pd.DataFrame({"consultant": recommended}, dtype="str"),
    }


@pytest.fixture
def now():
    """长沙 has 2 certified, 株洲 and 湘潭 1 each; 株洲 has all starts, one of them self-run."""
    return lists(
        [
            ("甲", "长沙市", "机械", "方圆", "2020-02-01"),
            ("甲", "长沙市", "机械", "方圆", "2020-03-01"),
            ("乙", "长沙市", "食品", None, "2019-02-01"),
            ("丙", "株洲市", "机械", "曼顿", "2020-03-31"),
            ("丁", "湘潭市", "电子", "方圆", "2020-01-01"),
        ],
        [
            ("戊", "株洲市", "机械", None, "2020-02-02", "贯标启动"),
            ("己", "株洲市", "机械", "曼顿", "2019-06-01", "体系试运行"),
        ],
        [("甲", "长沙市"), ("戊", "长沙市"), ("庚", "长沙市"), ("庚", "长沙市"), ("辛", "株洲市")],
    )


def stood(history, city, quarter=Q):
    return cities.standing(cities.panel(history), city, quarter)


def told(history, city, quarter=Q):
    return narrate.city.lead(stood(history, city, quarter), city, quarter)


def test_a_code_that_is_no_citys_is_refused_with_all_that_are():
    with pytest.raises(BulletinError, match=r"“430000” 不是本省市州的代码.*433100 湘西州"):
        City.parse("430000")


def test_each_city_is_before_one_and_after_one():
    every = cities.cities()
    assert [cities.neighbours(city)[1] for city in every] == [*every[1:], every[0]]
    assert [cities.neighbours(city)[0] for city in every] == [every[-1], *every[:-1]]


def test_equals_share_a_rank_and_zero_has_none(now):
    assert stood({Q: now}, CHANGSHA).loc["total_certified", ["rank", "is_tied"]].tolist() == [
        1,
        False,
    ]
    assert stood({Q: now}, ZHUZHOU).loc["total_certified", ["rank", "is_tied"]].tolist() == [
        2,
        True,
    ]
    nobody = stood({Q: now}, XIANGXI).loc["total_certified"]
    assert (nobody["value"], pd.isna(nobody["rank"]), nobody["is_tied"]) == (0, True, False)
    assert "并列第2位" in told({Q: now}, ZHUZHOU)[0]


def test_an_enterprise_of_two_certificates_counts_once(now):
    standing = stood({Q: now}, CHANGSHA)
    assert standing.loc[["total_certified", "new_certified"], "value"].tolist() == [2, 1]
    assert standing.loc["total_certified", ["province", "share"]].tolist() == [4, 50.0]


def test_all_of_the_province_is_no_rank_but_all(now):
    assert told({Q: now}, ZHUZHOU)[1] == (
        "在贯企业2家,即全省的全部,其中自行贯标1家;一季度新增启动1家,即全省的全部。"
    )


def test_a_city_with_nothing_is_told_of_as_it_is(now):
    assert told({Q: now}, XIANGXI) == [
        "截止2020年3月31日,湘西土家族苗族自治州没有企业获得两化融合管理体系贯标证书。",
        "目前没有企业在贯,一季度没有新增启动。",
        "2020年度试点企业名单中没有该地企业。",
    ]


def test_a_province_with_nothing_is_told_of_too():
    standing = stood({Q: lists()}, CHANGSHA)
    assert standing["rank"].isna().all()
    assert standing["share"].isna().all()
    assert told({Q: lists()}, CHANGSHA)[2] == "2020年度试点企业名单未提供。"


def test_pilots_are_told_of_by_how_many_have_started(now):
    assert told({Q: now}, CHANGSHA)[2] == ("2020年度试点企业3家,已启动或获证2家,尚有1家未启动。")
    assert told({Q: now}, ZHUZHOU)[2] == "2020年度试点企业1家,均未启动。"
    alone = lists(now["certified"][CERTIFIED], (), [("甲", "长沙市")])
    assert told({Q: alone}, CHANGSHA)[2] == "2020年度试点企业1家,均已启动或获证。"


def test_a_change_is_against_the_quarter_before_and_the_year_before(now):
    before, year_before = Quarter(2019, 4), Quarter(2019, 1)
    less = lists(now["certified"][CERTIFIED].iloc[2:3])
    history = {year_before: lists(), before: less, Q: now}
    changed = stood(history, CHANGSHA).loc["total_certified", ["on_quarter", "on_year"]]
    assert changed.tolist() == [1, 2]
    alone = stood({Q: now}, CHANGSHA).loc["total_certified", ["on_quarter", "on_year"]]
    assert alone.isna().all()


def test_a_gap_between_quarters_is_no_quarter_before(now):
    standing = stood({Quarter(2019, 3): now, Q: now}, CHANGSHA)
    assert standing[["on_quarter", "on_year"]].isna().all(axis=None)


def test_pilots_are_compared_within_their_year_only(now):
    later = Quarter(2020, 2)
    history = {Quarter(2019, 4): now, Q: now, later: now}
    assert stood(history, CHANGSHA).loc[["pilots", "pilots_started"], "on_quarter"].isna().all()
    assert stood(history, CHANGSHA, later).loc["pilots", "on_quarter"] == 0


def test_a_year_without_a_list_of_pilots_has_none_to_show():
    q = Quarter(2019, 1)
    history = {q: lists([("甲", "长沙市", "机械", None, "2019-02-01")])}
    standing = stood(history, CHANGSHA, q)
    assert standing.loc["pilots":, "value"].isna().all()
    shown = exhibits.city.ranks(standing, CHANGSHA).html()
    assert "试点" not in shown
    waiting = exhibits.city.waiting([], standing, q).html()
    assert "2019年度试点企业名单未提供。" in waiting


def test_all_cities_add_up_to_the_headline(now):
    panel = cities.panel({Q: now})
    certified = tally.certified(now["certified"], Q)
    started = tally.started(now["started"], Q, now["pilots"], [])
    headline = tally.headline(certified, started, {Q: now}, Q)
    counted = headline.set_index("key")["value"]
    sums = panel[cities.FIGURES].sum()
    same = ["total_certified", "new_certified", "in_progress", "new_started", "self_run", "pilots"]
    assert sums[same].tolist() == counted[same].tolist()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([0], "没有获证企业"),
        ([3], "获证企业3家"),
        ([0, 0], "2019年四季度以来没有获证企业"),
        ([2, 2], "获证企业2家,与2019年四季度末相同"),
        ([0, 2], "获证企业由2019年四季度末的0家增至2家"),
        ([2, 0], "获证企业由2019年四季度末的2家减至0家"),
    ],
)
def test_a_series_is_told_by_its_ends(counts, words):
    series = pd.DataFrame({"quarter": ["2019Q4", "2020Q1"][: len(counts)], "total": counts})
    assert narrate.city.since_first(series, "total", "获证企业") == words


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], "目前没有企业在贯"),
        (["评定申请"], "在贯企业都处于评定申请阶段"),
        (["评定申请", "贯标启动"], "处于贯标启动和评定申请阶段的最多,各1家,各占50.0%"),
        (["评定申请", "评定申请", "贯标启动"], "处于评定申请阶段的最多,2家,占66.7%"),
    ],
)
def test_the_stage_with_most_is_told(held, words):
    started = frame(
        [(f"{n}", "长沙市", "机械", None, "2020-01-01", stage) for n, stage in enumerate(held)],
        STARTED,
    )
    assert narrate.city.most_in(cities.stages(started, CHANGSHA)) == words


def test_stages_stand_beside_those_of_the_province(now):
    table = cities.stages(tally.started(now["started"], Q, now["pilots"], []), XIANGXI)
    assert table["stage"].tolist() == codelists.names("stage")
    assert table["total"].sum() == 0
    assert table["province"].tolist() == [50.0, 0.0, 0.0, 0.0, 50.0, 0.0]


def test_a_pilot_that_started_anywhere_does_not_wait(now):
    certified = tally.certified(now["certified"], Q)
    started = tally.started(now["started"], Q, now["pilots"], [])
    assert cities.waiting(now["pilots"], certified, started, CHANGSHA) == ["庚"]
    assert cities.waiting(now["pilots"], certified, started, XIANGXI) == []


def test_a_body_is_there_once_with_what_it_serves_in_either_list(now):
    certified = cities.within(tally.certified(now["certified"], Q), ZHUZHOU)
    started = cities.within(tally.started(now["started"], Q, now["pilots"], []), ZHUZHOU)
    table = cities.consultants(certified, started, now["recommended"])
    assert table.to_numpy().tolist() == [["曼顿", True, 0, 1, 1, 1]]
    industries = cities.industries(certified, started)
    assert industries.to_numpy().tolist() == [["机械", 1, 2, 1, 1]]


def test_without_enterprises_and_without_recommended_bodies_there_is_no_body():
    nothing = lists(recommended=())
    certified, started = tally.enterprises({Q: nothing}, Q)
    assert cities.consultants(certified, started, nothing["recommended"]).empty


def test_a_list_has_the_new_first_and_neither_codes_nor_other_cities(now):
    listed = cities.listed(cities.within(tally.certified(now["certified"], Q), CHANGSHA))
    assert listed.columns.tolist() == [
        "enterprise",
        "is_new",
        "industry",
        "consultant",
        "issue_date",
    ]
    assert listed["enterprise"].tolist() == ["甲", "乙"]
    assert listed["consultant"].tolist() == ["方圆", "自行贯标"]


def test_what_a_list_holds_is_escaped(now):
    evil = "<b onclick=x>甲</b>有限公司"
    rows = cities.listed(tally.certified(now["certified"], Q).assign(enterprise=evil))
    shown = exhibits.city.enterprises("total_certified", rows, CHANGSHA).html()
    assert "<b" not in shown
    waiting = exhibits.city.waiting([evil], stood({Q: now}, CHANGSHA), Q).html()
    assert "<b" not in waiting


def test_a_list_says_how_many_are_new_and_has_no_column_for_none(now):
    rows = cities.listed(cities.within(tally.certified(now["certified"], Q), CHANGSHA))
    shown = exhibits.city.enterprises("total_certified", rows, CHANGSHA).html()
    assert "获证企业2家,其中本季度新增1家" in shown
    old = exhibits.city.enterprises("total_certified", rows.iloc[1:], CHANGSHA).html()
    assert "新增" not in old
    assert "本季度" not in old


def test_a_long_list_is_closed_and_can_be_searched(now):
    rows = cities.listed(tally.certified(now["certified"], Q))
    many = pd.concat([rows] * 10, ignore_index=True)
    shown = exhibits.city.enterprises("total_certified", many, CHANGSHA).html()
    assert '<details class="attachment">' in shown
    assert 'data-table="search sort copy"' in shown


def test_the_first_rank_is_no_number_and_a_shared_one_says_so():
    assert narrate.city.ranked(Stood(9, 1, True, 18, 50.0, 0, 0)) == "并列首位"
    assert narrate.city.ranked(Stood(1, 14, False, 99, 1.0, 0, 0)) == "居第14位"
    assert narrate.city.ranked(Stood(0, pd.NA, False, 99, 0.0, 0, 0)) == ""


@pytest.mark.parametrize("is_province_empty", [False, True])
def test_a_city_with_nothing_has_a_whole_page(now, is_province_empty):
    now = lists() if is_province_empty else now
    certified = tally.certified(now["certified"], Q)
    started = tally.started(now["started"], Q, now["pilots"], [])
    own = cities.within(certified, XIANGXI), cities.within(started, XIANGXI)
    panel = cities.panel({Q: now})
    standing, series = cities.standing(panel, XIANGXI, Q), cities.series(panel, XIANGXI)
    stages = cities.stages(started, XIANGXI)
    shown = [
        exhibits.city.main_figures(standing, series, Q),
        exhibits.city.ranks(standing, XIANGXI),
        exhibits.city.among(panel, standing, XIANGXI, Q),
        exhibits.city.over_time(series, "in_progress", "new_started"),
        exhibits.city.stages(stages),
        exhibits.city.stage_table(stages),
        exhibits.city.industries(cities.industries(*own), XIANGXI),
        exhibits.city.consultants(cities.consultants(*own, now["recommended"]), XIANGXI),
        exhibits.city.enterprises("total_certified", cities.listed(own[0]), XIANGXI),
        exhibits.city.enterprises("in_progress", cities.listed(own[1]), XIANGXI),
        exhibits.city.waiting([], standing, Q),
    ]
    told = "\n".join(record.html() for record in shown)
    assert "nan" not in told.lower()
    assert "<NA>" not in told
    for words in ("湘西没有在贯企业", "没有在贯企业", "目前没有企业在贯", "湘西没有获证企业。"):
        assert words in told
