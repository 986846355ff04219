"""Keep the snapshot: a quarter's lists, read, cleaned, saved and loaded."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path

import pandas as pd

from hnfusion import cleaning, folders, paths, reading, schema
from hnfusion.cleaning import corrections
from hnfusion.errors import BulletinError, Problem, refuse
from hnfusion.quarter import Quarter

__all__ = ["earlier", "examine", "history", "load", "prepare", "prepared", "read_raw", "save"]

KEPT = 64
"""Maximum number of quarters whose lists stay in memory, a megabyte each, for the notebooks that
compare quarters."""
State = tuple[tuple[str, str], ...]
"""Paths of files, each with the digest of the file's content."""


def read_raw(quarter: Quarter) -> reading.Reading:
    """Return a ``Reading`` of the lists of a quarter and of its year.

    The lists are as written, but with the analyst's corrections. The ``problems`` of the
    ``Reading`` also name quarterly lists that are missing.

    Raises:
        BulletinError: if the quarter has no folder.
    """
    folder = paths.raw(quarter)
    if not folder.is_dir():
        known = "、".join(map(str, paths.quarters())) or "无"
        raise BulletinError(
            f"没有 {quarter} 的原始数据:{folder} 不存在(已有:{known})。请把名单放入该文件夹"
        )
    kept = _read(quarter, _state(quarter))
    frames = (kept.headers, kept.left_out, kept.mended)
    headers, left_out, mended = (frame.copy(deep=False) for frame in frames)
    return reading.Reading(_lent(kept.lists), headers, left_out, mended, [*kept.problems])


def prepare(reading: reading.Reading) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists of a ``Reading``: a dict from the list's name to a frame.

    Raises:
        BulletinError: with every problem of every list at once.
    """
    lists, problems = examine(reading)
    refuse(problems)
    return lists


def examine(reading: reading.Reading) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return a tuple: the cleaned lists as in ``prepare``, and all problems, sorted by file.

    A list whose cells have problems has no rows (``cleaning.clean``).
    """
    with ThreadPoolExecutor() as pool:
        both = pool.map(partial(cleaning.clean, reading), reading.lists)
        cleaned = dict(zip(reading.lists, both, strict=True))
    found = [*reading.problems, *(p for _, problems in cleaned.values() for p in problems)]
    by_file = sorted(found, key=lambda problem: problem.file)
    return {name: rows for name, (rows, _) in cleaned.items()}, by_file


def save(lists: dict[str, pd.DataFrame], quarter: Quarter) -> Path:
    """Write the cleaned lists as csv and return their folder, which is replaced as a whole."""
    folder = paths.processed(quarter)
    with folders.replacing(folder) as aside:
        for name, rows in lists.items():
            rows.to_csv(aside / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    return folder


def load(quarter: Quarter) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists of a quarter that ``save`` wrote, in the form of ``prepared``.

    Raises:
        BulletinError: if the quarter has not been prepared.
    """
    folder = paths.processed(quarter)
    if not folder.is_dir():
        raise BulletinError(f"{quarter} 的名单尚未整理。请先运行 1_prepare.ipynb 或 make report")
    return {name: _load(folder / f"{name}.csv", name) for name in schema.TITLES}


def earlier(quarter: Quarter) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return a dict from each earlier quarter with raw data, oldest first, to its cleaned lists.

    The lists of a quarter are as ``prepared`` returns them.

    Raises:
        BulletinError: with every problem in the lists of the oldest quarter that has problems.
    """
    return {q: prepared(q) for q in paths.quarters() if q < quarter}


def history(quarter: Quarter) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return a dict from each quarter up to ``quarter``, oldest first, to its cleaned lists.

    Those of ``quarter`` itself are the saved lists (``load``), all others are from ``earlier``.

    Raises:
        BulletinError: as in ``earlier``, or if the quarter itself has not been prepared.
    """
    return earlier(quarter) | {quarter: load(quarter)}


def prepared(quarter: Quarter) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists of a quarter: a dict from each name in ``schema.TITLES`` to a frame.

    The columns are those that ``cleaning.clean`` returns. The raw files are read again only if a
    file changed. A yearly list that the department has not published yet has no rows.

    Raises:
        BulletinError: with every problem in the quarter's lists.
    """
    return _lent(_prepared(quarter, _state(quarter)))


@lru_cache(maxsize=1)
def _read(quarter: Quarter, _: State) -> reading.Reading:
    quarterly = reading.read(paths.spreadsheets(paths.raw(quarter)), schema.QUARTERLY)
    yearly = reading.read(paths.spreadsheets(paths.yearly(quarter)), schema.YEARLY)
    missing = [
        Problem(
            f"data/raw/{quarter}",
            what=f"没有{schema.TITLES[name]}",
            remedy="把该名单放入此文件夹",
        )
        for name in schema.QUARTERLY
        if name not in quarterly.lists
    ]
    what, remedy = "是表格文件,但不能读取这种格式", "另存为 .xlsx,或移出该文件夹"
    unread = [Problem(p.name, what=what, remedy=remedy) for p in paths.unread_lists(quarter)]
    whole = reading.Reading(
        quarterly.lists | yearly.lists,
        pd.concat([quarterly.headers, yearly.headers], ignore_index=True),
        pd.concat([quarterly.left_out, yearly.left_out], ignore_index=True),
        pd.concat([quarterly.mended, yearly.mended], ignore_index=True),
        [*quarterly.problems, *yearly.problems, *missing, *unread],
    )
    return corrections.applied(whole, corrections.load(paths.raw(quarter)))


@lru_cache(maxsize=KEPT)
def _prepared(quarter: Quarter, _: State) -> dict[str, pd.DataFrame]:
    lists = prepare(read_raw(quarter))
    return {name: lists[name] if name in lists else _none(name) for name in schema.TITLES}


def _state(quarter: Quarter) -> State:
    """Return the files that a quarter's lists are read from, each with its digest."""
    beside = [paths.raw(quarter) / corrections.NAME, *paths.unread_lists(quarter)]
    return tuple((str(path), _digest(path)) for path in [*paths.files(quarter), *beside])


def _digest(path: Path) -> str:
    try:
        return folders.digest(path)
    except OSError as error:
        return str(error)


def _lent(lists: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return shallow copies of cached frames: a change of a copy does not change the cache."""
    return {name: rows.copy(deep=False) for name, rows in lists.items()}


def _none(name: str) -> pd.DataFrame:
    columns = [*schema.columns(name).index, *schema.PLACE, "identity"]
    return pd.DataFrame(columns=columns).astype(schema.dtypes(name) | {"row": "int64"})


def _load(path: Path, name: str) -> pd.DataFrame:
    if not path.exists():
        return _none(name)
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], engine="pyarrow")
    return rows.astype(schema.dtypes(name) | {"row": "int64"})
