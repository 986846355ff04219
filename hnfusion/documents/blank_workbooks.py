"""A new quarter's folder: workbooks to fill in, and the files that stand beside them."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import codelists, documents, schema
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter

HEADER_ROW, LAST_ROW = 3, 2000
"""Rows of a ready workbook: that of its header, the last one that has drop-downs."""
WIDTHS = {"enterprise": 38, "uscc": 24, "consultant": 34, "certificate": 28}
DEFAULT_WIDTH = 16
HINTS = {"date": "日期,如 2020-03-31", "consultant": "机构全称;自行贯标的写“自行贯标”"}
REMARKS = """# 导语

{{总体}}{{排名}}现将有关情况通报如下:

# 三

# 四

"""
FACTS = """# 本季度名单的来源,以及名单中没有的事实。
synthetic = false
# issued = 2020-04-21

[source]
origin = ""

# [rank]
# national = 8
# central = 3
# source = "全国两化融合服务联盟《……》通报"

# 每个名单文件的 sha256,登记之后的改动会在报告中标出。
# [[file]]
# name = ""
# sha256 = ""
"""


def write(quarter: Quarter, data: Path) -> list[Path]:
    """Make ``raw/<QUARTER>/`` with a workbook for each list and return the paths.

    Args:
        quarter: the new quarter.
        data: the folder that holds ``raw/``.

    Raises:
        BulletinError: if the quarter has a folder already; nothing in it is touched.
    """
    folder = data / "raw" / str(quarter)
    if folder.exists():
        raise BulletinError(f"{folder} 已经存在。请直接把名单放入该文件夹")
    folder.mkdir(parents=True)
    contents = {
        f"{quarter.name}{schema.TITLES[name]}.xlsx": documents.workbook_bytes(
            blank_workbook(name, quarter)
        )
        for name in schema.QUARTERLY
    }
    contents |= {"quarter.toml": FACTS.encode(), "remarks.md": REMARKS.encode()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def blank_workbook(list_name: str, quarter: Quarter) -> Workbook:
    """Return a workbook with the list's header and drop-downs for its codelists."""
    workbook = Workbook()
    sheet: Worksheet = workbook.active
    sheet.title = schema.TITLES[list_name]
    columns = schema.columns(list_name)
    sheet["A1"] = f"湖南省{quarter.name}两化融合管理体系贯标{schema.TITLES[list_name]}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = f"截止{quarter.end:%Y-%m-%d};每家企业一行,列名请勿改动"
    for position, (name, column) in enumerate(columns.iterrows(), start=1):
        _column(sheet, position, str(name), column["title"], column["type"])
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    return workbook


def _column(sheet: Worksheet, position: int, name: str, title: str, kind: str) -> None:
    letter = get_column_letter(position)
    cell = sheet[f"{letter}{HEADER_ROW}"]
    cell.value = title
    cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    cell.fill = PatternFill("solid", fgColor="EFE9DD")
    cell.border = Border(bottom=Side(style="thin"))
    sheet.column_dimensions[letter].width = WIDTHS.get(name, DEFAULT_WIDTH)
    body = f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}"
    if kind in codelists.NAMES:
        choice = DataValidation("list", formula1=f'"{",".join(codelists.names(kind))}"')
        choice.error, choice.showErrorMessage = f"请从下拉列表中选择{title}", True
    elif kind in HINTS:
        choice = DataValidation(prompt=HINTS[kind], showInputMessage=True)
    else:
        return
    choice.add(body)
    sheet.add_data_validation(choice)
