"""``findings.xlsx``: the findings as letters to the city offices, one sheet per city."""

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import codelists, schema
from hnfusion.audit import rules
from hnfusion.audit.answers import ANSWERS, STATES
from hnfusion.documents.bytes import workbook_bytes
from hnfusion.documents.workbook import Style, add_row, landscape, set_widths, validate
from hnfusion.quarter import Quarter

SYNTHETIC = "(合成示例数据)"
"""Added to the titles of letters that are made from synthetic lists."""
SUMMARY, PROVINCE = "汇总", "全省"
COUNTED = ("title", "severity", "total", "previous", "explained")
"""The columns of the table of rules on the summary sheet."""
VERDICTS = ("属实", "部分属实", "不属实")
WIDTHS = {"enterprise": 34, "uscc": 21, "source": 40, "message": 60, "ask": 40, "answer": 30}
WIDTH = 14
"""Width of a column in characters, unless it is in ``WIDTHS``."""
WRAPPED = Alignment(vertical="top", wrap_text=True)
TITLE, BODY = Style(Font(bold=True)), Style(alignment=WRAPPED)
HEAD = Style(Font(bold=True), PatternFill("solid", fgColor="E8E2D6"), WRAPPED)
TO_FILL = PatternFill("solid", fgColor="FFF3D6")


def workbook(findings: pd.DataFrame, counts: pd.DataFrame, quarter: Quarter, mark: str) -> bytes:
    """Return the bytes of ``findings.xlsx``.

    Its sheets are a summary, a letter to each city, and the findings that belong to no city.
    ``findings`` is from ``audit.answers.with_answers``, ``counts`` from ``audit.answers.by_rule``;
    ``mark`` is added to the title of every sheet: ``SYNTHETIC`` or "".
    """
    known = rules.table()
    shown = findings.assign(
        title=findings["rule"].map(known["title"]),
        ask=findings["rule"].map(known["ask"]),
        severity=findings["severity"].map(rules.SEVERITIES),
        list=findings["list"].map(schema.TITLES),
        state=findings["state"].map(STATES),
    )[schema.fields("findings")["column"].tolist()]
    book = openpyxl.Workbook()
    title = f"{quarter.name}数据核查{mark}(内部资料,不得公开)"
    offices = {city: shown[shown["city"] == city] for city in codelists.names("city")}
    offices[PROVINCE] = shown[shown["city"] == ""]
    _summary(book.active, offices, counts, title)
    for office, rows in offices.items():
        _letter(book.create_sheet(office), rows, f"{office} {title}")
    return workbook_bytes(book)


def _summary(
    sheet: Worksheet, offices: dict[str, pd.DataFrame], counts: pd.DataFrame, title: str
) -> None:
    sheet.title = SUMMARY
    add_row(sheet, [title], TITLE)
    add_row(sheet, [schema.title(column, "findings_by_rule") for column in COUNTED], HEAD)
    named = counts.assign(severity=counts["severity"].map(rules.SEVERITIES))[[*COUNTED]]
    for row in named.astype("object").where(named.notna(), "—").itertuples(index=False):
        add_row(sheet, row, BODY)
    add_row(sheet, ["“—”:没有更早季度的名单,无从比较。"])
    add_row(sheet, ["市州", "事项", "其中已说明"], HEAD)
    for office, rows in offices.items():
        add_row(sheet, [office, len(rows), (rows["state"] == STATES["explained"]).sum()], BODY)
    set_widths(sheet, [WIDTHS["uscc"]])


def _letter(sheet: Worksheet, rows: pd.DataFrame, title: str) -> None:
    add_row(sheet, [title], TITLE)
    add_row(sheet, ["请在右侧三栏填写后,将本文件存为 answers.xlsx 交回;其余各栏请勿改动。"])
    titles = [schema.title(str(column), "findings") for column in rows]
    head = add_row(sheet, [*titles, *ANSWERS], HEAD)[0].row
    for row in rows.itertuples(index=False):
        for cell in add_row(sheet, [*row, *[""] * len(ANSWERS)], BODY)[-len(ANSWERS) :]:
            cell.fill = TO_FILL
    set_widths(sheet, [WIDTHS.get(column, WIDTH) for column in [*rows, *ANSWERS]])
    sheet.freeze_panes = f"A{head + 1}"
    landscape(sheet, head)
    to_fill = range(head + 1, head + 1 + len(rows))
    validate(sheet, len(titles) + 1, to_fill, VERDICTS, allow_blank=True)
