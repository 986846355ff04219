"""Look at the cities: the figures, ranks and enterprises of one city (市州) among fourteen."""

from hnfusion.cities.breakdown import consultants, industries, listed, stages, waiting, within
from hnfusion.cities.city import City, cities, neighbours
from hnfusion.cities.standing import FIGURES, Stood, panel, series, standing

__all__ = [
    "FIGURES",
    "City",
    "Stood",
    "cities",
    "consultants",
    "industries",
    "listed",
    "neighbours",
    "panel",
    "series",
    "stages",
    "standing",
    "waiting",
    "within",
]
