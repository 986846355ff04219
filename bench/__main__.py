"""``python -m bench [part ...] [--rounds 3] [--sizes 10000 ...]``: measure, tell, keep.

The tables go to standard output and into ``bench/results.md``, each as soon as it is measured;
progress goes to standard error. Exit status 0 means that every bound is kept, 1 that one is broken
or could not be measured.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from bench import measuring, results
from bench.measuring import Options, tell

PARTS = {
    "whole": ("ab", "a, b. A report against the plain way, and against a bare script"),
    "again": ("c", "c. A report made again"),
    "quarters": ("d", "d. All quarters on two cores against one; a city's page against a bulletin"),
    "reading": ("e", "e. Reading a list"),
    "audit": ("e", "e. The audit"),
    "scale": ("e", "e. From a province to a nation"),
    "cold": ("f", "f. Memory of a report, and the first report of a bare checkout"),
    "pages": ("", "Weight and first paint of the published pages"),
}
"""The modules that measure: the letters of the issue's points, and the title of the section."""
TITLES = [title for _, title in PARTS.values()]
STAT = Path("/proc/stat")
"""Linux tells there how long the processors have been busy."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that are named, or all."""
    options = _parser().parse_args(arguments)
    names = [name for name in PARTS if not options.parts or _is_named(name, options.parts)]
    is_kept = True
    for name in filter(_is_here, names):
        is_kept &= measure(name, Options(options.rounds, tuple(options.sizes)))
    tell("every bound is kept" if is_kept else "NOT every bound is kept")
    return 0 if is_kept else 1


def measure(name: str, options: Options) -> bool:
    """Measure a part, tell it and keep it; return whether its bounds are kept."""
    title = PARTS[name][1]
    tell(title)
    before, begun = _busy(), time.perf_counter()
    measured = in_a_process_of_its_own(name, options)
    tell(f"  {time.perf_counter() - begun:.0f} s")
    text = results.section(measured, results.stamp(options.rounds, _others(before)))
    sys.stdout.write(f"## {title}\n\n{text}\n\n")
    sys.stdout.flush()
    results.write({title: text}, TITLES)
    return all(bound.is_kept for bound in measured.bounds)


def in_a_process_of_its_own(name: str, options: Options) -> measuring.Measured:
    """Return what a part measures; nothing that it imports or fills weighs on the next one."""
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            return pool.submit(measuring.part, name, options).result()
    except Exception:
        tell(traceback.format_exc())
        failed = measuring.Bound("could be measured", 0, 1, is_least=True)
        return measuring.Measured([], [failed], ("It failed; what it said is not kept here.",))


def _is_named(name: str, parts: Sequence[str]) -> bool:
    return name in parts or any(letter in parts for letter in PARTS[name][0])


def _is_here(name: str) -> bool:
    is_here = find_spec(f"bench.{name}") is not None
    if not is_here:
        tell(f"{PARTS[name][1]}: not here yet")
    return is_here


def _busy() -> tuple[float, float, float] | None:
    """Return seconds: of the clock, of all busy processors, and of those busy for us."""
    if not STAT.exists():
        return None
    ticks = [int(text) for text in STAT.read_text().split("\n", 1)[0].split()[1:9]]
    busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), busy, own.ru_utime + own.ru_stime


def _others(before: tuple[float, float, float] | None) -> float | None:
    """Return the share of the processors' time since then that was taken by other work."""
    after = _busy()
    if before is None or after is None:
        return None
    clock, busy, own = (now - then for now, then in zip(after, before, strict=True))
    return min(max((busy - own) / (clock * len(measuring.cores())), 0), 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="how fast hnfusion is")
    letters = sorted({letter for letters, _ in PARTS.values() for letter in letters})
    parser.add_argument("parts", nargs="*", choices=[[], *letters, *PARTS], metavar="part",
                        help=f"of {', '.join([*letters, *PARTS])}; all without one")  # fmt: skip
    parser.add_argument("--rounds", type=_count, default=3, help="how often ways take turns")
    parser.add_argument("--sizes", type=_count, nargs="+", default=[], help="rows of part e")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"not a count: {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
