"""How long the audit of two quarters takes, up to a million enterprises.

The lists are made beforehand, and as if read from files: no text is shared between quarters.
"""

import gc
import resource
import time
from functools import partial
from statistics import median

from bench.measuring import Bound, Measured, Options, tell
from hnfusion import audit, cleaning, sample
from hnfusion.audit.similar_names import near_pairs
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
SIZES = (10_000, 100_000, 1_000_000)
NAMES = (10_000, 100_000)
"""How many names are compared for similar ones."""
MOST = 1_000_000
SECONDS, GIB = 5.0, 2.0
"""The most that the exact rules may take of that many enterprises, and the similar names."""
EXACT = tuple(rule for rule in audit.RULES if rule != "similar_name")


def measure(options: Options) -> Measured:
    """Judge ever larger quarters by all exact rules, and compare ever more names."""
    rows, bounds = [], []
    for size in sorted(options.sizes or SIZES):
        everyone = sample.random_population(size, 1)
        history = {q: lists(everyone, q) for q in (Q.previous, Q)}
        names = everyone["enterprise"].head(max(NAMES))
        del everyone
        making = {"lists and their making": f"{peak():.2f} GiB"}
        seconds, found = timed(partial(judged, history), options.rounds)
        rows.append(row("exact rules", size, seconds, len(found)) | making)
        if size <= MOST:
            bounds = [
                Bound(f"exact rules, {size} enterprises", seconds, SECONDS, "s"),
                Bound("memory, that of making the lists too", peak(), GIB, "GiB"),
            ]
    for count in (min(most, len(names)) for most in NAMES):
        seconds, pairs = timed(partial(near_pairs, names.head(count)), options.rounds)
        rows.append(row("similar names", count, seconds, len(pairs)))
    bounds.append(Bound(f"similar names, {count}", seconds, SECONDS, "s"))
    return Measured(rows, bounds)


def row(what: str, size: int, seconds: float, found: int) -> dict[str, str]:
    """Return a row, and tell it as progress."""
    tell(f"  {what}, {size}: {seconds:.2f} s")
    told = {"what": what, "enterprises": str(size), "s": f"{seconds:.2f}", "found": str(found)}
    return told | {"peak": f"{peak():.2f} GiB"}


def fresh(rows):
    """Return the rows with texts of their own, and a place."""
    copied = {
        name: rows[name].map(lambda text: text[:1] + text[1:], na_action="ignore")
        for name in rows.columns
        if rows[name].dtype == "str"
    }
    placed = rows.assign(**copied, file="名单.xlsx", sheet="Sheet1", row=range(len(rows)))
    return placed.assign(identity=cleaning.identity)


def lists(everyone, quarter):
    """Return the lists of a quarter."""
    return {
        "certified": fresh(sample.certified(everyone, quarter)),
        "started": fresh(sample.started(everyone, quarter)),
        "pilots": fresh(sample.pilots(everyone)),
    }


def judged(history):
    """Return what the exact rules find."""
    return audit.judge(audit.case(history, Q), EXACT)


def timed(work, rounds):
    """Return the median seconds of the rounds, and what comes of it."""
    taken = []
    for _ in range(rounds):
        gc.collect()
        begun = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - begun)
    return median(taken), result


def peak() -> float:
    """Return the most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
