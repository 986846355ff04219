"""The unit of work."""

from datetime import date

import pytest

from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter


@pytest.mark.parametrize(
    "text", ["2020Q0", "2020Q5", "1999Q1", "2020Q1 ", "2020q1", "2020Q1", "二〇二〇Q1", "../.."]
)
def test_what_is_no_quarter_is_refused_by_name(text):
    if text == "2020Q1":
        assert str(Quarter.parse(text)) == text
        return
    with pytest.raises(BulletinError, match="不是季度"):
        Quarter.parse(text)


def test_quarters_follow_one_another_through_the_years():
    q = Quarter(2019, 1)
    for expected in ("2019Q2", "2019Q3", "2019Q4", "2020Q1"):
        assert q.next.previous == q
        q = q.next
        assert str(q) == expected
    assert Quarter(2019, 4) < Quarter(2020, 1)


def test_a_quarter_has_its_days_and_its_name():
    assert (Quarter(2020, 4).start, Quarter(2020, 4).end) == (date(2020, 10, 1), date(2020, 12, 31))
    assert Quarter(2020, 3).name == "2020年三季度"


@pytest.mark.parametrize("other", [None, float("nan"), "2020Q1", (2020, 1)])
def test_a_quarter_is_neither_equal_to_nor_ordered_among_other_things(other):
    assert Quarter(2020, 1) != other
    with pytest.raises(TypeError):
        assert Quarter(2020, 1) < other
