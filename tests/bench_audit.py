"""How long the audit takes: ``python tests/bench_audit.py`` (pytest does not collect this).

The lists are made beforehand, and as if read from files: no text is shared between quarters.
"""

import gc
import resource
import sys
import time

from hnfusion import audit, clean, sample
from hnfusion.audit.names import near_pairs
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
SIZES = (10_000, 100_000, 1_000_000)
SECONDS, GIB = 5.0, 2.0
"""The most that two quarters of a million enterprises may take (issue 4)."""


def fresh(rows):
    """Return the rows with texts of their own, and a place."""
    copied = {
        name: rows[name].map(lambda text: text[:1] + text[1:], na_action="ignore")
        for name in rows.columns
        if rows[name].dtype == "str"
    }
    placed = rows.assign(**copied, file="名单.xlsx", sheet="Sheet1", row=range(len(rows)))
    return placed.assign(identity=clean.identity)


def lists(everyone, quarter):
    return {
        "certified": fresh(sample.certified(everyone, quarter)),
        "started": fresh(sample.started(everyone, quarter)),
        "pilots": fresh(sample.pilots(everyone)),
    }


def audit_of(history, exact):
    return audit.judge(audit.case(history, Q), exact)


def timed(work, *arguments):
    gc.collect()
    began = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - began, result


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main():
    exact = tuple(rule for rule in audit.RULES if rule != "similar_name")
    for size in SIZES:
        everyone = sample.random_population(size, 1)
        history = {q: lists(everyone, q) for q in (Q.previous, Q)}
        names = everyone["enterprise"].head(100_000)
        del everyone
        before = peak()
        seconds, found = timed(audit_of, history, exact)
        say(f"{size:>9} enterprises: exact rules {seconds:.2f} s, {len(found)} findings, "
            f"peak {peak():.2f} GiB (lists and their making {before:.2f})")  # fmt: skip
        if size == SIZES[-1]:
            is_kept = seconds < SECONDS
    for count in (10_000, 100_000):
        seconds, pairs = timed(near_pairs, names.head(count))
        say(f"{count:>9} names: similar names {seconds:.2f} s, {len(pairs)} pairs")
    return 0 if is_kept and seconds < SECONDS else 1


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
