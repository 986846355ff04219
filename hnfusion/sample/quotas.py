"""How many of what: every figure of the first quarter of 2020, and what must lie behind it."""

from typing import NamedTuple

Quota = dict[str, int]


class Cohort(NamedTuple):
    """Enterprises with one history.

    Attributes:
        size: how many.
        seen: the first quarter whose started list has them; empty: none.
        first, last: the days between which they claim to have started; empty: unknown.
        certified: the quarter of their certificate, or 2018 for any before 2019; empty: none.
    """

    size: int
    seen: str = ""
    first: str = ""
    last: str = ""
    certified: str = ""


COHORTS = (
    Cohort(49, certified="2018"),
    Cohort(9, certified="2019Q1"),
    Cohort(12, "2019Q1", "2017-06-01", "2018-12-31", "2019Q2"),
    Cohort(13, "2019Q1", "2017-06-01", "2018-12-31", "2019Q3"),
    Cohort(13, "2019Q1", "2017-06-01", "2018-12-31", "2019Q4"),
    Cohort(30, "2019Q1", "2017-06-01", "2018-12-31", "2020Q1"),
    Cohort(88, "2019Q1", "2017-06-01", "2018-12-31"),
    Cohort(28, "2019Q1", "2019-01-01", "2019-03-31"),
    Cohort(1, "2019Q2", "2019-04-01", "2019-06-30", "2019Q4"),
    Cohort(6, "2019Q2", "2019-04-01", "2019-06-30", "2020Q1"),
    Cohort(23, "2019Q2", "2019-04-01", "2019-06-30"),
    Cohort(3, "2019Q3", "2019-07-01", "2019-09-30", "2020Q1"),
    Cohort(25, "2019Q3", "2019-07-01", "2019-09-30"),
    Cohort(25, "2019Q4", "2019-10-01", "2019-12-31"),
    Cohort(50, "2020Q1", "2020-01-01", "2020-03-31"),
    # 三.3: 将时间人为的提前到了2019年.
    Cohort(47, "2020Q1", "2019-04-01", "2019-12-31"),
    # 试点企业 in neither list.
    Cohort(194),
)

# 附件1: certified in the quarter, and before it.
NEW_CERTIFIED_CITIES: Quota = {
    "长沙市": 13, "湘潭市": 6, "娄底市": 5, "株洲市": 4, "衡阳市": 3, "岳阳市": 3,
    "常德市": 2, "益阳市": 1, "郴州市": 1, "邵阳市": 1,
}  # fmt: skip
OLD_CERTIFIED_CITIES: Quota = {
    "长沙市": 38, "株洲市": 10, "湘潭市": 8, "衡阳市": 6, "邵阳市": 4, "岳阳市": 7, "常德市": 6,
    "益阳市": 4, "郴州市": 4, "永州市": 3, "怀化市": 2, "娄底市": 4, "湘西州": 1,
}  # fmt: skip
CERTIFIED_INDUSTRIES: Quota = {
    "机械": 34, "食品": 18, "电子": 14, "交通设备制造": 14, "石化": 8, "轻工": 7, "医药": 7,
    "建材": 6, "有色金属": 6, "钢铁": 4, "纺织": 4, "软件和信息服务": 4, "电力": 3, "民爆": 2,
    "造纸印刷": 2, "烟草": 2, "煤炭": 1,
}  # fmt: skip

# 附件2: started in the quarter as claimed, and before it.
NEW_STARTED_CITIES: Quota = {
    "长沙市": 20, "娄底市": 7, "衡阳市": 6, "株洲市": 4, "湘潭市": 3, "岳阳市": 3, "常德市": 2,
    "益阳市": 2, "郴州市": 1, "永州市": 1, "邵阳市": 1,
}  # fmt: skip
OLD_STARTED_CITIES: Quota = {
    "长沙市": 75, "株洲市": 30, "湘潭市": 22, "衡阳市": 20, "邵阳市": 13, "岳阳市": 19,
    "常德市": 16, "张家界市": 3, "益阳市": 11, "郴州市": 9, "永州市": 6, "怀化市": 4,
    "娄底市": 6, "湘西州": 2,
}  # fmt: skip
STARTED_INDUSTRIES: Quota = {
    "机械": 78, "电子": 42, "食品": 35, "交通设备制造": 20, "石化": 18, "轻工": 16, "医药": 14,
    "建材": 13, "有色金属": 11, "纺织": 8, "软件和信息服务": 8, "钢铁": 7, "电力": 5,
    "造纸印刷": 4, "民爆": 2, "农林牧渔": 2, "交通运输和物流": 2, "煤炭": 1,
}  # fmt: skip
# The stages in order (二: 体系试运行154家, 评定申请98家).
STAGES = (10, 9, 8, 7, 154, 98)

IDLE_PILOT_CITIES: Quota = {
    "长沙市": 50, "株洲市": 22, "湘潭市": 16, "衡阳市": 16, "邵阳市": 12, "岳阳市": 14,
    "常德市": 13, "张家界市": 4, "益阳市": 10, "郴州市": 11, "永州市": 8, "怀化市": 6,
    "娄底市": 8, "湘西州": 4,
}  # fmt: skip
NEW_STARTED_PILOTS = 48
BACKDATED_PILOTS = 40

FANGYUAN = "方圆标志认证集团湖南有限公司"
MANDUN = "湖南曼顿信息技术有限公司"
FUSONG = "湖南福松企业管理咨询有限公司"
XINSHIJI = "安徽省新世纪认证咨询有限责任公司"
ZHILANGU = "湖南芝兰谷信息技术有限公司"
JIACHEN = "湖南示例甲辰管理咨询有限公司"
LANGYUE = "湖南示例朗月信息科技有限公司"
BAILU = "长沙示例白鹭企业管理顾问有限公司"
XINGHUO = "湖南示例星火数字技术有限公司"
BEIDOU = "株洲示例北斗认证咨询有限公司"
QINGHE = "湖南示例青禾智能制造研究院有限公司"
WANGYUE = "湘潭示例望岳企业服务有限公司"
YUNFAN = "湖南示例云帆管理技术有限公司"
CANGHAI = "广东示例沧海认证服务有限公司"
ZHIXING = "北京示例知行培训咨询有限责任公司"
YANGUI = "衡阳示例雁归质量顾问有限公司"
ZIJING = "湖南示例紫荆工业互联网有限公司"
JINSHI = "岳阳示例金石标准化事务所有限公司"
SELF_RUN = ""

NEW_CERTIFIED_BODIES: Quota = {
    FANGYUAN: 14, MANDUN: 6, FUSONG: 4, XINSHIJI: 2, ZHILANGU: 2,
    JIACHEN: 2, LANGYUE: 2, BAILU: 2, XINGHUO: 2, BEIDOU: 2, QINGHE: 1,
}  # fmt: skip
OLD_CERTIFIED_BODIES: Quota = {
    FANGYUAN: 22, MANDUN: 13, FUSONG: 9, XINSHIJI: 8, ZHILANGU: 5, JIACHEN: 7, LANGYUE: 6,
    BAILU: 5, XINGHUO: 5, BEIDOU: 4, QINGHE: 4, WANGYUE: 3, YUNFAN: 2, CANGHAI: 2,
}  # fmt: skip
NEW_STARTED_BODIES: Quota = {
    FANGYUAN: 17, XINSHIJI: 5, ZHILANGU: 5, MANDUN: 4, FUSONG: 3,
    JIACHEN: 2, LANGYUE: 2, XINGHUO: 2, QINGHE: 2, YUNFAN: 2, SELF_RUN: 6,
}  # fmt: skip
BACKDATED_BODIES: Quota = {WANGYUE: 2, CANGHAI: 1, ZHIXING: 1, SELF_RUN: 43}
OLD_STARTED_BODIES: Quota = {
    FANGYUAN: 38, MANDUN: 24, FUSONG: 18, XINSHIJI: 20, ZHILANGU: 17, JIACHEN: 10, LANGYUE: 9,
    BAILU: 8, XINGHUO: 8, BEIDOU: 7, QINGHE: 6, WANGYUE: 6, YUNFAN: 5, CANGHAI: 5, ZHIXING: 3,
    YANGUI: 2,
}  # fmt: skip
# Enterprises without a body, by (first seen, quarter of the certificate).
OLD_SELF_RUN = {("", "2018"): 2, ("2019Q1", ""): 2, ("2019Q3", ""): 1}

# The ★ of the bulletin; the last two have no client.
RECOMMENDED = (
    FANGYUAN, MANDUN, FUSONG, ZHILANGU, JIACHEN, LANGYUE, BAILU, XINGHUO, BEIDOU, QINGHE,
    ZIJING, JINSHI,
)  # fmt: skip
