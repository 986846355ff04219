"""How long a certificate is valid, and how long the system must have run before it."""

import pandas as pd

SHORTEST_MONTHS = 3
"""The system must have run so long before 评定申请 (评定工作委员会, 2018-09-13: 3个月及以上)."""
VALID = pd.DateOffset(years=3)
"""A certificate is valid so long, where its list does not say (contract 1.4)."""


def ends(certified: pd.DataFrame) -> pd.Series:
    """Return the last day of each certificate; where the list names none, three years on."""
    three_years = certified["issue_date"] + VALID - pd.Timedelta(days=1)
    return certified["expiry_date"].fillna(three_years)
