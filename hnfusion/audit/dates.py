"""Rules on dates: impossible dates, and certificates issued too soon, expired or counted twice.

Each rule returns its findings as a frame with the columns ``rules.FOUND``, one row per finding; no
rows if it finds nothing.
"""

from datetime import date

import numpy as np
import pandas as pd

from hnfusion.audit.rules import beside, found, rule
from hnfusion.tally import SHORTEST_MONTHS, ends
from hnfusion.tally.linkage import Case

SCHEME_BEGINS = date(2013, 9, 1)
"""企业两化融合管理体系建设和推广 begins with 工信部信〔2013〕317号, of September 2013."""
SHORTEST = pd.DateOffset(months=SHORTEST_MONTHS)
NOTICE = pd.Timedelta(days=180)
"""A certificate that ends within this time after the quarter's end is expiring."""
FILED = {
    ("started", "start_date"): "启动时间",
    ("certified", "issue_date"): "发证日期",
    ("certified", "expiry_date"): "有效期至",
}
"""The lists and columns with dates, and the titles of the columns."""


@rule
def date_out_of_range(case: Case) -> pd.DataFrame:
    """Find dates after the quarter or before the scheme began (工信部信〔2013〕317号).

    Only the end of a certificate may be after the quarter.
    """
    late = f"晚于季度末 {case.quarter.end}"
    early = f"早于体系推行({SCHEME_BEGINS:%Y年%m月})"
    parts = []
    for (name, field), title in FILED.items():
        rows = case.now[name]
        is_early = rows[field] < pd.Timestamp(SCHEME_BEGINS)
        is_late = (rows[field] > pd.Timestamp(case.quarter.end)) & (field != "expiry_date")
        wrong = rows.assign(why=np.where(is_late, late, early))[is_early | is_late]
        parts.append(found(wrong, name, field, wrong[field], f"{title} {{current}} {{why}}"))
    return pd.concat(parts)


@rule
def certified_before_start(case: Case) -> pd.DataFrame:
    """Find enterprises certified before their start date (通报三、3).

    The start date is that of the enterprise's newest entry in a started list.
    """
    rows = _with_start(case)
    rows = rows[rows["issue_date"] < rows["start_date"]]
    message = "发证日期 {current} 早于填报的启动时间 {previous}({quarter}:{previous_place})"
    return found(rows, "certified", "issue_date", rows["issue_date"], message)


@rule
def too_fast(case: Case) -> pd.DataFrame:
    """Find enterprises certified less than three months after their start date (通报三、3).

    The start date is that of the enterprise's newest entry in a started list.
    """
    rows = _with_start(case)
    rows = rows.assign(days=(rows["issue_date"] - rows["start_date"]).dt.days)
    rows = rows[rows["days"] >= 0]
    message = (
        "填报的启动时间为 {previous}({quarter}:{previous_place}),{days} 天后即于 {current} 获证,"
        "不足三个月"
    )
    return found(rows, "certified", "issue_date", rows["issue_date"], message)


@rule
def certified_in_progress(case: Case) -> pd.DataFrame:
    """Find enterprises listed in progress but certified by the quarter's end (通报一、二)."""
    certified, started = case.now["certified"], case.now["started"]
    held = certified[certified["issue_date"] <= pd.Timestamp(case.quarter.end)]
    rows = started[started["who"].isin(held["who"])]
    first = held[held["who"].isin(rows["who"])].sort_values("issue_date", kind="stable")
    first = first.drop_duplicates("who").set_index("who")
    rows = beside(rows, first.loc[rows["who"]], "issue_date")
    message = "已于 {previous} 获证({previous_place}),仍列在启动名单,阶段为 {current}"
    return found(rows, "started", "stage", rows["stage"], message)


@rule
def expired(case: Case) -> pd.DataFrame:
    """Find enterprises whose newest certificate ended before the quarter's last day.

    A certificate without an end in the list is valid for three years (``tally.ends``).
    """
    rows = _newest(case)
    rows = rows[rows["end"] < pd.Timestamp(case.quarter.end)]
    message = f"证书有效期至 {{current}},至 {case.quarter.end} 已过期,名单中没有更新的证书"
    return found(rows, "certified", "expiry_date", rows["end"], message)


@rule
def expiring(case: Case) -> pd.DataFrame:
    """Find enterprises whose newest certificate ends within 180 days from the quarter's end."""
    rows, end = _newest(case), pd.Timestamp(case.quarter.end)
    rows = rows[rows["end"].between(end, end + NOTICE)]
    rows = rows.assign(days=(rows["end"] - end).dt.days)
    message = f"证书有效期至 {{current}},距 {case.quarter.end} 只有 {{days}} 天"
    return found(rows, "certified", "expiry_date", rows["end"], message)


def _with_start(case: Case) -> pd.DataFrame:
    """Return the rows of the certified list with an issue date before start date + ``SHORTEST``.

    Certificates issued before the start date are included. The start date is that of the
    enterprise's newest entry in a started list, of this or an earlier quarter. The columns
    ``start_date``, ``quarter`` (of that list) and those of ``beside`` are added.
    """
    started = case.now["started"].assign(quarter=str(case.quarter))
    claims = pd.concat([started, case.before["started"]], ignore_index=True)
    latest = claims.drop_duplicates("who").set_index("who")
    certified = case.now["certified"]
    begun = latest["start_date"].reindex(certified["who"]).set_axis(certified.index)
    rows = certified[certified["issue_date"] < begun + SHORTEST]
    claim = latest.loc[rows["who"]]
    claimed = {column: claim[column].to_numpy() for column in ("start_date", "quarter")}
    return beside(rows, claim, "start_date").assign(**claimed)


def _newest(case: Case) -> pd.DataFrame:
    """Return the rows of the certified list with each enterprise's newest certificate.

    The column ``end`` is added: the last day of the certificate (``tally.ends``).
    """
    rows = case.now["certified"]
    newest = rows.groupby("who")["issue_date"].transform("max")
    kept = rows[rows["issue_date"] == newest]
    return kept.assign(end=ends(kept))
