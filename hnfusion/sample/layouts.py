"""How each file was laid out by the office that sent it: no two alike, and none tidy."""

from typing import NamedTuple

# What stands in a cell of a date, as a format of ``day``; an empty one is a real date.
REAL = ""
SLASHED = "{day.year}/{day.month}/{day.day}"
DOTTED = "{day.year}.{day.month}.{day.day}"
WORDED = "{day.year}年{day.month}月{day.day}日"
ISO = "{day:%Y-%m-%d}"

# Columns that the schema does not know, and a reader must drop.
NUMBER, CONTACT, PHONE = "number", "contact", "phone"
INVENTED = {CONTACT: "示例联系人", PHONE: "000-00000000"}

SENDER = "填报单位:示例办公室(合成示例数据)"
INVENTION = (
    "本表为合成示例数据,企业名称、统一社会信用代码和证书编号均为程序生成,不对应任何真实企业。"
)


class Layout(NamedTuple):
    """One file.

    Attributes:
        headers: the columns from left to right, each with its header as it is spelled there.
        dates: the ways in which dates are written, any of them in any cell.
        above: lines between the title and the header; an empty one is an empty row.
        notes: lines under the table, after an empty row.
        order: the columns by which the rows are sorted.
        city_short: the share of cities without 市.
        sheet: the name of the sheet.
        empty_sheet: the name of a second sheet without contents, if there is one.
    """

    headers: tuple[tuple[str, str], ...]
    dates: tuple[str, ...] = (REAL,)
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = (f"注:{INVENTION}",)
    order: tuple[str, ...] = ("city",)
    city_short: float = 0.0
    sheet: str = "Sheet1"
    empty_sheet: str = ""


CERTIFIED = {
    "2019Q1": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业名称"), ("uscc", "统一社会信用代码"),
            ("city", "所属地区"), ("industry", "所属行业"), ("consultant", "咨询服务机构"),
            ("certificate", "证书编号"), ("issue_date", "发证日期"), ("expiry_date", "有效期至"),
        ),
        dates=(DOTTED,),
        order=("issue_date",),
        city_short=1.0,
    ),
    "2019Q2": Layout(
        headers=(
            (NUMBER, "序 号"), ("city", "市州"), ("enterprise", "单位名称"),
            ("uscc", "社会信用代码"), ("industry", "行业"), ("consultant", "咨询机构"),
            ("issue_date", "获证时间"), ("expiry_date", "证书有效期"), ("certificate", "证书号"),
        ),
        dates=(REAL, SLASHED),
        above=(SENDER,),
        sheet="获证企业",
    ),
    "2019Q3": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业\n名称"), ("uscc", "统一社会\n信用代码"),
            ("city", "所 在 市 州"), ("industry", "所属\n行业"), ("consultant", "咨询服务\n机构"),
            ("certificate", "证书编号"), ("issue_date", "发证\n日期"),
            ("expiry_date", "有效\n期至"),
        ),
        dates=(ISO, REAL),
        above=("",),
        notes=("注:1.按发证日期排列。", f"  2.{INVENTION}"),
        order=("issue_date",),
        city_short=0.3,
    ),
    "2019Q4": Layout(
        headers=(
            (NUMBER, "序号"), ("certificate", "评定证书编号"), ("enterprise", "获证企业名称"),
            ("uscc", "统一信用代码"), ("city", "所在市(州)"), ("industry", "行业类别"),
            ("consultant", "贯标咨询服务机构"), ("issue_date", "证书颁发日期"),
            ("expiry_date", "证书有效期至"),
        ),
        dates=(WORDED, DOTTED),
        above=(SENDER, "截止日期:2019年12月31日"),
        order=("certificate",),
    ),
    "2020Q1": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业名称"), ("uscc", "统一社会信用代码"),
            ("city", "所在市州"), ("industry", "所属行业"), ("consultant", "咨询服务机构"),
            ("certificate", "证书编号"), ("issue_date", "发证日期"), ("expiry_date", "有效期至"),
        ),
        dates=(REAL, REAL, SLASHED, DOTTED, WORDED, ISO),
        above=(SENDER + "    填报日期:2020年3月31日",),
        notes=("注:1.统计截止2020年3月31日。", f"  2.{INVENTION}"),
        order=("city", "issue_date"),
        city_short=0.2,
    ),
}  # fmt: skip

STARTED = {
    "2019Q1": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业名称"), ("uscc", "统一社会信用代码"),
            ("city", "注册地"), ("industry", "所属行业"), ("consultant", "咨询服务机构"),
            ("start_date", "启动时间"), ("stage", "当前阶段"),
        ),
        dates=(DOTTED,),
        order=("start_date",),
        city_short=1.0,
    ),
    "2019Q2": Layout(
        headers=(
            (NUMBER, "序 号"), ("city", "市 州"), ("enterprise", "单位名称"),
            ("uscc", "社会信用代码"), ("industry", "行业"), ("stage", "所处阶段"),
            ("start_date", "启动日期"), ("consultant", "咨询机构"),
        ),
        dates=(REAL, SLASHED),
        above=(SENDER,),
        sheet="启动企业",
    ),
    "2019Q3": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业\n名称"), ("uscc", "统一社会\n信用代码"),
            ("city", "所 在 市 州"), ("industry", "所属\n行业"), ("consultant", "咨询服务\n机构"),
            ("start_date", "启动\n时间"), ("stage", "当前\n阶段"),
        ),
        dates=(ISO, REAL),
        above=("",),
        notes=("注:1.按启动时间排列。", f"  2.{INVENTION}"),
        order=("start_date",),
        city_short=0.3,
        empty_sheet="Sheet2",
    ),
    "2019Q4": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "贯标企业名称"), ("uscc", "统一信用代码"),
            ("city", "所在市(州)"), ("industry", "行业类别"), ("consultant", "贯标咨询服务机构"),
            ("start_date", "贯标启动时间"), ("stage", "贯标阶段"), (CONTACT, "联系人"),
            (PHONE, "联系电话"),
        ),
        dates=(WORDED, DOTTED),
        above=(SENDER, "截止日期:2019年12月31日"),
    ),
    "2020Q1": Layout(
        headers=(
            (NUMBER, "序号"), ("enterprise", "企业名称"), ("uscc", "统一社会信用代码"),
            ("city", "所在市州"), ("industry", "所属行业"), ("stage", "当前阶段"),
            ("consultant", "咨询服务机构"), (CONTACT, "联系人"), (PHONE, "联系电话"),
            ("start_date", "启动\n时间"),
        ),
        dates=(REAL, REAL, SLASHED, DOTTED, WORDED, ISO),
        above=(SENDER + "    填报日期:2020年3月31日",),
        notes=("注:1.统计截止2020年3月31日。", f"  2.{INVENTION}"),
        order=("city", "start_date"),
        city_short=0.2,
    ),
}  # fmt: skip

PILOTS = Layout(
    headers=(
        (NUMBER, "序号"), ("city", "市州"), ("enterprise", "企业名称"),
        ("uscc", "统一社会信用代码"),
    ),
    notes=("注:排名不分先后。", INVENTION),
    city_short=0.1,
    sheet="试点企业",
)  # fmt: skip
RECOMMENDED = Layout(
    headers=((NUMBER, "序号"), ("consultant", "机构名称")),
    above=("",),
    notes=("注:名称含“示例”的机构为虚构;其余机构名称见于通报,本名单为合成示例数据。",),
    order=(),
    sheet="推荐机构",
)
