"""The synthetic lists tell the story of the bulletin of 2020Q1, and are the same every time."""

import datetime
import difflib
import io
import itertools
import time
import tomllib
import unicodedata
import zipfile
from collections import Counter
from hashlib import sha256

import numpy as np
import openpyxl
import pandas as pd
import pytest
from running import CHECKOUT
from stdnum.cn import uscc

from hnfusion import cleaning, codelists, reading, sample, schema
from hnfusion.documents import workbook_bytes
from hnfusion.quarter import Quarter
from hnfusion.sample import QUARTERS, identity, layouts, quotas, workdays

COMMITTED = CHECKOUT / "data"
LAST = Quarter(2020, 1)
FANGYUAN = "方圆标志认证集团湖南有限公司"
MANDUN = "湖南曼顿信息技术有限公司"
FUSONG = "湖南福松企业管理咨询有限公司"
XINSHIJI = "安徽省新世纪认证咨询有限责任公司"
ZHILANGU = "湖南芝兰谷信息技术有限公司"
SELF_RUN = ""


@pytest.fixture(scope="module")
def everyone():
    return sample.population()


@pytest.fixture(scope="module")
def certified(everyone):
    return {str(quarter): sample.certified(everyone, quarter) for quarter in QUARTERS}


@pytest.fixture(scope="module")
def started(everyone):
    return {str(quarter): sample.started(everyone, quarter) for quarter in QUARTERS}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    sample.write(folder)
    return folder


def within(dates, quarter):
    return dates.between(pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))


def counts(values):
    found = values.astype("str").fillna(SELF_RUN).value_counts()
    return found[found > 0].to_dict()


def contents(data):
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted((data / "raw").rglob("*"))
        if path.suffix in {".xlsx", ".toml", ".md"}
    }


def plain(value):
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split())


def tables(data):
    """Each file's rows under its header, by path; the layout says where that is."""
    found = {}
    for path in sorted((data / "raw").rglob("*.xlsx")):
        rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
        header = next(place for place, row in enumerate(rows) if row[1] is not None)
        body = [row for row in rows[header + 1 :] if isinstance(row[0], int)]
        titles = [plain(title) for title in rows[header]]
        found[path] = (header, pd.DataFrame(body, columns=titles, dtype=object))
    return found


# The story.


def test_certificates_grow_from_58_to_136(certified):
    assert [len(each) for each in certified.values()] == [58, 70, 83, 97, 136]
    new = [within(certified[str(q)]["issue_date"], q).sum() for q in QUARTERS]
    assert new == [9, 12, 13, 14, 39]


def test_fifty_enterprises_start_in_the_first_quarter_of_2020(started):
    assert within(started["2020Q1"]["start_date"], LAST).sum() == 50


def test_lists_of_started_enterprises_have_the_sizes_that_the_bulletin_implies(started):
    assert [len(each) for each in started.values()] == [184, 202, 217, 228, 286]


def test_new_starts_of_2019_are_claimed_in_the_quarter_that_first_shows_them(everyone):
    for label, size in {"2019Q2": 30, "2019Q3": 28, "2019Q4": 25}.items():
        first = everyone[everyone["first_seen"] == label]
        assert len(first) == size
        assert within(first["start_date"], Quarter.parse(label)).all()


def test_new_certificates_and_starts_are_spread_over_the_cities_as_printed(certified, started):
    certificates, starts = certified["2020Q1"], started["2020Q1"]
    new = certificates[within(certificates["issue_date"], LAST)]
    assert counts(new["city"]) == {
        "长沙市": 13, "湘潭市": 6, "娄底市": 5, "株洲市": 4, "衡阳市": 3, "岳阳市": 3,
        "常德市": 2, "益阳市": 1, "郴州市": 1, "邵阳市": 1,
    }  # fmt: skip
    assert counts(starts[within(starts["start_date"], LAST)]["city"]) == {
        "长沙市": 20, "娄底市": 7, "衡阳市": 6, "株洲市": 4, "湘潭市": 3, "岳阳市": 3,
        "常德市": 2, "益阳市": 2, "郴州市": 1, "永州市": 1, "邵阳市": 1,
    }  # fmt: skip


def test_every_city_but_zhangjiajie_has_a_certificate_and_every_city_a_start(certified, started):
    cities = codelists.names("city")
    assert sorted(set(cities) - set(certified["2020Q1"]["city"])) == ["张家界市"]
    assert set(started["2020Q1"]["city"]) == set(cities)
    assert certified["2020Q1"]["city"].value_counts().idxmax() == "长沙市"


def test_industries_are_as_many_and_as_large_as_printed(certified, started):
    assert counts(certified["2020Q1"]["industry"]) == {
        "机械": 34, "食品": 18, "电子": 14, "交通设备制造": 14, "石化": 8, "轻工": 7,
        "医药": 7, "建材": 6, "有色金属": 6, "钢铁": 4, "纺织": 4, "软件和信息服务": 4,
        "电力": 3, "民爆": 2, "造纸印刷": 2, "烟草": 2, "煤炭": 1,
    }  # fmt: skip
    assert counts(started["2020Q1"]["industry"]) == {
        "机械": 78, "电子": 42, "食品": 35, "交通设备制造": 20, "石化": 18, "轻工": 16,
        "医药": 14, "建材": 13, "有色金属": 11, "纺织": 8, "软件和信息服务": 8, "钢铁": 7,
        "电力": 5, "造纸印刷": 4, "民爆": 2, "农林牧渔": 2, "交通运输和物流": 2, "煤炭": 1,
    }  # fmt: skip


def test_bodies_have_as_many_new_certificates_as_printed(certified):
    certificates = certified["2020Q1"]
    is_new = within(certificates["issue_date"], LAST)
    new = counts(certificates[is_new]["consultant"])
    named = {
        FANGYUAN: 14, MANDUN: 6, FUSONG: 4, XINSHIJI: 2,
        ZHILANGU: 2,
    }  # fmt: skip
    assert {body: new.pop(body) for body in named} == named
    assert sorted(new.values()) == [1, 2, 2, 2, 2, 2]
    assert all("示例" in body for body in new)
    assert certificates[~is_new]["consultant"].isna().sum() == 2


def test_bodies_have_as_many_new_starts_as_printed(started):
    starts = started["2020Q1"]
    new = counts(starts[within(starts["start_date"], LAST)]["consultant"])
    named = {
        FANGYUAN: 17, XINSHIJI: 5, ZHILANGU: 5, MANDUN: 4,
        FUSONG: 3, SELF_RUN: 6,
    }  # fmt: skip
    assert {body: new.pop(body) for body in named} == named
    assert list(new.values()) == [2, 2, 2, 2, 2]
    assert all("示例" in body for body in new)


def test_self_run_surges_from_3_to_52_and_backdated_starts_explain_it(everyone, started):
    alone = [each["consultant"].isna().sum() for each in started.values()]
    assert alone == [2, 2, 3, 3, 52]
    claimed = everyone["start_date"]
    is_backdated = (everyone["first_seen"] == "2020Q1") & ~within(claimed, LAST)
    assert is_backdated.sum() == 47
    assert (is_backdated & (everyone["consultant"] == SELF_RUN)).sum() == 43
    assert claimed[is_backdated].between("2019-04-01", "2019-12-31").all()


def test_the_three_self_run_of_2019_are_still_in_progress(started):
    before = started["2019Q4"]
    alone = before[before["consultant"].isna()]["uscc"]
    assert alone.isin(started["2020Q1"]["uscc"]).all()


def test_nobody_backdates_before_2020(everyone):
    is_earlier = everyone["first_seen"].isin(["2019Q2", "2019Q3", "2019Q4"])
    for label, group in everyone[is_earlier].groupby("first_seen"):
        assert within(group["start_date"], Quarter.parse(label)).all()
    assert (everyone.loc[everyone["first_seen"] == "2019Q1", "start_date"] <= "2019-03-31").all()


def test_whoever_leaves_the_started_list_is_certified_from_the_stage_before_it(certified, started):
    for before, after in itertools.pairwise(map(str, QUARTERS)):
        earlier, later = started[before], started[after]
        left = earlier[~earlier["uscc"].isin(later["uscc"])]
        issued = certified[after][~certified[after]["uscc"].isin(certified[before]["uscc"])]
        assert sorted(left["uscc"]) == sorted(issued["uscc"])
        assert (left["stage"] == "评定申请").all()


def test_nobody_is_certified_and_in_progress_at_once(certified, started):
    for label in map(str, QUARTERS):
        assert not certified[label]["uscc"].isin(started[label]["uscc"]).any()


def test_stages_are_as_printed(started):
    assert counts(started["2020Q1"]["stage"]) == {
        "体系试运行": 154, "评定申请": 98, "贯标启动": 10, "现状调研": 9, "体系策划": 8,
        "文件编制": 7,
    }  # fmt: skip


def test_new_starts_are_at_early_stages_and_the_oldest_apply(started):
    starts = started["2020Q1"].sort_values("start_date")
    is_early = starts["stage"].isin(["贯标启动", "现状调研", "体系策划", "文件编制"])
    assert is_early[within(starts["start_date"], LAST)].mean() > 0.5
    assert (starts["stage"].head(50) == "评定申请").all()


def test_stages_never_go_back_and_all_else_stays(certified, started):
    for before, after in itertools.pairwise(map(str, QUARTERS)):
        both = started[before].merge(
            started[after], on="uscc", suffixes=("_before", "_after"), validate="1:1"
        )
        assert (both["stage_after"] >= both["stage_before"]).all()
        for column in ("enterprise", "city", "industry", "consultant", "start_date"):
            assert both[f"{column}_before"].equals(both[f"{column}_after"])
        kept = certified[before].merge(certified[after], how="inner")
        assert len(kept) == len(certified[before])


def test_dates_are_plausible(everyone):
    held = everyone[everyone["issue_date"].notna()]
    assert ((held["issue_date"] - held["start_date"]).dropna().dt.days >= 180).all()
    assert everyone["start_date"].min() >= pd.Timestamp("2017-06-01")
    assert held["issue_date"].min() >= pd.Timestamp("2017-10-01")
    assert (
        held["expiry_date"] + pd.Timedelta(days=1) == held["issue_date"] + pd.DateOffset(years=3)
    ).all()
    assert held["expiry_date"].min() > pd.Timestamp("2020-03-31") + pd.Timedelta(days=180)


def test_offices_work_on_working_days_and_bodies_file_at_most_three_starts_a_day(everyone):
    for column in ("start_date", "issue_date"):
        days = everyone[column].dropna().to_numpy(dtype="datetime64[D]")
        assert np.is_busday(days, busdaycal=workdays.CALENDAR).all()
        assert workdays.FIRST <= days.min() <= days.max() <= workdays.LAST
    with_body = everyone[(everyone["consultant"] != SELF_RUN) & everyone["start_date"].notna()]
    assert with_body.groupby(["consultant", "start_date"]).size().max() <= 3


def test_48_of_282_pilots_are_new_starts(everyone, certified, started):
    pilots = sample.pilots(everyone)
    starts = started["2020Q1"]
    is_pilot = starts["uscc"].isin(pilots["uscc"])
    assert len(pilots) == 282
    assert (is_pilot & within(starts["start_date"], LAST)).sum() == 48
    assert is_pilot.sum() == 88
    assert not certified["2020Q1"]["uscc"].isin(pilots["uscc"]).any()
    assert pilots["city"].nunique() == 14


def test_two_of_the_twelve_recommended_bodies_have_no_client(everyone):
    recommended = sample.recommended()["consultant"]
    assert len(recommended) == recommended.nunique() == 12
    assert XINSHIJI not in set(recommended)
    assert (~recommended.isin(everyone["consultant"])).sum() == 2


def test_lists_have_the_columns_and_types_of_the_schema(certified, started, everyone):
    lists = {
        "certified": certified["2020Q1"],
        "started": started["2020Q1"],
        "pilots": sample.pilots(everyone),
        "recommended": sample.recommended(),
    }
    for name, rows in lists.items():
        assert rows.dtypes.to_dict() == schema.dtypes(name)
        drawn = rows.columns.intersection(everyone.columns).drop("consultant", errors="ignore")
        assert rows[drawn].notna().all(axis=None)


def test_the_figures_do_not_depend_on_the_seed(everyone):
    other = sample.population(seed=7)
    assert not other["city"].equals(everyone["city"])
    for column in ("city", "industry", "consultant", "first_seen", "stage", "is_pilot"):
        assert counts(other[column]) == counts(everyone[column]) or column == "industry"


# Who they are.


def test_names_are_marked_unique_and_made_of_what_the_city_and_the_trade_say(everyone):
    assert everyone["enterprise"].is_unique
    short = codelists.short_names()
    for row in everyone.itertuples():
        head, tail = row.enterprise.split("示例")
        assert head == short[row.city]
        assert quotas.TRADES[row.industry] in tail
        assert unicodedata.normalize("NFKC", row.enterprise) == row.enterprise


def test_any_two_names_differ_in_three_characters_of_four():
    letters = np.array([list(word) for word in identity.words(61**2)])
    # Words that agree in two places share a pair; none may.
    for one, two in itertools.combinations(range(4), 2):
        assert len(np.unique(np.char.add(letters[:, one], letters[:, two]))) == 61**2


def test_the_alphabet_has_a_prime_number_of_different_characters():
    assert len(set(identity.AUSPICIOUS)) == len(identity.AUSPICIOUS) == 61


def test_codes_are_valid_and_of_no_organisation(everyone):
    code = codelists.codelist("city").set_index("name")["code"]
    assert everyone["uscc"].is_unique
    for row in everyone.itertuples():
        assert uscc.is_valid(row.uscc)
        assert row.uscc[:11] == "91" + code[row.city] + "000"
        weighted = sum(
            int(character, 36) * weight
            for character, weight in zip(row.uscc[8:16], identity.ORGANISATION_WEIGHTS, strict=True)
        )
        assert row.uscc[16] == "0123456789X0"[(11 - weighted % 11) % 11]


def test_certificates_are_marked_unique_and_numbered_by_date(everyone):
    held = everyone[everyone["certificate"] != ""].sort_values("certificate")
    assert len(held) == 136
    assert held["certificate"].is_unique
    assert held["certificate"].str.startswith("示例").all()
    assert held["issue_date"].is_monotonic_increasing
    assert held["certificate"].str[12:14].equals(held["issue_date"].dt.strftime("%y"))


def test_invented_bodies_are_marked_and_unlike_one_another(everyone):
    bodies = sorted({*everyone["consultant"], *quotas.RECOMMENDED} - {SELF_RUN})
    assert sum("示例" not in body for body in bodies) == 5
    for one, two in itertools.combinations(bodies, 2):
        is_real = "示例" not in one + two
        assert is_real or difflib.SequenceMatcher(None, one, two).ratio() < 0.8


# Any number of them.


def test_a_random_population_is_the_same_for_the_same_seed():
    one, two = sample.random_population(500, seed=1), sample.random_population(500, seed=1)
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(sample.random_population(500, seed=2))


@pytest.mark.parametrize("size", [0, 1, 5000])
def test_a_random_population_is_consistent(size, everyone):
    anyone = sample.random_population(size, seed=3)
    assert len(anyone) == size
    assert list(anyone) == list(everyone)
    assert anyone["uscc"].is_unique
    assert anyone["enterprise"].is_unique
    days = (anyone["issue_date"] - anyone["start_date"]).dropna().dt.days
    assert (days >= 180).all()
    labels = anyone["start_date"].dt.to_period("Q").astype(str).where(anyone["first_seen"] != "")
    assert (labels.dropna().clip(lower="2019Q1") == anyone["first_seen"][labels.notna()]).all()
    for before, after in itertools.pairwise(QUARTERS):
        earlier, later = sample.started(anyone, before), sample.started(anyone, after)
        left = earlier[~earlier["uscc"].isin(later["uscc"])]
        assert left["uscc"].isin(sample.certified(anyone, after)["uscc"]).all()
        assert (left["stage"] == "评定申请").all()


# As files.


@pytest.fixture
def auckland(monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("auckland")
def test_the_sample_is_the_same_in_any_folder_zone_and_time(data, tmp_path, monkeypatch):
    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2031, 5, 17, 23, 59, tzinfo=tz)

    monkeypatch.setattr(datetime, "datetime", Later)
    written = sample.write(tmp_path)
    assert contents(tmp_path) == contents(data)
    assert sorted(written) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_the_committed_sample_is_what_the_generator_writes(data):
    assert contents(COMMITTED) == contents(data)


def test_a_workbook_holds_neither_clock_nor_compression():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = " 长沙市\n"
    content = workbook_bytes(workbook)
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert members.namelist() == sorted(members.namelist())
        core = members.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value == " 长沙市\n"


def test_every_enterprise_has_one_row_in_its_file_and_titles_say_synthetic(data, everyone):
    found = tables(data)
    assert len(found) == 12
    for path, (header, table) in found.items():
        assert header >= 1
        assert "(合成示例数据)" in openpyxl.load_workbook(path).worksheets[0]["A1"].value
        if "咨询服务机构推荐" in path.name:
            continue
        code = next(title for title in table if title.endswith("信用代码"))
        codes = table[code].map(plain).str.upper()
        assert codes.is_unique
        assert codes.isin(everyone["uscc"]).all()
    sizes = {
        path.parent.name: len(table) for path, (_, table) in found.items() if "启动" in path.name
    }
    assert sizes == {"2019Q1": 184, "2019Q2": 202, "2019Q3": 217, "2019Q4": 228, "2020Q1": 286}


def test_headers_are_known_to_the_schema_or_to_be_dropped(data):
    known = {title for name in schema.TITLES for title in schema.headings(name)}
    titles = [title for _, table in tables(data).values() for title in table]
    strange = Counter(title for title in titles if title not in known)
    assert strange == {"序号": 12, "联系人": 2, "联系电话": 2}


@pytest.mark.parametrize("label", [*map(str, QUARTERS), "lists/2020"])
def test_the_reader_makes_of_the_files_what_they_were_made_of(label, data, everyone):
    if label == "lists/2020":
        lists = {"pilots": sample.pilots(everyone), "recommended": sample.recommended()}
    else:
        quarter = Quarter.parse(label)
        lists = {
            name: getattr(sample, name)(everyone, quarter) for name in ("certified", "started")
        }
    paths = sorted((data / "raw" / label).glob("*.xlsx"))
    found = reading.read(paths, list(lists))
    assert found.problems == []
    for name, rows in lists.items():
        cleaned, problems = cleaning.clean(found, name)
        assert problems == []
        key = "uscc" if "uscc" in rows else "consultant"
        cleaned = cleaned[list(rows)].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(cleaned, rows.sort_values(key, ignore_index=True))


def test_the_files_hold_every_kind_of_mess(data):
    cells = [cell for _, table in tables(data).values() for cell in table.to_numpy().ravel()]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert any(isinstance(cell, datetime.datetime) for cell in cells)
    for text in ("长沙", "湘西自治州", "湘西", "湘西州", "自行贯标", "自主贯标", "无"):
        assert any(text in each for each in texts), text
    for pattern in (r"\d{4}/\d+/\d+", r"\d{4}\.\d+\.\d+", r"\d{4}年\d+月\d+日", r"\d{4}-\d\d-\d\d"):
        assert pd.Series(texts).str.fullmatch(pattern).any(), pattern
    assert any("（集团）" in each for each in texts)
    assert any("(集团)" in each for each in texts)
    assert any(each.startswith("\u3000") for each in texts)
    assert any(each.endswith(" ") for each in texts)
    assert any(each.startswith("9143") and each != each.upper() for each in texts)
    assert layouts.INVENTED["phone"] in texts
    assert None in cells


def test_facts_beside_the_files_give_their_hashes(data):
    registers = {"quarter.toml", "list.toml"}
    for path in sorted(p for p in (data / "raw").rglob("*.toml") if p.name in registers):
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        assert facts["synthetic"] is True
        files = {each["name"]: each["sha256"] for each in facts["file"]}
        assert files == {
            each.name: sha256(each.read_bytes()).hexdigest() for each in path.parent.glob("*.xlsx")
        }
        assert ("rank" in facts) == (path.parent.name == "2020Q1")
    facts = tomllib.loads((data / "raw/2020Q1/quarter.toml").read_text(encoding="utf-8"))
    assert facts["issued"] == datetime.date(2020, 4, 21)
    assert facts["source"]["received"] == datetime.date(2020, 4, 1)
    assert (facts["rank"]["national"], facts["rank"]["central"]) == (8, 3)
