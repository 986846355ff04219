"""The counts that give every figure of the first quarter of 2020: cohorts and quotas.

A *quota* says how many enterprises of a group have each value of a column, such as each city. The
numbers are in ``quotas.toml`` beside this module.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import NamedTuple

Quota = dict[str, int]


class Cohort(NamedTuple):
    """Enterprises with the same history.

    Attributes:
        part: the group that the enterprises belong to, such as ``old_started`` or ``idle`` (pilots
            that are in neither list). A group has quotas of cities, consulting bodies and pilots.
        size: the number of enterprises.
        self_run: the number of them that have no consulting body.
        seen: the oldest quarter whose started list has them; "" if no list has them.
        start: the first and last day on which they claim to have started; empty if unknown.
        issue: the first and last day on which their certificates were issued; empty without
            certificates.
    """

    part: str
    size: int
    self_run: int = 0
    seen: str = ""
    start: Sequence[date] = ()
    issue: Sequence[date] = ()


_KNOWN = tomllib.loads(files("hnfusion.sample").joinpath("quotas.toml").read_text("utf-8"))
COHORTS = [Cohort(**cohort) for cohort in _KNOWN["cohort"]]
CITIES: dict[str, Quota] = _KNOWN["city"]
INDUSTRIES: dict[str, Quota] = _KNOWN["industry"]
BODIES: dict[str, Quota] = _KNOWN["consultant"]
STAGES: list[int] = _KNOWN["stages"]
PILOTS: Quota = _KNOWN["pilots"]
RECOMMENDED: list[str] = _KNOWN["recommended"]
TRADES: dict[str, str] = _KNOWN["trades"]
SELF_RUN = ""
"""Stands for the consulting body of an enterprise that has none (自行贯标)."""
