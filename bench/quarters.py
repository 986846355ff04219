"""All quarters with their cities on several cores against one; a city's page against a bulletin."""

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measuring import (
    QUARTER,
    ROOT,
    Bound,
    Measured,
    Options,
    Took,
    compared,
    cores,
    python,
    ratio,
    tell,
    turns,
)

FASTER, CITY = 1.8, 1 / 3
"""The least that two cores are faster than one; the most that a city costs of a bulletin."""


def measure(options: Options) -> Measured:
    """Let one core, two and all take turns; then each step by itself."""
    own = cores()
    ways = {"one core": own[:1], "two cores": own[:2], f"{len(own)} cores": own}
    if len(own) <= 2:
        ways.popitem()
    turning = {name: partial(all_quarters, of) for name, of in ways.items() if of}
    samples = turns(turning, options.rounds, rare=[*turning])
    faster = ratio(samples, "one core", "two cores") if len(own) > 1 else float("nan")
    bulletins, cities = cpu_of_pages(options.rounds)
    cost = median(cities) / median(bulletins)
    bounds = [
        Bound("one core / two cores", faster, FASTER, is_least=True),
        Bound("CPU of a city's page / of a bulletin", cost, CITY),
    ]
    told = (
        f"CPU s, medians: bulletin {median(bulletins):.2f}, "
        f"city {median(cities):.2f} ({min(cities):.2f} to {max(cities):.2f})."
    )
    return Measured(compared(samples, "one core"), bounds, (told,))


def all_quarters(of: Iterable[int]) -> Took:
    """Make the reports of all quarters on these cores."""
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        return python("-m", "hnfusion", "reports", "--reports", folder, cores=of, **where)


def cpu_of_pages(rounds: int) -> tuple[list[float], list[float]]:
    """Return seconds of processors: of the bulletin in each round, and of each city's page once.

    Each is made in a forked process of its own, with all that a report has imported and read.
    """
    from hnfusion import cities, notebooks, publish, revisions
    from hnfusion.quarter import Quarter

    quarter, every = Quarter.parse(QUARTER), cities.cities()
    publish.check(quarter)
    bulletins, pages = [], []
    with TemporaryDirectory() as aside, notebooks.kernel_environment():
        folder = Path(aside)
        (folder / "internal").mkdir()
        notebooks.execute("1_prepare", quarter, folder / "internal")
        revised, _ = revisions.published(ROOT / "reports" / QUARTER)
        bulletin = partial(publish.make_bulletin, quarter, folder, revised, None)
        for number in range(rounds):
            bulletins.append(cpu_of(bulletin))
            these = [partial(publish.make_city, quarter, folder, c) for c in every[number::rounds]]
            pages += map(cpu_of, these)
            tell(f"  round {number + 1} of {rounds}: a bulletin, {len(these)} cities")
    return bulletins, pages


def cpu_of(step: Callable[[], object]) -> float:
    """Return the seconds of processors that a step takes in a forked process of its own."""
    child = os.fork()
    if not child:
        status = 1
        try:
            step()
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{step}: {status}")
    return usage.ru_utime + usage.ru_stime
