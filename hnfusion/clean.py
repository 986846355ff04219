"""Strings into typed, canonical, corrected rows; and every problem found on the way.

Width, spaces and aliases are mended without asking, since nothing is lost; what cannot be
understood is a problem with its place, and nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from hnfusion import codelists, schema
from hnfusion.errors import Problem
from hnfusion.workbooks import Reading

SELF_RUN = frozenset(
    {"自行贯标", "自行", "自主贯标", "自主", "企业自行贯标", "自行开展", "无", "/", "-", "—"}
)
"""What an office writes where an enterprise has no consulting body (二: 选择自行开展贯标)."""
DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]?00:00(?::00)?)?|(\d{4})(\d\d)(\d\d)"
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
)
SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
MESSAGES = {
    "date": ("“{}” 不是日期", "改为如 2020-03-31 的日期"),
    "city": ("“{}” 是未知的市州", "更正,或在 hnfusion/codelists/city.csv 中登记为别名"),
    "industry": ("“{}” 是未知的行业", "更正,或在 hnfusion/codelists/industry.csv 中登记为别名"),
    "stage": ("“{}” 是未知的阶段", "更正,或在 hnfusion/codelists/stage.csv 中登记为别名"),
    "blank": ("空缺", "补填"),
}


def clean(reading: Reading, list_name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one list, typed and canonical, and what could not be understood in it.

    Args:
        reading: what ``workbooks.read`` made of the files.
        list_name: one of ``schema.TITLES``.

    Returns:
        The columns of the list in the schema's types, ``identity`` (see ``identity``) where it
        names enterprises, then ``file, sheet, row``; empty where there are problems.
    """
    written = tidy(reading.lists[list_name], list_name)
    problems = find_problems(written, reading, list_name)
    if problems:
        return written.iloc[:0], problems
    typed = written.assign(
        **{
            str(column): parse(written[str(column)], kind)
            for column, kind in schema.columns(list_name)["type"].items()
        }
    ).astype(schema.dtypes(list_name))
    return (typed.assign(identity=identity) if "uscc" in typed else typed), []


def tidy(rows: pd.DataFrame, list_name: str) -> pd.DataFrame:
    """Return the rows with one form of width and space; blanks are missing.

    NFKC makes （） into () and Ａ into A; spaces inside Chinese text go, between Latin words one
    stays.
    """
    columns = list(schema.columns(list_name).index)
    return rows.assign(**{c: each(rows[c], tidy_text).replace("", None) for c in columns})


def tidy_text(text: str) -> str:
    """Return one cell's text in its normal form.

    >>> tidy_text(" 长沙　示例（集团）有限公司 "), tidy_text("ISO  9001")
    ('长沙示例(集团)有限公司', 'ISO 9001')
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return SPACE_BESIDE_CHINESE.sub("", " ".join(plain.split()))


def each(values: pd.Series, change: Callable[[str], object]) -> pd.Series:
    """Return the values changed one by one, each distinct one only once; blanks stay."""
    distinct = values.dropna().unique()
    return values.map({value: change(value) for value in distinct})


def find_problems(written: pd.DataFrame, reading: Reading, list_name: str) -> list[Problem]:
    """Return each cell of the tidied rows that its column's type does not understand."""
    try:
        written_schema(list_name).validate(written, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return _problems(errors.failure_cases, written, reading, list_name)
    return []


def written_schema(list_name: str) -> pa.DataFrameSchema:
    """Return what the tidied strings of a list must satisfy, as a pandera schema.

    A ``filled`` column has no blank; a value, where there is one, is understood by its type.
    """
    columns = schema.columns(list_name)
    return pa.DataFrameSchema(
        {
            str(name): pa.Column(
                None,
                pa.Check(lambda values, kind=kind: parse(values, kind).notna(), name=kind),
                nullable=presence != "filled",
            )
            for name, kind, presence in zip(
                columns.index, columns["type"], columns["presence"], strict=True
            )
            if kind in MESSAGES or presence == "filled"
        }
    )


def parse(values: pd.Series, kind: str) -> pd.Series:
    """Return the tidied strings as values of a type; missing where one is not understood."""
    match kind:
        case "date":
            return pd.to_datetime(each(values, parse_date)).astype("datetime64[s]")
        case "uscc":
            return values.str.replace(" ", "").str.upper()
        case "consultant":
            return values.where(~values.isin(SELF_RUN))
        case "city" | "industry" | "stage":
            return values.map(codelists.spellings(kind))
    return values


def parse_date(text: str) -> date | None:
    """Return the day that a text names, nothing where it names none.

    >>> parse_date("2020年3月31日"), parse_date("2020.13")
    (datetime.date(2020, 3, 31), None)
    >>> parse_date("2020-02-30") is None
    True
    """
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_valid_uscc(codes: pd.Series) -> pd.Series:
    """Say for each code whether it is a unified social credit code of GB 32100-2015.

    Eighteen characters of the standard's alphabet, the first eight digits, the last the check
    character of the seventeen before it (weights 3^i modulo 31). Equal to python-stdnum.

    >>> is_valid_uscc(pd.Series(["914301000000000000", "91430100000000000X", None])).tolist()
    [True, False, False]
    """
    shaped = codes.str.fullmatch(f"[0-9]{{8}}[{USCC_ALPHABET}]{{10}}", na=False).astype(bool)
    if not shaped.any():
        return shaped
    letters = np.array(codes[shaped].tolist(), dtype="U18").view("U1").reshape(-1, 18)
    values = np.searchsorted(np.array(list(USCC_ALPHABET)), letters)
    check = (31 - values[:, :17] @ USCC_WEIGHTS) % 31
    verdict = shaped.copy()
    verdict[shaped] = check == values[:, 17]
    return verdict


def identity(rows: pd.DataFrame) -> pd.Series:
    """Return what each row's enterprise is known by (contract 1.2).

    Its code; where that is missing or invalid, the valid code that the list itself gives for
    the same name; where there is none, the normalised name.
    """
    is_valid = is_valid_uscc(rows["uscc"])
    known = rows[is_valid].drop_duplicates("enterprise").set_index("enterprise")["uscc"]
    by_name = rows["enterprise"].map(known).astype("str").fillna(rows["enterprise"])
    return rows["uscc"].where(is_valid, by_name)


def _problems(
    failures: pd.DataFrame, written: pd.DataFrame, reading: Reading, list_name: str
) -> list[Problem]:
    kinds = schema.columns(list_name)["type"]
    cells = (
        failures.assign(order=failures["column"].map(list(kinds.index).index))
        .join(written[list(schema.PLACE)], on="index")
        .merge(reading.headers, on=["file", "sheet", "column"], validate="m:1")
        .sort_values(["index", "order"])
    )
    return [_problem(cell, kinds[cell["column"]]) for cell in cells.to_dict("records")]


def _problem(cell: Mapping[Any, Any], kind: str) -> Problem:
    what, remedy = MESSAGES["blank" if pd.isna(cell["failure_case"]) else kind]
    header = f"{schema.normal_header(cell['header'])}({cell['letter']}{cell['row']})"
    where = f"{cell['file']} › {cell['sheet']} › 第 {cell['row']} 行 › {header}"
    return Problem(where, what.format(cell["failure_case"]), remedy)
