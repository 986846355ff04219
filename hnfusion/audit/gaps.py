"""What should be there and is not, or is there without a reason: pilots, cities, 自行贯标."""

import pandas as pd

from hnfusion import codelists
from hnfusion.audit.claims import Case, firsts, once
from hnfusion.audit.evidence import FOUND, found, nobody
from hnfusion.audit.flows import self_run_flow


def pilot_not_started(case: Case) -> pd.DataFrame:
    """Name the year's pilots that are in neither list (通报三、2)."""
    pilots = firsts(case.now["pilots"])
    has_started = pilots["who"].isin(case.now["started"]["who"])
    is_certified = pilots["who"].isin(case.now["certified"]["who"])
    rows = pilots[~has_started & ~is_certified]
    message = f"{case.quarter.year} 年度试点企业,至 {case.quarter.end} 在启动名单和获证名单中均无"
    return found(rows, "pilots", "", "", message)


def city_without_start(case: Case) -> pd.DataFrame:
    """Name the cities where nobody claims a start in the quarter (通报三、1)."""
    started = once(case.now["started"], "start_date")
    is_new = started["start_date"].between(
        pd.Timestamp(case.quarter.start), pd.Timestamp(case.quarter.end)
    )
    having = set(started.loc[is_new, "city"])
    progress = started["city"].value_counts()
    rows = [
        nobody(
            "started",
            "start_date",
            city=city,
            current="0",
            message=f"{city}在贯 {progress.get(city, 0)} 家,启动时间在 {case.quarter} 的为 0 家",
        )
        for city in codelists.names("city")
        if city not in having
    ]
    return pd.DataFrame(rows, columns=FOUND, dtype="str")


def self_run_surge(case: Case) -> pd.DataFrame:
    """Name the province if 自行贯标 rose by more than its new starts (通报三、3: 3 to 52)."""
    flow = self_run_flow(case).sum()
    rise, new = flow["current"] - flow["previous"], flow["new"]
    if rise <= new:
        return pd.DataFrame(columns=FOUND, dtype="str")
    message = (
        f"自行贯标由 {case.earlier[-1]} 的 {flow['previous']} 家增至 {flow['current']} 家,"
        f"净增 {rise} 家,本季度新增启动只有 {new} 家;另有首次出现而启动时间早于本季度的"
        f" {flow['backdated']} 家、由咨询服务机构改为自行的 {flow['moved_in']} 家、"
        f"以前各期有过而上期没有的 {flow['returned']} 家,"
        f"减去获证 {flow['certified']} 家、改为委托 {flow['moved_out']} 家、消失 {flow['gone']} 家"
    )
    told = {"previous": str(flow["previous"]), "current": str(flow["current"])}
    row = nobody("started", "consultant", **told, message=message)
    return pd.DataFrame([row], columns=FOUND, dtype="str")
