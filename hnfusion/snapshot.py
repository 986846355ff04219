"""Where a quarter's files are; read, save and load its cleaned lists.

``data/raw/<QUARTER>/`` holds what the offices sent, ``data/raw/lists/<YEAR>/`` the two yearly
lists, ``data/processed/<QUARTER>/`` the cleaned lists as csv, one file a list.
"""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import clean, corrections, folders, schema, workbooks
from hnfusion.errors import BulletinError, Problem, refuse
from hnfusion.quarter import Quarter

DATA = "HNFUSION_DATA"
"""Environment variable with the data folder; without it, the checkout's own."""
PROCESSED = "HNFUSION_PROCESSED"
"""Environment variable with the folder of cleaned lists; without it, ``processed/`` in the data."""
CHECKOUT = Path(__file__).resolve().parent.parent
RANK = ("national", "central", "source")
FACTS: dict[str, tuple[type, str]] = {
    "synthetic": (bool, " true 或 false"),
    "issued": (date, "日期,如 2020-04-21"),
    "source": (dict, "一节 [source]"),
    "rank": (dict, "一节 [rank]"),
    "rank.national": (int, "整数"),
    "rank.central": (int, "整数"),
    "rank.source": (str, "一句出处"),
}
"""What ``quarter.toml`` may state that the report uses: its type, and how to say it."""
FIGURE_KEYS = ["id", "value", "phrase"]
NOT_LISTS = frozenset({"corrections.csv", "answers.xlsx"})


def data() -> Path:
    """Return the folder that holds ``raw/`` and ``processed/``."""
    return Path(os.environ.get(DATA, CHECKOUT / "data"))


def processed(quarter: Quarter) -> Path:
    """Return the folder of a quarter's cleaned lists."""
    return Path(os.environ.get(PROCESSED, data() / "processed")) / str(quarter)


def raw(quarter: Quarter) -> Path:
    """Return the folder of a quarter's files as received."""
    return data() / "raw" / str(quarter)


def quarters() -> list[Quarter]:
    """Return every quarter that has raw data, oldest first."""
    folders = sorted((data() / "raw").glob("20[0-9][0-9]Q[1-4]"))
    return [Quarter.parse(folder.name) for folder in folders if folder.is_dir()]


def spreadsheets(folder: Path) -> list[Path]:
    """Return the spreadsheets of a folder by name, without the office programs' lock files."""
    return sorted(
        path
        for path in folder.glob("*")
        if path.suffix.lower() in workbooks.SUFFIXES
        and path.name not in NOT_LISTS
        and not path.name.startswith(("~$", ".~", "."))
    )


def files(quarter: Quarter) -> list[Path]:
    """Return the spreadsheets that a quarter is made from, the year's lists last."""
    return spreadsheets(raw(quarter)) + spreadsheets(_yearly(quarter))


def facts(quarter: Quarter) -> dict[str, Any]:
    """Return ``quarter.toml``: the origin of the files and what no list contains.

    Empty where the quarter has no such file.

    Raises:
        BulletinError: if a fact is not of its type, or a rank lacks a part.
    """
    stated = _toml(raw(quarter) / "quarter.toml")
    flat = stated | {f"rank.{name}": stated["rank"].get(name) for name in RANK if "rank" in stated}
    refuse(
        Problem(f"data/raw/{quarter}/quarter.toml", *_wrong(name, flat[name], kind))
        for name, (type_, kind) in FACTS.items()
        if name in flat and not isinstance(flat[name], type_)
    )
    return stated


def published(quarter: Quarter) -> pd.DataFrame:
    """Return ``published.toml``: ``id, value, phrase``, a row for each printed figure."""
    figures = _toml(raw(quarter) / "published.toml").get("figure", [])
    refuse(
        Problem("published.toml", f"第 {n} 个 [[figure]] 缺少 {key}", "补填")
        for n, figure in enumerate(figures, start=1)
        for key in FIGURE_KEYS
        if key not in figure
    )
    return pd.DataFrame(figures, columns=FIGURE_KEYS, dtype="object")


def remarks(quarter: Quarter) -> str:
    """Return the office's own prose for the quarter, empty where it wrote none."""
    path = raw(quarter) / "remarks.md"
    return _text(path) if path.exists() else ""


def sources(quarter: Quarter) -> pd.DataFrame:
    """Return ``file, sha256, registered, synthetic`` of each spreadsheet behind the quarter.

    ``registered`` is how the digest stands to the one that ``quarter.toml`` (``list.toml`` of a
    yearly list) gives for the file: ``same``, ``changed``, or ``absent`` where it gives none;
    ``synthetic`` is what that register says of its files.
    """
    folders = [(raw(quarter), "quarter.toml"), (_yearly(quarter), "list.toml")]
    rows = []
    for folder, register in folders:
        stated = _toml(folder / register)
        known = {f.get("name"): f.get("sha256") for f in stated.get("file", [])}
        for path in spreadsheets(folder):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            states = {None: "absent", digest: "same"}
            registered = states.get(known.get(path.name), "changed")
            rows.append((path.name, digest, registered, stated.get("synthetic", False)))
    return pd.DataFrame(rows, columns=["file", "sha256", "registered", "synthetic"])


def inputs(quarter: Quarter) -> list[Path]:
    """Return every file that a quarter's report is made from, those of earlier quarters too."""
    stated = [raw(quarter) / name for name in ("quarter.toml", "published.toml", "remarks.md")]
    folders = [f for q in quarters() if q <= quarter for f in (raw(q), _yearly(q))]
    read = [p for folder in folders for p in [*spreadsheets(folder), folder / "corrections.csv"]]
    every = {*stated, _yearly(quarter) / "list.toml", *read}
    return sorted(path for path in every if path.is_file())


def kind(facts: Mapping[str, Any], sources: pd.DataFrame) -> str:
    """Return what the lists are: ``synthetic`` if any of them is, ``real``, else ``unknown``.

    Args:
        facts: ``facts`` of the quarter.
        sources: ``sources`` of the quarter.
    """
    if sources["synthetic"].any():
        return "synthetic"
    return {True: "synthetic", False: "real"}.get(facts.get("synthetic", ""), "unknown")


def read_raw(quarter: Quarter) -> workbooks.Reading:
    """Return what the quarter's files and the year's lists hold, as written.

    Raises:
        BulletinError: if the quarter has no folder.
    """
    folder = raw(quarter)
    if not folder.is_dir():
        known = "、".join(map(str, quarters())) or "无"
        raise BulletinError(
            f"没有 {quarter} 的原始数据:{folder} 不存在(已有:{known})。请把名单放入该文件夹"
        )
    quarterly = workbooks.read(spreadsheets(folder), schema.QUARTERLY)
    yearly = workbooks.read(spreadsheets(_yearly(quarter)), schema.YEARLY)
    reading = workbooks.Reading(
        quarterly.lists | yearly.lists,
        pd.concat([quarterly.headers, yearly.headers], ignore_index=True),
        pd.concat([quarterly.left_out, yearly.left_out], ignore_index=True),
        pd.concat([quarterly.mended, yearly.mended], ignore_index=True),
        quarterly.problems + yearly.problems + _missing_lists(quarter, quarterly),
    )
    return corrections.applied(reading, corrections.load(folder))


def prepare(reading: workbooks.Reading) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists by name.

    Raises:
        BulletinError: with every problem of every list at once.
    """
    lists, problems = examine(reading)
    refuse(problems)
    return lists


def examine(reading: workbooks.Reading) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return the cleaned lists by name, and every problem of every list, file by file."""
    cleaned = {name: clean.clean(reading, name) for name in reading.lists}
    found = [*reading.problems, *(p for _, problems in cleaned.values() for p in problems)]
    by_file = sorted(found, key=lambda problem: problem.where.split(" › ")[0])
    return {name: rows for name, (rows, _) in cleaned.items()}, by_file


def save(lists: dict[str, pd.DataFrame], quarter: Quarter) -> Path:
    """Write the cleaned lists as csv and return their folder, replaced as a whole."""
    folder = processed(quarter)
    with folders.replacing(folder) as aside:
        for name, rows in lists.items():
            rows.to_csv(aside / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    return folder


def load(quarter: Quarter) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists of a quarter, typed as ``clean.clean`` left them.

    A yearly list that the department has not published yet comes back without rows.

    Raises:
        BulletinError: if the quarter has not been prepared.
    """
    folder = processed(quarter)
    if not folder.is_dir():
        raise BulletinError(f"{quarter} 的名单尚未整理。请先运行 1_prepare.ipynb 或 make report")
    return {name: _load(folder / f"{name}.csv", name) for name in schema.TITLES}


def earlier(quarter: Quarter) -> dict[Quarter, pd.DataFrame]:
    """Return the ``started`` list of every earlier quarter that has raw data, oldest first.

    Raises:
        BulletinError: with every problem of those quarters' files.
    """
    return {q: prepare(read_raw(q))["started"] for q in quarters() if q < quarter}


def history(quarter: Quarter) -> dict[Quarter, dict[str, pd.DataFrame]]:
    """Return all lists of every earlier quarter that has raw data, and the quarter's own, last.

    Raises:
        BulletinError: with every problem of those quarters' files, or if the quarter itself has
            not been prepared.
    """
    past = {q: prepare(read_raw(q)) for q in quarters() if q < quarter}
    filed = {q: {n: lists.get(n, _none(n)) for n in schema.TITLES} for q, lists in past.items()}
    return {**filed, quarter: load(quarter)}


def _none(name: str) -> pd.DataFrame:
    columns = [*schema.columns(name).index, *schema.PLACE, "identity"]
    return pd.DataFrame(columns=columns).astype(schema.dtypes(name) | {"row": "int64"})


def _load(path: Path, name: str) -> pd.DataFrame:
    if not path.exists():
        return _none(name)
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    return rows.astype(schema.dtypes(name) | {"row": "int64"})


def _wrong(name: str, value: object, kind: str) -> tuple[str, str]:
    if value is None:
        return f"缺少 {name}", f"补上{kind}"
    return f"{name} 的值“{value}”不对", f"改为{kind}"


def _yearly(quarter: Quarter) -> Path:
    return data() / "raw" / "lists" / str(quarter.year)


def _toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BulletinError(f"{path.name}:不是合规的 TOML({error})。请更正后重试") from None


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise BulletinError(f"{path.name}:不是 UTF-8 文本。请用记事本另存为 UTF-8")


def _missing_lists(quarter: Quarter, reading: workbooks.Reading) -> list[Problem]:
    missing = [name for name in schema.QUARTERLY if name not in reading.lists]
    return [
        Problem(f"data/raw/{quarter}", f"没有{schema.TITLES[name]}", "把该名单放入此文件夹")
        for name in missing
    ]
