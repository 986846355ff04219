"""Consulting bodies: the rule on many starts on one day, and a ranking by clients with findings.

The rule returns its findings as a frame with the columns ``rules.FOUND``.
"""

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from hnfusion.audit.rules import found, place, rule
from hnfusion.tally.linkage import Case

MANY = 5
"""Least number of starts of a body on one day that can be a batch; the sample has at most 2."""
WORKDAYS = 50
"""Days of a quarter on which an enterprise can start: about 60, fewer around 春节."""
BY_CHANCE = 0.001
"""A batch is less likely than this to occur by chance, over all bodies and days (Bonferroni)."""
DAY = ["consultant", "start_date"]
CONFIDENCE = 0.95
GRAVE = ("error", "warning")
"""Severities that count against a body."""


@rule
def consultant_batch(case: Case) -> pd.DataFrame:
    """Find consulting bodies that newly filed many starts on one day (通报三、3: 刻意简化).

    Each body and day is one finding. Many: at least ``MANY``, and more than chance explains, given
    how many starts the body filed in the day's quarter and how many all other bodies filed on the
    day (binomial test, Bonferroni). A start is not newly filed if the enterprise's latest earlier
    entry has the same date.
    """
    started = case.now["started"].drop_duplicates("who")
    before = case.before["started"].drop_duplicates("who").set_index("who")["start_date"]
    is_new = started["start_date"] != before.reindex(started["who"]).to_numpy()
    rows = started[is_new & started["consultant"].notna()].sort_index()
    days = _busy_days(rows)
    chance = bdtrc(days["many"] - 1, days["whole"], days["share"]) * len(days)
    unlikely = days.loc[(days["many"] >= MANY) & (chance < BY_CHANCE), [*DAY, "many"]]
    batches = rows.merge(unlikely, on=DAY)
    batches = batches.assign(listed=batches["enterprise"] + "(" + place(batches) + ")")
    each = batches.groupby([*DAY, "many"], as_index=False).agg(
        listed=("listed", ";".join),
        file=("file", "first"),
        sheet=("sheet", "first"),
        row=("row", "first"),
    )
    message = "{consultant} 有 {many} 家企业的启动时间同为 {start_date}:{listed}"
    return found(each, "started", "start_date", each["start_date"], message)


def ranking(case: Case, findings: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of consulting bodies, ranked by the share of clients with grave findings.

    Clients are in progress or certified; grave findings are errors and warnings (``GRAVE``). The
    ranking is by the lower end of the share's Wilson score interval (95 %), which is low for a body
    with few clients, whatever its share. ``findings`` is from ``judge``.

    Returns:
        One row per body: ``consultant``; ``clients``, their number; ``named``, the number of
        clients with grave findings; ``rate``, the share of ``named`` in ``clients``, and its
        interval from ``low`` to ``high``, in percent.
    """
    from scipy.stats import binomtest  # half a second to import; only the audit's page ranks

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


def _busy_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of the numbers of starts, with one row for each consulting body and day.

    ``rows`` are entries of the started list. The columns are ``DAY`` and:

    - ``season``: the number of the day's quarter
    - ``many``: the body's starts on the day
    - ``whole``: the body's starts in the day's quarter
    - ``share``: of all other bodies' starts in that quarter, the share on the day (Laplace's
      estimate); at least 1 / ``WORKDAYS``, since few starts on a day may be chance, too
    """
    season = rows["start_date"].dt.year * 4 + rows["start_date"].dt.quarter
    known = rows[DAY].assign(season=season)
    by_day = known.groupby("start_date")["season"].transform("size")
    by_season = known.groupby("season")["season"].transform("size")
    many = known.groupby(DAY)["season"].transform("size")
    whole = known.groupby(["consultant", "season"])["season"].transform("size")
    share = ((by_day - many + 1) / (by_season - whole + WORKDAYS)).clip(lower=1 / WORKDAYS)
    return known.assign(many=many, whole=whole, share=share).drop_duplicates(DAY)
