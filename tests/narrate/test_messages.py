"""What charts say, of none, one alone, ties, many, and where there is no quarter before."""

import pandas as pd
import pytest

from hnfusion import codelists, exhibits, narrate, tally
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
CITIES = codelists.names("city")


def cities(column="new", **counts):
    """All fourteen cities; those named by their short names have the counts given."""
    numbers = [counts.get(short, 0) for short in codelists.codelist("city")["short"]]
    return pd.DataFrame({"city": CITIES, column: numbers}).assign(
        **{other: numbers for other in ("new", "total") if other != column}
    )


def industries(*totals):
    names = codelists.names("industry")[: len(totals)]
    return pd.DataFrame({"industry": names, "new": 0, "total": totals})


def bodies(*new):
    names = [f"{n}号机构" for n in range(1, len(new) + 1)]
    return pd.DataFrame({"consultant": names, "recommended": False, "new": new, "total": 9})


def stages(*totals):
    table = pd.DataFrame({"stage": codelists.names("stage"), "total": totals})
    return table.assign(share=tally.share(table["total"], sum(totals)))


def pilots(**counts):
    rows = [counts.get(short, (0, 0)) for short in codelists.codelist("city")["short"]]
    return pd.DataFrame(
        {"city": CITIES, "pilots": [p for p, _ in rows], "started": [s for _, s in rows]}
    )


def moved(**counts):
    rows = [counts.get(short, (5, 5)) for short in codelists.codelist("city")["short"]]
    return pd.DataFrame(
        {"city": CITIES, "previous": [p for p, _ in rows], "total": [t for _, t in rows]}
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (cities(), "一季度各市州均无新增启动企业"),
        (cities(湘西=1), "新增启动的1家企业均来自湘西"),
        (cities(长沙=20, 娄底=30), "娄底新增启动30家,占六成"),
        (cities(长沙=25, 娄底=13, 湘西=12), "长沙新增启动25家,占一半"),
        (cities(长沙=2, 湘西=2), "长沙和湘西各新增启动2家,并列第一"),
        (cities(长沙=2, 株洲=2, 湘潭=2, 衡阳=2, 邵阳=1), "4个市州各新增启动2家,并列第一"),
    ],
)
def test_the_city_with_the_most_new_ones_is_told(table, said):
    assert narrate.chart_titles.new_by_city(table, "新增启动", Q) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (cities("total"), "各市州均无累计获证企业"),
        (cities("total", 长沙=3), "累计获证的3家企业均来自长沙"),
        (cities("total", 长沙=51, 株洲=85), "株洲累计获证85家,占全省63%;12个市州尚无"),
        (cities("total", 长沙=1, 株洲=1), "长沙和株洲各累计获证1家,并列第一"),
        (
            cities("total", **dict.fromkeys(codelists.codelist("city")["short"], 2)),
            "14个市州各累计获证2家,并列第一",
        ),
        (
            cities(
                "total", **dict.fromkeys(codelists.codelist("city")["short"][:12], 2) | {"长沙": 8}
            ),
            "长沙累计获证8家,占全省27%;娄底和湘西尚无",
        ),
    ],
)
def test_the_city_with_the_most_in_all_is_told_with_those_that_have_none(table, said):
    assert narrate.chart_titles.total_by_city(table, "累计获证") == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (cities(), "各市州一季度均没有企业启动"),
        (cities(长沙=1), "13个市州一季度没有企业启动"),
        (
            cities(**dict.fromkeys(codelists.codelist("city")["short"][:11], 1)),
            "怀化、娄底和湘西一季度没有企业启动",
        ),
        (
            cities(**dict.fromkeys(codelists.codelist("city")["short"], 1)),
            "14个市州一季度都有企业启动",
        ),
    ],
)
def test_cities_without_a_new_start_are_named_or_counted(table, said):
    assert narrate.chart_titles.without_new(table, Q) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (industries(), "尚无获证企业"),
        (industries(7), "获证企业均属机械行业"),
        (industries(7, 3), "获证企业分属机械和电子行业"),
        (industries(5, 3, 1, 1), "获证企业分属机械、电子、食品和交通设备制造行业"),
        (industries(4, 2, 2, 1, 1), "机械、电子和食品合占获证企业的八成"),
        (industries(9, 1, 1, 1, 1, 1), "机械占获证企业的64%"),
        (industries(2, 2, 2, 2, 1), "4个行业并列最多,各2家"),
    ],
)
def test_the_share_of_the_largest_industries_is_told(table, said):
    assert narrate.chart_titles.by_industry(table, "获证企业") == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (bodies(), "没有咨询服务机构服务的企业新增启动"),
        (bodies(0, 0), "没有咨询服务机构服务的企业新增启动"),
        (bodies(3, 0), "由咨询服务机构服务的新增启动企业均出自1号机构"),
        (bodies(3, 1), "由咨询服务机构服务的4家新增启动企业出自2家机构"),
        (bodies(17, 5, 5, 4, 13), "由咨询服务机构服务的44家新增启动企业中,前4家机构占91%"),
        (bodies(9, 1, 1, 1, 1, 1), "由咨询服务机构服务的14家新增启动企业中,首位机构占64%"),
        (bodies(1, 1, 1, 1, 1), "由咨询服务机构服务的5家新增启动企业出自5家机构"),
        (bodies(2, 2, 2, 2, 1), "4家机构并列第一,各服务新增启动企业2家"),
    ],
)
def test_the_share_of_the_first_bodies_is_told_of_what_bodies_serve(table, said):
    assert narrate.chart_titles.by_consultant(table, "新增启动") == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (stages(10, 9, 8, 7, 154, 98), "体系试运行和评定申请合占88%"),
        (stages(0, 0, 0, 0, 0, 0), "目前没有在贯企业"),
        (stages(0, 3, 0, 0, 0, 0), "在贯企业都处于现状调研阶段"),
        (stages(0, 3, 0, 0, 0, 1), "在贯企业都处于现状调研和评定申请阶段"),
        (stages(4, 2, 2, 1, 1, 0), "贯标启动、现状调研和体系策划合占八成"),
        (stages(4, 2, 2, 2, 1, 0), "贯标启动企业最多,4家"),
        (stages(2, 2, 2, 2, 1, 0), "4个阶段企业并列最多,各2家"),
    ],
)
def test_the_largest_stages_are_told_with_those_level_with_them(table, said):
    assert narrate.chart_titles.by_stage(table) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pilots(), ""),
        (pilots(长沙=(3, 0)), "3家试点企业尚无一家启动或获证"),
        (pilots(长沙=(3, 3)), "3家试点企业已全部启动或获证"),
        (pilots(长沙=(8, 4), 湘西=(2, 0)), "10家试点企业已有4家启动或获证,占四成;湘西尚无"),
        (pilots(长沙=(999, 998), 株洲=(1, 1)), "1000家试点企业已有999家启动或获证,占99%以上"),
    ],
)
def test_how_many_pilots_have_started_is_told_with_cities_that_have_none(table, said):
    assert narrate.chart_titles.pilots(table) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (moved().iloc[:0], ""),
        (moved(), "各市州在贯企业均与上季度持平"),
        (moved(长沙=(72, 95), 湘潭=(27, 25)), "在贯企业比上季度增加21家,长沙增加最多(23家)"),
        (moved(长沙=(1, 3)), "在贯企业比上季度增加2家,都在长沙"),
        (moved(长沙=(4, 3), 株洲=(4, 3)), "在贯企业比上季度减少2家,长沙和株洲减少最多(各1家)"),
        (moved(长沙=(4, 5), 株洲=(4, 3)), "在贯企业总数与上季度持平,1个市州增加,1个减少"),
    ],
)
def test_the_change_since_the_quarter_before_is_told(table, said):
    assert narrate.chart_titles.change(table) == said


@pytest.mark.parametrize("name", exhibits.contents.CHARTS)
def test_what_a_chart_says_has_no_full_stop_and_fits_in_two_lines_of_a_phone(name):
    table = {
        "pilots_by_city": pilots(长沙=(84, 34), 湘西=(4, 0)),
        "started_change": moved(长沙=(72, 95)),
        "started_by_stage": stages(10, 9, 8, 7, 154, 98),
        "certified_by_industry": industries(34, 18, 14, 14, 8),
        "started_by_industry": industries(34, 18, 14, 14, 8),
        "certified_by_consultant": bodies(17, 5, 5, 4),
        "started_by_consultant": bodies(17, 5, 5, 4),
    }.get(name, cities(长沙=20, 娄底=30))
    said = exhibits.contents.CHARTS[name].say(table, Q)
    assert 0 < len(said) <= 42
    assert "。" not in said
