"""Run commands and measure what they take, compare ways in turns, and check bounds.

Seconds differ from machine to machine and from hour to hour. Ways that take turns run under the
same conditions, so the ratios of their medians can be compared.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Took(NamedTuple):
    """What a command took: wall-clock and CPU seconds, megabytes of its largest process; output."""

    seconds: float
    cpu: float
    megabytes: float
    output: str = ""


class Bound(NamedTuple):
    """A measured value and its limit, which is the most that is allowed, or the least."""

    what: str
    measured: float
    limit: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the bound is kept; what could not be measured (NaN) does not keep it."""
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit


def run(
    *command: object, cwd: Path = ROOT, cores: Iterable[int] = (), **environment: object
) -> Took:
    """Run a command and return what it took.

    The memory of a command is at least that of the process that starts it, so the caller must be
    small and not import pandas.

    Args:
        command: the program and its arguments.
        cwd: the folder it runs in, which is also where Python looks for modules first.
        cores: the processors it may use; all if empty.
        environment: further environment variables.

    Raises:
        RuntimeError: if the command failed, with the end of its output.
    """
    words = [*map(str, command)]
    if cores:
        words = ["taskset", "-c", ",".join(map(str, cores)), *words]
    where = {"PYTHONPATH": cwd, "PYTHONIOENCODING": "utf-8"} | environment
    settings = os.environ | {name: str(value) for name, value in where.items()}
    with TemporaryFile() as output:
        begun = perf_counter()
        child = subprocess.Popen(
            words, cwd=cwd, env=settings, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if status:
        raise RuntimeError(f"{words}: {child.returncode}\n{text[-2000:]}")
    return Took(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, text)


def turns(
    ways: Mapping[str, Callable[[], Took]], rounds: int, rare: Sequence[str] = ()
) -> dict[str, list[Took]]:
    """Return what each way took each time; within a round each way has one turn.

    Args:
        ways: the functions to run, by name.
        rounds: the number of rounds.
        rare: ways of a minute or more, which skip every second round.
    """
    samples: dict[str, list[Took]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, work in ways.items():
            if name in rare and number % 2:
                continue
            samples[name].append(work())
            seconds = samples[name][-1].seconds
            print(f"  round {number + 1}: {name}, {seconds:.2f} s", file=sys.stderr)
    return samples


def ratio(samples: Mapping[str, Sequence[Took]], one: str, other: str) -> float:
    """Return the median seconds of one way divided by those of another."""
    first, second = (median(took.seconds for took in samples[name]) for name in (one, other))
    return first / second


def row(name: str, samples: Sequence[Took]) -> dict[str, object]:
    """Return the medians of a way, its fastest and its slowest time, as a row of a table."""
    seconds = [took.seconds for took in samples]
    return {
        "what": name,
        "times": len(samples),
        "s": median(seconds),
        "min to max": f"{min(seconds):.2f} to {max(seconds):.2f}",
        "CPU s": median(took.cpu for took in samples),
        "MB": round(max(took.megabytes for took in samples)),
    }
