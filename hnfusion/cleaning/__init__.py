"""Clean them: turn rows of text into rows of typed, canonical values, and find every problem.

Width, spaces and aliases are normalised without asking, since no information is lost. A value that
is not understood is a problem, reported with its place; nothing is guessed.
"""

from functools import partial

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.cleaning import columns
from hnfusion.cleaning.cells import (
    BLANKS,
    ERROR,
    LOST_DIGITS,
    SELF_RUN_SPELLINGS,
    USCC,
    is_valid_uscc,
    parse_date,
    parse_uscc,
    tidy_text,
)
from hnfusion.cleaning.columns import by_distinct, each, is_among, replaced
from hnfusion.errors import Problem, place
from hnfusion.reading import Reading
from hnfusion.reading.personal import masked

__all__ = ["clean", "identity"]

LONGEST = 200
"""Maximum length of a cell's text; the longest name of an enterprise in China has under a hundred
characters."""
QUOTED = 40
"""Maximum number of characters that a problem quotes of a cell."""
TIDY = f"[!-&(-_a-~一-鿿]{{{1 + max(map(len, BLANKS))},}}"
"""Matches texts that ``tidy_text`` leaves unchanged: Chinese characters and printable ASCII except
spaces and apostrophes, longer than any of ``BLANKS``."""
CODED = {"date", *codelists.NAMES}
"""Types of columns (``schema``) that accept only certain texts."""
VARIOUS = {"text", "uscc"}
"""Types of columns whose values mostly differ from row to row."""
MESSAGES = {
    "date": ("不是日期", "改为如 2020-03-31 的日期"),
    **{
        name: (
            f"是未知的{schema.title(name)}",
            f"更正,或在 hnfusion/codelists/{name}.csv 中登记为别名",
        )
        for name in codelists.NAMES
    },
    "uscc": (
        "是表格软件改成了数字的代码,它只存 15 位,后几位已经丢失",
        "把该列设为文本格式,按原代码重填",
    ),
    "blank": ("空缺", "补填"),
    "error": ("是公式的错误值或没有结果的公式", "在原表中改为值"),
    "long": ("过长", "核对是否粘贴了多余的内容"),
}
"""``what`` and ``remedy`` of the ``Problem`` for each kind of fault."""


def clean(reading: Reading, list_name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return a cleaned list of a ``Reading`` as a frame, and a ``Problem`` for each faulty cell.

    The frame has one row per entry: the list's columns with the types of ``schema.dtypes``,
    ``file, sheet, row`` and, if the list names enterprises, ``identity``. If there are problems, it
    has no rows.
    """
    rows = reading.lists[list_name]
    kinds = schema.columns(list_name)["type"]
    parsed = rows.assign(**{str(c): understood(rows[c], kind) for c, kind in kinds.items()})
    problems = _problems(_faulty(rows, parsed, list_name), reading, list_name)
    typed = parsed.astype(schema.dtypes(list_name))
    if not problems and "uscc" in typed:
        typed = typed.assign(identity=identity)
        if len(typed["file"].unique()) > 1:
            problems = _problems(_disagreeing(typed, list_name), reading, list_name)
    return (typed.iloc[:0] if problems else typed), problems


def understood(texts: pd.Series, kind: str) -> pd.Series:
    """Return a Series of typed values, made from a column's texts as written.

    ``kind`` is the column's type in the schema. The texts are tidied, then parsed. A blank becomes
    a missing value, and so does a text that ``parse`` does not understand. ``texts`` may be
    categorical.
    """
    if kind == "uscc":
        written = texts.astype("str")
        is_doubtful = ~written.str.fullmatch(USCC)  # the others have their normal form
        return replaced(written, is_doubtful, parse_uscc(tidy(written[is_doubtful])))
    if kind == "text":
        return tidy(texts)
    return by_distinct(texts, lambda few: parse(each(few, _tidy_or_none, "str"), kind))


def tidy(texts: pd.Series) -> pd.Series:
    """Return a Series of the texts in the normal form of ``tidy_text``, with NaN for a blank.

    A blank is "" or a text of ``BLANKS``. For speed, ``tidy_text`` is called only for the few texts
    that are not in normal form as written or after NFKC.
    """
    written = texts.astype("str")
    is_doubtful = ~written.str.fullmatch(TIDY)
    doubtful = written[is_doubtful]
    normal = columns.normal(doubtful)
    is_odd = ~normal.str.fullmatch(TIDY)
    tidied = replaced(normal, is_odd, each(doubtful[is_odd], _tidy_or_none, "str"))
    return replaced(written, is_doubtful, tidied)


def parse(values: pd.Series, kind: str) -> pd.Series:
    """Return a Series of typed values, parsed from tidied texts.

    ``kind`` is the type: ``consultant`` or a type of ``CODED``. A text that is not understood
    becomes a missing value, and so does 自行贯标 as a consulting body.
    """
    match kind:
        case "date":
            return each(values, parse_date, "datetime64[s]")
        case "consultant":
            return each(values, _body, "str")
    return each(values, partial(codelists.find, kind), codelists.dtype(kind))


def identity(rows: pd.DataFrame) -> pd.Series:
    """Return a Series with the identity of the enterprise in each row of a cleaned list.

    It is the first of these that exists:

    1. the row's code (``uscc``), if it is valid
    2. the valid code of another row of the list with the same name
    3. the normalised name
    """
    is_valid = is_valid_uscc(rows["uscc"])
    names = rows.loc[~is_valid, "enterprise"]
    alike = rows[is_valid & is_among(rows["enterprise"], names)]
    known = alike.drop_duplicates("enterprise").set_index("enterprise")["uscc"]
    return replaced(rows["uscc"], ~is_valid, names.map(known).astype("str").fillna(names))


def _tidy_or_none(text: str) -> str | None:
    tidied = tidy_text(text)
    return None if not tidied or tidied.lower() in BLANKS else tidied


def _body(text: str) -> str | None:
    """Return the full name of a consulting body; None for 自行贯标 or if ``_fault`` finds a fault.

    A name that is not in the codelist is a new body, and is returned unchanged.
    """
    if text in SELF_RUN_SPELLINGS or _fault(text, "consultant"):
        return None
    return codelists.spellings("consultant").get(text, text)


def _fault(text: str, kind: str) -> str | None:
    """Return the key in ``MESSAGES`` for what is wrong with a tidied text; None for a good text.

    ``kind`` is the column's type. For a type in ``CODED``, the text must be one that ``parse`` does
    not understand.
    """
    if ERROR.match(text):
        return "error"
    if kind == "uscc" and LOST_DIGITS.fullmatch(text):
        return "uscc"
    if len(text) > LONGEST:
        return "long"
    return kind if kind in CODED else None


def _faulty(rows: pd.DataFrame, parsed: pd.DataFrame, list_name: str) -> pd.DataFrame:
    """Return a frame with a row for each faulty cell, with the columns that ``_problems`` needs.

    A cell is faulty if it is blank although the schema says that its column is ``filled``, or if
    its text was not understood. ``rows`` has the texts as written, ``parsed`` the values that
    ``understood`` returned for them. The order is that of ``rows``; without faulty cells, the frame
    has no rows.
    """
    found = []
    for column, kind, presence in schema.columns(list_name)[["type", "presence"]].itertuples():
        is_filled = presence == "filled"
        suspicious = _is_suspicious(rows[column], parsed[column], kind, is_filled)
        if not suspicious.any():
            continue
        cells = rows[suspicious]
        written = by_distinct(cells[column], tidy)
        fault = partial(_fault, kind=kind)
        key = by_distinct(written, partial(each, change=fault, dtype="str"))
        if is_filled:
            key = key.mask(written.isna(), "blank")
        places = cells[[*schema.PLACE]]
        found.append(places.assign(column=column, value=written, key=key)[key.notna()])
    if not found:
        return rows.iloc[:0]
    faults: pd.DataFrame = pd.concat(found).sort_index(kind="stable")
    quoted = each(faults["value"].fillna(""), masked, "str").str[:QUOTED]
    quoted = quoted.mask(faults["key"] == "long", quoted + "…")
    messages = pd.DataFrame.from_dict(MESSAGES, orient="index", columns=["what", "remedy"])
    return faults.assign(value=quoted).join(messages, on="key")


def _is_suspicious(written: pd.Series, parsed: pd.Series, kind: str, is_filled: bool) -> pd.Series:
    """Return a boolean Series: whether each cell of a column may be faulty (``_fault`` decides).

    ``written`` has the texts, ``parsed`` the values that ``understood`` returned for them, and
    ``is_filled`` says that a blank is a fault.
    """
    if kind not in VARIOUS:
        return parsed.isna() & (is_filled | (written != ""))
    suspicious = parsed.str.startswith("#") | (parsed.str.len() > LONGEST)
    if is_filled:
        suspicious |= parsed.isna()
    if kind == "uscc":
        suspicious |= parsed.str.match(r"\d[.Ee]")
    return suspicious


def _disagreeing(rows: pd.DataFrame, list_name: str) -> pd.DataFrame:
    """Return a frame of the cells in which two files contradict each other on an enterprise.

    ``rows`` is a cleaned list. A row of an enterprise is compared with the enterprise's first row
    if the two are from different files. A cell of the later row contradicts the first row if both
    have a value in the cell's column, other than ``uscc``, and the values differ.

    The frame has one row per such cell, and the columns that ``_problems`` needs. It is sorted by
    the list's columns, and has no rows if nothing differs.
    """
    twice = rows[rows["identity"].duplicated(keep=False)]
    first = twice.drop_duplicates("identity").set_index("identity")
    later = twice[twice["file"] != twice["identity"].map(first["file"])]
    if later.empty:
        return later
    found = []
    for column in schema.columns(list_name).index.difference(["uscc"], sort=False):
        here = later[column].astype("str")
        there = later["identity"].map(first[column].astype("str"))
        differs = here.notna() & there.notna() & (here != there)
        found.append(later.assign(column=column, here=here, there=there)[differs])
    cells: pd.DataFrame = pd.concat(found)
    sources = first.loc[cells["identity"], [*schema.PLACE]].itertuples(index=False)
    what = [
        f"与 {place(*source)}不一致:这里是“{here}”,那里是“{there}”"
        for source, here, there in zip(sources, cells["here"], cells["there"], strict=True)
    ]
    return cells.assign(value="", what=what, remedy="核实后只保留正确的一份")


def _problems(cells: pd.DataFrame, reading: Reading, list_name: str) -> list[Problem]:
    """Return a list with a ``Problem`` for each faulty cell; empty without faulty cells.

    ``cells`` has a row per cell: ``file, sheet, row, column, value, what, remedy``. If a sheet has
    several tables, header and column letter are those of the first table.
    """
    if cells.empty:
        return []
    keys = ["file", "sheet", "column"]
    headers = reading.headers[reading.headers["list"] == list_name].drop_duplicates(keys)
    return [
        Problem(
            cell["file"],
            cell["sheet"],
            cell["row"],
            schema.normal_header(cell["header"]),
            f"{cell['letter']}{cell['row']}",
            cell["value"],
            what=cell["what"],
            remedy=cell["remedy"],
        )
        for cell in cells.merge(headers, on=keys, validate="m:1").to_dict("records")
    ]
