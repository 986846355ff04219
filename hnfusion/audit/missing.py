"""Rules on totals: pilots and cities without a start, a surge of 自行贯标.

Each rule returns its findings as a frame with the columns ``rules.FOUND``, one row per finding; no
rows if it finds nothing.
"""

import pandas as pd

from hnfusion import tally
from hnfusion.audit.flows import self_run_flow
from hnfusion.audit.rules import found, rule
from hnfusion.tally.linkage import Case, once


@rule
def pilot_not_started(case: Case) -> pd.DataFrame:
    """Find the year's pilots that are neither in progress nor certified (通报三、2)."""
    pilots = case.now["pilots"].drop_duplicates("who")
    has_started = pilots["who"].isin(case.now["started"]["who"])
    is_certified = pilots["who"].isin(case.now["certified"]["who"])
    rows = pilots[~has_started & ~is_certified]
    message = f"{case.quarter.year} 年度试点企业,至 {case.quarter.end} 在启动名单和获证名单中均无"
    return found(rows, "pilots", "", "", message)


@rule
def city_without_start(case: Case) -> pd.DataFrame:
    """Return a finding for each city without a start date in the quarter (通报三、1)."""
    start, end = pd.Timestamp(case.quarter.start), pd.Timestamp(case.quarter.end)
    started = once(case.now["started"], "start_date")
    counts = tally.by_city(started.assign(is_new=started["start_date"].between(start, end)))
    message = f"{{city}}在贯 {{total}} 家,启动时间在 {case.quarter} 的为 0 家"
    return found(counts[counts["new"] == 0], "started", "start_date", "0", message)


@rule
def self_run_surge(case: Case) -> pd.DataFrame:
    """Find out if 自行贯标 rose by more than its new starts (通报三、3: from 3 to 52).

    The whole province is counted, so there is at most one finding.
    """
    total = self_run_flow(case).sum().to_frame().T
    total = total.assign(rise=total["current"] - total["previous"])
    rows = total[total["rise"] > total["new"]]
    message = (
        f"自行贯标由 {case.previous} 的 {{previous}} 家增至 {{current}} 家,"
        "净增 {rise} 家,本季度新增启动只有 {new} 家;另有首次出现而启动时间早于本季度的"
        " {backdated} 家、由咨询服务机构改为自行的 {moved_in} 家、"
        "以前各期有过而上期没有的 {returned} 家,"
        "减去获证 {certified} 家、改为委托 {moved_out} 家、消失 {gone} 家"
    )
    return found(rows, "started", "consultant", rows["current"], message)
