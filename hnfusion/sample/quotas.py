"""How many of what: every figure of the first quarter of 2020, and what must lie behind it.

The numbers are in ``quotas.toml`` beside this module.
"""

import tomllib
from importlib.resources import files
from typing import NamedTuple

Quota = dict[str, int]


class Cohort(NamedTuple):
    """Enterprises with one history.

    Attributes:
        size: how many.
        seen: the first quarter whose started list has them; empty: none.
        first, last: the days between which they claim to have started; empty: unknown.
        certified: the quarter of their certificate, or 2018 for any before 2019; empty: none.
    """

    size: int
    seen: str = ""
    first: str = ""
    last: str = ""
    certified: str = ""


_KNOWN = tomllib.loads(files("hnfusion.sample").joinpath("quotas.toml").read_text("utf-8"))
COHORTS = tuple(Cohort(**cohort) for cohort in _KNOWN["cohort"])
CITIES: dict[str, Quota] = _KNOWN["city"]
INDUSTRIES: dict[str, Quota] = _KNOWN["industry"]
BODIES: dict[str, Quota] = _KNOWN["consultant"]
STAGES: list[int] = _KNOWN["stages"]
PILOTS: Quota = _KNOWN["pilots"]
OLD_SELF_RUN: list[tuple[str, str, int]] = _KNOWN["old_self_run"]
RECOMMENDED: list[str] = _KNOWN["recommended"]
TRADES: dict[str, str] = _KNOWN["trades"]
SELF_RUN = ""
"""The consulting body of an enterprise without one."""
