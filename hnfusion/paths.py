"""The paths of a quarter's input files and cleaned lists.

``data/raw/<QUARTER>/`` has the files that the offices sent, ``data/raw/lists/<YEAR>/`` the two
yearly lists, ``data/processed/<QUARTER>/`` the cleaned lists as csv, one file per list.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hnfusion.quarter import Quarter

DATA = "HNFUSION_DATA"
"""Environment variable with the data folder (default: ``data/`` in the current folder)."""
PROCESSED = "HNFUSION_PROCESSED"
"""Environment variable with the folder of the cleaned lists (default: ``processed/`` in the data
folder)."""
PACKAGE = Path(__file__).resolve().parent
SHIPPED = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent
"""The folder with ``notebooks/`` and ``requirements.txt``: ``shipped/`` of an installed package, or
the checkout."""
NOTEBOOKS = SHIPPED / "notebooks"
LOCK = SHIPPED / "requirements.txt"
"""The locked versions of the libraries that reports are made with."""
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"})
"""Suffixes of the files that are read."""
OTHER_TABLES = frozenset(
    {".et", ".ett", ".xlt", ".xltx", ".fods", ".numbers", ".htm", ".html", ".txt", ".dbf"}
)
"""Suffixes of files that contain tables but cannot be read; each is a problem."""
NOT_LISTS = frozenset({"corrections.csv", "answers.xlsx"})
"""Names of the spreadsheets that lie beside the lists but are not lists."""
INTERNAL = "internal"
"""The folder in a report that must not be published."""
FIGURES, REVISIONS = "tables/figures.csv", "tables/revisions.csv"
"""Files of a report: every figure, and every figure that a version changed."""


def data() -> Path:
    """Return the data folder, which holds ``raw/`` and ``processed/``.

    The environment variable ``HNFUSION_DATA`` gives its path. Without the variable it is ``data/``
    in the current folder or, if that is ``notebooks/`` (as in Jupyter and VS Code), ``data/``
    beside ``notebooks/``.
    """
    here = Path.cwd()
    return Path(os.environ.get(DATA, (here.parent if here == NOTEBOOKS else here) / "data"))


@contextmanager
def of(folder: Path) -> Iterator[None]:
    """Use ``folder`` as the data folder within the ``with`` block."""
    before = {DATA: os.environ[DATA]} if DATA in os.environ else {}
    os.environ[DATA] = str(folder)
    try:
        yield
    finally:
        del os.environ[DATA]
        os.environ |= before


def processed(quarter: Quarter) -> Path:
    """Return the path of the folder of a quarter's cleaned lists."""
    return Path(os.environ.get(PROCESSED, data() / "processed")) / str(quarter)


def raw(quarter: Quarter) -> Path:
    """Return the path of the folder of a quarter's files as received."""
    return data() / "raw" / str(quarter)


def quarters() -> list[Quarter]:
    """Return the quarters that have a folder in ``raw/``, oldest first."""
    folders = sorted((data() / "raw").glob("20[0-9][0-9]Q[1-4]"))
    return [Quarter.parse(folder.name) for folder in folders if folder.is_dir()]


def spreadsheets(folder: Path) -> list[Path]:
    """Return the sorted paths of the spreadsheets in a folder that may be lists.

    Left out are ``NOT_LISTS``, hidden files and the lock files of office programs.
    """
    return sorted(
        path
        for path in folder.glob("*")
        if path.suffix.lower() in SPREADSHEETS
        and path.name not in NOT_LISTS
        and not path.name.startswith(("~$", ".~", "."))
    )


def unread_lists(quarter: Quarter) -> list[Path]:
    """Return the sorted paths of files with a suffix of ``OTHER_TABLES``, beside the lists.

    The lists are those of the quarter and of its year.
    """
    beside = [path for folder in (raw(quarter), yearly(quarter)) for path in folder.glob("*")]
    return sorted(path for path in beside if path.suffix.lower() in OTHER_TABLES)


def files(quarter: Quarter) -> list[Path]:
    """Return the paths of the spreadsheets with a quarter's lists, then with its year's lists."""
    return spreadsheets(raw(quarter)) + spreadsheets(yearly(quarter))


def yearly(quarter: Quarter) -> Path:
    """Return the path of the folder with the yearly lists of the quarter's year."""
    return data() / "raw" / "lists" / str(quarter.year)


def given(quarter: Quarter) -> list[Path]:
    """Return the paths of a quarter's own input files.

    They are the lists of the quarter and of its year, and the files beside them that reports use.
    """
    beside = ("quarter.toml", "published.toml", "remarks.md", "list.toml", *NOT_LISTS)
    stated = [folder / name for folder in (raw(quarter), yearly(quarter)) for name in beside]
    return [*files(quarter), *unread_lists(quarter), *filter(Path.is_file, stated)]


def inputs(quarter: Quarter) -> list[Path]:
    """Return the sorted paths of all input files of a quarter's report.

    They are the files that ``given`` returns for the quarter and for every earlier quarter.
    """
    return sorted({path for q in quarters() if q <= quarter for path in given(q)})
