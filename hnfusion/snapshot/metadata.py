"""Read the files beside the lists: the lists' origin, the printed figures, the office's prose."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import folders, paths
from hnfusion.errors import BulletinError, Problem, refuse
from hnfusion.quarter import Quarter

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
"""The facts of ``quarter.toml`` that the report uses, each with its type and, for messages, the
type in words."""
FIGURE_KEYS = ["id", "value", "phrase"]


def facts(quarter: Quarter) -> dict[str, Any]:
    """Return a dict of what ``quarter.toml`` says: the lists' origin and what no list contains.

    The dict is empty if the quarter has no such file.

    Raises:
        BulletinError: if a fact is not of its type, or a rank lacks a part.
    """
    stated = _toml(paths.raw(quarter) / "quarter.toml")
    rank = stated.get("rank")
    flat = stated | {f"rank.{name}": rank.get(name) for name in RANK if isinstance(rank, dict)}
    refuse(
        _wrong(f"data/raw/{quarter}/quarter.toml", name, flat[name], kind)
        for name, (type_, kind) in FACTS.items()
        if name in flat and type(flat[name]) is not type_
    )
    return stated


def kind(facts: Mapping[str, Any], sources: pd.DataFrame) -> str:
    """Return the kind of a quarter's lists: ``synthetic``, ``real`` or ``unknown``.

    It is ``synthetic`` if ``sources`` says so of any list. Otherwise it is ``real`` if
    ``quarter.toml`` says ``synthetic = false``, else ``unknown``. ``facts`` and ``sources`` are
    what the functions of these names return.
    """
    if sources["synthetic"].any():
        return "synthetic"
    return {True: "synthetic", False: "real"}.get(facts.get("synthetic", ""), "unknown")


def is_synthetic(quarter: Quarter) -> bool:
    """Return whether any list of a quarter is synthetic."""
    return kind(facts(quarter), sources(quarter)) == "synthetic"


def published(quarter: Quarter) -> pd.DataFrame:
    """Return a frame of the printed figures in ``published.toml``: ``id, value, phrase``.

    A row is a figure. Without such a file, the frame has no rows.

    Raises:
        BulletinError: with every figure that lacks a part.
    """
    figures = _toml(paths.raw(quarter) / "published.toml").get("figure", [])
    refuse(
        Problem("published.toml", what=f"第 {n} 个 [[figure]] 缺少 {key}", remedy="补填")
        for n, figure in enumerate(figures, start=1)
        for key in FIGURE_KEYS
        if key not in figure
    )
    return pd.DataFrame(figures, columns=FIGURE_KEYS, dtype="object")


def remarks(quarter: Quarter) -> str:
    """Return the office's own prose for the quarter (``remarks.md``), "" if it wrote no prose."""
    return _text(paths.raw(quarter) / "remarks.md")


def sources(quarter: Quarter) -> pd.DataFrame:
    """Return a frame with one row per spreadsheet of a quarter and of its year's lists.

    Returns:
        ``file`` (its name), ``sha256``, ``registered``, ``synthetic``. The register of a file is
        ``quarter.toml`` or, for a yearly list, ``list.toml`` beside it. ``registered`` compares
        ``sha256`` with the digest in the register: ``same``, ``changed``, or ``absent`` if the
        register has no digest of the file. ``synthetic`` is what the register says of all its
        files, False if it says nothing.
    """
    registers = [(paths.raw(quarter), "quarter.toml"), (paths.yearly(quarter), "list.toml")]
    rows = []
    for folder, register in registers:
        stated = _toml(folder / register)
        known = {f.get("name"): f.get("sha256") for f in stated.get("file", [])}
        for path in paths.spreadsheets(folder):
            digest = folders.digest(path)
            states = {None: "absent", digest: "same"}
            registered = states.get(known.get(path.name), "changed")
            rows.append((path.name, digest, registered, stated.get("synthetic", False)))
    return pd.DataFrame(rows, columns=["file", "sha256", "registered", "synthetic"])


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        what = f"不是合规的 TOML({error})"
        raise BulletinError(Problem(path.name, what=what, remedy="更正后重试")) from None


def _text(path: Path) -> str:
    """Return the text of a file in UTF-8 or GB18030, "" if there is no file."""
    content = path.read_bytes() if path.exists() else b""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    remedy = "用记事本另存为 UTF-8"
    raise BulletinError(Problem(path.name, what="不是 UTF-8 文本", remedy=remedy))


def _wrong(file: str, name: str, value: object, kind: str) -> Problem:
    if value is None:
        return Problem(file, what=f"缺少 {name}", remedy=f"补上{kind}")
    return Problem(file, what=f"{name} 的值“{value}”不对", remedy=f"改为{kind}")
