"""The figures of every city in every quarter, and the rank of one among the fourteen."""

from typing import NamedTuple

import pandas as pd

from hnfusion import codelists, tally
from hnfusion.cities.city import City
from hnfusion.quarter import Quarter
from hnfusion.tally import ranking
from hnfusion.tally.linkage import Snapshots

PILOTS = ["pilots", "pilots_started", "pilots_not_started"]
"""Figures from the year's list of pilots; the next year has another list."""
FIGURES = [
    "total_certified",
    "new_certified",
    "in_progress",
    "new_started",
    "self_run",
    *PILOTS,
]
"""What is counted of a city: enterprises, each once, as the headline counts the province's."""


class Stood(NamedTuple):
    """One row of ``standing``."""

    value: int
    place: int
    is_tied: bool
    province: int
    share: float
    on_quarter: int
    on_year: int


def panel(history: Snapshots) -> pd.DataFrame:
    """Return ``quarter, city`` and ``FIGURES``: a row for each city of each quarter.

    Whole numbers; figures of pilots are missing in a year without a list of pilots.
    """
    counted = [
        _counted(history[quarter]["pilots"], *enterprises).assign(quarter=str(quarter))
        for quarter, enterprises in tally.by_quarter(history).items()
    ]
    return pd.concat(counted, ignore_index=True)[["quarter", "city", *FIGURES]].astype(
        dict.fromkeys(FIGURES, "Int64")
    )


def standing(panel: pd.DataFrame, city: City, quarter: Quarter) -> pd.DataFrame:
    """Return how a city stands in a quarter, a row a figure.

    Returns:
        Indexed by ``FIGURES``: ``value``; ``place`` among the fourteen, by count descending, and
        ``is_tied``, whether another city shares it (zero has no rank); ``province``, the sum
        of all cities, and ``share`` of it in percent; ``on_quarter`` and ``on_year``, the change
        against the quarter before (环比) and against the same quarter a year before (同比). Missing
        is what there is nothing to compare with, such as pilots of another year's list.
    """
    now = _of(panel, quarter)
    own, ranks = now.loc[city.name], ranking.ranks(now)
    return pd.DataFrame(
        {
            "value": own,
            "place": ranks.loc[city.name],
            "is_tied": ranks.eq(ranks.loc[city.name]).sum() > 1,
            "province": now.sum(min_count=1),
            "share": pd.Series({f: _share(now[f], city) for f in FIGURES}, dtype="Float64"),
            "on_quarter": own - _comparable(panel, city, quarter.previous, quarter),
            "on_year": own - _comparable(panel, city, quarter.a_year_before, quarter),
        }
    ).rename_axis("figure")


def series(panel: pd.DataFrame, city: City) -> pd.DataFrame:
    """Return ``quarter`` and ``FIGURES`` of a city, a row a quarter, oldest first."""
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


def _of(panel: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    return panel[panel["quarter"] == str(quarter)].set_index("city")[FIGURES]


def _share(counts: pd.Series, city: City) -> object:
    whole = counts.sum(min_count=1)
    return pd.NA if pd.isna(whole) else tally.share(counts, int(whole))[city.name]


def _comparable(panel: pd.DataFrame, city: City, then: Quarter, quarter: Quarter) -> pd.Series:
    """Return a city's figures of another quarter, missing where they mean another list."""
    past = _of(panel, then)
    figures = past.reindex([city.name]).T[city.name]
    is_other_list = figures.index.isin(PILOTS) & (then.year != quarter.year)
    return figures.mask(is_other_list)
