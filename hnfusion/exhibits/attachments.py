"""The two lists attached to the bulletin (附件): every enterprise, the new ones said in words."""

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.exhibits import bulletin, page
from hnfusion.exhibits.record import RESOURCE, Exhibit, resource
from hnfusion.quarter import Quarter

TITLES = {
    "number": "序号",
    "enterprise": "企业名称",
    "city": "所在市州",
    "industry": "所属行业",
    "consultant": "咨询服务机构",
    "certificate": "证书编号",
    "issue_date": "发证日期",
    "start_date": "启动时间",
    "stage": "当前阶段",
    "is_new": "本季度新增",
}
"""The columns of the attached lists; a list has those that it knows. Nothing personal is here."""
ORDERED = ("city", "industry", "stage")
"""Columns that a reader sorts in the order of their codelist; the others by number or pinyin."""


def titles(quarter: Quarter) -> list[str]:
    """Return what is attached, as the bulletin names it (附件).

    >>> titles(Quarter(2020, 1))[0]
    '湖南省2020年一季度两化融合管理体系贯标获证企业名单.xlsx'
    """
    return [f"{_title(name, quarter)}.xlsx" for name in schema.QUARTERLY]


def listed(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return a list in the form of the attachment: by city, then by date, numbered.

    Args:
        enterprises: ``tally.certified`` or ``tally.started``.
    """
    date = "issue_date" if "issue_date" in enterprises else "start_date"
    rows = enterprises.sort_values(["city", date, "enterprise"], ignore_index=True)
    numbered = rows.assign(
        number=rows.index + 1, consultant=rows["consultant"].fillna(schema.SELF_RUN)
    ).astype({"city": "str", "industry": "str"})
    return numbered[[column for column in TITLES if column in numbered]]


def shown(name: str, enterprises: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return an attached list, closed until a reader opens it.

    Args:
        name: ``certified`` or ``started``.
        enterprises: what ``tally`` made of that list.
        quarter: the bulletin's quarter.
    """
    rows, number = listed(enterprises), schema.QUARTERLY.index(name) + 1
    words, data = f"附件{number} {_title(name, quarter)}", f"list_{name}"
    table = resource(data, _title(name, quarter), rows, TITLES)
    html = page.PAGES.get_template("attachment.html.j2").render(
        name=data,
        words=words,
        anchor=f"tab-list-{name}",
        summary=f"{words}({len(rows)}家)",
        columns=[_column(str(column)) for column in rows],
        head=rows.columns.get_loc("enterprise"),
        rows=[[row[column] for column in rows] for row in table["data"]],
        said=said,
    )
    bundle = {"text/html": html.strip(), "text/plain": words, RESOURCE: table}
    return Exhibit(bundle, data, "attachment")


def said(value: object) -> object:
    """Return a value as a reader sees it: yes and no in words, a dash for nothing.

    >>> said(True), said(None), said(14)
    ('是', '—', 14)
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    return bulletin.NOTHING if value is None else value


def _column(name: str) -> dict[str, str]:
    order = codelists.names(name) if name in ORDERED else []
    return {"title": TITLES[name], "order": "|".join(order)}


def _title(name: str, quarter: Quarter) -> str:
    return f"湖南省{quarter.name}两化融合管理体系贯标{schema.TITLES[name]}"
