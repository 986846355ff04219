"""``python -m bench [report] [lists] [lines] [--rounds 2] [--sizes 10000 ...]``.

The tables go to standard output, and those of a run of all parts into ``bench/results.md``;
progress goes to standard error. Exit status 1 means that a bound is broken.
"""

import argparse
import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from platform import python_version

from tabulate import tabulate

from bench import lists, report
from bench.measuring import ROOT, Bound

FILE = ROOT / "bench" / "results.md"


def lines(_: argparse.Namespace):
    """Count the lines of Python of each room and return the table and the bound.

    Docstrings are counted separately, so that the bound does not limit them.
    """
    code, docstrings = Counter[str](), Counter[str]()
    for path in (ROOT / "hnfusion").rglob("*.py"):
        text, room = path.read_text(encoding="utf-8"), path.parent.name
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=last):
                    docstrings[room] += last - first + 1
        code[room] += len(text.splitlines())
    code -= docstrings
    rows = [
        {"room": room, "lines of code": code[room], "of docstrings": docstrings[room]}
        for room in sorted(code)
    ]
    return rows, [Bound("lines of code of hnfusion/", code.total(), 10_100)]


PARTS = {
    "report": ("A report", report.measure),
    "lists": ("Lists from a province to a nation", lists.measure),
    "lines": ("The house", lines),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that are named, or all, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="how fast hnfusion is")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part",
                        help=f"of {', '.join(PARTS)}; all without one")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=2, help="how often ways take turns")
    parser.add_argument("--sizes", type=int, nargs="+", default=lists.SIZES, help="rows of lists")
    options = parser.parse_args(arguments)
    texts, is_kept = [introduction(options.rounds)], True
    for name in options.parts or PARTS:
        title, measure = PARTS[name]
        print(title, file=sys.stderr)
        rows, bounds = measure(options)
        texts.append(section(title, rows, bounds))
        print(texts[-1])
        is_kept &= all(bound.is_kept for bound in bounds)
    if not options.parts:
        FILE.write_text("\n".join(texts), encoding="utf-8", newline="\n")
    print("every bound is kept" if is_kept else "NOT every bound is kept", file=sys.stderr)
    return 0 if is_kept else 1


def introduction(rounds: int) -> str:
    """Return the first words of the results: what was measured, and where."""
    describe = ["git", "describe", "--always", "--dirty=, with changes"]
    commit = subprocess.check_output(describe, cwd=ROOT, encoding="utf-8").strip()
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"""# What `make bench` measured

Of commit {commit}; {rounds} rounds; {cores} cores, {memory:.0f} GiB, Python {python_version()}.

Seconds are of one machine on one day, with whatever else it did; ratios are of medians of ways that
took turns.
"""


def section(title: str, rows: Sequence[Mapping[str, object]], bounds: Sequence[Bound]) -> str:
    """Return the text of a part: its title, its table, and its bounds."""
    verdicts = [
        {
            "bound": bound.what,
            "measured": bound.measured,
            "allowed": f"{'at least' if bound.is_least else 'at most'} {bound.limit}",
            "verdict": "kept" if bound.is_kept else "BROKEN",
        }
        for bound in bounds
    ]
    tables = [
        tabulate(table, headers="keys", tablefmt="pipe", floatfmt=".2f")
        for table in (rows, verdicts)
    ]
    return "\n\n".join([f"## {title}", *tables]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
