"""The counts that give every figure of the first quarter of 2020: cohorts and quotas.

The numbers are in ``quotas.toml`` beside this module.
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
        part: the part of the story whose quotas they share.
        size: how many they are.
        self_run: how many of them have no consulting body.
        seen: the first quarter whose started list has them; "" if none has.
        start: the days between which they claim to have started; empty if unknown.
        issue: the days between which their certificates were issued; empty if they have none.
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
"""The consulting body of an enterprise without one."""
