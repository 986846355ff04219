"""What the trend's figures and tables are called, and which number a figure has."""

from matplotlib.figure import Figure

from hnfusion.exhibits import legacy
from hnfusion.exhibits.legacy import Exhibit

FIGURES = {
    "trend_totals": ("各季度末在贯企业和累计获证企业(家)", 2),
    "trend_new": ("各季度新增启动企业和新增获证企业(家)", 2),
    "trend_first_seen": ("新增启动企业:通报口径与首次出现口径(家)", 2),
    "trend_self_run": ("新增自行贯标企业:通报口径与首次出现口径(家)", 2),
    "trend_city_in_progress": ("各市州在贯企业(家)", 2),
    "trend_city_certified": ("各市州累计获证企业(家)", 2),
    "trend_industry_in_progress": ("各行业在贯企业(家)", 2),
    "trend_industry_certified": ("各行业累计获证企业(家)", 2),
    "trend_stages_last": ("上一期到本期的阶段流转(家)", 2),
    "trend_stages_first": ("首期到本期的阶段流转(家)", 3),
    "trend_survival": ("启动以后已获证企业所占比例的估计(%)", 2),
    "trend_retention": ("各批获证企业在以后各期名单中的数量(家)", 1),
    "trend_expiry": ("今后三年各季度证书到期的企业(家)", 1),
}
"""What each figure shows, in the order of the page, and how many lists it needs."""
DATA = {
    "trend_by_quarter": "各季度总量与新增",
    "trend_by_city": "各季度各市州总量与新增",
    "trend_by_industry": "各季度各行业总量与新增",
    "trend_stage_flow": "各期之间的阶段流转",
    "trend_survival_curve": "启动以后已获证企业所占比例的估计",
    "trend_time_to_certificate": "从启动到获证所需时间的估计",
    "trend_retention": "各批获证企业在各期名单中的数量",
    "trend_expiry": "证书到期时间",
}
"""The tables, and what they are called."""
SOURCE = "资料来源:各季度末的启动企业名单和获证企业名单。"


def figure(
    name: str, drawing: Figure, message: str, told: str, lists: int, note: str = ""
) -> Exhibit:
    """Return a chart of the trend with its number and words.

    Args:
        name: one of ``FIGURES``.
        drawing: a figure of ``charts``.
        message: what it says.
        told: what it shows, in figures.
        lists: how many quarters have lists; figures that need more take no number.
        note: what stands before the source.
    """
    shown = [key for key, (_, needed) in FIGURES.items() if needed <= lists]
    subject = f"图{shown.index(name) + 1} {FIGURES[name][0]}"
    return legacy.figure(name, drawing, message, subject, told, note + SOURCE)
