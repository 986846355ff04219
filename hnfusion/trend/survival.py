"""The time from start to certificate, estimated also from enterprises that are not certified yet.

A plain mean would be wrong for two reasons: for an enterprise that is not certified yet, only the
time so far is known (censored), and an enterprise that was certified before any list had it in
progress is not seen at all (left truncated). The product-limit estimator (Kaplan and Meier, 1958)
of lifelines handles both: on each day it counts only the enterprises that could be seen on that
day.
"""

import numpy as np
import pandas as pd

from hnfusion.tally.linkage import Snapshots, once

LEVEL = 0.95
"""The confidence level of all intervals."""
MONTH = 365.25 / 12
"""Days in a month."""
WITHIN = {6: 183, 12: 365}
"""The numbers of months that ``summary`` reports, each with its number of days."""
FEWEST_AT_RISK = 10
"""The least number of enterprises at risk (watched and not yet certified) with which a curve
begins: with few, a single certificate can take the curve to 100 % for good (a known weakness of
late entry; Lai and Ying, 1991, leave out these days)."""
BASES = {"通报口径": "start_date", "首次出现口径": "listed"}
"""The day from which time is counted, a column of ``spells``, by the name of the basis: the start
date as filed, or the end of the quarter whose list first has the enterprise."""
FOLLOWED = ["entry", "duration", "is_certified"]
DECIMALS = 4
"""Decimals of a share in percent; further decimals differ between machines."""
CURVE = ["day", "at_risk", "certified", "share", "lower", "upper"]


def spells(history: Snapshots) -> pd.DataFrame:
    """Return a frame of all enterprises ever in progress: when each started, what became of it.

    Returns:
        One row per enterprise in any started list, indexed by ``who``: ``start_date``, as claimed
        in the first of these lists; ``listed``, the end of the quarter of that list;
        ``is_first_list``, whether that is the oldest quarter of all, so that the time of entry is
        unknown; ``is_certified``, whether the enterprise has a certificate by the end of the newest
        quarter; ``stop``, the day of its first certificate or, without a certificate, the end of
        the newest quarter whose started list has it.
    """
    ends = {q: pd.Timestamp(q.end) for q in history}
    parts = [once(history[q]["started"], "start_date").assign(end=end) for q, end in ends.items()]
    rows = pd.concat(parts, ignore_index=True)
    each = rows.drop_duplicates("who").set_index("who")
    certificates = pd.concat([lists["certified"] for lists in history.values()], ignore_index=True)
    held = certificates[certificates["issue_date"] <= max(ends.values())]
    issued = held.groupby("who")["issue_date"].min().reindex(each.index)
    return pd.DataFrame(
        {
            "start_date": each["start_date"],
            "listed": each["end"],
            "is_first_list": each["end"] == min(ends.values()),
            "stop": issued.fillna(rows.groupby("who")["end"].max()),
            "is_certified": issued.notna(),
        }
    )


def curves(spells: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of the rows of ``curve`` for each of ``BASES``, the column ``basis`` first.

    ``spells`` is from the function of that name; ``basis`` is a key of ``BASES``.
    """
    parts = [curve(followed(spells, s)).assign(basis=basis) for basis, s in BASES.items()]
    return pd.concat(parts, ignore_index=True)[["basis", *CURVE]]


def times(spells: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the row of ``summary`` for each of ``BASES``.

    ``spells`` is from the function of that name.
    """
    parts = [summary(followed(spells, since), basis) for basis, since in BASES.items()]
    return pd.concat(parts, ignore_index=True)


def followed(spells: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return a frame of the time for which each enterprise is watched, in days after its start.

    An enterprise is watched from the end of the quarter whose list first has it, because an
    enterprise that was certified before that would be in no started list.

    Args:
        spells: the frame of ``spells``.
        since: its column with the start, a value of ``BASES``. If it is ``listed``, enterprises of
            the oldest list are left out, because the time of their entry is unknown.

    Returns:
        One row per enterprise that is watched for at least a day: ``entry`` and ``duration``, the
        numbers of days from the start to the first and to the last day watched; ``is_certified``.
    """
    known = spells[~spells["is_first_list"]] if since == "listed" else spells
    entry, duration = ((known[column] - known[since]).dt.days for column in ("listed", "stop"))
    rows = pd.concat([entry.clip(lower=0), duration, known["is_certified"]], axis=1, keys=FOLLOWED)
    watched: pd.DataFrame = rows[rows["duration"] > rows["entry"]]
    return watched


def curve(followed: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of the share certified by each day, in percent, with its 95 % interval.

    ``followed`` is from the function of that name.

    Returns:
        ``day, at_risk, certified, share, lower, upper``: one row for the day on which the curve
        begins (``FEWEST_AT_RISK``), for each day with a certificate, and for the last day; the
        interval is log-log (exponential Greenwood). There are no rows if too few enterprises are
        watched.
    """
    watched = _from_enough(followed)
    if watched.empty:
        return pd.DataFrame(columns=CURVE).astype("float64")
    from lifelines import KaplanMeierFitter  # loads scipy, which few notebooks need

    # An enterprise enters at the end of a day, after the day's certificates: half a day is added.
    fitted = KaplanMeierFitter(alpha=1 - LEVEL).fit(
        watched["duration"], watched["is_certified"], entry=watched["entry"] + 0.5
    )
    left = pd.concat([fitted.survival_function_, fitted.confidence_interval_], axis=1)
    shares = (100 * (1 - left)).round(DECIMALS).set_axis(["share", "upper", "lower"], axis=1)
    events = fitted.event_table.rename(columns={"observed": "certified"})
    table = events.join(shares).rename_axis("day").reset_index()[CURVE]
    is_shown = (table["certified"] > 0) | table.index.isin([0, len(table) - 1])
    shown: pd.DataFrame = table[is_shown].astype({"day": "int64"})
    return shown.reset_index(drop=True)


def summary(followed: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return a frame with a single row: the median time to the certificate, and shares certified.

    Args:
        followed: what the function of that name returns.
        basis: the row's value in the column ``basis``, a key of ``BASES``.

    Returns:
        ``basis``; ``followed``, the number of enterprises on the curve; ``certified``, the number
        of these that are certified; ``median`` in days with its interval (``median_lower``,
        ``median_upper``), missing where the curve does not reach 50 %; ``within_6`` and
        ``within_12``, the shares certified within so many months in percent, with their intervals,
        missing where no enterprise was watched so long.
    """
    table, watched = curve(followed), _from_enough(followed)
    # The upper bound of the share reaches one half first: on the lower bound of the median.
    half = {"median": "share", "median_lower": "upper", "median_upper": "lower"}
    medians = {name: table.loc[table[of] >= 50, "day"].min() for name, of in half.items()}
    shares: dict[str, float | None] = {}
    for months, days in WITHIN.items():
        is_watched = table["day"].min() <= days <= table["day"].max()
        row = table[table["day"] <= days].iloc[-1] if is_watched else pd.Series()
        shares[f"within_{months}"] = share = row.get("share")
        for bound in ("lower", "upper"):
            # Before the first certificate Greenwood's variance is 0, as if the share were certain.
            shares[f"within_{months}_{bound}"] = row[bound] if share else None
    counts = {"followed": len(watched), "certified": int(watched["is_certified"].sum())}
    types = dict.fromkeys(medians, "Int64") | dict.fromkeys(shares, "Float64")
    return pd.DataFrame([{"basis": basis} | counts | medians | shares]).astype(types)


def _from_enough(followed: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``followed`` for the days on which enough enterprises are at risk.

    These begin with the first day that has ``FEWEST_AT_RISK`` enterprises at risk, and end with the
    next day that has no enterprise at risk. An ``entry`` before the first day is replaced by that
    day. If no day has enough enterprises, there are no rows.
    """
    entries = np.sort(followed["entry"].to_numpy())
    ends = np.sort(followed["duration"].to_numpy())
    at_risk = np.arange(1, len(entries) + 1) - np.searchsorted(ends, entries, side="right")
    enough = entries[at_risk >= FEWEST_AT_RISK]
    if not len(enough):
        return followed.iloc[:0]
    begin = enough[0]
    left = np.searchsorted(entries, ends, side="right") - np.arange(1, len(ends) + 1)
    end = ends[(left == 0) & (ends > begin)][0]
    rows = followed[(followed["duration"] > begin) & (followed["entry"] < end)]
    late: pd.DataFrame = rows.assign(entry=rows["entry"].clip(lower=begin))
    return late
