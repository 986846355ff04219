"""What the lists say of one city (市州): its figures, its place among fourteen, its enterprises.

``City`` names the city; ``panel`` counts all cities in all quarters once, ``standing`` and
``series`` read one city's part of it; ``stages``, ``industries``, ``consultants`` and the lists
are of its own enterprises.
"""

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
