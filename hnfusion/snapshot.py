"""Where a quarter's files are; read, save and load its cleaned lists.

``data/raw/<QUARTER>/`` holds what the offices sent, ``data/raw/lists/<YEAR>/`` the two yearly
lists, ``data/processed/<QUARTER>/`` the cleaned lists as csv, one file a list.
"""

import hashlib
import os
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import clean, schema, workbooks
from hnfusion.errors import BulletinError, Problem, refuse
from hnfusion.quarter import Quarter

DATA = "HNFUSION_DATA"
"""Environment variable with the data folder; without it, the checkout's own."""
CHECKOUT = Path(__file__).resolve().parent.parent
FIGURE_KEYS = ["id", "value", "phrase"]
NOT_LISTS = frozenset({"corrections.csv", "answers.xlsx"})


def data() -> Path:
    """Return the folder that holds ``raw/`` and ``processed/``."""
    return Path(os.environ.get(DATA, CHECKOUT / "data"))


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


def facts(quarter: Quarter) -> dict[str, Any]:
    """Return ``quarter.toml``: the origin of the files and what no list contains.

    Empty where the quarter has no such file.
    """
    return _toml(raw(quarter) / "quarter.toml")


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
    return path.read_text(encoding="utf-8") if path.exists() else ""


def sources(quarter: Quarter) -> pd.DataFrame:
    """Return ``file, sha256, registered`` for each spreadsheet that the quarter is made from.

    ``registered`` says whether the digest is the one that ``quarter.toml`` (or ``list.toml``)
    gives for the file.
    """
    folders = [(raw(quarter), "quarter.toml"), (_yearly(quarter), "list.toml")]
    rows = []
    for folder, register in folders:
        known = {f["name"]: f["sha256"] for f in _toml(folder / register).get("file", [])}
        for path in spreadsheets(folder):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            rows.append((path.name, digest, known.get(path.name) == digest))
    return pd.DataFrame(rows, columns=["file", "sha256", "registered"])


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
    return workbooks.Reading(
        quarterly.lists | yearly.lists,
        pd.concat([quarterly.headers, yearly.headers], ignore_index=True),
        pd.concat([quarterly.left_out, yearly.left_out], ignore_index=True),
        pd.concat([quarterly.mended, yearly.mended], ignore_index=True),
        quarterly.problems + yearly.problems + _missing_lists(quarter, quarterly),
    )


def prepare(reading: workbooks.Reading) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists by name.

    Raises:
        BulletinError: with every problem of every list at once.
    """
    cleaned = {name: clean.clean(reading, name) for name in reading.lists}
    refuse([*reading.problems, *(p for _, problems in cleaned.values() for p in problems)])
    return {name: rows for name, (rows, _) in cleaned.items()}


def save(lists: dict[str, pd.DataFrame], quarter: Quarter) -> Path:
    """Write the cleaned lists as csv and return their folder, replaced as a whole."""
    folder = data() / "processed" / str(quarter)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    for name, rows in lists.items():
        rows.to_csv(aside / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    aside.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    return folder


def load(quarter: Quarter) -> dict[str, pd.DataFrame]:
    """Return the cleaned lists of a quarter, typed as ``clean.clean`` left them.

    A yearly list that the department has not published yet comes back without rows.

    Raises:
        BulletinError: if the quarter has not been prepared.
    """
    folder = data() / "processed" / str(quarter)
    if not folder.is_dir():
        raise BulletinError(f"{quarter} 的名单尚未整理。请先运行 1_prepare.ipynb 或 make report")
    return {name: _load(folder / f"{name}.csv", name) for name in schema.TITLES}


def earlier(quarter: Quarter) -> dict[Quarter, pd.DataFrame]:
    """Return the ``started`` list of every earlier quarter that has raw data, oldest first.

    Raises:
        BulletinError: with every problem of those quarters' files.
    """
    return {q: prepare(read_raw(q))["started"] for q in quarters() if q < quarter}


def _load(path: Path, name: str) -> pd.DataFrame:
    columns = list(schema.columns(name).index)
    if not path.exists():
        return pd.DataFrame(columns=[*columns, "identity"]).astype(schema.dtypes(name))
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    return rows.astype(schema.dtypes(name) | {"row": "int64"})


def _yearly(quarter: Quarter) -> Path:
    return data() / "raw" / "lists" / str(quarter.year)


def _toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BulletinError(f"{path.name}:不是合规的 TOML({error})。请更正后重试") from None


def _missing_lists(quarter: Quarter, reading: workbooks.Reading) -> list[Problem]:
    missing = [name for name in schema.QUARTERLY if name not in reading.lists]
    return [
        Problem(f"data/raw/{quarter}", f"没有{schema.TITLES[name]}", "把该名单放入此文件夹")
        for name in missing
    ]
