"""Rules that compare this quarter's lists with those of earlier quarters.

Each rule returns its findings as a frame with the columns ``rules.FOUND``, one row per finding; no
rows if it finds nothing. An enterprise's latest earlier entry is its row in ``Case.before``.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from hnfusion import schema
from hnfusion.audit.rules import beside, found, rule, text
from hnfusion.tally.linkage import Case, bare, once

WAS = "原为 {previous}({quarter}:{previous_place}),本期为 {current}"
"""The end of the message of a finding about a changed value, a format string of ``found``."""


@rule
def backdated_start(case: Case) -> pd.DataFrame:
    """Find enterprises that are first seen in this quarter but claim an earlier start (通报三、3).

    First seen: not in the started list of any earlier quarter. Earlier: before this quarter.
    """
    started = case.now["started"]
    is_first_seen = ~started["who"].isin(case.before["started"]["who"])
    rows = once(started[is_first_seen], "start_date")
    rows = rows[rows["start_date"] < pd.Timestamp(case.quarter.start)]
    absent = "、".join(map(str, case.earlier))
    message = (
        f"{absent} 的启动名单均无此企业,{case.quarter} 首次出现,填报的启动时间却为 {{current}}"
    )
    return found(rows, "started", "start_date", rows["start_date"], message)


@rule
def changed_start(case: Case) -> pd.DataFrame:
    """Find enterprises whose start date is not that of their latest earlier entry (通报三、3)."""
    rows = changed(case.now["started"], case.before["started"], "start_date")
    return found(rows, "started", "start_date", rows["start_date"], f"启动时间{WAS}")


@rule
def changed_certificate(case: Case) -> pd.DataFrame:
    """Find enterprises whose certificate number or issue date has changed (通报三、3).

    Both are compared with the latest earlier entry in the certified list. A value that one of the
    two entries lacks has not changed. Each changed value is a finding.
    """
    parts = []
    for field, title in {"certificate": "证书编号", "issue_date": "发证日期"}.items():
        rows = changed(case.now["certified"], case.before["certified"], field)
        rows = rows[rows[field].notna() & (rows["previous"] != "")]
        parts.append(found(rows, "certified", field, rows[field], f"{title}{WAS}"))
    return pd.concat(parts)


@rule
def vanished(case: Case) -> pd.DataFrame:
    """Find enterprises formerly in progress, now neither in progress nor certified (通报三、3)."""
    before = case.before["started"]
    started, certified = case.now["started"]["who"], case.now["certified"]["who"]
    is_listed = before["who"].isin(started) | before["who"].isin(certified)
    rows = before[~is_listed].drop_duplicates("who")
    message = "{quarter} 在启动名单(阶段 {stage}),本期两份名单均无此企业"
    return found(rows.assign(previous=rows["stage"]), "started", "", "", message)


@rule
def stage_regressed(case: Case) -> pd.DataFrame:
    """Find enterprises that have gone back to an earlier stage (通报二; GB/T 23001).

    The stage is compared with that of the latest earlier entry, in the order of the codelist.
    """
    rows = changed(case.now["started"], case.before["started"], "stage", operator.lt)
    message = "阶段由 {previous}({quarter}:{previous_place})退为 {current}"
    return found(rows, "started", "stage", rows["stage"], message)


@rule
def consultant_changed(case: Case) -> pd.DataFrame:
    """Find enterprises whose consulting body changed, also from or to 自行贯标 (通报一、二).

    An entry in the started or certified list is compared with the enterprise's latest earlier entry
    in the same list; an entry that is new in the certified list, with the latest earlier entry in
    the started list.
    """
    certified = case.before["certified"]
    in_progress = case.before["started"]
    is_certified = in_progress["who"].isin(case.now["certified"]["who"])
    is_new = is_certified & ~in_progress["who"].isin(certified["who"])
    lasts = [
        ("started", in_progress),
        ("certified", certified),
        ("certified", in_progress[is_new]),
    ]
    parts = []
    for name, before in lasts:
        rows = changed(case.now[name], before, "consultant")
        rows = rows.assign(previous=rows["previous"].replace("", schema.SELF_RUN))
        current = text(rows["consultant"]).replace("", schema.SELF_RUN)
        parts.append(found(rows, name, "consultant", current, f"咨询服务机构{WAS}"))
    return pd.concat(parts)


def changed(
    now: pd.DataFrame,
    before: pd.DataFrame,
    column: str,
    differ: Callable[[Any, Any], Any] = operator.ne,
) -> pd.DataFrame:
    """Return the rows of ``now`` whose value in a column differs from the earlier value.

    Enterprises without an earlier row are left out.

    Args:
        now: a list of the quarter (``Case.now``).
        before: the rows to compare with, from ``Case.before``. If any earlier row of an enterprise
            has the same value as ``now``, apart from formatting, the value has not changed.
        column: the column that is compared.
        differ: takes the values now and before, and returns True where they differ.

    Returns:
        The rows with three more columns: ``previous``, the earlier value; ``previous_place``, the
        place of the earlier row; ``quarter``, the quarter of the earlier row.
    """
    last = before.drop_duplicates("who")
    position = pd.Index(last["who"]).get_indexer(now["who"])
    former = pd.Series(last[column].array.take(position, allow_fill=True), now.index)
    differs = differ(now[column], former) & ~(now[column].isna() & former.isna())
    rows = now[differs & (position >= 0)]
    filed = before[before["who"].isin(rows["who"])]
    then = filed.drop_duplicates("who").set_index("who").loc[rows["who"]]
    rows = beside(rows, then, column).assign(quarter=then["quarter"].to_numpy())
    known = set(zip(filed["who"], text(filed[column]).map(bare), strict=True))
    pairs = zip(rows["who"], text(rows[column]).map(bare), strict=True)
    refiled: pd.DataFrame = rows[np.array([pair not in known for pair in pairs], dtype=bool)]
    return refiled
