"""The computed figures beside the printed ones."""

import pandas as pd
import pytest

from hnfusion.errors import BulletinError
from hnfusion.tally import reconcile

CITIES = pd.DataFrame({"city": ["长沙市", "株洲市", "湘潭市"], "new": [2, 7, 2]})
HEADLINE = pd.DataFrame(
    {"key": ["pilots", "self_run"], "value": pd.array([None, 52], dtype="Int64")}
)
FACTS = {"rank": {"national": 8, "source": "简报"}}


def printed(*rows):
    return pd.DataFrame(rows, columns=["id", "value", "phrase"], dtype="object")


@pytest.fixture
def computed():
    return reconcile.figures({"headline": HEADLINE, "started_by_city": CITIES}, FACTS)


def test_cells_places_headline_and_facts_are_figures(computed):
    assert computed["started_by_city.new.湘潭市"] == 2
    assert computed["headline.self_run"] == 52
    assert computed["fact.rank.national"] == 8


def test_equals_take_places_in_the_tables_order(computed):
    places = [computed[f"started_by_city.new#{n}"] for n in (1, 2, 3)]
    assert places == ["株洲市", "长沙市", "湘潭市"]


def test_a_difference_is_computed_less_printed(computed):
    rows = printed(("headline.self_run", 50, "有50家"), ("started_by_city.new#1", "株洲市", "株洲"))
    compared = reconcile.compare(rows, computed, "其中株洲最多")
    assert compared["difference"].tolist()[0] == 2
    assert compared["agrees"].tolist() == [False, True]
    assert compared["is_worded"].tolist() == [False, True]


def test_every_printed_figure_that_nothing_computes_is_told(computed):
    rows = printed(("headline.pilots", 282, "282家"), ("started_by_city.new.邵东市", 1, "邵东"))
    with pytest.raises(BulletinError) as error:
        reconcile.compare(rows, computed, "")
    assert "共 2 个问题" in str(error.value)
    assert "“headline.pilots”(282家)没有对应的计算结果" in str(error.value)
    assert "“started_by_city.new.邵东市”(邵东)" in str(error.value)


def test_nothing_printed_is_nothing_to_compare(computed):
    assert reconcile.compare(printed(), computed, "").empty
