"""From start to certificate: how long it takes, with those counted right who are not done yet.

An enterprise is followed through all lists by the audit's linked identity (corrected codes and
changed names are the same one). Two things would make the naive mean wrong: who is not certified
yet has only lasted so long so far (censored), and who was certified before it came into any list
in progress is not seen at all (left truncated). Both are left to the product-limit estimator
(Kaplan and Meier, 1958) of lifelines, which counts at each day who could be seen then.
"""

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter

from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import Snapshots, linked, once

LEVEL = 0.95
MONTH = 365.25 / 12
"""Days."""
WITHIN = {6: 183, 12: 365}
"""Days by months."""
FEWEST_AT_RISK = 10
"""From so many enterprises on a curve begins: with fewer, one certificate would take it to 100 %
for good (the known weakness of late entry; Lai and Ying, 1991, leave out such early days)."""
FOLLOWED = ["entry", "duration", "is_certified"]
DECIMALS = 4
"""Of a share in percent; what is finer differs between machines."""
CURVE = ["day", "at_risk", "certified", "share", "lower", "upper"]


def spells(history: Snapshots, quarter: Quarter) -> pd.DataFrame:
    """Return each enterprise that was ever listed in progress, from its start to what is known.

    Returns:
        Indexed by ``who``: ``start_date`` as first claimed; ``listed``: the end of the quarter
        whose list first has it; ``is_first_list``: that is the oldest list, so nobody knows since
        when; ``stop``: its first certificate, else the end of the last quarter that lists it;
        ``is_certified``: by the quarter's end.
    """
    known = linked(history, quarter)
    rows = pd.concat(
        [
            once(lists["started"], "start_date").assign(end=pd.Timestamp(q.end))
            for q, lists in known.items()
        ],
        ignore_index=True,
    )
    each = rows.drop_duplicates("who").set_index("who")
    certificates = pd.concat([lists["certified"] for lists in known.values()], ignore_index=True)
    held = certificates[certificates["issue_date"] <= pd.Timestamp(quarter.end)]
    issued = held.groupby("who")["issue_date"].min().reindex(each.index)
    return pd.DataFrame(
        {
            "start_date": each["start_date"],
            "listed": each["end"],
            "is_first_list": each["end"] == pd.Timestamp(min(known).end),
            "stop": issued.fillna(rows.groupby("who")["end"].max()),
            "is_certified": issued.notna(),
        }
    )


def as_filed(spells: pd.DataFrame) -> pd.DataFrame:
    """Return ``entry, duration, is_certified`` in days from the claimed start.

    An enterprise is watched from the end of the quarter whose list first has it: had it been
    certified before, it would be in no list of those in progress.
    """
    since = spells["start_date"]
    entry, duration = ((spells[c] - since).dt.days for c in ("listed", "stop"))
    return _watched(entry.clip(lower=0), duration, spells["is_certified"])


def as_first_seen(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the same in days from the end of the quarter whose list first has the enterprise.

    Those of the oldest list are left out: they came at a time that nobody knows.
    """
    known = spells[~spells["is_first_list"]]
    duration = (known["stop"] - known["listed"]).dt.days
    return _watched(duration * 0, duration, known["is_certified"])


def curves(spells: pd.DataFrame) -> pd.DataFrame:
    """Return ``curve`` of both ways to count a start, one below the other, with ``basis`` first."""
    parts = [curve(of(spells)).assign(basis=basis) for basis, of in BASES.items()]
    return pd.concat(parts, ignore_index=True)[["basis", *CURVE]]


def times(spells: pd.DataFrame) -> pd.DataFrame:
    """Return ``summary`` of both ways to count a start, a row each."""
    return pd.concat([summary(of(spells), basis) for basis, of in BASES.items()], ignore_index=True)


def curve(followed: pd.DataFrame) -> pd.DataFrame:
    """Return the share certified by each day, in percent, with its 95 % interval.

    Returns:
        ``day, at_risk, certified, share, lower, upper``: a row for the day on which the curve
        begins (``FEWEST_AT_RISK``), each on which somebody was certified, and the last; the
        interval is log-log (exponential Greenwood). Without rows where too few are watched.
    """
    watched = _from_enough(followed)
    if watched.empty:
        return pd.DataFrame(columns=CURVE).astype("float64")
    # Who enters on a day is seen at its end, after that day's certificates: half a day later.
    fitted = KaplanMeierFitter(alpha=1 - LEVEL).fit(
        watched["duration"], watched["is_certified"], entry=watched["entry"] + 0.5
    )
    bounds, events = 1 - fitted.confidence_interval_, fitted.event_table
    shares = {
        "share": 1 - fitted.survival_function_.iloc[:, 0],
        "lower": bounds.iloc[:, 1],
        "upper": bounds.iloc[:, 0],
    }
    days = {"day": events.index, "at_risk": events["at_risk"], "certified": events["observed"]}
    table = pd.DataFrame(days | {c: (100 * s).round(DECIMALS) for c, s in shares.items()})
    is_told = (table["certified"] > 0) | table["day"].isin([table["day"].min(), table["day"].max()])
    rows = table[is_told].assign(day=np.floor(table.loc[is_told, "day"]))
    return rows.astype({"day": "int64"}).reset_index(drop=True)


def summary(followed: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the median and the shares of one curve, in one row named ``basis``.

    Returns:
        ``basis``; ``followed`` enterprises on the curve and of those ``certified``; ``median`` in
        days with its interval (``median_lower``, ``median_upper``), missing where it is not
        reached; ``within_6``, ``within_12`` months in percent with theirs, missing where nobody
        was watched so long.
    """
    table, watched = curve(followed), _from_enough(followed)
    # The share is earliest at the half where its upper bound is.
    median = {"median": "share", "median_lower": "upper", "median_upper": "lower"}
    known: dict[str, object] = {
        "basis": basis,
        "followed": len(watched),
        "certified": int(watched["is_certified"].sum()),
        **{name: _half(table, column) for name, column in median.items()},
    }
    for months, days in WITHIN.items():
        for suffix, column in (("", "share"), ("_lower", "lower"), ("_upper", "upper")):
            known[f"within_{months}{suffix}"] = _by_day(table, column, days)
        if not known[f"within_{months}"]:
            # Before the first certificate Greenwood's variance is 0, which would claim certainty.
            known |= {f"within_{months}_lower": None, f"within_{months}_upper": None}
    numbers = dict.fromkeys(list(known)[3:], "Float64")
    return pd.DataFrame([known]).astype(numbers | dict.fromkeys(median, "Int64"))


BASES = {"通报口径": as_filed, "首次出现口径": as_first_seen}
"""From when time is counted: the start that the enterprise filed, or its first sight in a list."""


def _watched(entry: pd.Series, duration: pd.Series, is_certified: pd.Series) -> pd.DataFrame:
    """Return the enterprises that were not certified before they were first listed."""
    rows = pd.concat([entry, duration, is_certified], axis=1, keys=FOLLOWED)
    watched: pd.DataFrame = rows[rows["duration"] > rows["entry"]]
    return watched


def _from_enough(followed: pd.DataFrame) -> pd.DataFrame:
    """Return who is watched from the first day with enough at risk to the first with nobody."""
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


def _half(table: pd.DataFrame, column: str) -> int | None:
    reached = table.loc[table[column] >= 50, "day"]
    return int(reached.iloc[0]) if len(reached) else None


def _by_day(table: pd.DataFrame, column: str, day: int) -> float | None:
    if table.empty or not table["day"].iloc[0] <= day <= table["day"].iloc[-1]:
        return None
    return float(table.loc[table["day"] <= day, column].iloc[-1])
