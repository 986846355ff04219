"""Strings into typed, canonical, corrected rows; and every problem found on the way.

Width, spaces and aliases are mended without asking, since nothing is lost; what cannot be
understood is a problem with its place, and nothing is guessed.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hnfusion import codelists, schema
from hnfusion.errors import Problem
from hnfusion.personal import masked
from hnfusion.values import (
    ERROR,
    LOST_DIGITS,
    SELF_RUN_SPELLINGS,
    is_blank,
    is_valid_uscc,
    parse_date,
    parse_uscc,
    tidy_text,
)
from hnfusion.workbooks import Reading

LONGEST = 200
"""Characters of one cell; the longest name of an enterprise in China has under a hundred."""
QUOTED = 40
MESSAGES = {
    "date": ("“{}” 不是日期", "改为如 2020-03-31 的日期"),
    "city": ("“{}” 是未知的市州", "更正,或在 hnfusion/codelists/city.csv 中登记为别名"),
    "industry": ("“{}” 是未知的行业", "更正,或在 hnfusion/codelists/industry.csv 中登记为别名"),
    "stage": ("“{}” 是未知的阶段", "更正,或在 hnfusion/codelists/stage.csv 中登记为别名"),
    "uscc": (
        "“{}” 是表格软件改成了数字的代码,它只存 15 位,后几位已经丢失",
        "把该列设为文本格式,按原代码重填",
    ),
    "blank": ("空缺", "补填"),
    "error": ("“{}” 是公式的错误值或没有结果的公式", "在原表中改为值"),
    "long": ("“{}…” 过长", "核对是否粘贴了多余的内容"),
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
    if "uscc" not in typed:
        return typed, []
    identified = typed.assign(identity=identity)
    disagreeing = list(_disagreements(identified, reading, list_name))
    return (identified.iloc[:0], disagreeing) if disagreeing else (identified, [])


def tidy(rows: pd.DataFrame, list_name: str) -> pd.DataFrame:
    """Return the rows with one form of width and space (``tidy_text``); blanks are missing."""
    columns = list(schema.columns(list_name).index)
    return rows.assign(**{c: each(rows[c], _tidy_or_none).astype("str") for c in columns})


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
                pa.Check(lambda values, kind=kind: is_understood(values, kind), name=kind),
                nullable=presence != "filled",
            )
            for name, kind, presence in zip(
                columns.index, columns["type"], columns["presence"], strict=True
            )
        }
    )


def is_understood(values: pd.Series, kind: str) -> pd.Series:
    """Say for each tidied string whether it can be a value of the type."""
    if kind in {"date", "city", "industry", "stage"}:
        return parse(values, kind).notna()
    return each(values, lambda text: _fault(text, kind) is None).astype("bool")


def parse(values: pd.Series, kind: str) -> pd.Series:
    """Return the tidied strings as values of a type; missing where one is not understood."""
    match kind:
        case "date":
            return pd.to_datetime(each(values, parse_date)).astype("datetime64[s]")
        case "uscc":
            return parse_uscc(values)
        case "consultant":
            return values.where(~values.isin(SELF_RUN_SPELLINGS)).replace(
                codelists.spellings("consultant")
            )
        case "city":
            return each(values, codelists.find_city)
        case "industry" | "stage":
            return values.map(codelists.spellings(kind))
    return values


def identity(rows: pd.DataFrame) -> pd.Series:
    """Return what each row's enterprise is known by (contract 1.2).

    Its code; where that is missing or invalid, the valid code that the list itself gives for
    the same name; where there is none, the normalised name.
    """
    is_valid = is_valid_uscc(rows["uscc"])
    known = rows[is_valid].drop_duplicates("enterprise").set_index("enterprise")["uscc"]
    by_name = rows["enterprise"].map(known).astype("str").fillna(rows["enterprise"])
    return rows["uscc"].where(is_valid, by_name)


def _tidy_or_none(text: str) -> str | None:
    tidied = tidy_text(text)
    return None if is_blank(tidied) else tidied


def _fault(text: str, kind: str) -> str | None:
    """Return the key of the message for a text that no column takes."""
    if ERROR.match(text):
        return "error"
    if kind == "uscc" and LOST_DIGITS.fullmatch(text):
        return "uscc"
    return "long" if len(text) > LONGEST else None


def _problems(
    failures: pd.DataFrame, written: pd.DataFrame, reading: Reading, list_name: str
) -> list[Problem]:
    kinds = schema.columns(list_name)["type"]
    cells = (
        failures.dropna(subset=["index"])
        .assign(order=failures["column"].map(list(kinds.index).index))
        .join(written[list(schema.PLACE)], on="index")
        .merge(_headers(reading, list_name), on=["file", "sheet", "column"], validate="m:1")
        .sort_values(["index", "order"])
    )
    return [_problem(cell, kinds[cell["column"]]) for cell in cells.to_dict("records")]


def _problem(cell: Mapping[Any, Any], kind: str) -> Problem:
    value = cell["failure_case"]
    key = "blank" if pd.isna(value) else _fault(value, kind) or kind
    what, remedy = MESSAGES[key]
    return Problem(_where(cell), what.format(masked(str(value))[:QUOTED]), remedy)


def _headers(reading: Reading, list_name: str) -> pd.DataFrame:
    """Return the header of each column; of several tables on a sheet, the first one's."""
    of_list = reading.headers[reading.headers["list"] == list_name]
    return of_list.drop_duplicates(["file", "sheet", "column"])


def _where(cell: Mapping[Any, Any]) -> str:
    header = f"{schema.normal_header(cell['header'])}({cell['letter']}{cell['row']})"
    return f"{cell['file']} › {cell['sheet']} › 第 {cell['row']} 行 › {header}"


def _disagreements(rows: pd.DataFrame, reading: Reading, list_name: str) -> Iterator[Problem]:
    """Return each cell that contradicts what another file says of the same enterprise."""
    twice = rows[rows.duplicated("identity", keep=False)]
    first = twice.drop_duplicates("identity").set_index("identity")
    later = twice[twice["file"] != twice["identity"].map(first["file"])]
    headers = _headers(reading, list_name)
    for column in schema.columns(list_name).index.difference(["uscc"], sort=False):
        said = later[column].astype("str")
        before = later["identity"].map(first[column].astype("str"))
        differs = said.notna() & before.notna() & (said != before)
        cells = later.assign(column=column, said=said, before=before)[differs].merge(
            headers, on=["file", "sheet", "column"], validate="m:1"
        )
        for cell in cells.to_dict("records"):
            other = first.loc[cell["identity"]]
            place = f"{other['file']} › {other['sheet']} › 第 {other['row']} 行"
            here, there = cell["said"], cell["before"]
            what = f"与 {place}不一致:这里是“{here}”,那里是“{there}”"
            yield Problem(_where(cell), what, "核实后只保留正确的一份")
