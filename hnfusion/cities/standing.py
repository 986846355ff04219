"""The figures of every city in every quarter, and the ranks of one city among the fourteen."""

from typing import NamedTuple

import pandas as pd

from hnfusion import codelists, tally
from hnfusion.cities.city import City
from hnfusion.quarter import Quarter
from hnfusion.tally import ranking
from hnfusion.tally.linkage import Snapshots

PILOTS = ["pilots", "pilots_started", "pilots_not_started"]
"""The figures that come from the year's list of pilots; the next year has another list."""
FIGURES = [
    "total_certified",
    "new_certified",
    "in_progress",
    "new_started",
    "self_run",
    *PILOTS,
]
"""The columns of ``panel``: counts of a city's enterprises, each once, as ``tally.headline`` counts
the province's."""


class Stood(NamedTuple):
    """One row of the table that ``standing`` returns; ``standing`` explains the fields."""

    value: int
    rank: int
    is_tied: bool
    province: int
    share: float
    on_quarter: int
    on_year: int


def panel(history: Snapshots) -> pd.DataFrame:
    """Return a frame of the figures of all cities: one row for each city of each quarter.

    The columns are ``quarter, city`` and ``FIGURES``, whole numbers. The figures of pilots are
    missing in a year without a list of pilots. ``history`` has the cleaned lists by quarter.
    """
    counted = [
        _counted(history[quarter]["pilots"], *enterprises).assign(quarter=str(quarter))
        for quarter, enterprises in tally.by_quarter(history).items()
    ]
    return pd.concat(counted, ignore_index=True)[["quarter", "city", *FIGURES]].astype(
        dict.fromkeys(FIGURES, "Int64")
    )


def standing(panel: pd.DataFrame, city: City, quarter: Quarter) -> pd.DataFrame:
    """Return a frame of a city's figures in a quarter, compared with other cities and quarters.

    ``panel`` is from the function of that name.

    Returns:
        One row per figure, indexed by ``FIGURES``: ``value``; ``rank`` among the fourteen cities,
        by count descending, missing for zero; ``is_tied``, whether another city has the same rank;
        ``province``, the sum of all cities; ``share``, the city's part of that sum in percent;
        ``on_quarter`` and ``on_year``, the change since the quarter before (环比) and since the
        same quarter a year before (同比). A change is missing if the earlier quarter has no lists.
        A change of ``PILOTS`` is also missing if the earlier quarter is in another year.
    """
    now = panel[panel["quarter"] == str(quarter)].set_index("city")[FIGURES]
    own, ranks, province = now.T[city.name], ranking.ranks(now), now.sum(min_count=1)
    by_quarter = series(panel, city).set_index("quarter")

    def change(then: Quarter) -> pd.Series:
        past = by_quarter.reindex([str(then)]).T[str(then)]
        is_of_other_list = past.index.isin(PILOTS) & (then.year != quarter.year)
        return own - past.mask(is_of_other_list)

    return pd.DataFrame(
        {
            "value": own,
            "rank": ranks.loc[city.name],
            "is_tied": ranks.eq(ranks.loc[city.name]).sum() > 1,
            "province": province,
            "share": tally.share(own, province),
            "on_quarter": change(quarter.previous),
            "on_year": change(quarter.a_year_before),
        }
    ).rename_axis("figure")


def series(panel: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return a city's rows of ``panel`` without ``city``: one row per quarter, oldest first."""
    own = panel[panel["city"] == city.name].drop(columns="city")
    return own.sort_values("quarter", ignore_index=True)


def _counted(pilots: pd.DataFrame, certified: pd.DataFrame, started: pd.DataFrame) -> pd.DataFrame:
    held, begun = tally.by_city(certified), tally.by_city(started)
    of_pilots = tally.pilots_by_city(pilots, started, certified)
    counts = [held["total"], held["new"], begun["total"], begun["new"]]
    counts += [tally.by_city(started[started["is_self_run"]])["total"]]
    counts += [of_pilots[column] for column in ("pilots", "started", "not_started")]
    table = pd.concat(counts, axis=1, keys=FIGURES).assign(city=codelists.names("city"))
    return table.assign(**dict.fromkeys(PILOTS)) if pilots.empty else table
