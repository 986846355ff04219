"""How the time of reading, cleaning, tallying, comparing and auditing grows with the lists.

Two quarters are written once, as offices type them, in Arrow's file format: as the text that the
reader returns, with each value once in a column of few values. Each size is measured in a separate
process, stage by stage; memory is that of the whole process.
"""

import argparse
import math
import resource
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.measuring import Bound

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_SHEET = 100_000
"""The most rows of an xlsx file that is read, and of names that are searched for similar ones."""
WHOLE, MEMORY = "load, clean, tally, compare", "GiB of the process until then"
READING = "read xlsx / openpyxl"
MOST = {WHOLE: 6.0, MEMORY: 1.5, "all exact rules": 5.0, "similar names": 5.0, READING: 0.20}
"""The most that a stage of the largest lists may take, in seconds if it names nothing else."""
STARTUP = 0.05
"""The seconds below which the growth of a stage is not judged."""


def measure(options: argparse.Namespace):
    """Measure lists of every size and return the table and the bounds."""
    found: dict[tuple[str, int], float] = {}
    rows = []
    for size in sorted(options.sizes):
        with TemporaryDirectory() as folder:
            apart(write, size, Path(folder))
            rounds = [apart(stages, size, Path(folder)) for _ in range(options.rounds)]
        for what in rounds[0]:
            usual = max if what == MEMORY else median
            s = found[what, size] = usual(took[what] for took in rounds)
            grown = growth(found, what, size)
            rows.append({"what": what, "enterprises": size, "s": s, "growth / n log n": grown})
            print(f"  {size}: {what}, {s:.2f}", file=sys.stderr)
    largest = dict(found.keys())
    bounds = [
        Bound(f"{what}, {largest[what]} enterprises", found[what, largest[what]], most)
        for what, most in MOST.items()
        if what in largest
    ]
    grown = [row["growth / n log n"] for row in rows if row["growth / n log n"]]
    if grown:
        bounds.append(Bound("steepest growth / n log n", max(grown), 1.3))
    return rows, bounds


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """Return what a function returns in a new process, whose memory is then its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def growth(found: dict[tuple[str, int], float], what: str, size: int) -> float | None:
    """Return the growth of a stage since a tenth of the size, divided by that of n log n."""
    before = found.get((what, size // 10))
    if before is None or before <= STARTUP:
        return None
    return found[what, size] / before / (10 * math.log(size) / math.log(size // 10))


def write(size: int, folder: Path) -> None:
    """Write the lists of two quarters as offices type them."""
    from hnfusion import sample, schema
    from hnfusion.cleaning import VARIOUS
    from hnfusion.quarter import Quarter

    quarter, everyone = Quarter(2020, 1), sample.random_population(size, 1)
    for q in (quarter.previous, quarter):
        lists = {
            "certified": sample.certified(everyone, q),
            "started": sample.started(everyone, q),
            "pilots": sample.pilots(everyone),
        }
        for name, rows in lists.items():
            typed, columns = as_typed(rows), schema.columns(name)
            if name == "started" and q == quarter and size <= LARGEST_SHEET:
                titled = typed.rename(columns=columns["title"].to_dict())
                titled.to_excel(folder / "started.xlsx", index=False)
            few = [column for column in typed if columns["type"][column] not in VARIOUS]
            placed = typed.assign(file=f"{q}{name}.xlsx", sheet="Sheet1", row=typed.index + 2)
            placed.astype(dict.fromkeys(few, "category")).to_feather(
                folder / f"{q}-{name}.feather", chunksize=size, compression="uncompressed"
            )


def as_typed(rows):
    """Return clean rows as text with other brackets, spaces, cases, short names and dates."""
    from hnfusion import codelists

    typed, number = rows.astype("str"), rows.index
    names, codes, cities = typed["enterprise"], typed["uscc"], typed["city"]
    wide = names.str.replace("(", "（", regex=False).str.replace(")", "）", regex=False)
    typed["enterprise"] = names.mask(number % 2 == 0, wide).mask(number % 33 == 0, names + " ")
    typed["uscc"] = codes.mask(number % 25 == 0, codes.str.lower())
    typed["city"] = cities.mask(number % 3 == 0, cities.map(codelists.short_names()))
    for column, days in rows.select_dtypes("datetime").items():
        iso, chinese = days.dt.strftime("%Y-%m-%d"), days.dt.strftime("%Y年%m月%d日")
        typed[column] = iso.mask(number % 4 == 1, chinese)
    return typed.fillna("").astype("str")


def stages(size: int, folder: Path) -> dict[str, float]:
    """Return the seconds of each stage, and the memory of this process."""
    import pandas as pd
    from pyarrow import feather

    from hnfusion import audit, reading, sample, snapshot, tally
    from hnfusion.audit.similar_names import near_pairs
    from hnfusion.quarter import Quarter

    quarter, stars = Quarter(2020, 1), sample.recommended()
    quarters, history = (quarter.previous, quarter), {}
    took: dict[str, float] = defaultdict(float)

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        begun = perf_counter()
        yield
        took[what] += perf_counter() - begun

    def loaded(q: Quarter) -> reading.Reading:
        none = pd.DataFrame(columns=reading.HEADERS)
        paths = {n: folder / f"{q}-{n}.feather" for n in ("certified", "started", "pilots")}
        lists = {n: feather.read_table(p, memory_map=True).to_pandas() for n, p in paths.items()}
        return reading.Reading(lists, none, none, none, [])

    def tallied(q: Quarter) -> object:
        certified, started = tally.enterprises(history, q)
        for rows in (certified, started):
            tally.by_city(rows), tally.by_industry(rows), tally.by_consultant(rows, stars)
        tally.by_stage(started), tally.pilots_by_city(history[q]["pilots"], started, certified)
        return tally.headline(certified, started, history, q)

    for q in quarters:
        with timed("load"):
            raw = loaded(q)
        with timed("clean"):
            history[q] = snapshot.prepare(raw)
        del raw
    with timed("tally"), ThreadPoolExecutor() as pool:
        list(pool.map(tallied, quarters))
    with timed("compare"):
        case = audit.case(history, quarter)
        audit.judge(case, audit.RULES.keys() & vars(audit.against_earlier))
    took[WHOLE] = sum(took.values())
    took[MEMORY] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    with timed("all exact rules"):
        audit.judge(case, audit.RULES.keys() - {"similar_name"})
    if size <= LARGEST_SHEET:
        with timed("similar names"):
            near_pairs(history[quarter]["started"]["enterprise"])
        with timed("read xlsx"):
            reading.read([folder / "started.xlsx"], ["started"])
        with timed("openpyxl"):
            pd.read_excel(folder / "started.xlsx", engine="openpyxl")
        took[READING] = took["read xlsx"] / took["openpyxl"]
    return took
