"""Run the command in tests: in this process, in another, or in one that runs several in turn.

Run as a program with arguments, this module is ``python -m hnfusion`` with few city pages; without
arguments it runs the commands that ``Workspace`` sends.
"""

import io
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from hnfusion import cities as every_city
from hnfusion import folders, paths
from hnfusion.__main__ import main
from hnfusion.quarter import Quarter
from hnfusion.run import steps

CORES = {"LOKY_MAX_CPU_COUNT": "1"} if "PYTEST_XDIST_WORKER" in os.environ else {}
"""Environment variables with which a report takes one core, while other tests use the others."""
FIRST = slice(2)
"""The cities with a page in a report whose city pages no test reads; all fourteen take longer."""
CHECKOUT = Path(__file__).resolve().parent.parent
FEW = (__file__,)
"""Arguments of Python that run the command with the pages of the cities ``FIRST`` only."""


def command(*arguments, program=("-m", "hnfusion"), cwd=CHECKOUT, **environment):
    """Run ``python -m hnfusion`` in a process of its own and return its ``CompletedProcess``.

    ``program`` are Python's own arguments, ``cwd`` is the current folder of the process, and
    ``environment`` has further environment variables.
    """
    return subprocess.run(
        [sys.executable, *map(str, [*program, *arguments])],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def installed_command(installed, *arguments, cwd, **environment):
    """Run the command ``hnfusion`` of the fixture ``installed``, as ``command`` does."""
    program = (installed / "site" / "bin" / "hnfusion",)
    environment = {"PYTHONPATH": str(installed / "site")} | environment
    return command(*arguments, program=program, cwd=cwd, **environment)


def places(folder):
    """Return the command's options for ``data`` and ``reports`` in a folder, as a tuple."""
    return "--data", folder / "data", "--reports", folder / "reports"


def few(which):
    """Return a context manager with which a report has the pages of some cities only.

    ``which`` is a slice of the cities in the order of their codes.
    """
    return mock.patch.object(every_city, "cities", return_value=every_city.cities()[which])


def run(*arguments, cities=slice(None)):
    """Run the command in this process and return a ``CompletedProcess``, as ``command`` does.

    It is faster, because the workers are running and have loaded everything. ``cities`` are those
    that get a page, as in ``few``.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    handler, stop = logging.StreamHandler(err), signal.getsignal(signal.SIGTERM)
    logging.root.addHandler(handler)
    try:
        with (
            mock.patch.dict(os.environ, CORES),
            few(cities),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            status = main([*map(str, arguments)])
    except SystemExit as end:
        status = 1
        err.write(f"{end}\n")
    finally:
        signal.signal(signal.SIGTERM, stop)
        logging.root.removeHandler(handler)
    written = (stream.buffer.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(arguments, status, *written)


def outdated(quarter):
    """Return which notebooks the next report of a quarter would run, a list of their names.

    The report and its data are in the current folder; the cleaned lists are taken as they are.
    """
    from hnfusion.run import report

    steps.program.cache_clear()
    edition = steps.Edition(Quarter.parse(quarter), paths.data(), Path.cwd() / "reports")
    record, files = steps.recall(edition), steps.existing(edition)
    lists = folders.contents(edition.lists)
    with few(FIRST):
        wanted = [
            step
            for notebook in report.ACTIONS
            for step in report._steps(
                edition, notebook, {} if notebook == steps.PREPARE else lists, files
            )
        ]
    old = [step.notebook for step in wanted if steps.reusable(step, record, files) is None]
    steps.program.cache_clear()
    return [*dict.fromkeys(old)]


def serve():
    """Run each command that comes as a line of JSON, and answer with a line of JSON.

    A command is a list of arguments, answered with its exit status and what it wrote to standard
    error; ``outdated`` and a quarter are answered with what ``outdated`` returns.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        if name == "outdated":
            answer = outdated(*arguments)
        else:
            done = run(name, *arguments, cities=FIRST)
            answer = [done.returncode, done.stderr]
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    if sys.argv[1:]:
        with few(FIRST):
            sys.exit(main())
    serve()
