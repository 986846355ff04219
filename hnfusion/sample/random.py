"""A population of any number of enterprises with nothing wrong, for tests and benchmarks."""

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from hnfusion.sample import quotas, workdays
from hnfusion.sample.identity import identified
from hnfusion.sample.story import SHORTEST
from hnfusion.sample.workdays import Days, drawn

# What becomes of an enterprise, with the share of enterprises. Of those ``certified unseen`` no
# start is known, and the certificate was issued by the end of the first list's quarter.
FATES = {"certified unseen": 0.2, "certified": 0.25, "in progress": 0.55}
FIRST_CERTIFICATE = np.datetime64("2017-10-09")
FIRST_LIST_STARTS, FIRST_LIST_ENDS = np.datetime64("2019-01-01"), np.datetime64("2019-03-31")
# The latest start with which the certificate is still issued in time.
LAST_START = workdays.LAST - SHORTEST - 10
PILOT_YEAR = np.datetime64("2020-01-01")
PILOT_SHARE, SELF_RUN_SHARE = 0.9, 0.1
DAYS_A_STAGE = 50
NEVER = np.datetime64("NaT", "D")


def _histories(fate: NDArray[np.str_], rng: Generator) -> tuple[Days, Days]:
    """Return a tuple of two arrays: each enterprise's start, and its certificate's date of issue.

    The dates are drawn at random. ``fate`` has a key of ``FATES`` for each enterprise: with
    ``certified unseen`` the start is NaT, with ``in progress`` the date of issue.
    """
    count = len(fate)
    unseen, certified = fate == "certified unseen", fate == "certified"
    starts = certified | (fate == "in progress")
    latest = np.where(certified, LAST_START, workdays.LAST)
    start = drawn(rng.random(count), workdays.FIRST, latest)
    start = np.where(starts, start, NEVER)
    opens = np.where(certified, np.fmax(start + SHORTEST, FIRST_LIST_ENDS + 1), FIRST_CERTIFICATE)
    closes = np.where(certified, workdays.LAST, FIRST_LIST_ENDS)
    issued = drawn(rng.random(count), opens, closes)
    return start, np.where(unseen | certified, issued, NEVER)


def _stages(start: Days, issued: Days) -> NDArray[np.int8]:
    """Return an array with the number of each enterprise's stage in its newest list (1 to 6).

    It is 0 for an enterprise without a known start.
    """
    age = (workdays.LAST - start).astype(np.int64) // DAYS_A_STAGE
    stage = np.where(np.isnat(issued), np.minimum(1 + age, 6), 6)
    return np.where(np.isnat(start), 0, stage).astype(np.int8)


def _drawn_names(values: list[str], count: int, rng: Generator) -> NDArray[np.object_]:
    """Return an array of ``count`` values drawn from ``values``, the first values more often."""
    places = np.floor(len(values) * rng.random(count) ** 2).astype(np.int64)
    return np.array(values, dtype=object)[places]


def random_population(enterprises: int, seed: int) -> pd.DataFrame:
    """Return a frame of invented enterprises with nothing wrong, one row per enterprise.

    ``enterprises`` is their number; the columns are those of ``story.population``. No enterprise
    backdates, moves, regresses or vanishes, every pilot has started, and no names are similar. The
    consulting bodies are those of ``quotas``, so in a large population one body has many starts on
    one day, but not more than by chance. The same seed and number give the same frame.
    """
    rng = Generator(PCG64(seed))
    fate = rng.choice(np.array(list(FATES)), enterprises, p=list(FATES.values()))
    start, issued = _histories(fate, rng)
    bodies = _drawn_names(list(quotas.BODIES["old_started"]), enterprises, rng)
    alone = rng.random(enterprises) < SELF_RUN_SHARE
    seen = pd.Series(np.maximum(start, FIRST_LIST_STARTS), dtype="datetime64[s]")
    known = pd.DataFrame(
        {
            "city": _drawn_names(list(quotas.CITIES["old_started"]), enterprises, rng),
            "industry": _drawn_names(list(quotas.INDUSTRIES["started"]), enterprises, rng),
            "consultant": np.where(alone, quotas.SELF_RUN, bodies),
            "start_date": start,
            "first_seen": seen.dt.to_period("Q").astype("str").where(seen.notna(), ""),
            "stage": _stages(start, issued),
            "pace": np.where(np.isnat(start), 0, 2).astype(np.int8),
            "issue_date": issued,
            "is_pilot": (start >= PILOT_YEAR) & (rng.random(enterprises) < PILOT_SHARE),
        }
    )
    return identified(known, rng)
