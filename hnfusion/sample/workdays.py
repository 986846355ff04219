"""The working days on which offices date their papers: weekdays that are not public holidays."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]

FIRST = np.datetime64("2017-06-01")
LAST = np.datetime64("2020-03-31")

# 国务院办公厅关于2017年至2020年部分节假日安排的通知: first and last day; the last holiday as
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


CALENDAR = np.busdaycalendar(
    holidays=np.concatenate(
        [np.arange(first, np.datetime64(last) + 1, dtype="M8[D]") for first, last in HOLIDAYS]
    )
)


def drawn(
    share: NDArray[np.float64], first: Days | np.datetime64, last: Days | np.datetime64
) -> Days:
    """Return an array of working days, one from each window of days.

    Args:
        share: how far into each window its day lies, from 0 (the first working day) up to but not
            including 1.
        first: the first day of each window, or of all windows.
        last: the last day of each window, or of all windows. Every window has a working day.

    >>> drawn(np.array([0.0, 0.99]), np.datetime64("2020-01-24"), np.datetime64("2020-03-31"))
    array(['2020-02-10', '2020-03-31'], dtype='datetime64[D]')
    """
    days = np.busday_count(first, last + 1, busdaycal=CALENDAR)
    nth = np.floor(share * days).astype(np.int64)
    return np.busday_offset(first, nth, roll="forward", busdaycal=CALENDAR)
