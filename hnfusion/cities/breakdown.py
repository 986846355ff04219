"""A city's enterprises: counts by stage, industry and consulting body, and its page's lists."""

import pandas as pd

from hnfusion import schema, tally
from hnfusion.cities.city import City

LISTED = ["enterprise", "is_new", "industry", "consultant"]
"""Columns that both lists on a city's page show; codes and certificate numbers are left out."""


def within(enterprises: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return the rows of one city."""
    return enterprises[enterprises["city"] == city.name]


def stages(started: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return ``stage, total, share, province`` of a city's enterprises in progress, by stage.

    ``started`` is ``tally.started`` of the province; ``share`` and ``province`` are the stage's
    shares, in percent, of the city's and of the province's enterprises.
    """
    return tally.by_stage(within(started, city)).assign(province=tally.by_stage(started)["share"])


def industries(certified: pd.DataFrame, started: pd.DataFrame) -> pd.DataFrame:
    """Return ``industry, started_new, started_total, certified_new, certified_total`` of a city.

    The arguments are the city's rows of ``tally.certified`` and ``tally.started``; most in
    progress first.
    """
    return _beside(tally.by_industry(started), tally.by_industry(certified), ["industry"])


def consultants(
    certified: pd.DataFrame, started: pd.DataFrame, recommended: pd.DataFrame
) -> pd.DataFrame:
    """Return ``consultant, recommended`` and the counts of ``industries`` for a city's bodies.

    Recommended bodies (★) without any enterprise in the city are left out.
    """
    contracts = tally.by_consultant(started, recommended).query("total > 0")
    certificates = tally.by_consultant(certified, recommended).query("total > 0")
    return _beside(contracts, certificates, ["consultant", "recommended"])


def listed(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return a city's enterprises in the order of its page: new ones, then others, latest first.

    The columns are ``LISTED``, then ``issue_date`` (of ``tally.certified``), or ``start_date`` and
    ``stage`` (of ``tally.started``). A missing consulting body is 自行贯标.
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
    """Return the names, sorted, of a city's pilots that are in neither list (三.2)."""
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
