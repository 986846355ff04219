"""The table of results: markdown that is told on the terminal and kept in ``results.md``.

Each part is a section of its own, with the machine and the code that it was measured with. A run of
some parts replaces their sections; the others stay, and say so where they are of other code.
"""

import hashlib
import os
import platform
import re
from collections.abc import Mapping, Sequence

from bench.measuring import ROOT, Bound, Measured, cores
from hnfusion import __version__

FILE = ROOT / "bench" / "results.md"
CODE, LOCK = ("hnfusion", "notebooks", "data/raw"), ("requirements.txt",)
"""What is measured, and what it runs on; both are told by digest."""
INTRODUCTION = """# What `make bench` measured

Seconds are of one machine on one day, with whatever else it did. What counts are ratios of ways
that took turns: medians of all rounds, and whether each bound is kept. Ways that take a minute
or more sit out every second round.
"""
STALE = "**Stale: of other code than the newest section. Run `make bench` for this part again.**"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def markdown(rows: Sequence[Mapping[str, object]]) -> str:
    r"""Return rows as a table that reads well without a renderer, too; "" of none.

    >>> print(markdown([{"way": "a|b", "s": 1}, {"way": "c", "ratio": "0.5"}]))
    | way  | s | ratio |
    |------|---|-------|
    | a\|b | 1 |       |
    | c    |   | 0.5   |
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    cells = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    lines = [[_escaped(cell) for cell in line] for line in cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines = [[c.ljust(w) for c, w in zip(line, widths, strict=True)] for line in lines]
    written = [f"| {' | '.join(line)} |" for line in lines]
    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join([written[0], f"|{rule}|", *written[1:]]) if rows else ""


def _escaped(cell: object) -> str:
    text = re.sub(r"([\\|*`])", r"\\\1", " ".join(str(cell).split()))
    return text.replace("&", "&amp;").replace("<", "&lt;")


def verdicts(bounds: Sequence[Bound]) -> list[dict[str, str]]:
    """Return a row a bound: what was measured, what is allowed, whether it is kept."""
    return [
        {
            "bound": bound.what,
            "measured": f"{shown(bound.measured)} {bound.unit}".strip(),
            "allowed": f"{'at least' if bound.is_least else 'at most'} {shown(bound.limit)}",
            "verdict": "kept" if bound.is_kept else "BROKEN",
        }
        for bound in bounds
    ]


def shown(number: float) -> str:
    """Return a number with as many digits as are told of it.

    >>> [shown(n) for n in (17, 0.0213, 1.8, 12.34, 399.6)]
    ['17', '0.021', '1.80', '12.3', '400']
    """
    if isinstance(number, int):
        return str(number)
    size = abs(number)
    digits = 3 if size < 0.1 else 2 if size < 10 else 1 if size < 100 else 0
    return f"{number:.{digits}f}"


def section(measured: Measured, stamp: str) -> str:
    """Return the text of a part's section."""
    notes = "\n".join(f"- {note}" for note in measured.notes)
    tables = markdown(measured.rows), markdown(verdicts(measured.bounds))
    return "\n\n".join(filter(None, [stamp, *tables, notes]))


def stamp(rounds: int, others: float | None) -> str:
    """Return with what a part was measured: code, lock, rounds, machine; no clock, name or path.

    Args:
        rounds: how often the ways took turns.
        others: the share of the processors' time that other work took meanwhile, if known.
    """
    told = [f"hnfusion {__version__}, code {digest(*CODE)}, lock {digest(*LOCK)}"]
    told += [f"{rounds} rounds" if rounds > 1 else "1 round", machine()]
    if others is not None:
        told.append(f"other work took {others:.0%} of the processors meanwhile")
    return "; ".join(told) + "."


def machine() -> str:
    """Return what the machine is."""
    memory = ""
    if "SC_PHYS_PAGES" in os.sysconf_names:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        memory = f"{size / 2**30:.0f} GiB of memory, "
    kind = f"{platform.system()} on {platform.machine()}"
    return f"{len(cores())} cores, {memory}Python {platform.python_version()}, {kind}"


def digest(*names: str) -> str:
    """Return twelve characters that tell whether any of these files or folders changed."""
    told = hashlib.sha256()
    for path in sorted(p for name in names for p in [ROOT / name, *(ROOT / name).rglob("*")]):
        if path.is_file() and "__pycache__" not in path.parts:
            told.update(f"{path.relative_to(ROOT).as_posix()}\0{path.stat().st_size}\0".encode())
            told.update(path.read_bytes())
    return told.hexdigest()[:12]


def merged(before: str, fresh: Mapping[str, str], titles: Sequence[str]) -> str:
    """Return the whole file: fresh sections, those that were not measured now, in their order.

    Args:
        before: the file as it was.
        fresh: the sections of the parts that were measured now, by title.
        titles: the titles of all parts; a section of no part goes.
    """
    _, *found = HEADING.split(before)
    kept = dict(zip(found[::2], map(_unmarked, found[1::2]), strict=True))
    current = f"code {digest(*CODE)}, lock {digest(*LOCK)}"
    marked = {t: text if current in text else f"{STALE}\n\n{text}" for t, text in kept.items()}
    sections = marked | fresh
    written = [f"## {title}\n\n{sections[title]}\n" for title in titles if title in sections]
    return "\n".join([INTRODUCTION, *written])


def _unmarked(text: str) -> str:
    return text.replace(STALE, "").strip()


def write(fresh: Mapping[str, str], titles: Sequence[str]) -> None:
    """Put sections into the file, in place of those of the same titles."""
    before = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    FILE.write_text(merged(before, fresh, titles), encoding="utf-8", newline="\n")
