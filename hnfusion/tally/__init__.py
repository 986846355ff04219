"""Tally it: counts of enterprises, each once, by city, industry, consulting body and stage.

The functions count the rows of the two frames of ``Enterprises``, and most return a table: a frame
with one row per value of its first column, the key. ``new`` counts the enterprises with ``is_new``,
``total`` all enterprises. Zero is a result: each city, stage and recommended body has a row.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from hnfusion import codelists
from hnfusion.cleaning.columns import is_among
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Lists, Snapshots, linked, once
from hnfusion.tally.ranking import ranked

__all__ = [
    "SHORTEST_MONTHS",
    "Enterprises",
    "by_city",
    "by_consultant",
    "by_industry",
    "by_quarter",
    "by_stage",
    "certified",
    "change_by_city",
    "corrected_series",
    "ends",
    "enterprises",
    "headline",
    "headlines",
    "linked",
    "new_and_total",
    "pilots_by_city",
    "ranked",
    "share",
    "started",
]


SHORTEST_MONTHS = 3
"""Months that the system runs before 评定申请 (评定工作委员会, 2018-09-13: 3个月及以上)."""
VALID = pd.DateOffset(years=3)
"""How long a certificate is valid if the list has no expiry date for it."""


class Enterprises(NamedTuple):
    """The enterprises of one quarter in two frames, each with one row per enterprise.

    The columns are those of the cleaned list (``cleaning.clean``), and flags (True or False).

    Attributes:
        certified: the enterprises certified by the quarter's end, as ``tally.certified`` returns
            them: with ``is_new`` and ``is_new_this_year``.
        started: the enterprises in progress, as ``tally.started`` returns them: with the same
            flags, ``is_self_run``, ``is_pilot`` and ``is_backdated``.
    """

    certified: pd.DataFrame
    started: pd.DataFrame


def enterprises(history: Snapshots, quarter: Quarter) -> Enterprises:
    """Return the two frames of ``Enterprises`` for a quarter.

    ``history`` has the cleaned lists of the quarter and of all earlier quarters, by quarter, as
    ``snapshot.history`` or ``linked`` returns them. Only lists of earlier quarters tell whether an
    enterprise is backdated; later quarters are ignored.
    """
    lists = history[quarter]
    earlier = [past["started"] for q, past in history.items() if q < quarter]
    return Enterprises(
        certified(lists["certified"], quarter),
        started(lists["started"], quarter, lists["pilots"], earlier),
    )


def by_quarter(history: Snapshots) -> dict[Quarter, Enterprises]:
    """Return a dict from each quarter in ``history``, oldest first, to its ``Enterprises``."""
    return {quarter: enterprises(history, quarter) for quarter in sorted(history)}


def certified(rows: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return a frame with one row per enterprise that is certified by the quarter's end.

    ``rows`` is the cleaned certified list. Of several rows of an enterprise, the row with the first
    certificate is returned. Two columns are added: ``is_new``, whether this certificate was issued
    in the quarter (一: 新增获证企业), and ``is_new_this_year``, whether it was issued in the
    quarter's year.
    """
    held = rows[rows["issue_date"] <= pd.Timestamp(quarter.end)]
    return _with_novelty(once(held, "issue_date", by="identity"), "issue_date", quarter)


def started(
    rows: pd.DataFrame, quarter: Quarter, pilots: pd.DataFrame, earlier: Iterable[pd.DataFrame]
) -> pd.DataFrame:
    """Return a frame with one row per enterprise in progress (在贯).

    Args:
        rows: the cleaned started list of the quarter; of several rows of an enterprise, the row
            with the earliest start is returned.
        quarter: the quarter.
        pilots: the cleaned list of the year's pilots.
        earlier: the started lists of all earlier quarters.

    Returns:
        The columns of ``rows`` with ``is_new`` (claims a start in the quarter),
        ``is_new_this_year`` (claims a start in the year, by the quarter's end), ``is_self_run`` (no
        consulting body), ``is_pilot``, and ``is_backdated`` (in no earlier list, but claims a start
        before the quarter: 三.3; False for all if there are no earlier lists).
    """
    each = _with_novelty(once(rows, "start_date", by="identity"), "start_date", quarter)
    seen = [past["identity"] for past in earlier]
    is_first_seen = ~is_among(each["identity"], pd.concat(seen)) if seen else False
    claims_earlier = each["start_date"] < pd.Timestamp(quarter.start)
    return each.assign(
        is_self_run=each["consultant"].isna(),
        is_pilot=is_among(each["identity"], pilots["identity"]),
        is_backdated=is_first_seen & claims_earlier,
    )


def by_city(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``city, new, total`` of all fourteen cities, in the province's order.

    ``enterprises`` is either frame of ``Enterprises``.
    """
    return new_and_total(enterprises, "city")


def change_by_city(started: pd.DataFrame, before: Lists | None) -> pd.DataFrame:
    """Return the table ``city, previous, total``: enterprises in progress, before and now.

    ``total`` counts ``started`` (of ``Enterprises``), ``previous`` the started list in ``before``,
    the lists of the quarter before. If ``before`` is None, the table has no rows.
    """
    if before is None:
        return pd.DataFrame({"city": [], "previous": [], "total": []}, dtype="int64")
    previous = _count(once(before["started"], "start_date", by="identity")["city"])
    counts = {"previous": previous, "total": _count(started["city"])}
    return pd.DataFrame(counts).rename_axis("city").reset_index()


def by_industry(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``industry, new, total`` of industries with enterprises, most first.

    ``enterprises`` is either frame of ``Enterprises``; the order is by ``total``.
    """
    counts = new_and_total(enterprises, "industry")
    return ranked(counts[counts["total"] > 0], "total")


def by_consultant(enterprises: pd.DataFrame, recommended: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``consultant, recommended, new, total``: most ``new`` first, then ``total``.

    Args:
        enterprises: either frame of ``Enterprises``.
        recommended: the cleaned list of the year's recommended bodies (★). Those without
            enterprises have a row of zeros; 自行贯标 has no row.
    """
    stars = recommended["consultant"].drop_duplicates()
    counts = new_and_total(enterprises, "consultant").set_index("consultant")
    every = pd.Index(counts.index.union(stars.tolist()), name="consultant").sort_values()
    table = counts.reindex(every, fill_value=0).reset_index()
    table.insert(1, "recommended", table["consultant"].isin(stars))
    return ranked(table, ["new", "total"])


def by_stage(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``stage, total, share`` of enterprises in progress, in the stages' order.

    ``enterprises`` is ``Enterprises.started``; ``share`` is in percent of all its rows.
    """
    total = enterprises["stage"].value_counts().reindex(codelists.names("stage"), fill_value=0)
    table = total.rename_axis("stage").rename("total").reset_index()
    return table.assign(share=share(table["total"], len(enterprises)))


def pilots_by_city(
    pilots: pd.DataFrame, started: pd.DataFrame, certified: pd.DataFrame
) -> pd.DataFrame:
    """Return the table ``city, pilots, started, not_started`` of all fourteen cities (三.2).

    A pilot has started if it is in progress or certified. ``pilots`` is the cleaned list of the
    year's pilots, ``started`` and ``certified`` are the frames of ``Enterprises``.
    """
    each = pilots.drop_duplicates("identity")
    begun = pd.concat([started["identity"], certified["identity"]])
    has_started = is_among(each["identity"], begun[is_among(begun, each["identity"])])
    counts = pd.DataFrame(
        {"pilots": _count(each["city"]), "started": _count(each.loc[has_started, "city"])}
    )
    return counts.assign(not_started=counts["pilots"] - counts["started"]).reset_index()


def headline(
    certified: pd.DataFrame, started: pd.DataFrame, history: Snapshots, quarter: Quarter
) -> pd.DataFrame:
    """Return the table ``key, value``: the bulletin's single figures, whole numbers.

    ``certified`` and ``started`` are the frames of ``Enterprises``, ``history`` has the cleaned
    lists by quarter. ``self_run_previous`` is missing if ``history`` lacks the quarter before, and
    the figures on pilots are missing if the list of the year's pilots has no rows.
    """
    new, pilots = started[started["is_new"]], history[quarter]["pilots"]
    before, has_pilots = history.get(quarter.previous), len(pilots) > 0
    values = {
        "total_certified": len(certified),
        "new_certified": certified["is_new"].sum(),
        "new_started": len(new),
        "in_progress": len(started),
        "self_run": started["is_self_run"].sum(),
        "self_run_previous": None
        if before is None
        else once(before["started"], "start_date", by="identity")["consultant"].isna().sum(),
        "pilots": pilots["identity"].nunique() if has_pilots else None,
        "new_started_pilots": new["is_pilot"].sum() if has_pilots else None,
        "new_started_not_pilots": (~new["is_pilot"]).sum() if has_pilots else None,
        "industries_certified": certified["industry"].nunique(),
        "industries_started": started["industry"].nunique(),
        "cities_without_start": (by_city(started)["new"] == 0).sum(),
    }
    return pd.DataFrame(
        {"key": list(values), "value": pd.array(list(values.values()), dtype="Int64")}
    )


def headlines(history: Snapshots) -> pd.DataFrame:
    """Return a frame of the figures of ``headline``: one row per quarter, oldest first.

    The columns are ``quarter`` and the keys of ``headline``. A row counts the quarter's own lists,
    as the bulletin of that quarter did.
    """
    figures = {
        str(quarter): headline(*counted, history, quarter).set_index("key")["value"]
        for quarter, counted in by_quarter(history).items()
    }
    return pd.DataFrame(figures).T.rename_axis(index="quarter", columns=None).reset_index()


def corrected_series(history: Snapshots) -> pd.DataFrame:
    """Return a frame of the new starts, as filed and as first seen, by quarter (通报三、3).

    ``history`` is from ``linked``, oldest first.

    Returns:
        One row per quarter: ``quarter`` and these numbers of enterprises.

        - ``in_progress``: in the quarter's list
        - ``new_filed``: in the quarter's list, with a claimed start in the quarter
        - ``new_observed``: in the quarter's list, but in no earlier list
        - ``self_run``, ``self_run_filed``, ``self_run_observed``: the self-run enterprises in
          ``in_progress``, ``new_filed`` and ``new_observed``
        - ``backdated``: in ``new_observed``, with a claimed start before the quarter
        - ``claimed_later``: first seen in a later list, with a claimed start in the quarter

        For the oldest quarter, ``new_observed``, ``self_run_observed`` and ``backdated`` are
        missing.
    """
    quarters = [str(quarter) for quarter in history]
    lists = (once(of["started"], "start_date") for of in history.values())
    parts = [rows.assign(quarter=quarter) for quarter, rows in zip(quarters, lists, strict=True)]
    rows = pd.concat(parts, ignore_index=True)
    claimed = rows["start_date"].dt.to_period("Q").astype("str")  # as 2020Q1
    is_filed, is_self_run = claimed == rows["quarter"], rows["consultant"].isna()
    is_first = ~rows["who"].duplicated()
    is_backdated = is_first & (claimed < rows["quarter"])
    marks = {
        "in_progress": rows["who"].notna(),
        "self_run": is_self_run,
        "new_filed": is_filed,
        "new_observed": is_first,
        "backdated": is_backdated,
        "self_run_filed": is_filed & is_self_run,
        "self_run_observed": is_first & is_self_run,
    }
    counts = pd.DataFrame(marks).groupby(rows["quarter"]).sum().reindex(quarters, fill_value=0)
    observed = counts.astype("Int64")[["new_observed", "backdated", "self_run_observed"]].iloc[1:]
    late = claimed[is_backdated & (rows["quarter"] != quarters[0])].value_counts()
    claimed_later = late.reindex(quarters, fill_value=0)
    return counts.assign(**observed, claimed_later=claimed_later).reset_index()


def ends(certified: pd.DataFrame) -> pd.Series:
    """Return a Series with the last day of each certificate of a certified list.

    It is the ``expiry_date`` or, where that is missing, the day before three years after
    ``issue_date``.
    """
    three_years = certified["issue_date"] + VALID - pd.Timedelta(days=1)
    return certified["expiry_date"].fillna(three_years)


def share(part: pd.Series, whole: int | pd.Series) -> pd.Series:
    """Return a Series of ``part`` in percent of ``whole``; missing where ``whole`` is 0.

    Percentages are rounded half up (四舍五入) to one decimal, as the bulletin prints 53.8% (二).
    They are computed in whole numbers, because floats would round 0.25 down.

    >>> share(pd.Series([154, 98]), 286).tolist(), share(pd.Series([1]), 16).tolist()
    ([53.8, 34.3], [6.3])
    """
    all_ = pd.Series(whole, part.index)
    return ((part * 2000 + all_) // (2 * all_) / 10).where(all_ > 0)


def _with_novelty(enterprises: pd.DataFrame, date: str, quarter: Quarter) -> pd.DataFrame:
    end, new_year = pd.Timestamp(quarter.end), pd.Timestamp(quarter.year, 1, 1)
    return enterprises.assign(
        is_new=enterprises[date].between(pd.Timestamp(quarter.start), end),
        is_new_this_year=enterprises[date].between(new_year, end),
    )


def new_and_total(enterprises: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table of ``new`` and ``total``; its first column is ``column``, one row per value.

    If ``column`` has a codelist, each value of the codelist has a row, also if its counts are 0.
    If there are enterprises, but all lack a value in ``column``, the table has no rows: the counts
    are unknown, not 0. ``enterprises`` is either frame of ``Enterprises``.
    """
    marks = enterprises.groupby(column, observed=False)["is_new"]
    counts = pd.DataFrame({"new": marks.sum(), "total": marks.size()}).astype("int64")
    is_unknown = len(enterprises) > 0 and counts["total"].sum() == 0
    return (counts.iloc[:0] if is_unknown else counts).reset_index()


def _count(values: pd.Series) -> pd.Series:
    return values.groupby(values, observed=False).size()
