"""What tables, charts and their columns are called."""

from hnfusion.quarter import Quarter

CAPTIONS = {
    "certified_by_city": "各市州{now}新增和累计获证企业数量",
    "certified_by_industry": "各行业{now}新增和累计获证企业数量",
    "certified_by_consultant": "各咨询服务机构服务企业{now}新增和累计获证数量",
    "started_by_city": "各地{now}新增贯标启动企业和在贯企业数量",
    "started_by_industry": "各行业{now}新增贯标启动企业和在贯企业数量",
    "started_by_consultant": "咨询服务机构{now}新增贯标和目前实时贯标企业数量",
    "started_by_stage": "在贯企业所处阶段",
    "pilots_by_city": "各市州{year}年度贯标试点企业启动情况",
}
"""What each table and its chart show; a table's number is its place here. The unit is 家."""
CHARTS = {
    "started_map": "各地{now}新增贯标启动企业和在贯企业分布",
    "started_change": "各地在贯企业数量与上季度末相比",
}
"""What charts show that have no table of their own."""
FIGURES = [
    "certified_by_city",
    "certified_by_industry",
    "certified_by_consultant",
    "started_by_city",
    "started_map",
    "started_change",
    "started_by_industry",
    "started_by_consultant",
    "started_by_stage",
    "pilots_by_city",
]
"""Every chart in the order of the bulletin; their numbers are their places here."""
TITLES = {
    "city": "市州",
    "industry": "行业",
    "consultant": "咨询服务机构",
    "stage": "阶段",
    "new": "新增",
    "total": "累计",
    "previous": "上季度末在贯",
    "share": "占比(%)",
    "pilots": "试点企业",
    "started": "已启动或获证",
    "not_started": "未启动",
    "recommended": "厅推荐(★)",
}
TITLES_OF_STARTED = {"new": "新增启动", "total": "在贯"}
"""What tables of the started call the same columns."""
TITLES_OF = {
    "headline": {"key": "指标", "value": "数值"},
    "reconciliation": {
        "id": "指标",
        "phrase": "通报原文",
        "published": "通报",
        "computed": "计算",
        "difference": "差",
        "agrees": "数值一致",
        "is_worded": "正文有此句",
    },
}
"""Tables that call their columns in their own way."""


def caption_of(name: str, quarter: Quarter) -> str:
    """Return what a table or chart shows.

    >>> caption_of("pilots_by_city", Quarter(2020, 1))
    '各市州2020年度贯标试点企业启动情况'
    """
    return (CAPTIONS | CHARTS)[name].format(now=f"{quarter.ordinal}季度", year=quarter.year)


def number_of(name: str) -> int:
    """Return the number of a table."""
    return [*CAPTIONS].index(name) + 1


def figure_of(name: str) -> int:
    """Return the number of a chart.

    >>> number_of("started_by_industry"), figure_of("started_by_industry")
    (5, 7)
    """
    return FIGURES.index(name) + 1


def titles_of(name: str) -> dict[str, str]:
    """Return what a reader knows the columns of a table by."""
    return TITLES | TITLES_OF.get(name, TITLES_OF_STARTED if name.startswith("started") else {})
