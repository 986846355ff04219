"""Letters to the city offices: what to explain, a sheet a city, and the answers that come back."""

import io
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import codelists, documents, paths, schema
from hnfusion.audit import rules
from hnfusion.audit.answers import MATCHED, STATES
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter

FILE = "answers.xlsx"
"""The workbook as it came back, beside the quarter's raw files."""
SYNTHETIC = "(合成示例数据)"
"""Marks the titles of letters that are made from synthetic lists."""
SUMMARY, PROVINCE = "汇总", "全省"
TITLES = {
    "title": "核查事项",
    "severity": "程度",
    "list": "名单",
    "enterprise": "企业名称",
    "uscc": "统一社会信用代码",
    "city": "市州",
    "consultant": "咨询服务机构",
    "previous": "此前",
    "current": "本期",
    "source": "出处(文件 › 工作表 › 行)",
    "message": "核查情况",
    "ask": "请核实",
    "state": "状态",
    "answer": "已有说明",
    "rule": "规则代码",
}
"""What each sheet tells; the office answers in the columns after it."""
ANSWERS = ("是否属实", "情况说明", "整改措施及时限")
VERDICTS = "属实,部分属实,不属实"
WIDTHS = {"enterprise": 34, "uscc": 21, "source": 40, "message": 60, "ask": 40, "answer": 30}
WIDTH = 14
"""Columns in characters; those of ``WIDTHS`` are wider."""
HEAD, TO_FILL = PatternFill("solid", fgColor="E8E2D6"), PatternFill("solid", fgColor="FFF3D6")
BOLD, WRAPPED = Font(bold=True), Alignment(vertical="top", wrap_text=True)


def workbook(findings: pd.DataFrame, counts: pd.DataFrame, quarter: Quarter, mark: str) -> bytes:
    """Return ``findings.xlsx``: a summary, a sheet a city, and one for what concerns no city.

    Args:
        findings: ``audit.answers.with_answers``.
        counts: ``audit.answers.by_rule``.
        quarter: the quarter that was audited.
        mark: added to every title, such as 合成示例数据; "" for none.
    """
    shown = _shown(findings)
    book = openpyxl.Workbook()
    title = f"{quarter.name}数据核查{mark}(内部资料,不得公开)"
    _summary(book.worksheets[0], findings, counts, title)
    for city in [*codelists.names("city"), PROVINCE]:
        sheet = book.create_sheet(city)
        of_city = shown[shown["city"] == (city if city != PROVINCE else "")]
        _letter(sheet, of_city, f"{city} {title}")
    return documents.workbook_bytes(book)


def answers(quarter: Quarter) -> pd.DataFrame:
    """Return what the offices answered up to a quarter: ``MATCHED`` and ``answer``, oldest first.

    Raises:
        BulletinError: if a workbook of answers cannot be read, or is not one.
    """
    books = [paths.raw(q) / FILE for q in paths.quarters() if q <= quarter]
    parts = [_read(path) for path in books if path.exists()]
    return pd.concat(
        [pd.DataFrame(columns=[*MATCHED, "answer"], dtype="str"), *parts], ignore_index=True
    )


def _shown(findings: pd.DataFrame) -> pd.DataFrame:
    known = rules.table()
    return findings.assign(
        title=findings["rule"].map(known["title"]),
        ask=findings["rule"].map(known["ask"]),
        severity=findings["severity"].map(rules.SEVERITIES),
        list=findings["list"].map(schema.TITLES),
        state=findings["state"].map(STATES),
    )[list(TITLES)]


def _summary(sheet: Worksheet, findings: pd.DataFrame, counts: pd.DataFrame, title: str) -> None:
    sheet.title = SUMMARY
    _row(sheet, [title], BOLD)
    _row(sheet, ["核查事项", "程度", "本期", "上期", "已说明"], BOLD, HEAD)
    for row in counts.astype("object").where(counts.notna(), "—").to_dict("records"):
        known = [row["title"], rules.SEVERITIES[row["severity"]]]
        _row(sheet, [*known, row["total"], row["previous"], row["explained"]])
    _row(sheet, ["“—”:没有更早季度的名单,无从比较。"])
    _row(sheet, ["市州", "事项", "其中已说明"], BOLD, HEAD)
    is_explained = findings["state"] == "explained"
    for city in [*codelists.names("city"), PROVINCE]:
        is_here = findings["city"] == (city if city != PROVINCE else "")
        _row(sheet, [city, int(is_here.sum()), int((is_here & is_explained).sum())])
    sheet.column_dimensions["A"].width = WIDTHS["uscc"]


def _letter(sheet: Worksheet, rows: pd.DataFrame, title: str) -> None:
    _row(sheet, [title], BOLD)
    _row(sheet, ["请在右侧三栏填写后,将本文件存为 answers.xlsx 交回;其余各栏请勿改动。"])
    _row(sheet, [*TITLES.values(), *ANSWERS], BOLD, HEAD)
    for row in rows.itertuples(index=False):
        _row(sheet, [*row, *[""] * len(ANSWERS)])
    first, last = len(TITLES) + 1, len(TITLES) + len(ANSWERS)
    for cells in sheet.iter_rows(min_row=4, min_col=first, max_col=last):
        for cell in cells:
            cell.fill = TO_FILL
    for number, column in enumerate([*TITLES, *ANSWERS], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, WIDTH)
    sheet.freeze_panes = "A4"
    documents.landscape(sheet, head=3)
    if len(rows):
        verdict = DataValidation("list", formula1=f'"{VERDICTS}"', allow_blank=True)
        letter = get_column_letter(first)
        verdict.add(f"{letter}4:{letter}{3 + len(rows)}")
        sheet.add_data_validation(verdict)


def _row(
    sheet: Worksheet,
    values: list[object],
    font: Font | None = None,
    fill: PatternFill | None = None,
) -> None:
    """Append a row; what is text stays text, whatever it looks like."""
    number = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column)
        documents.put(cell, value if isinstance(value, str) else int(str(value)))
        if font:
            cell.font = font
        if fill:
            cell.fill = fill
        if len(values) > 1:
            cell.alignment = WRAPPED


def _read(path: Path) -> pd.DataFrame:
    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BulletinError(f"{path}:无法打开({error})。请另存为 .xlsx 后重试") from None
    parts = [part for sheet in book.worksheets if (part := _read_sheet(sheet)) is not None]
    if not parts:
        raise BulletinError(
            f"{path}:没有“{TITLES['rule']}”和“{ANSWERS[1]}”两栏。请使用 findings.xlsx 填写"
        )
    return pd.concat(parts, ignore_index=True)


def _read_sheet(sheet: Worksheet) -> pd.DataFrame | None:
    grid = [[_plain(cell) for cell in row] for row in sheet.iter_rows()]
    head = next((n for n, row in enumerate(grid) if {TITLES["rule"], ANSWERS[1]} <= {*row}), None)
    if head is None:
        return None
    rows = pd.DataFrame(grid[head + 1 :], columns=grid[head], dtype="str")
    rows = rows.reindex(columns=[*TITLES.values(), *ANSWERS], fill_value="")
    texts = zip(*(rows[column] for column in ANSWERS), strict=True)
    told = pd.Series([";".join(filter(None, each)) for each in texts], rows.index, dtype="str")
    named = rows.rename(columns={title: column for column, title in TITLES.items()})
    return named.assign(answer=told.where(rows[ANSWERS[1]] != "", ""))[[*MATCHED, "answer"]]


def _plain(cell: Cell) -> str:
    value = cell.value
    if hasattr(value, "date"):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value).strip()
