"""A city's enterprises: counts by stage, industry and consulting body, and the lists on its page.

``certified`` and ``started`` are the frames of ``tally.Enterprises``: of the province where a
function also takes the city, else only the city's rows (``within``).
"""

import pandas as pd

from hnfusion import schema, tally
from hnfusion.cities.city import City

LISTED = ["enterprise", "is_new", "industry", "consultant"]
"""Columns that both lists on a city's page show; codes and certificate numbers are left out."""


def within(enterprises: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return the rows of one city; ``enterprises`` is any frame with the column ``city``."""
    return enterprises[enterprises["city"] == city.name]


def stages(started: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return the table ``stage, total, share, province`` of a city's enterprises in progress.

    ``started`` has the whole province; ``share`` and ``province`` are the stage's shares, in
    percent, of the city's and of the province's enterprises.
    """
    return tally.by_stage(within(started, city)).assign(province=tally.by_stage(started)["share"])


def industries(certified: pd.DataFrame, started: pd.DataFrame) -> pd.DataFrame:
    """Return the table of a city's enterprises by industry, the most in progress first.

    The columns are ``industry, started_new, started_total, certified_new, certified_total``; the
    arguments have only the city's rows.
    """
    return _beside(tally.by_industry(started), tally.by_industry(certified), ["industry"])


def consultants(
    certified: pd.DataFrame, started: pd.DataFrame, recommended: pd.DataFrame
) -> pd.DataFrame:
    """Return the table of a city's enterprises by consulting body, the most in progress first.

    The columns are ``consultant, recommended`` and the four numbers of ``industries``.
    ``certified`` and ``started`` have only the city's rows. ``recommended`` is the list of the
    year's recommended bodies (★); those without any enterprise in the city are left out.
    """
    contracts = tally.by_consultant(started, recommended).query("total > 0")
    certificates = tally.by_consultant(certified, recommended).query("total > 0")
    return _beside(contracts, certificates, ["consultant", "recommended"])


def listed(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of a city's enterprises in the order of the city's page.

    The new enterprises come first, then all others; in both groups the newest date comes first.
    ``enterprises`` is ``certified`` or ``started``, with only the city's rows. The columns are
    ``LISTED``, then ``issue_date`` (of ``certified``), or ``start_date`` and ``stage`` (of
    ``started``). A missing consulting body is 自行贯标.
    """
    date = "issue_date" if "issue_date" in enterprises else "start_date"
    columns = [*LISTED, *(column for column in (date, "stage") if column in enterprises)]
    rows = enterprises.assign(consultant=enterprises["consultant"].fillna(schema.SELF_RUN))
    ordered = rows.astype({"industry": "str"}).sort_values(
        ["is_new", date, "enterprise", "identity"], ascending=[False, False, True, True]
    )
    return ordered[columns].reset_index(drop=True)


def waiting(
    pilots: pd.DataFrame, certified: pd.DataFrame, started: pd.DataFrame, city: City
) -> list[str]:
    """Return a sorted list of names: a city's pilots neither in progress nor certified (三.2).

    ``pilots`` is the list of the year's pilots in the whole province.
    """
    own = within(pilots.drop_duplicates("identity"), city)
    begun = [*certified["identity"], *started["identity"]]
    return sorted(own.loc[~own["identity"].isin(begun), "enterprise"])


def _beside(started: pd.DataFrame, certified: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    tables = {"started_": started, "certified_": certified}
    parts = [
        table.astype({keys[0]: "str"}).set_index(keys).add_prefix(prefix)
        for prefix, table in tables.items()
    ]
    counts = pd.concat(parts, axis=1).fillna(0)  # missing: only in the other list
    order = ["started_total", "certified_total", keys[0]]
    return (
        counts.astype("int64")
        .reset_index()
        .sort_values(order, ascending=[False, False, True], ignore_index=True)
    )
