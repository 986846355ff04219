"""All quarters with their cities on several cores against one; a city's page against a bulletin."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
COUNT = "sum(number % 7 for number in range(10**8))"
"""Work that touches no memory and no file."""


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
    told = [
        f"CPU s, medians: bulletin {median(bulletins):.2f}, "
        f"city {median(cities):.2f} ({min(cities):.2f} to {max(cities):.2f})."
    ]
    if len(own) > 1:
        alone = counted(own, options.rounds)
        told.append(f"Two processes that only count, and share nothing: {alone:.2f}.")
    return Measured(compared(samples, "one core"), bounds, tuple(told))


def all_quarters(of: Iterable[int]) -> Took:
    """Make the reports of all quarters on these cores."""
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        return python("-m", "hnfusion", "reports", "--reports", folder, cores=of, **where)


def counted(own: Sequence[int], rounds: int) -> float:
    """Return how much faster than one core this machine's first two are, at the most."""

    def on(of: Sequence[int]) -> Took:
        with ThreadPoolExecutor() as pool:
            return max(pool.map(lambda core: python("-c", COUNT, cores=[core]), of))

    samples = turns({"one": lambda: on(own[:1]), "two": lambda: on(own[:2])}, rounds)
    return 2 * ratio(samples, "one", "two")


def cpu_of_pages(rounds: int) -> tuple[list[float], list[float]]:
    """Return seconds of processors: of the bulletin in each round, and of each city's page once.

    Each is made in a forked process of its own, with all that a report has imported and read.
    """
    bulletin, pages = steps()
    of_bulletin, of_pages = [], []
    for number in range(rounds):
        of_bulletin.append(cpu_of(bulletin))
        of_pages += map(cpu_of, pages[number::rounds])
        tell(f"  round {number + 1} of {rounds}: a bulletin, {len(pages[number::rounds])} cities")
    return of_bulletin, of_pages


def steps() -> tuple[Callable[[], object], list[Callable[[], object]]]:
    """Return what makes the bulletin, and the page of each city, once all is imported and read."""
    from hnfusion import cities, folders
    from hnfusion.quarter import Quarter
    from hnfusion.run import fill, lineage, report, whole
    from hnfusion.run.steps import PREPARE, Edition, Order, Step

    edition = Edition(Quarter.parse(QUARTER), ROOT / "data", ROOT / "reports")

    def step(notebook, city="", lists=None, past=None):
        named = Step(edition, notebook, city)
        return partial(fill.fill, Order(named, lineage.sources(named), lists or {}, past or {}))

    fill.load()
    whole.check(edition)
    prepared = report.Done(Step(edition, PREPARE), {}, step(PREPARE)())
    lists = report.cleaned([prepared])
    bulletin = step("2_bulletin", lists=lists, past=folders.contents(edition.folder))
    return bulletin, [step("5_city", city.code, lists) for city in cities.cities()]


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
