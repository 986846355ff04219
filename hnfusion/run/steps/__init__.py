"""The steps of a report: each runs one notebook, and makes files of what it showed.

A step is made from its notebook, its module here and all that the two import, the lists, and the
cleaned lists that ``1_prepare`` wrote; never from another step or from chance. So steps can run
anywhere and in any order, and one whose ingredients are the same need not run again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from hnfusion.folders import Files
from hnfusion.quarter import Quarter

PREPARE = "1_prepare"
"""The notebook whose cleaned lists the other steps start from."""
LISTS = "lists/"
"""Where a step's files are the cleaned lists, which lie beside the report."""


class Edition(NamedTuple):
    """A province's report of one quarter.

    Attributes:
        quarter: the quarter.
        data: the folder with the province's ``raw/`` and ``processed/``.
        reports: the folder that gets ``<QUARTER>/``.
        province: what to call the province where there are several.
    """

    quarter: Quarter
    data: Path
    reports: Path
    province: str = ""

    def __str__(self) -> str:
        """Return what to call it.

        >>> str(Edition(Quarter(2020, 1), Path("湖南/data"), Path("reports/湖南"), "湖南"))
        '湖南 2020Q1'
        """
        return f"{self.province} {self.quarter}".strip()

    @property
    def folder(self) -> Path:
        """The report's own folder."""
        return self.reports / str(self.quarter)


class Step(NamedTuple):
    """One notebook of a report, of a city where it is about one."""

    edition: Edition
    notebook: str
    city: str = ""

    @property
    def name(self) -> str:
        """Its name in the report, which its executed notebook has too.

        >>> Step(Edition(Quarter(2020, 1), Path(), Path()), "5_city", "430100").name
        '5_city-430100'
        """
        return "-".join(filter(None, [self.notebook, self.city]))

    @property
    def module(self) -> str:
        """The module that makes files of what its notebook showed.

        >>> Step(Edition(Quarter(2020, 1), Path(), Path()), "5_city", "430100").module
        'hnfusion.run.steps.city'
        """
        return f"{__name__}.{self.notebook.split('_')[1]}"


class Order(NamedTuple):
    """A step and what whoever runs it needs to know, in this process or on another machine.

    Attributes:
        step: what is to be made; the data folder is at the same place for all.
        sources: what the step is made from (``lineage.sources``), by name and digest.
        lists: the cleaned lists as csv by name, of steps after the first.
        past: of the bulletin, what ``revisions.published`` reads of the report that stands.
    """

    step: Step
    sources: Mapping[str, str]
    lists: Files
    past: Files
