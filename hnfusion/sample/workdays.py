"""The days on which an office dates its papers: weekdays that are no public holiday."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]

FIRST = np.datetime64("2017-06-01")
LAST = np.datetime64("2020-03-31")

# 国务院办公厅关于2017年至2020年部分节假日安排的通知, first day and last; the last one as
# extended for 湖南 in 2020 (企业不早于2月9日24时前复工).
HOLIDAYS = (
    ("2017-10-01", "2017-10-08"),
    ("2017-12-30", "2018-01-01"),
    ("2018-02-15", "2018-02-21"),
    ("2018-04-05", "2018-04-07"),
    ("2018-04-29", "2018-05-01"),
    ("2018-06-16", "2018-06-18"),
    ("2018-09-22", "2018-09-24"),
    ("2018-10-01", "2018-10-07"),
    ("2018-12-30", "2019-01-01"),
    ("2019-02-04", "2019-02-10"),
    ("2019-04-05", "2019-04-07"),
    ("2019-05-01", "2019-05-04"),
    ("2019-06-07", "2019-06-09"),
    ("2019-09-13", "2019-09-15"),
    ("2019-10-01", "2019-10-07"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-24", "2020-02-09"),
)


def _span(first: str, last: str) -> Days:
    """Return every day from the first to the last, both included."""
    return np.arange(np.datetime64(first), np.datetime64(last) + 1)


HOLIDAY = np.concatenate([_span(first, last) for first, last in HOLIDAYS])
EVERY = np.arange(FIRST, LAST + 1)
WORKDAYS = EVERY[np.is_busday(EVERY, holidays=HOLIDAY)]


def drawn(share: NDArray[np.float64], first: Days, last: Days) -> Days:
    """Return for each row the working day that lies ``share`` of the way through its window.

    Args:
        share: one number from 0 up to, not including, 1 for each row.
        first: the first day of each window.
        last: its last day; each window holds a working day.

    >>> drawn(np.array([0.0, 0.99]), *np.array([["2020-01-24"] * 2, ["2020-03-31"] * 2], "M8[D]"))
    array(['2020-02-10', '2020-03-31'], dtype='datetime64[D]')
    """
    low = np.searchsorted(WORKDAYS, first, side="left")
    high = np.searchsorted(WORKDAYS, last, side="right")
    return WORKDAYS[low + np.floor(share * (high - low)).astype(np.int64)]


def years_later(days: Days, years: int) -> Days:
    """Return the last day of a validity of so many years.

    >>> years_later(np.array(["2020-03-05"], dtype="datetime64[D]"), 3)
    array(['2023-03-04'], dtype='datetime64[D]')
    """
    month = days.astype("datetime64[M]")
    later: Days = (month + 12 * years).astype("datetime64[D]") + (days - month) - 1
    return later
