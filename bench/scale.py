"""How reading, cleaning, tallying, comparing and the audit grow with the number of enterprises.

Two quarters are written once, as offices type them: as workbooks up to a hundred thousand (more
rows of those are measured by ``bench.reading``), and as the texts that were read, in Arrow's file
format, where a column of few values keeps each once. A size is measured in a process of its own,
stage by stage; memory is the peak so far. The lists of a quarter are cleaned side by side, and so
are the quarters tallied. More than a million are kept in pieces of a million and run by Dask.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from pyarrow import feather

from bench.measuring import ROOT, Bound, Measured, Options, tell
from hnfusion import audit, codelists, reading, sample, schema, snapshot, tally
from hnfusion.cleaning import VARIOUS, cells
from hnfusion.quarter import Quarter
from hnfusion.run import partitions

Q = Quarter(2020, 1)
QUARTERS = (Q.previous, Q)
LISTS = ("certified", "started", "pilots")
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
PIECE, MOST_XLSX = 1_000_000, 100_000
STEMS = "甲乙丙丁戊己庚辛壬癸"
"""What tells the names of a piece from those of the others."""
SECONDS, MEBIBYTES, PIECES_MEBIBYTES = 3.0, 1.2 * 1024, 10 * 1024
"""The most that loading, cleaning, tallying and comparing 2 quarters of 10⁶ may take (7, 1e)."""
SLOPE, STARTUP = 1.3, 0.05
"""The most by which time may outgrow n log n, of stages that take longer than start-up, seconds."""
CHANGES = ("backdated_start", "changed_start", "changed_certificate")
CHANGES += ("vanished", "stage_regressed", "consultant_changed")
BOUNDED = ("load", "clean", "tally", "compare")
WHOLE = " + ".join(BOUNDED)


def measure(options: Options) -> Measured:
    """Measure every size, those up to a million once a round."""
    stages = []
    for size in sorted(options.sizes or SIZES):
        rounds = options.rounds if size <= PIECE else 1
        with tempfile.TemporaryDirectory() as folder:
            run("write", size, folder)
            for kind in kinds(size):
                own = [run(kind, size, folder) for _ in range(rounds)]
                tell(f"  {size:,}, {kind}: {', '.join(f'{total(o):.2f}' for o in own)} s")
                stages += map(middle, zip(*own, strict=True))
    found = {(stage["what"], stage["n"]): stage for stage in stages}
    return Measured([row(stage, found) for stage in stages], bounds(found))


def kinds(size):
    """Return how so many enterprises are measured."""
    is_measured = {"read": size <= MOST_XLSX, "whole": size <= PIECE, "pieces": size >= PIECE}
    return [kind for kind in is_measured if is_measured[kind]]


def total(stages):
    """Return the seconds of all stages of a run."""
    return sum(stage["s"] for stage in stages if stage["what"] != WHOLE)


def middle(own):
    """Return the medians of what a stage took in each round."""
    return own[0] | {key: median(stage[key] for stage in own) for key in ("s", "cpu", "MiB")}


def row(stage, found):
    """Return a stage as it is told, with how much it grew against n log n."""
    grown = growth(stage, found)
    return {
        "what": stage["what"],
        "n": f"{stage['n']:,}",
        "s": f"{stage['s']:.2f}",
        "CPU s": f"{stage['cpu']:.2f}",
        "peak MiB": f"{stage['MiB']:.0f}",
        "growth / n log n": f"{grown:.2f}" if grown else "",
    }


def growth(stage, found):
    """Return by how much a stage outgrew n log n since the size before; nothing of start-up."""
    size = stage["n"]
    before = found.get((stage["what"], size // 10))
    if before is None or size <= SIZES[1]:
        return None
    return stage["s"] / before["s"] * cost(size // 10) / cost(size)


def cost(size):
    return size * math.log(size)


def bounds(found):
    """Return the bounds that the sizes measured have."""
    kept = []
    grown = [growth(stage, found) for stage in found.values() if stage["s"] > STARTUP]
    if any(grown):
        kept.append(Bound("steepest growth / n log n", max(filter(None, grown)), SLOPE))
    if (of := found.get((WHOLE, PIECE))) is not None:
        kept.append(Bound(f"{WHOLE}, 1,000,000", of["s"], SECONDS, "s"))
        kept.append(Bound("its memory", of["MiB"], MEBIBYTES, "MiB"))
    pieces = [stage["MiB"] for (_, size), stage in found.items() if size > PIECE]
    if pieces:
        kept.append(Bound("memory in pieces", max(pieces), PIECES_MEBIBYTES, "MiB"))
    return kept


def run(what, size, folder):
    """Return what a stage, in a process of its own, says of itself."""
    command = [sys.executable, "-m", "bench.scale", f"--{what}", str(size), folder]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Clock:
    """Tells what each stage took, since the one before."""

    def __init__(self, size):
        self.size, self.begun, self.total = size, (time.perf_counter(), time.process_time()), [0, 0]
        self.split = {}

    def stop(self, what):
        """Add the time since the last stop to a stage."""
        now = time.perf_counter(), time.process_time()
        own = self.split.setdefault(what, [0.0, 0.0, 0.0])
        own[0] += now[0] - self.begun[0]
        own[1] += now[1] - self.begun[1]
        own[2] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.begun = time.perf_counter(), time.process_time()

    def tell(self, *bounded):
        """Print a line a stage, and one of all that are bounded together."""
        for what, (seconds, cpu, peak) in self.split.items():
            say(what=what, n=self.size, s=seconds, cpu=cpu, MiB=peak)
        if bounded:
            own = [self.split[what] for what in bounded]
            seconds, cpu = sum(o[0] for o in own), sum(o[1] for o in own)
            say(what=WHOLE, n=self.size, s=seconds, cpu=cpu, MiB=max(o[2] for o in own))


def say(**row):
    sys.stdout.write(json.dumps(row) + "\n")


def write(size, folder):
    """Write both quarters, piece by piece: the first drawn, the others with its rows renamed."""
    everyone = sample.random_population(min(size, PIECE), 1)
    for quarter in QUARTERS:
        drawn = {
            "certified": sample.certified(everyone, quarter),
            "started": sample.started(everyone, quarter),
            "pilots": sample.pilots(everyone),
        }
        for name, lists in drawn.items():
            texts = typed(lists, name, quarter)
            if size <= MOST_XLSX and quarter == Q:
                titles = schema.columns(name)["title"].to_dict()
                texts[list(titles)].rename(columns=titles).to_excel(
                    Path(folder, f"{name}.xlsx"), index=False, engine="openpyxl"
                )
            for number in range(max(size // PIECE, 1)):
                renamed(texts, number).to_feather(
                    Path(folder, f"{quarter}-{name}-{number}.feather"),
                    compression="uncompressed",
                    chunksize=PIECE,
                )


def typed(rows, name, quarter):
    """Return a list as offices type it: brackets, spaces, cities, dates in several ways."""
    number = np.arange(len(rows))
    texts = {c: rows[c].astype("str") for c in rows if rows[c].dtype.kind != "M"}
    names, codes, cities = texts["enterprise"], texts["uscc"], texts["city"]
    wide = names.str.replace("(", "（", regex=False).str.replace(")", "）", regex=False)
    texts["enterprise"] = names.mask(number % 2 == 0, wide).mask(number % 33 == 0, names + " ")
    texts["uscc"] = codes.mask(number % 25 == 0, codes.str.lower())
    texts["city"] = cities.mask(
        number % 3 == 0, rows["city"].astype("str").map(codelists.short_names())
    )
    if "consultant" in texts:
        texts["consultant"] = texts["consultant"].fillna(schema.SELF_RUN)
    for column in rows.columns.difference(list(texts)):
        days = rows[column].dt.strftime("%Y-%m-%d")
        days = days.mask(number % 4 == 1, rows[column].dt.strftime("%Y年%m月%d日"))
        texts[column] = days.mask(number % 8 == 2, rows[column].dt.strftime("%Y/%m/%d"))
    kinds = schema.columns(name)["type"]
    columns = {
        c: texts[c].astype("str").fillna("").astype("str" if kinds[c] in VARIOUS else "category")
        for c in rows
    }
    files = f"{quarter}" + texts["city"].astype("str") + f"{name}.xlsx"
    return pd.DataFrame(columns).assign(file=files, sheet="Sheet1", row=number + 2)


def renamed(texts, number):
    """Return the rows with names and codes that no other piece has."""
    if number == 0:
        return texts
    codes = np.array(texts["uscc"].str.upper().tolist(), dtype="S18").view("u1").reshape(-1, 18)
    codes[:, 9] = ord(str(number))
    alphabet = np.frombuffer(cells.USCC_ALPHABET.encode(), np.uint8)
    body = np.searchsorted(alphabet, codes[:, :17]).astype(np.int64)
    codes[:, 17] = alphabet[-(body @ cells.USCC_WEIGHTS[:, 0].astype(np.int64)) % len(alphabet)]
    names = texts["enterprise"].str.replace("示例", f"示例{STEMS[number]}", n=1, regex=False)
    plain = pd.Series(codes.view("S18").ravel().astype("U18"), texts.index, dtype="str")
    return texts.assign(enterprise=names, uscc=plain)


def read(size, folder):
    clock = Clock(size)
    found = reading.read([Path(folder, f"{name}.xlsx") for name in LISTS], LISTS)
    assert not found.problems
    clock.stop("read xlsx, one quarter")
    clock.tell()


def loaded(folder, quarter, name, number):
    """Return a list as its file lies in memory; what nobody looks at is never read."""
    path = Path(folder, f"{quarter}-{name}-{number}.feather")
    return feather.read_table(path, memory_map=True).to_pandas()


def read_as(lists):
    none = pd.DataFrame(columns=reading.HEADERS)
    return reading.Reading(lists, none, none, none, [])


def cleaned(rows, name):
    return snapshot.prepare(read_as({name: rows}))[name]


def tables(certified, started, pilots, earlier, quarter):
    stars = sample.recommended()
    for listed in (certified, started):
        tally.by_city(listed)
        tally.by_industry(listed)
        tally.by_consultant(listed, stars)
    tally.by_stage(started)
    tally.pilots_by_city(pilots, started, certified)
    tally.change_by_city(started, earlier.get(quarter.previous))
    return tally.headline(certified, started, pilots, earlier, quarter)


def tallied(history, quarter):
    lists = history[quarter]
    earlier = {past: history[past]["started"] for past in QUARTERS if past < quarter}
    certified = tally.certified(lists["certified"], quarter)
    started = tally.started(lists["started"], quarter, lists["pilots"], earlier)
    return tables(certified, started, lists["pilots"], earlier, quarter)


def whole(size, folder):
    """Measure the stages, each quarter in memory as a whole."""
    clock, history = Clock(size), {}
    for quarter in QUARTERS:
        reading = read_as({name: loaded(folder, quarter, name, 0) for name in LISTS})
        clock.stop("load")
        history[quarter] = snapshot.prepare(reading)
        del reading
        clock.stop("clean")
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(tallied, history), QUARTERS))
    clock.stop("tally")
    case = audit.case(history, Q)
    audit.judge(case, CHANGES)
    clock.stop("compare")
    audit.judge(case, tuple(rule for rule in partitions.EXACT if rule not in CHANGES))
    clock.stop("audit, the other exact rules")
    clock.tell(*BOUNDED)


def pieces(size, folder):
    """Measure the stages over pieces of a million, each quarter's lists as Dask DataFrames."""
    import dask
    import dask.dataframe as dd

    numbers, clock = range(size // PIECE), Clock(size)
    keys = [(quarter, name, number) for quarter in QUARTERS for name in LISTS for number in numbers]
    dask.compute(*(dask.delayed(settled)(folder, *key) for key in keys))
    clock.stop("load and clean, in pieces")
    kept = {
        quarter: {
            name: dd.from_map(partial(again, folder, quarter, name), numbers) for name in LISTS
        }
        for quarter in QUARTERS
    }
    tables(*partitions.enterprises(kept, Q), Q)
    clock.stop("tally, in pieces")
    found = partitions.findings(kept, Q)
    assert {*found["rule"]} <= {"consultant_batch"}  # the pieces are copies, with the same days
    clock.stop("compare and audit, in pieces")
    clock.tell()


def settled(folder, quarter, name, number):
    """Clean a piece and keep it, its rows counted through all pieces."""
    rows = cleaned(loaded(folder, quarter, name, number), name)
    rows = rows.set_axis(range(number * PIECE, number * PIECE + len(rows)))
    rows.reset_index().to_feather(
        Path(folder, f"{quarter}-{name}-{number}.clean"), compression="lz4", chunksize=PIECE
    )


def again(folder, quarter, name, number):
    rows = pd.read_feather(Path(folder, f"{quarter}-{name}-{number}.clean"))
    return rows.set_index("index").astype(schema.dtypes(name))


STAGES = {"--write": write, "--read": read, "--whole": whole, "--pieces": pieces}


if __name__ == "__main__":
    STAGES[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
