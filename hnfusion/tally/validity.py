"""The validity of certificates."""

import pandas as pd

SHORTEST_MONTHS = 3
"""Months that the system runs before 评定申请 (评定工作委员会, 2018-09-13: 3个月及以上)."""
VALID = pd.DateOffset(years=3)
"""Validity of a certificate whose list names no end (contract 1.4)."""


def ends(certified: pd.DataFrame) -> pd.Series:
    """Return the last day of each certificate; where the list names none, three years on."""
    three_years = certified["issue_date"] + VALID - pd.Timedelta(days=1)
    return certified["expiry_date"].fillna(three_years)
