"""How long a report takes: ``python tests/bench_report.py`` (pytest does not collect this).

One quarter's whole report against the plain way (papermill and then nbconvert on the command line,
one notebook after the other) and against the same library calls in one script without notebooks.
The three take turns; what counts are the ratios of their medians.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from hnfusion import notebooks, places, processes

QUARTER = "2020Q1"
PLAIN, FLOOR, MEMORY = 0.20, 1.3, 400
"""The most that a report may take of the plain way's time, of the floor's, and MiB of a process."""
SCRIPT = """
import ast, sys
from pathlib import Path
import nbformat
from hnfusion import documents, letters, outputs, publish, stated
from hnfusion.quarter import Quarter

q, folder = Quarter.parse(sys.argv[1]), Path(sys.argv[2])
publish.check(q)
for job in sys.argv[3:]:
    name, _, city = job.partition("-")
    values = {}
    cells = []
    for cell in nbformat.read(f"notebooks/{name}.ipynb", 4).cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            shown = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), values)
            value = shown and eval(compile(ast.Expression(shown.value), name, "eval"), values)
            if hasattr(value, "_repr_mimebundle_"):
                data, metadata = value._repr_mimebundle_()
                cell.outputs = [{"data": data, "metadata": metadata}]
        values |= {"quarter": str(q)} | ({"city": city} if city else {})
        cells.append(cell)
    pieces = outputs.pieces({"cells": cells})
    publish.save_tables(publish.tables(pieces), folder / job)
    if name == "2_bulletin":
        publish.save_charts(pieces, folder / "figures")
        issued = stated.facts(q).get("issued", q.end)
        documents.docx_bytes(documents.bulletin(pieces, issued))
        documents.workbook_bytes(documents.tables(pieces))
    if name == "3_audit":
        found = publish.tables(pieces)
        letters.workbook(found["findings"], found["findings_by_rule"], q, "")
"""
"""Runs the cells of the notebooks as they are, and writes the same files but the pages."""


def report(folder, *_):
    run("-m", "hnfusion", "report", QUARTER, "--reports", folder)


def plain(folder, jobs):
    for job in jobs:
        name, _, city = job.partition("-")
        executed = folder / f"{job}.ipynb"
        given = ["-p", "quarter", QUARTER, *(["-r", "city", city] if city else [])]
        where = ["--cwd", notebooks.NOTEBOOKS, "--no-progress-bar"]
        run("-m", "papermill", notebooks.NOTEBOOKS / f"{name}.ipynb", executed, *given, *where)
        run("-m", "nbconvert", "--to", "html", executed)


def floor(folder, jobs):
    run("-c", SCRIPT, QUARTER, folder, *jobs)


def run(*arguments):
    environment = os.environ | {"PYTHONPATH": str(places.CHECKOUT)}
    subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=places.CHECKOUT,
        env=environment,
        check=True,
        capture_output=True,
    )


def measured(way, jobs):
    """Return the seconds that a way took by the clock and by the processors."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[places.PROCESSED] = str(Path(folder, "processed"))
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        way(Path(folder), jobs)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def jobs_of_a_report():
    """Return the notebooks that a report runs, as they are named; and the MiB of its largest."""
    with tempfile.TemporaryDirectory() as folder:
        report(folder)
        made = sorted(Path(folder, QUARTER, "internal").glob("*.ipynb"))
        return [path.stem for path in made], peak()


def peak():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    jobs, largest = jobs_of_a_report()
    ways = (report, plain, floor)
    took = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            took[way].append(measured(way, jobs))
    clock, work = ({w: median(t[i] for t in took[w]) for w in ways} for i in (0, 1))
    say(f"{len(jobs)} notebooks, {processes.cores()} cores, {rounds} rounds, medians")
    say(f"{'':10}{'s':>8}{'min':>8}{'max':>8}{'CPU s':>8}{'report/it':>11}{'of CPU':>8}")
    for way in ways:
        seconds = [second for second, _ in took[way]]
        numbers = clock[way], min(seconds), max(seconds), work[way]
        ratios = f"{clock[report] / clock[way]:11.2f}{work[report] / work[way]:8.2f}"
        say(f"{way.__name__:10}{''.join(f'{number:8.2f}' for number in numbers)}{ratios}")
    say(f"largest process of a report: {largest:.0f} MiB")
    is_fast = clock[report] <= min(PLAIN * clock[plain], FLOOR * clock[floor])
    return 0 if is_fast and largest < MEMORY else 1


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
