"""``python -m bench [report] [lists] [lines] [--rounds 2] [--sizes 10000 ...]``.

The tables go to standard output, and those of a run of all parts into ``bench/results.md``;
progress goes to standard error. Exit status 1 means that a bound is broken.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from bench import lists, report
from bench.measuring import ROOT, Bound, Measured, progress

FILE = ROOT / "bench" / "results.md"
INTRODUCTION = """# What `make bench` measured

Of commit {commit}; {rounds} rounds; {cores} cores, {memory:.0f} GiB, Python {python}.

Seconds are of one machine on one day, with whatever else it did; ratios are of medians of ways that
took turns.
"""
MOST_LINES = 12_600
"""The most lines of Python that ``hnfusion/`` may have."""


def lines(_: argparse.Namespace) -> Measured:
    """Count the lines of Python of each room."""
    counts: dict[str, int] = {}
    for path in sorted((ROOT / "hnfusion").rglob("*.py")):
        inside = path.relative_to(ROOT / "hnfusion").parts
        room = inside[0] if len(inside) > 1 else "(flat)"
        counts[room] = counts.get(room, 0) + len(path.read_text(encoding="utf-8").splitlines())
    rows: list[dict[str, object]] = [{"room": room, "lines": n} for room, n in counts.items()]
    return Measured(rows, [Bound("lines of hnfusion/", sum(counts.values()), MOST_LINES)])


PARTS: Mapping[str, tuple[str, Callable[[argparse.Namespace], Measured]]] = {
    "report": ("A report", report.measure),
    "lists": ("Lists from a province to a nation", lists.measure),
    "lines": ("The house", lines),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that are named, or all, and return the exit status."""
    options = _parser().parse_args(arguments)
    texts, is_kept = [introduction(options.rounds)], True
    for name in options.parts or PARTS:
        title, measure = PARTS[name]
        progress(title)
        measured = measure(options)
        texts.append(section(title, measured))
        sys.stdout.write(texts[-1])
        is_kept &= all(bound.is_kept for bound in measured.bounds)
    if not options.parts:
        FILE.write_text("\n".join(texts), encoding="utf-8", newline="\n")
    progress("every bound is kept" if is_kept else "NOT every bound is kept")
    return 0 if is_kept else 1


def introduction(rounds: int) -> str:
    """Return the first words of the results: what was measured, and where."""
    return INTRODUCTION.format(
        commit=subprocess.check_output(
            ["git", "describe", "--always", "--dirty=, with changes"],
            cwd=ROOT,
            encoding="utf-8",
        ).strip(),
        rounds=rounds,
        cores=len(os.sched_getaffinity(0)),
        memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30,
        python=platform.python_version(),
    )


def section(title: str, measured: Measured) -> str:
    """Return the text of a part: its title, its table, and its bounds."""
    bounds: list[dict[str, object]] = [
        {
            "bound": bound.what,
            "measured": shown(bound.measured),
            "allowed": f"{'at least' if bound.is_least else 'at most'} {shown(bound.limit)}",
            "verdict": "kept" if bound.is_kept else "BROKEN",
        }
        for bound in measured.bounds
    ]
    tables = [f"## {title}", markdown(measured.rows), markdown(bounds)]
    return "\n\n".join(filter(None, tables)) + "\n"


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    r"""Return rows as a table of Markdown; "" without rows.

    >>> print(markdown([{"way": "a|b", "s": 1}, {"way": "c", "ratio": 0.5}]))
    | way | s | ratio |
    |---|---|---|
    | a\|b | 1 |  |
    | c |  | 0.5 |
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [[str(row.get(column, "")).replace("|", r"\|") for column in columns] for row in rows]
    lines = [f"| {' | '.join(line)} |" for line in [columns, *cells]]
    return "\n".join([lines[0], f"|{'---|' * len(columns)}", *lines[1:]]) if rows else ""


def shown(number: float) -> str:
    """Return a number as text, rounded to two or three significant digits.

    >>> [shown(n) for n in (17, 0.0213, 1.8, 12.34, 399.6)]
    ['17', '0.021', '1.80', '12.3', '400']
    """
    if isinstance(number, int):
        return str(number)
    return f"{number:.{3 if number < 0.1 else 2 if number < 10 else 1 if number < 100 else 0}f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="how fast hnfusion is")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part",
                        help=f"of {', '.join(PARTS)}; all without one")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=2, help="how often ways take turns")
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="rows of the lists")
    return parser


if __name__ == "__main__":
    sys.exit(main())
