"""Read the city offices' answers, and mark findings as new, repeated or explained."""

import zipfile
from pathlib import Path

import pandas as pd

from hnfusion import paths, schema
from hnfusion.audit import rules
from hnfusion.errors import BulletinError, Problem, UnreadableError
from hnfusion.quarter import Quarter
from hnfusion.reading.sheets import Sheet, sheets
from hnfusion.reading.xlsx import NOT_CALCULATED
from hnfusion.tally.linkage import Case

FILE = "answers.xlsx"
"""The workbook with the offices' answers, beside the quarter's raw files."""
ANSWERS = ("是否属实", "情况说明", "整改措施及时限")
"""The columns of ``findings.xlsx`` that an office fills in."""
MATCHED = ["rule", "enterprise", "uscc", "city", "consultant", "current"]
"""Columns that identify a finding, in other quarters and in the offices' answers."""
STATES = {"new": "新发现", "repeated": "上期已提、未答复", "explained": "已说明"}
"""The states of a finding, with the words for them."""


def load(quarter: Quarter) -> pd.DataFrame:
    """Return a frame of the offices' answers in all quarters up to ``quarter``, the oldest first.

    It has a row for each finding in the workbooks of answers: the columns ``MATCHED``, which
    identify the finding, and ``answer``, which is "" if the office did not answer.

    Raises:
        BulletinError: if a workbook of answers cannot be read or has no answers' columns.
    """
    books = [paths.raw(q) / FILE for q in paths.quarters() if q <= quarter]
    none = pd.DataFrame(columns=[*MATCHED, "answer"], dtype="str")
    return pd.concat([none, *(_read(path) for path in books if path.exists())], ignore_index=True)


def with_answers(findings: pd.DataFrame, last: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with ``state`` (a key of ``STATES``) and ``answer`` added.

    ``answer`` is the office's newest answer to the finding, "" if it did not answer. ``last`` has
    the findings of the latest earlier quarter, ``answers`` is from ``load``.
    """
    given = answers[answers["answer"] != ""].drop_duplicates(MATCHED, keep="last")
    known = given.set_index(_keys(given))["answer"]
    keys = _keys(findings)
    answer = keys.map(known).astype("str").fillna("")
    state = pd.Series("new", findings.index, dtype="str").mask(keys.isin(_keys(last)), "repeated")
    return findings.assign(state=state.mask(answer != "", "explained"), answer=answer)


def by_rule(findings: pd.DataFrame, last: pd.DataFrame, of: Case) -> pd.DataFrame:
    """Return a frame with the number of findings by rule: one row per rule.

    Args:
        findings: the quarter's findings from ``with_answers``.
        last: the findings of the latest earlier quarter.
        of: the quarter's case.

    Returns:
        ``rule, severity, title``; ``total`` and ``explained``, the numbers of the quarter's
        findings and of those that are answered; ``previous``, the number in ``last``.

        In the oldest quarter with lists, ``previous`` is missing, and so are ``total`` and
        ``explained`` of a rule that compares with an earlier quarter. In the second oldest,
        ``previous`` of such a rule is missing.
    """

    def count(found: pd.DataFrame, earlier: int) -> pd.Series:
        judged = rules.applicable(has_earlier=earlier > 0).index if earlier >= 0 else pd.Index([])
        return found["rule"].value_counts().reindex(judged, fill_value=0).astype("Int64")

    counts = rules.table()[["severity", "title"]].assign(
        total=count(findings, len(of.earlier)),
        explained=count(findings[findings["state"] == "explained"], len(of.earlier)),
        previous=count(last, len(of.earlier) - 1),
    )
    return counts.reset_index()


def _keys(findings: pd.DataFrame) -> pd.Series:
    return findings["rule"].astype("str").str.cat(findings[MATCHED[1:]], sep="\t")


def _read(path: Path) -> pd.DataFrame:
    if not zipfile.is_zipfile(path):
        what = "无法打开(不是 .xlsx 文件)"
        raise BulletinError(Problem(str(path), what=what, remedy="另存为 .xlsx 后重试"))
    try:
        parts = [part for sheet in sheets(path) if (part := _answered(sheet)) is not None]
    except UnreadableError as error:
        what = f"无法打开({error.what})"
        raise BulletinError(Problem(str(path), what=what, remedy=error.remedy)) from None
    if not parts:
        what = f"没有“{schema.title('rule', 'findings')}”和“{ANSWERS[1]}”两栏"
        raise BulletinError(Problem(str(path), what=what, remedy="使用 findings.xlsx 填写"))
    return pd.concat(parts, ignore_index=True)


def _answered(sheet: Sheet) -> pd.DataFrame | None:
    """Return the answers on one sheet of a workbook, a frame as from ``load``.

    ``answer`` joins the texts of the columns ``ANSWERS``, but is "" where 情况说明 is blank. Return
    None if no row of the sheet is a header with 规则代码 and 情况说明.
    """
    cells = sheet.cells.replace(NOT_CALCULATED, "").astype("str").apply(lambda c: c.str.strip())
    columns = {schema.title(column, "findings"): column for column in MATCHED}
    needed = {schema.title("rule", "findings"), ANSWERS[1]}
    head = next((row for row, values in cells.iterrows() if needed <= {*values}), None)
    if head is None:
        return None
    rows = cells.loc[head + 1 :].set_axis(cells.loc[head], axis=1).rename(columns=columns)
    rows = rows.loc[:, ~rows.columns.duplicated()]  # added columns may have no title
    rows = rows.reindex(columns=[*MATCHED, *ANSWERS], fill_value="")
    given = [";".join(filter(None, row)) for row in rows[[*ANSWERS]].itertuples(index=False)]
    answer = pd.Series(given, rows.index, dtype="str").where(rows[ANSWERS[1]] != "", "")
    explained: pd.DataFrame = rows[MATCHED].assign(answer=answer)
    return explained
