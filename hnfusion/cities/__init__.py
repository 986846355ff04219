"""What the lists say of one city (市州): its figures, its place among fourteen, its enterprises.

``City`` names the city; ``panel`` counts all cities in all quarters once, ``standing`` and
``series`` read one city's part of it; ``stages``, ``industries``, ``consultants`` and the lists
are of its own enterprises.
"""

from hnfusion.cities.city import City, cities, neighbours
from hnfusion.cities.parts import consultants, industries, listed, stages, waiting, within
from hnfusion.cities.standing import FIGURES, panel, place, series, standing
from hnfusion.cities.told import Stood, lead, most_in, placed, since_first, title, title_parts

__all__ = [
    "FIGURES",
    "City",
    "Stood",
    "cities",
    "consultants",
    "industries",
    "lead",
    "listed",
    "most_in",
    "neighbours",
    "panel",
    "place",
    "placed",
    "series",
    "since_first",
    "stages",
    "standing",
    "title",
    "title_parts",
    "waiting",
    "within",
]
