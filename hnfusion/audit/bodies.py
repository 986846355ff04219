"""Consulting bodies: many starts on one day, and who is found at fault how often."""

import numpy as np
import pandas as pd
from scipy.stats import binom, binomtest

from hnfusion.audit.claims import Case
from hnfusion.audit.evidence import FOUND, nobody, place

MANY = 5
"""Starts of one body on one day from which they can be a batch; the sample's bodies file 3."""
WORKDAYS = 50
"""Days of a quarter on which an office can start something: some 60, fewer around 春节."""
BY_CHANCE = 0.01
"""Largest probability that any body has such a day by chance (Bonferroni over bodies and days)."""
CONFIDENCE = 0.95
GRAVE = ("error", "warning")
"""Severities that count against a body."""


def consultant_batch(case: Case) -> pd.DataFrame:
    """Name each body that filed many starts on one day (通报三、3: 刻意简化).

    Many: at least five, and more than chance would put on one of the quarter's days, given how
    many the body started in that quarter (binomial, Bonferroni).
    """
    rows = case.now["started"].drop_duplicates("who")
    rows = rows[rows["consultant"].notna()]
    season = rows["start_date"].dt.year * 4 + rows["start_date"].dt.quarter
    of_quarter = rows.groupby([rows["consultant"], season])["who"].transform("size")
    day = ["consultant", "start_date"]
    counted = rows.assign(whole=of_quarter, many=rows.groupby(day)["who"].transform("size"))
    days = counted.drop_duplicates(day)
    chance = binom.sf(days["many"] - 1, days["whole"], 1 / WORKDAYS) * len(days)
    is_batch = (days["many"] >= MANY) & (chance < BY_CHANCE)
    batches = days.loc[is_batch, day].sort_values(day)
    return pd.DataFrame(
        [_batch(rows, *batch) for batch in batches.itertuples(index=False)],
        columns=FOUND,
        dtype="str",
    )


def ranking(case: Case, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the bodies by how surely their clients are found at fault, the surest first.

    The rate is of a body's clients (in progress or certified) that an error or a warning names.
    Bodies are ranked by the lower end of its Wilson score interval (95 %), which is low for a
    body with few clients, whatever its rate (scipy, ``binomtest.proportion_ci``).

    Returns:
        ``consultant, clients, named, rate, low, high``, the last three in percent.
    """
    lists = [case.now[name] for name in ("started", "certified")]
    columns = ["consultant", "who", "enterprise"]
    clients = pd.concat([rows[columns] for rows in lists]).dropna().drop_duplicates()
    grave = findings[findings["severity"].isin(GRAVE) & (findings["enterprise"] != "")]
    named = pd.MultiIndex.from_frame(grave[["consultant", "enterprise"]])
    is_named = pd.MultiIndex.from_frame(clients[["consultant", "enterprise"]]).isin(named)
    each = clients.assign(is_named=is_named).groupby(["consultant", "who"])["is_named"].any()
    counts = each.groupby("consultant").agg(clients="size", named="sum").reset_index()
    bounds = [
        binomtest(k, n).proportion_ci(CONFIDENCE, method="wilson")
        for k, n in counts[["named", "clients"]].to_numpy().tolist()
    ]
    table = counts.assign(
        rate=(100 * counts["named"] / counts["clients"]).round(1),
        low=np.round([100 * b.low for b in bounds], 1),
        high=np.round([100 * b.high for b in bounds], 1),
    )
    order = ["low", "named", "consultant"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _batch(rows: pd.DataFrame, consultant: str, day: pd.Timestamp) -> dict[str, str]:
    batch = rows[(rows["consultant"] == consultant) & (rows["start_date"] == day)]
    places = place(batch)
    listed = ";".join(f"{e}({p})" for e, p in zip(batch["enterprise"], places, strict=True))
    return nobody(
        "started",
        "start_date",
        consultant=consultant,
        current=f"{day:%Y-%m-%d}",
        source=places.iloc[0],
        message=f"{consultant} 有 {len(batch)} 家企业的启动时间同为 {day:%Y-%m-%d}:{listed}",
    )
