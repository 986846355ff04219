"""A new quarter's folder: workbooks to fill in, and the files beside them."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from hnfusion import codelists, folders, schema
from hnfusion.documents.bytes import workbook_bytes
from hnfusion.documents.workbook import Style, add_row, set_widths, validate
from hnfusion.errors import BulletinError
from hnfusion.exhibits.attachments import title_of
from hnfusion.quarter import Quarter

LAST_ROW = 2000
"""The number of the last row with drop-down lists in a sheet."""
WIDTHS = {"enterprise": 38, "uscc": 24, "consultant": 34, "certificate": 28}
WIDTH = 16
"""Width of a column in characters, unless it is in ``WIDTHS``."""
HEAD = Style(
    Font(bold=True),
    PatternFill("solid", fgColor="EFE9DD"),
    Alignment(horizontal="center"),
    Border(bottom=Side(style="thin")),
)
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
    """Write the files of a new quarter into ``raw/<QUARTER>/`` and return their paths.

    They are a blank workbook for each list, ``quarter.toml`` and ``remarks.md``.

    Raises:
        BulletinError: if the quarter has a folder already; nothing in it is changed.
    """
    folder = data / "raw" / str(quarter)
    if folder.exists():
        raise BulletinError(f"{folder} 已经存在。请直接把名单放入该文件夹")
    contents = {
        f"{quarter.name}{schema.TITLES[name]}.xlsx": workbook_bytes(blank_workbook(name, quarter))
        for name in schema.QUARTERLY
    }
    contents |= {"quarter.toml": FACTS.encode(), "remarks.md": REMARKS.encode()}
    folders.write(contents, folder)
    return [folder / name for name in contents]


def blank_workbook(list_name: str, quarter: Quarter) -> Workbook:
    """Return the blank workbook of a quarter's list, with one sheet: title, header, empty rows.

    ``list_name`` is ``certified`` or ``started``. Cells of a column with a codelist have a
    drop-down list, those of dates and consulting bodies a hint.
    """
    workbook = Workbook()
    sheet: Worksheet = workbook.active
    sheet.title = schema.TITLES[list_name]
    columns = schema.columns(list_name)
    add_row(sheet, [title_of(list_name, quarter)], Style(Font(bold=True, size=14)))
    add_row(sheet, [f"截止{quarter.end:%Y-%m-%d};每家企业一行,列名请勿改动"])
    head = add_row(sheet, columns["title"], HEAD)[0].row
    set_widths(sheet, [WIDTHS.get(str(name), WIDTH) for name in columns.index])
    sheet.freeze_panes = f"A{head + 1}"
    to_fill = range(head + 1, LAST_ROW + 1)
    for number, (title, kind) in enumerate(columns[["title", "type"]].to_numpy(), start=1):
        if kind in codelists.NAMES:
            how = {"error": f"请从下拉列表中选择{title}", "showErrorMessage": True}
            validate(sheet, number, to_fill, codelists.names(kind), **how)
        elif kind in HINTS:
            validate(sheet, number, to_fill, prompt=HINTS[kind], showInputMessage=True)
    return workbook
