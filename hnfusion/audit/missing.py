"""What should be there and is not, or is there without a reason: pilots, cities, 自行贯标."""

import pandas as pd

from hnfusion import codelists
from hnfusion.audit.finding import FOUND, found, nobody
from hnfusion.audit.flows import self_run_flow
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Case, among, firsts, once


def pilot_not_started(case: Case) -> pd.DataFrame:
    """Name the year's pilots that are in neither list (通报三、2)."""
    pilots = firsts(case.now["pilots"])
    has_started = among(pilots["who"], case.now["started"]["who"])
    is_certified = among(pilots["who"], case.now["certified"]["who"])
    rows = pilots[~has_started & ~is_certified]
    message = f"{case.quarter.year} 年度试点企业,至 {case.quarter.end} 在启动名单和获证名单中均无"
    return found(rows, "pilots", "", "", message)


def city_without_start(case: Case) -> pd.DataFrame:
    """Name the cities where nobody claims a start in the quarter (通报三、1)."""
    return without_start(starts(case), case.quarter)


def starts(case: Case) -> pd.DataFrame:
    """Return ``city, new, total`` of all cities: who claims a start in the quarter, of how many."""
    started = once(case.now["started"], "start_date")
    is_new = started["start_date"].between(
        pd.Timestamp(case.quarter.start), pd.Timestamp(case.quarter.end)
    )
    counts = {
        "new": started.loc[is_new, "city"].value_counts(),
        "total": started["city"].value_counts(),
    }
    cities = pd.Index(codelists.names("city"), name="city")
    table = {c: count.reindex(cities, fill_value=0).to_numpy() for c, count in counts.items()}
    return pd.DataFrame(table, cities).reset_index()


def without_start(starts: pd.DataFrame, quarter: Quarter, *_: object) -> pd.DataFrame:
    """Return the findings of ``city_without_start``.

    Args:
        starts: ``starts``, of one partition or of several below one another.
        quarter: the quarter that is audited.
    """
    counts = starts.groupby("city", sort=False)[["new", "total"]].sum()
    rows = [
        nobody(
            "started",
            "start_date",
            city=city,
            current="0",
            message=f"{city}在贯 {total} 家,启动时间在 {quarter} 的为 0 家",
        )
        for city, new, total in counts.itertuples()
        if new == 0
    ]
    return pd.DataFrame(rows, columns=FOUND, dtype="str")


def self_run_surge(case: Case) -> pd.DataFrame:
    """Name the province if 自行贯标 rose by more than its new starts (通报三、3: 3 to 52)."""
    return surge(self_run_flow(case), case.quarter, case.earlier)


def surge(flow: pd.DataFrame, _: Quarter, earlier: tuple[Quarter, ...]) -> pd.DataFrame:
    """Return the findings of ``self_run_surge``.

    Args:
        flow: ``flows.self_run_flow``, of one partition or of several below one another.
        earlier: the quarters before the one that is audited, oldest first.
    """
    total = flow.sum()
    rise, new = total["current"] - total["previous"], total["new"]
    if rise <= new:
        return pd.DataFrame(columns=FOUND, dtype="str")
    message = (
        f"自行贯标由 {earlier[-1]} 的 {total['previous']} 家增至 {total['current']} 家,"
        f"净增 {rise} 家,本季度新增启动只有 {new} 家;另有首次出现而启动时间早于本季度的"
        f" {total['backdated']} 家、由咨询服务机构改为自行的 {total['moved_in']} 家、"
        f"以前各期有过而上期没有的 {total['returned']} 家,"
        f"减去获证 {total['certified']} 家、改为委托 {total['moved_out']} 家、"
        f"消失 {total['gone']} 家"
    )
    told = {"previous": str(total["previous"]), "current": str(total["current"])}
    row = nobody("started", "consultant", **told, message=message)
    return pd.DataFrame([row], columns=FOUND, dtype="str")
