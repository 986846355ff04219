"""A report that is made again: with nothing changed, and with one file changed.

All of it happens in a copy of the checkout, through ``make report`` as a colleague runs it.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl

from bench import checkout
from bench.measuring import QUARTER, Bound, Measured, Options, Took, middle, python, spread, tell

NOTHING = 0.10
"""Seconds that a report may take of which nothing changed."""
REPEATS, PATIENCE = 5, 10
"""How often that is tried in a round, and the seconds after which it is not tried again."""
WHOLE = "make, whole"
REPORT, WORDS = ("report", f"QUARTER={QUARTER}"), ("report", QUARTER)
"""What make and the package are told."""
STEP = re.compile(r"\((\w+)\.ipynb\)")
"""The notebook in what a step says of itself."""
TITLE = "在贯企业从上期到本期"
"""A heading of the audit's notebook."""


def measure(options: Options) -> Measured:
    """Make a report whole, again, and again after each change."""
    samples: dict[str, list[Took]] = {}
    rounds = (options.rounds + 1) // 2  # a round takes a minute or more (``measuring.turns``)
    for number in range(1, rounds + 1):
        with checkout.copy() as root:
            for name, took in one_round(root):
                samples.setdefault(name, []).append(took)
                tell(f"  round {number} of {rounds}: {name}, {took.seconds:.3f} s")
            if number == rounds:
                differing = differing_from_scratch(root)
    return Measured(table(samples), bounds(samples, differing))


def one_round(root: Path):
    """Yield what was done and what it took."""
    by_make = ("make, nothing changed", lambda: checkout.make(root, *REPORT))
    by_python = ("python, nothing changed", lambda: python("-m", "hnfusion", *WORDS, cwd=root))
    yield WHOLE, checkout.make(root, *REPORT)
    for name, again in (by_make, by_python):
        yield from ((name, took) for took in tried(again))
    for name, change in CHANGES.items():
        change(root)
        yield name, checkout.make(root, *REPORT)


def tried(work: Callable[[], Took]) -> list[Took]:
    """Return what a short work takes, several times; what a long one takes, once."""
    samples = [work()]
    while len(samples) < REPEATS and sum(sample.seconds for sample in samples) < PATIENCE:
        samples.append(work())
    return samples


def differing_from_scratch(root: Path) -> int:
    """Return how many files of the report are not as one that is made from scratch has them."""
    try:
        checkout.make(root, "verify", f"QUARTER={QUARTER}")
    except RuntimeError as told:
        tell(str(told))
        return max(len(re.findall("^  ", str(told), re.MULTILINE)), 1)
    return 0


def change_list(root: Path) -> None:
    """Correct one cell of a list: the stage of an enterprise."""
    (path,) = (root / "data" / "raw" / QUARTER).glob("*启动企业名单.xlsx")
    workbook = openpyxl.load_workbook(path)
    cells = [cell for row in workbook.active.iter_rows() for cell in row]
    found = next(cell for cell in cells if cell.value == "体系试运行")
    found.value = "评定申请"
    workbook.save(path)


def change_prose(root: Path) -> None:
    """Write a sentence more into the office's prose."""
    append(root / "data" / "raw" / QUARTER / "remarks.md", "\n请各市州及时核对名单。\n")


def change_notebook(root: Path) -> None:
    """Say the heading of the audit's notebook in other words."""
    path = root / "notebooks" / "3_audit.ipynb"
    text = path.read_text(encoding="utf-8")
    assert TITLE in text
    path.write_text(text.replace(TITLE, f"{TITLE}(更正)"), encoding="utf-8")


def change_module(root: Path) -> None:
    """Add a comment to a module that only the audit uses."""
    append(root / "hnfusion" / "letters.py", "# changed\n")


def append(path: Path, text: str) -> None:
    """Write something more at a file's end."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


CHANGES = {
    "a cell of a list changed": change_list,
    "the office's prose changed": change_prose,
    "3_audit.ipynb changed": change_notebook,
    "letters.py, of the audit, changed": change_module,
}
OF_THE_AUDIT = tuple(CHANGES)[2:]


def steps(took: Took) -> Counter[str]:
    """Return how often each notebook ran, by what was said."""
    return Counter(STEP.findall(took.said))


def table(samples: dict[str, list[Took]]) -> list[dict[str, str]]:
    """Return a row a change: what it took, its ratio to a whole report, what ran again."""
    whole = middle(samples[WHOLE]).seconds
    return [
        {
            "made": name,
            **spread(own),
            "it / whole": f"{middle(own).seconds / whole:.3f}",
            "notebooks that ran": ", ".join(
                f"{step} x {times}" if times > 1 else step
                for step, times in sorted(steps(own[-1]).items())
            ),
        }
        for name, own in samples.items()
    ]


def bounds(samples: dict[str, list[Took]], differing: int) -> list[Bound]:
    """Return the bounds of what nothing needs, of what runs needlessly, and of the bytes."""
    nothing = [name for name in samples if name.endswith("nothing changed")]
    quick = [Bound(n, middle(samples[n]).seconds, NOTHING, "s") for n in nothing]
    lean = [
        Bound(f"{name}: other notebooks run", others(samples[name][-1]), 0) for name in OF_THE_AUDIT
    ]
    same = Bound("files not as made from scratch, after all changes", differing, 0)
    return [*quick, *lean, same]


def others(took: Took) -> int:
    """Return how many notebooks ran that are not the audit's."""
    return sum(times for step, times in steps(took).items() if step != "3_audit")
