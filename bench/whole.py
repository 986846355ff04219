"""One quarter's whole report, warm, against the plain way and against a bare script.

The plain way is papermill and then nbconvert on the command line, one notebook after the other; the
bare script makes the same library calls without notebooks (``floor``).
"""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import (
    QUARTER,
    ROOT,
    Bound,
    Measured,
    Options,
    Took,
    compared,
    python,
    ratio,
    total,
    turns,
)

PLAIN, FLOOR = 0.20, 1.3
"""The most that a report may take of the plain way's time, and of the bare script's."""
NOTEBOOKS = ROOT / "notebooks"


def measure(options: Options) -> Measured:
    """Let the three take turns."""
    jobs = jobs_of_a_report()
    ways = {"report": report, "plain way": plain, "bare script": floor}
    turning = {name: partial(aside, way, jobs) for name, way in ways.items()}
    samples = turns(turning, options.rounds, rare=["plain way"])
    bounds = [
        Bound("report / plain way", ratio(samples, "report", "plain way"), PLAIN),
        Bound("report / bare script", ratio(samples, "report", "bare script"), FLOOR),
    ]
    told = f"A report runs {len(jobs)} notebooks, those of the cities among them."
    return Measured(compared(samples, "report"), bounds, (told,))


def jobs_of_a_report() -> list[str]:
    """Return the notebooks that a report runs, as it names them executed; it warms the caches."""
    with TemporaryDirectory() as folder:
        report(Path(folder), [])
        return [path.stem for path in sorted(Path(folder).glob("*/internal/*.ipynb"))]


def aside(way, jobs: list[str]) -> Took:
    """Return what a way takes that writes into a new folder."""
    with TemporaryDirectory() as folder:
        return way(Path(folder), jobs)


def report(folder: Path, _: list[str]) -> Took:
    """Make the report of a quarter by its command."""
    where = {"HNFUSION_PROCESSED": folder / "processed"}
    return python("-m", "hnfusion", "report", QUARTER, "--reports", folder, **where)


def plain(folder: Path, jobs: list[str]) -> Took:
    """Run each notebook by papermill's command and show it by nbconvert's."""
    run, took = partial(python, HNFUSION_PROCESSED=folder / "processed"), []
    for job in jobs:
        name, _, city = job.partition("-")
        executed, notebook = folder / f"{job}.ipynb", NOTEBOOKS / f"{name}.ipynb"
        given = ["-p", "quarter", QUARTER, *(["-r", "city", city] if city else [])]
        where = ["--cwd", NOTEBOOKS, "--no-progress-bar"]
        took.append(run("-m", "papermill", notebook, executed, *given, *where))
        took.append(run("-m", "nbconvert", "--to", "html", executed))
    return total(took)


def floor(folder: Path, jobs: list[str]) -> Took:
    """Make the same library calls in one script."""
    where = {"HNFUSION_PROCESSED": folder / "processed"}
    return python("-m", "bench.floor", QUARTER, folder, *jobs, **where)
