"""One of the fourteen cities, as the unit of a page."""

from dataclasses import dataclass

from hnfusion import codelists
from hnfusion.errors import BulletinError


@dataclass(frozen=True)
class City:
    """A city (市州) with its code of GB/T 2260.

    It is called by ``name`` in tables, by ``short`` in text and by ``full`` in titles.

    >>> City.parse("433100").full
    '湘西土家族苗族自治州'
    """

    code: str
    name: str
    short: str
    full: str

    @classmethod
    def parse(cls, code: str | int) -> "City":
        """Return the city with this code.

        ``code`` is a number if it comes from papermill's command line.

        Raises:
            BulletinError: if no city has this code.
        """
        for city in cities():
            if city.code == str(code):
                return city
        known = "、".join(f"{city.code} {city.name}" for city in cities())
        raise BulletinError(f"“{code}” 不是本省市州的代码。请改为其中之一:{known}")


def cities() -> list[City]:
    """Return a list of the fourteen cities in the province's order."""
    rows = codelists.codelist("city")[["code", "name", "short", "full"]]
    return [City(*row) for row in rows.itertuples(index=False)]


def neighbours(city: City) -> tuple[City, City]:
    """Return two cities: that before ``city`` in the province's order, and that after it.

    After the last city of the province comes the first again.

    >>> [beside.short for beside in neighbours(City.parse("430100"))]
    ['湘西', '株洲']
    """
    every = cities()
    place = every.index(city)
    return every[place - 1], every[(place + 1) % len(every)]
