"""The time of a report: against the plain way, made again without a change, on one and two cores.

All runs are in a copy of the checkout, whose ``.venv`` is made by ``make`` from
``requirements.txt`` alone, because the plain way is slower where JupyterLab is installed.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measuring import QUARTER, ROOT, Bound, Measured, Took, ratio, row, run, turns

PLAIN, NOTHING, FASTER = 0.12, 0.25, 1.8
"""Bounds: report / plain way; seconds of a report without a change; one core / two cores."""
MEMORY, COLD = 400, 60
"""Bounds: megabytes of a report's largest process; seconds of a bare checkout's first report."""
RAN = re.compile(r"\((\w+)\.ipynb\)")
"""The notebook in the message of a report that a step starts."""
EDITED = "3_audit"


def measure(options: argparse.Namespace) -> Measured:
    """Measure reports in a copy of the checkout and return the table and the bounds."""
    with checkout() as root:
        cold = make(root, "report", f"QUARTER={QUARTER}")
        ways = {"report": partial(report, root), "plain way": partial(plain, root)}
        samples = turns(ways, options.rounds, rare=["plain way"])
        again = turns({"report, nothing changed": partial(make_again, root)}, 5)
        edit(root / "notebooks" / f"{EDITED}.ipynb")
        edited = make_again(root)
        differing = verify(root)
        first, *more = sorted(os.sched_getaffinity(0))
        cores = {"one core": [first], "two cores": [first, *more[:1]]}
        ways = {f"all quarters, {name}": partial(reports, root, of) for name, of in cores.items()}
        quarters = turns(ways, options.rounds)
    every = {"first report of a bare checkout": [cold]} | samples | again
    every |= {f"report, {EDITED}.ipynb edited": [edited]} | quarters
    unchanged = median(took.seconds for took in again["report, nothing changed"])
    others = sum(name != EDITED for name in RAN.findall(edited.output))
    faster = ratio(quarters, "all quarters, one core", "all quarters, two cores")
    bounds = [
        Bound("report / plain way", ratio(samples, "report", "plain way"), PLAIN),
        Bound("seconds of a report, nothing changed", unchanged, NOTHING),
        Bound("other notebooks run after an edit of one", others, 0),
        Bound("files not as made from scratch after it", differing, 0),
        Bound("one core / two cores", faster, FASTER, is_least=True),
        Bound("MB of the largest process", max(t.megabytes for t in samples["report"]), MEMORY),
        Bound("seconds of the first report of a bare checkout", cold.seconds, COLD),
    ]
    return Measured([row(name, own) for name, own in every.items()], bounds)


@contextmanager
def checkout() -> Iterator[Path]:
    """Yield a temporary copy of this checkout as it is now, without what git ignores."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    with TemporaryDirectory() as folder:
        root = Path(folder, "hnfusion")
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, root / name)
        yield root


def make(root: Path, *arguments: object) -> Took:
    """Run make in a copy, without the settings of a make that runs this benchmark."""
    base = Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info))
    python = base if base.exists() else sys.executable
    free = dict.fromkeys(("MAKEFLAGS", "MAKELEVEL", "MFLAGS"), "")
    return run("make", *arguments, f"PYTHON={python}", cwd=root, **free)


def make_again(root: Path) -> Took:
    """Make the report of the copy again, where it has already been made."""
    return run(root / ".venv/bin/python", "-m", "hnfusion", "report", QUARTER, cwd=root)


def report(root: Path) -> Took:
    """Make a whole report into a new folder."""
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        python = root / ".venv/bin/python"
        return run(
            python, "-m", "hnfusion", "report", QUARTER, "--reports", folder, cwd=root, **where
        )


def reports(root: Path, cores: list[int]) -> Took:
    """Make the reports of all quarters into a new folder, on some cores."""
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        command = (root / ".venv/bin/python", "-m", "hnfusion", "reports", "--reports", folder)
        return run(*command, cwd=root, cores=cores, **where)


def plain(root: Path) -> Took:
    """Run each notebook with papermill's command and render it with nbconvert's, one by one."""
    python, notebooks, took = root / ".venv/bin/python", root / "notebooks", []
    jobs = [path.stem for path in sorted((root / "reports" / QUARTER / "internal").glob("*.ipynb"))]
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        for job in jobs:
            name, _, city = job.partition("-")
            executed = Path(folder, f"{job}.ipynb")
            given = ["-p", "quarter", QUARTER, *(["-r", "city", city] if city else [])]
            papermill = ["-m", "papermill", notebooks / f"{name}.ipynb", executed, *given]
            took.append(run(python, *papermill, "--cwd", notebooks, cwd=root, **where))
            took.append(run(python, "-m", "nbconvert", "--to", "html", executed, cwd=root, **where))
    seconds, cpu, megabytes, _ = zip(*took, strict=True)
    return Took(sum(seconds), sum(cpu), max(megabytes))


def edit(notebook: Path) -> None:
    """Add a sentence to the first markdown cell of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    words = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
    words["source"] = [*words["source"], "\n\n更正。"]
    notebook.write_text(json.dumps(content), encoding="utf-8")


def verify(root: Path) -> int:
    """Return how many files of the report differ from a report made from scratch."""
    try:
        run(root / ".venv/bin/python", "-m", "hnfusion", "verify", QUARTER, cwd=root)
    except RuntimeError as error:
        return max(len(re.findall("^  ", str(error), re.MULTILINE)), 1)
    return 0
