"""How long it takes from start to certificate, estimated also from those not certified yet.

A plain mean would be wrong for two reasons: for an enterprise that is not certified yet, only the
time so far is known (censored), and one that was certified before any list had it in progress is
not seen at all (left truncated). The product-limit estimator (Kaplan and Meier, 1958) of lifelines
handles both: on each day it counts only those that could be seen then.
"""

import numpy as np
import pandas as pd

from hnfusion.tally.linkage import Snapshots, once

LEVEL = 0.95
MONTH = 365.25 / 12
"""Days in a month."""
WITHIN = {6: 183, 12: 365}
"""Days by number of months."""
FEWEST_AT_RISK = 10
"""The fewest enterprises at risk with which a curve begins: with few, one certificate can take it
to 100 % for good (a known weakness of late entry; Lai and Ying, 1991, leave out these days)."""
BASES = {"通报口径": "start_date", "首次出现口径": "listed"}
"""What time is counted from: the start as filed, or the end of the quarter that first lists it."""
FOLLOWED = ["entry", "duration", "is_certified"]
DECIMALS = 4
"""Decimals of a share in percent; further ones differ between machines."""
CURVE = ["day", "at_risk", "certified", "share", "lower", "upper"]


def spells(history: Snapshots) -> pd.DataFrame:
    """Return, for each enterprise ever listed in progress, when it started and what became of it.

    Returns:
        Indexed by ``who``: ``start_date`` as first claimed; ``listed``: the end of the quarter
        whose list first has it; ``is_first_list``: whether that is the oldest list, so that the
        time of entry is unknown; ``stop``: its first certificate, else the end of the last quarter
        that lists it; ``is_certified``: whether it is certified by the last quarter's end.
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
    """Return the ``curve`` of each of the ``BASES``, one below the other, with ``basis`` first."""
    parts = [curve(followed(spells, s)).assign(basis=basis) for basis, s in BASES.items()]
    return pd.concat(parts, ignore_index=True)[["basis", *CURVE]]


def times(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the ``summary`` of each of the ``BASES``, one row each."""
    parts = [summary(followed(spells, since), basis) for basis, since in BASES.items()]
    return pd.concat(parts, ignore_index=True)


def followed(spells: pd.DataFrame, since: str) -> pd.DataFrame:
    """Return ``entry`` and ``duration`` in days since a column of ``BASES``, and ``is_certified``.

    An enterprise is watched from the end of the quarter whose list first has it: certified before
    that, it would be in no list of those in progress. If ``since`` is ``listed``, those of the
    oldest list are left out, because the time of their entry is unknown.
    """
    known = spells[~spells["is_first_list"]] if since == "listed" else spells
    entry, duration = ((known[column] - known[since]).dt.days for column in ("listed", "stop"))
    rows = pd.concat([entry.clip(lower=0), duration, known["is_certified"]], axis=1, keys=FOLLOWED)
    watched: pd.DataFrame = rows[rows["duration"] > rows["entry"]]
    return watched


def curve(followed: pd.DataFrame) -> pd.DataFrame:
    """Return the share certified by each day, in percent, with its 95 % interval.

    Returns:
        ``day, at_risk, certified, share, lower, upper``: one row for the day on which the curve
        begins (``FEWEST_AT_RISK``), for each day with a certificate, and for the last day; the
        interval is log-log (exponential Greenwood). There are no rows if too few are watched.
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
    """Return the median and the shares of one curve, in one row named ``basis``.

    Returns:
        ``basis``; ``followed``: the number of enterprises on the curve; ``certified``: the number
        of these that are certified; ``median`` in days with its interval (``median_lower``,
        ``median_upper``), missing where it is not reached; ``within_6`` and ``within_12`` (months)
        in percent with their intervals, missing where no enterprise was watched so long.
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
    """Return those watched between the first day with enough at risk and the first with none."""
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
