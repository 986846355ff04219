"""How the time of reading, cleaning, tallying, comparing and auditing grows with the lists.

Two quarters are written once, as offices type them, in Arrow's file format: as the text that the
reader returns, with each value once in a column of few values. Each size is measured in a separate
process (``python -m bench.lists measure SIZE FOLDER``), stage by stage; memory is that of the whole
process.
"""

import argparse
import json
import math
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.measuring import Bound, Measured, progress, run

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_SHEET, MOST_NAMES = 100_000, 100_000
"""The most rows of an xlsx file that is read, and the most names searched for similar ones."""
WHOLE = "load, clean, tally, compare"
SECONDS, GIBIBYTES = 6.0, 1.5
"""The most that ``WHOLE`` may take with two quarters of a million enterprises."""
EXACT_SECONDS, NAMES_SECONDS, READING = 5.0, 5.0, 0.20
"""The most seconds of the exact rules (10⁶) and of similar names (10⁵), and the largest share of
openpyxl's time that reading a sheet may take."""
AGAINST_EARLIER = (
    "backdated_start",
    "changed_start",
    "changed_certificate",
    "vanished",
    "stage_regressed",
    "consultant_changed",
)
"""The rules that compare a quarter with those before it."""
GROWTH, STARTUP = 1.3, 0.05
"""The most by which a stage may outgrow n log n, and the seconds below which that is not judged."""


def measure(options: argparse.Namespace) -> Measured:
    """Measure every size, each in a separate process."""
    found: dict[tuple[str, int], float] = {}
    rows: list[dict[str, object]] = []
    memory: dict[int, float] = {}
    sizes = sorted(options.sizes or SIZES)
    for size in sizes:
        with TemporaryDirectory() as folder:
            run(sys.executable, "-m", "bench.lists", "write", size, folder)
            own = [_stages(size, folder) for _ in range(options.rounds)]
        memory[size] = max(gibibytes for _, gibibytes in own)
        for what in own[0][0]:
            found[what, size] = median(stages[what] for stages, _ in own)
            growth = _growth(found, what, size)
            rows.append({"what": what, "enterprises": size, "s": f"{found[what, size]:.2f}",
                         "growth / n log n": f"{growth:.2f}" if growth else ""})  # fmt: skip
        rows.append({"what": "peak of the process, GiB", "enterprises": size,
                     "s": f"{memory[size]:.2f}"})  # fmt: skip
    return Measured(rows, list(_bounds(found, memory, max(sizes))))


def _stages(size: int, folder: str) -> tuple[dict[str, float], float]:
    took = run(sys.executable, "-m", "bench.lists", "measure", size, folder)
    stages: dict[str, float] = json.loads(took.output.splitlines()[-1])
    progress(f"  {size}: {', '.join(f'{what} {s:.2f} s' for what, s in stages.items())}")
    return stages, stages.pop("GiB")


def _growth(found: dict[tuple[str, int], float], what: str, size: int) -> float | None:
    """Return the growth of a stage since a tenth of the size, divided by that of n log n."""
    before = found.get((what, size // 10))
    if before is None or before <= STARTUP:
        return None
    return found[what, size] / before / (10 * math.log(size) / math.log(size // 10))


def _bounds(found: dict[tuple[str, int], float], memory: dict[int, float], largest: int):
    grown = [_growth(found, what, size) for what, size in found]
    if any(grown):
        yield Bound("steepest growth / n log n", max(filter(None, grown)), GROWTH)
    yield Bound(f"seconds to {WHOLE} of {largest}", found[WHOLE, largest], SECONDS)
    yield Bound(f"GiB of it, {largest}", memory[largest], GIBIBYTES)
    yield Bound(f"seconds of all exact rules, {largest}", found["all exact rules", largest],
                EXACT_SECONDS)  # fmt: skip
    for what, bound in (("similar names", NAMES_SECONDS), ("read xlsx / openpyxl", READING)):
        measured = [seconds for (stage, _), seconds in found.items() if stage == what]
        if measured:
            yield Bound(what, measured[-1], bound)


def write(size: int, folder: Path) -> None:
    """Write the lists of two quarters as offices type them."""
    import numpy as np
    import pandas as pd

    from hnfusion import codelists, sample, schema
    from hnfusion.cleaning import VARIOUS
    from hnfusion.quarter import Quarter

    quarter, everyone = Quarter(2020, 1), sample.random_population(size, 1)
    for q in (quarter.previous, quarter):
        drawn = {"certified": sample.certified(everyone, q), "started": sample.started(everyone, q),
                 "pilots": sample.pilots(everyone)}  # fmt: skip
        for name, rows in drawn.items():
            number = np.arange(len(rows))
            texts = {c: rows[c].astype("str") for c in rows if rows[c].dtype.kind != "M"}
            names, codes = texts["enterprise"], texts["uscc"]
            wide = names.str.replace("(", "（", regex=False).str.replace(")", "）", regex=False)
            texts["enterprise"] = names.mask(number % 2 == 0, wide).mask(
                number % 33 == 0, names + " "
            )
            texts["uscc"] = codes.mask(number % 25 == 0, codes.str.lower())
            short = texts["city"].map(codelists.short_names())
            texts["city"] = texts["city"].mask(number % 3 == 0, short)
            for column in rows.columns.difference(list(texts)):
                days = rows[column].dt.strftime("%Y-%m-%d")
                texts[column] = days.mask(number % 4 == 1, rows[column].dt.strftime("%Y年%m月%d日"))
            typed = pd.DataFrame(texts)[list(rows)].fillna("").astype("str")
            if name == "started" and q == quarter and size <= LARGEST_SHEET:
                titles = schema.columns(name)["title"].to_dict()
                typed.rename(columns=titles).to_excel(folder / "started.xlsx", index=False)
            kinds = schema.columns(name)["type"]
            few = [column for column in typed if kinds[column] not in VARIOUS]
            placed = typed.assign(file=f"{q}{name}.xlsx", sheet="Sheet1", row=number + 2)
            placed.astype(dict.fromkeys(few, "category")).to_feather(
                folder / f"{q}-{name}.feather", chunksize=size, compression="uncompressed"
            )


def stages(size: int, folder: Path) -> dict[str, float]:
    """Return the seconds of each stage, and ``GiB``, the peak of this process."""
    import pandas as pd
    from pyarrow import feather

    from hnfusion import audit, reading, sample, snapshot, tally
    from hnfusion.audit.similar_names import near_pairs
    from hnfusion.quarter import Quarter

    quarter, took = Quarter(2020, 1), dict[str, float]()
    quarters, names = (quarter.previous, quarter), ("certified", "started", "pilots")

    def timed(what: str, work: Callable[[], Any]) -> Any:
        begun = perf_counter()
        result = work()
        took[what] = took.get(what, 0) + perf_counter() - begun
        return result

    def loaded(q: Quarter) -> reading.Reading:
        none = pd.DataFrame(columns=reading.HEADERS)
        paths = {n: folder / f"{q}-{n}.feather" for n in names}
        lists = {n: feather.read_table(p, memory_map=True).to_pandas() for n, p in paths.items()}
        return reading.Reading(lists, none, none, none, [])

    def tallied(q: Quarter) -> object:
        certified, started = tally.enterprises(history, q)
        for rows in (certified, started):
            tally.by_city(rows), tally.by_industry(rows), tally.by_consultant(rows, stars)
        tally.by_stage(started), tally.pilots_by_city(history[q]["pilots"], started, certified)
        return tally.headline(certified, started, history, q)

    stars, history = sample.recommended(), {}
    for q in quarters:
        raw = timed("load", partial(loaded, q))
        history[q] = timed("clean", partial(snapshot.prepare, raw))
        del raw
    with ThreadPoolExecutor() as pool:
        timed("tally", lambda: list(pool.map(tallied, quarters)))
    case = timed("compare", lambda: audit.case(history, quarter))
    timed("compare", lambda: audit.judge(case, AGAINST_EARLIER))
    took[WHOLE] = sum(took.values())
    took["GiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    exact = tuple(rule for rule in audit.RULES if rule != "similar_name")
    timed("all exact rules", lambda: audit.judge(case, exact))
    if size <= MOST_NAMES:
        timed("similar names", lambda: near_pairs(history[quarter]["started"]["enterprise"]))
    if size <= LARGEST_SHEET:
        path = folder / "started.xlsx"
        timed("read xlsx", lambda: reading.read([path], ["started"]))
        timed("openpyxl", lambda: pd.read_excel(path, engine="openpyxl"))
        took["read xlsx / openpyxl"] = took["read xlsx"] / took["openpyxl"]
    return took


if __name__ == "__main__":
    what, number, where = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if what == "write":
        write(number, where)
    else:
        sys.stdout.write(json.dumps(stages(number, where)) + "\n")
