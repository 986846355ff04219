"""The enterprises behind the bulletin of 2020Q1: when each started, advanced and was certified."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from hnfusion.sample import quotas
from hnfusion.sample.identity import identified
from hnfusion.sample.quotas import Cohort, Quota
from hnfusion.sample.workdays import Days, drawn

# 180 days: at least three months of 体系试运行, and the stages before and after it.
SHORTEST = np.timedelta64(180, "D")
# Noise in the order of starts, so that an enterprise may be further on than an older one.
STAGE_NOISE_DAYS = 15
# Enterprises that started on this day or later pass through the stages fast.
RECENT = np.datetime64("2019-01-01")


def _members(cohort: Cohort, rng: Generator) -> pd.DataFrame:
    """Return a frame with one row per enterprise of a cohort.

    The columns are ``part, first_seen, has_body, start_date, issue_date``.
    """

    def spread() -> NDArray[np.float64]:
        """Return an array of one number per enterprise, from 0 to below 1, in random order.

        The numbers are evenly spread, so that ``drawn`` gives few enterprises the same day.
        """
        return (rng.permutation(cohort.size) + rng.random(cohort.size)) / cohort.size

    start: Days = np.full(cohort.size, np.datetime64("NaT", "D"))
    issued = start
    if cohort.issue:
        issued = drawn(spread(), *np.array(cohort.issue, "M8[D]"))
    if cohort.start:
        first, last = np.array(cohort.start, "M8[D]")
        start = drawn(spread(), first, np.fmin(last, issued - SHORTEST))
    return pd.DataFrame(
        {
            "part": cohort.part,
            "first_seen": cohort.seen,
            "has_body": np.arange(cohort.size) >= cohort.self_run,
            "start_date": start,
            "issue_date": issued,
        }
    )


def _dealt(parts: pd.Series, quotas: Mapping[str, Quota], rng: Generator) -> pd.Series:
    """Return a Series with a value for each row, dealt at random within the row's part.

    ``parts`` has the part of each row (``Cohort.part``), ``quotas`` the quota of each part. Rows of
    a part without a quota get "".
    """
    column = pd.Series("", parts.index, dtype="str")
    for part, quota in quotas.items():
        column[parts == part] = rng.permutation(np.repeat([*quota], [*quota.values()]))
    return column


def _stages(start: Days, in_progress: NDArray[np.bool_], rng: Generator) -> NDArray[np.int8]:
    """Return an array with the number of each enterprise's stage in its newest list (1 to 6).

    Of those in progress, the later the start, the earlier the stage. Those with a certificate are
    at the last stage; the number is 0 without a known start.
    """
    stages = np.where(np.isnat(start), 0, len(quotas.STAGES)).astype(np.int8)
    noise = rng.normal(0, STAGE_NOISE_DAYS, in_progress.sum())
    age = -(start[in_progress].astype(np.int64) + noise)
    ladder = np.repeat(np.arange(1, len(quotas.STAGES) + 1), quotas.STAGES)
    stages[np.flatnonzero(in_progress)[np.argsort(age, kind="stable")]] = ladder
    return stages


def _pace(start: Days, rng: Generator) -> NDArray[np.int8]:
    """Return an array with the number of stages that each enterprise advances per quarter.

    It is 0 without a known start.
    """
    slow, fast = rng.integers(0, 2, len(start)), rng.integers(2, 5, len(start))
    pace = np.where(start >= RECENT, fast, slow)
    return np.where(np.isnat(start), 0, pace).astype(np.int8)


def _pilots(part: pd.Series, rng: Generator) -> pd.Series:
    """Return a Series that is True for the enterprises that are 试点企业 of 2020.

    ``part`` says for each enterprise which ``Cohort.part`` it belongs to. All of ``idle`` are
    pilots; of the others, as many as ``quotas.PILOTS`` says, drawn with ``rng``.
    """
    is_pilot = part == "idle"
    for name, count in quotas.PILOTS.items():
        is_pilot[rng.permutation(part.index[part == name])[:count]] = True
    return is_pilot


def population(seed: int = 2020) -> pd.DataFrame:
    """Return a frame of all enterprises behind the bulletin of 2020Q1, one row per enterprise.

    Args:
        seed: starts the random numbers. A different seed gives different enterprises with the same
            counts.

    Returns:
        ``enterprise, uscc, city, industry, consultant, start_date, first_seen, stage, pace,
        certificate, issue_date, expiry_date, is_pilot``. A missing text is "", a missing date NaT,
        a missing number 0.

        - ``consultant`` is missing for 自行贯标.
        - ``start_date`` is as claimed.
        - ``first_seen`` is the first quarter (such as ``2019Q3``) whose started list has the
          enterprise, ``stage`` the number of its stage (1 to 6) in the newest started list that
          has it, and ``pace`` the number of stages that it advanced per quarter until then. The
          three are missing if no started list has the enterprise.
    """
    rng = Generator(PCG64(seed))
    each = pd.concat([_members(cohort, rng) for cohort in quotas.COHORTS], ignore_index=True)
    part, start = each["part"], each["start_date"].to_numpy("M8[D]")
    is_certified, is_seen = each["issue_date"].notna(), each["first_seen"] != ""
    city = _dealt(part.replace("backdated", "old_started"), quotas.CITIES, rng)
    lists = pd.Series(np.select([is_certified, is_seen], ["certified", "started"], "neither"))
    industry = _dealt(lists, quotas.INDUSTRIES, rng)
    is_idle = part == "idle"
    industry[is_idle] = rng.choice(industry[lists == "started"], is_idle.sum())
    known = pd.DataFrame(
        {
            "city": city,
            "industry": industry,
            "consultant": _dealt(part.where(each["has_body"], ""), quotas.BODIES, rng),
            "start_date": start,
            "first_seen": each["first_seen"],
            "stage": _stages(start, (is_seen & ~is_certified).to_numpy(), rng),
            "pace": _pace(start, rng),
            "issue_date": each["issue_date"],
            "is_pilot": _pilots(part, rng),
        }
    )
    return identified(known.iloc[rng.permutation(len(known))].reset_index(drop=True), rng)
