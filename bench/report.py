"""The time of a report: beside other ways, made again without a change, on one and two cores.

All runs are in a copy of the checkout. Its ``.venv`` is made by ``make`` from ``requirements.txt``
alone, because the plain way is slower where JupyterLab is installed. Its ``.peer`` has the same
packages and ploomber-engine, which runs a notebook with parameters without starting a kernel.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measuring import ROOT, Bound, Took, ratio, row, run, turns

QUARTER, EDITED = "2020Q1", "3_audit"
PYTHON = Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info))
"""The Python from which environments are made."""
SILENT = {"PLOOMBER_STATS_ENABLED": "false", "PLOOMBER_VERSION_CHECK_DISABLED": "true"}
"""The settings with which ploomber-engine reports nothing and looks for no newer version."""


def measure(options: argparse.Namespace):
    """Measure reports in a copy of the checkout and return the table and the bounds."""
    with TemporaryDirectory() as folder:
        root = copied(Path(folder, "hnfusion"))
        make = ["make", "report", f"QUARTER={QUARTER}", f"PYTHON={PYTHON}"]
        cold = run(*make, cwd=root, MAKEFLAGS="")
        run(PYTHON, "-m", "venv", root / ".peer")
        install = [".peer/bin/python", "-m", "pip", "install", "--require-hashes"]
        run(*install, "-r", "requirements.txt", "-r", "requirements-bench.txt", cwd=root)
        ways = {
            "report": partial(afresh, root, "report", QUARTER),
            "plain way": partial(one_by_one, root, ".venv/bin/papermill", "-r", str),
            "ploomber-engine": partial(one_by_one, root, ".peer/bin/ploomber-engine", "-p", repr),
        }
        took = {"first report of a bare checkout": [cold]}
        took |= turns(ways, options.rounds, rare=["plain way", "ploomber-engine"])
        again = partial(hnfusion, root, "report", QUARTER)
        took |= turns({"report, nothing changed": again}, 5)
        edit(root / "notebooks" / f"{EDITED}.ipynb")
        edited = again()
        took[f"report, {EDITED}.ipynb edited"] = [edited]
        differing = verify(root)
        first, *more = sorted(os.sched_getaffinity(0))
        ways = {
            "all quarters, one core": partial(afresh, root, "reports", cores=[first]),
            "all quarters, two cores": partial(afresh, root, "reports", cores=[first, *more[:1]]),
        }
        took |= turns(ways, options.rounds)
    rows = [row(name, own) for name, own in took.items()]
    peer = ratio(took, "report", "ploomber-engine")
    rows.append({"what": "report / ploomber-engine", "s": peer})
    unchanged = median(one.seconds for one in took["report, nothing changed"])
    others = sum(name != EDITED for name in re.findall(r"\((\w+)\.ipynb\)", edited.output))
    faster = ratio(took, "all quarters, one core", "all quarters, two cores")
    largest = max(one.megabytes for one in took["report"])
    return rows, [
        Bound("report / plain way", ratio(took, "report", "plain way"), 0.12),
        Bound("seconds of a report, nothing changed", unchanged, 0.25),
        Bound("other notebooks run after an edit of one", others, 0),
        Bound("files not as made from scratch after it", differing, 0),
        Bound("one core / two cores", faster, 1.8, is_least=True),
        Bound("MB of the largest process", largest, 400),
        Bound("seconds of the first report of a bare checkout", cold.seconds, 60),
    ]


def copied(root: Path) -> Path:
    """Copy this checkout as it is now, without what git ignores, and return the copy."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(listed, cwd=ROOT, encoding="utf-8")
    for name in names.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    return root


def hnfusion(root: Path, *arguments: str, **options) -> Took:
    """Run a command of hnfusion in a copy, with options of ``run``."""
    return run(".venv/bin/python", "-m", "hnfusion", *arguments, cwd=root, **options)


def afresh(root: Path, *arguments: str, **options) -> Took:
    """Make whole reports into a new folder."""
    with TemporaryDirectory() as folder:
        options["HNFUSION_PROCESSED"] = Path(folder, "processed")
        return hnfusion(root, *arguments, "--reports", folder, **options)


def one_by_one(root: Path, program: str, option: str, written: Callable[[str], str]) -> Took:
    """Run each notebook of a report and render it with nbconvert, one after the other.

    Args:
        root: the copy of the checkout, where the report has been made.
        program: the program that runs a notebook, in its environment in the copy.
        option: its option that gives a parameter.
        written: how it wants the value of a parameter that is text.
    """
    notebooks, took = root / "notebooks", []
    with TemporaryDirectory() as folder:
        settings = {"HNFUSION_PROCESSED": Path(folder, "processed")} | SILENT
        for made in sorted((root / "reports" / QUARTER / "internal").glob("*.ipynb")):
            name, _, city = made.stem.partition("-")
            executed = Path(folder, made.name)
            given = [option, "quarter", written(QUARTER)]
            if city:
                given += [option, "city", written(city)]
            execute = [program, notebooks / f"{name}.ipynb", executed, "--cwd", notebooks, *given]
            render = [Path(program).with_name("jupyter-nbconvert"), "--to", "html", executed]
            took += [run(*command, cwd=root, **settings) for command in (execute, render)]
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
        hnfusion(root, "verify", QUARTER)
    except RuntimeError as error:
        return max(len(re.findall("^  ", str(error), re.MULTILINE)), 1)
    return 0
