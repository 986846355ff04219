"""The story of the bulletin of 2020Q1: who started, stayed and was certified, to the last one."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from hnfusion.quarter import Quarter
from hnfusion.sample import quotas
from hnfusion.sample.enterprises import identified, strata
from hnfusion.sample.identity import Texts
from hnfusion.sample.quotas import COHORTS, Cohort, Quota
from hnfusion.sample.workdays import Days, drawn

Mask = NDArray[np.bool_]

LAST = "2020Q1"
# 180 days: three months of 体系试运行 at the least, and what goes before and after it.
SHORTEST = np.timedelta64(180, "D")
# How far apart the starts of two enterprises may lie, and the later one still be further on.
STAGE_NOISE_DAYS = 15
# From here on, firms must climb fast to be where they are.
RECENT = np.datetime64("2019-01-01")


def _each(field: str) -> Texts:
    """Return one field of its cohort for each enterprise, in the order of the cohorts."""
    values = [getattr(cohort, field) for cohort in COHORTS]
    return np.repeat(np.array(values, dtype=object), [cohort.size for cohort in COHORTS])


def _dealt(parts: Mapping[str, Mask], quotas: Mapping[str, Quota], rng: Generator) -> Texts:
    """Return a column that gives each part's rows the values of its quota, shuffled."""
    column = np.full(len(next(iter(parts.values()))), "", dtype=object)
    for part, mask in parts.items():
        values, counts = list(quotas[part]), list(quotas[part].values())
        column[mask] = rng.permutation(np.repeat(np.array(values, dtype=object), counts))
    return column


def _window(cohort: Cohort) -> tuple[str, str]:
    """Return the days between which the cohort's certificates were issued."""
    if cohort.certified == "2018":
        return "2017-10-01", "2018-12-31"
    if not cohort.certified:
        return "NaT", "NaT"
    quarter = Quarter.parse(cohort.certified)
    return str(quarter.start), str(quarter.end)


def _cohort_dates(cohort: Cohort, rng: Generator) -> tuple[Days, Days]:
    """Return the claimed start and the issue of the certificate of each of one cohort."""
    nothing = np.full(cohort.size, np.datetime64("NaT", "D"))
    first, last = (np.full(cohort.size, day, dtype="datetime64[D]") for day in _window(cohort))
    issued = drawn(strata(cohort.size, rng), first, last) if cohort.certified else nothing
    if not cohort.first:
        return nothing, issued
    end = np.full(cohort.size, cohort.last, dtype="datetime64[D]")
    latest = np.fmin(end, issued - SHORTEST)
    opens = np.full(cohort.size, cohort.first, dtype="datetime64[D]")
    return drawn(strata(cohort.size, rng), opens, latest), issued


def _places(masks: dict[str, Mask], rng: Generator) -> tuple[Texts, Texts]:
    """Return the city and the industry of every enterprise."""
    certified = masks["new_certified"] | masks["old_certified"]
    old_started = masks["backdated"] | masks["old_started"]
    parts = {part: mask for part, mask in masks.items() if part != "backdated"}
    cities = _dealt(parts | {"old_started": old_started}, quotas.CITIES, rng)
    parts = {"started": masks["new_started"] | old_started, "certified": certified}
    industries = _dealt(parts, quotas.INDUSTRIES, rng)
    idle = masks["idle"]
    industries[idle] = rng.choice(industries[parts["started"]], idle.sum())
    return cities, industries


def _old_self_run(seen: Texts, certified: Texts) -> Mask:
    """Return which enterprises of the earlier quarters have no body: the first of their kind."""
    alone = np.zeros(len(seen), dtype=bool)
    for first_seen, issued, count in quotas.OLD_SELF_RUN:
        alone[np.flatnonzero((seen == first_seen) & (certified == issued))[:count]] = True
    return alone


def _masks(seen: Texts, certified: Texts, claimed: Texts) -> dict[str, Mask]:
    """Return the enterprises of each part of the story; each belongs to exactly one."""
    holds, last = certified != "", seen == LAST
    return {
        "new_certified": certified == LAST,
        "old_certified": holds & (certified != LAST),
        "new_started": last & (claimed == "2020-01-01"),
        "backdated": last & (claimed != "2020-01-01"),
        "old_started": (seen != "") & ~last & ~holds,
        "idle": (seen == "") & ~holds,
    }


def _stages(start: Days, in_progress: Mask, rng: Generator) -> NDArray[np.int8]:
    """Return the number of the last known stage: the later the start, the earlier the stage."""
    stages = np.where(np.isnat(start), 0, len(quotas.STAGES)).astype(np.int8)
    noise = rng.normal(0, STAGE_NOISE_DAYS, in_progress.sum())
    age = -(start[in_progress].astype(np.int64) + noise)
    ladder = np.repeat(np.arange(1, len(quotas.STAGES) + 1), quotas.STAGES)
    stages[np.flatnonzero(in_progress)[np.argsort(age, kind="stable")]] = ladder
    return stages


def _pace(start: Days, rng: Generator) -> NDArray[np.int8]:
    """Return how many stages each climbs a quarter."""
    slow, fast = rng.integers(0, 2, len(start)), rng.integers(2, 5, len(start))
    pace = np.where(start >= RECENT, fast, slow)
    return np.where(np.isnat(start), 0, pace).astype(np.int8)


def _pilots(masks: dict[str, Mask], rng: Generator) -> Mask:
    """Return which enterprises are 试点企业 of 2020."""
    is_pilot = masks["idle"].copy()
    for part, count in quotas.PILOTS.items():
        is_pilot[rng.permutation(np.flatnonzero(masks[part]))[:count]] = True
    return is_pilot


def population(seed: int = 2020) -> pd.DataFrame:
    """Return every enterprise of the bulletin's story, one a row.

    Args:
        seed: another one makes other enterprises with the same figures.

    Returns:
        The columns of ``enterprises.COLUMNS``. ``start_date`` is as claimed; ``first_seen`` is
        the first quarter (``2019Q3``) whose started list has the enterprise, empty if none has;
        ``consultant`` is empty for 自行贯标; dates that do not exist are NaT.
    """
    rng = Generator(PCG64(seed))
    seen, certified = _each("seen"), _each("certified")
    masks = _masks(seen, certified, _each("first"))
    dates = [_cohort_dates(cohort, rng) for cohort in COHORTS]
    start, issued = (np.concatenate(days) for days in zip(*dates, strict=True))
    city, industry = _places(masks, rng)
    has_body = ~_old_self_run(seen, certified)
    with_body = {part: masks[part] & has_body for part in masks if part != "idle"}
    known = pd.DataFrame(
        {
            "city": city,
            "industry": industry,
            "consultant": _dealt(with_body, quotas.BODIES, rng),
            "start_date": start,
            "first_seen": seen,
            "stage": _stages(start, (seen != "") & (certified == ""), rng),
            "pace": _pace(start, rng),
            "issue_date": issued,
            "is_pilot": _pilots(masks, rng),
        }
    )
    return identified(known.iloc[rng.permutation(len(known))].reset_index(drop=True), rng)
