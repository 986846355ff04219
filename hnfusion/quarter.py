"""The unit of work: one quarter of one year, as ``2020Q1``."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hnfusion.errors import BulletinError

PATTERN = re.compile(r"(20[0-9]{2})Q([1-4])")
ORDINALS = "一二三四"


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter; quarters are ordered by time.

    It is not a tuple, because a pandas index would split a tuple into levels.

    >>> Quarter(2020, 1).name, str(Quarter(2020, 1)), Quarter(2020, 1).previous
    ('2020年一季度', '2020Q1', Quarter(year=2019, number=4))
    >>> Quarter(2019, 4) < Quarter(2020, 1) == Quarter(2020, 1)
    True
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Return the quarter that ``text`` names.

        Raises:
            BulletinError: if ``text`` is not four digits, ``Q`` and a number from 1 to 4.

        >>> Quarter.parse("2020Q1")
        Quarter(year=2020, number=1)
        """
        if not text:
            raise BulletinError("没有给出季度。请写明,例如 make report QUARTER=2020Q1")
        match = PATTERN.fullmatch(text)
        if match is None:
            raise BulletinError(f"“{text}” 不是季度。请写成年份加 Q1 至 Q4,例如 2020Q1")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def at(cls, position: int) -> "Quarter":
        """Return the quarter whose ``position`` is the given number."""
        return cls(position // 4, position % 4 + 1)

    @property
    def position(self) -> int:
        """The number of quarters since the first quarter of year 0."""
        return 4 * self.year + self.number - 1

    def __str__(self) -> str:
        """Return the name used for folders and on the command line, such as ``2020Q1``."""
        return f"{self.year}Q{self.number}"

    @property
    def start(self) -> date:
        """The quarter's first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The quarter's last day, up to which the bulletin counts (截止).

        >>> Quarter(2020, 1).end
        datetime.date(2020, 3, 31)
        """
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter that follows."""
        return Quarter.at(self.position + 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter that comes immediately before."""
        return Quarter.at(self.position - 1)

    @property
    def a_year_before(self) -> "Quarter":
        """The same quarter one year earlier (同比)."""
        return Quarter.at(self.position - 4)

    def until(self, last: "Quarter") -> list["Quarter"]:
        """Return a list of the quarters from this quarter to ``last``, both included.

        >>> [str(quarter) for quarter in Quarter(2019, 4).until(Quarter(2020, 1))]
        ['2019Q4', '2020Q1']
        """
        return [Quarter.at(position) for position in range(self.position, last.position + 1)]

    @property
    def ordinal(self) -> str:
        """The quarter's number in Chinese: 一, 二, 三 or 四."""
        return ORDINALS[self.number - 1]

    @property
    def name(self) -> str:
        """The quarter's name in the bulletin's title, such as 2020年一季度."""
        return f"{self.year}年{self.ordinal}季度"
