"""What a command took, ways that take turns, and the bounds that they are held to.

Seconds differ from machine to machine and from hour to hour. Ways that take turns within a round
meet the same hour, so what counts are the ratios of their medians.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
QUARTER = "2020Q1"
LAUNCH = (sys.executable, "-I", "-S", ROOT / "bench" / "launch.py")


class Took(NamedTuple):
    """What a command took; of a median, the medians."""

    seconds: float
    """By the clock."""
    cpu: float
    """Seconds of processors, of all its processes."""
    megabytes: float
    """Of memory (10⁶ bytes) that its largest process had."""
    said: str = ""


class Bound(NamedTuple):
    """A bound that the issue sets: at most so much, or at least."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    is_least: bool = False

    @property
    def is_kept(self):
        """Whether it is kept; by what could not be measured (NaN), it is not."""
        at_limit = self.measured >= self.limit if self.is_least else self.measured <= self.limit
        return bool(at_limit)


class Measured(NamedTuple):
    """What a part of the bench found: a table's rows, its bounds, and what else is to be told."""

    rows: list[dict[str, str]]
    bounds: list[Bound]
    notes: tuple[str, ...] = ()


class Options(NamedTuple):
    """How often the ways take turns, and for how many rows; none are each part's own."""

    rounds: int = 3
    sizes: tuple[int, ...] = ()


def part(name: str, options: Options) -> Measured:
    """Return what a part's module measures."""
    measured: Measured = importlib.import_module(f"bench.{name}").measure(options)
    return measured


def run(*command: object, cwd: Path = ROOT, cores: Iterable[int] = (), **environment: object):
    """Run a command, on these cores or on all, and return what it took.

    Raises:
        RuntimeError: with the last of what it said, if it failed.
    """
    where = {"PYTHONPATH": cwd, "PYTHONIOENCODING": "utf-8"} | environment
    with TemporaryDirectory() as folder:
        told = Path(folder, "told")
        process = subprocess.run(
            [*LAUNCH, told, *map(str, command)],
            cwd=cwd,
            env=os.environ | {name: str(value) for name, value in where.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None,
        )
        if process.returncode:
            said = process.stdout[-2000:]
            raise RuntimeError(f"{[*map(str, command)]}: {process.returncode}\n{said}")
        seconds, cpu, kilobytes = map(float, told.read_text().split())
    return Took(seconds, cpu, kilobytes * 1024 / 1e6, process.stdout)


def python(*arguments: object, **how):
    """Run this Python with these arguments, and return what that took."""
    return run(sys.executable, *arguments, **how)


def turns(
    ways: Mapping[str, Callable[[], Took]], rounds: int, rare: Sequence[str] = ()
) -> dict[str, list[Took]]:
    """Return what each way took, time by time; within a round each has its turn.

    Args:
        ways: what is done, by name.
        rounds: how often.
        rare: ways that take a minute or more, over which what else the machine does evens out; they
            sit out every second round.
    """
    samples: dict[str, list[Took]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, work in ways.items():
            if name in rare and number % 2:
                continue
            took = work()
            samples[name].append(took)
            tell(f"  round {number + 1} of {rounds}: {name}, {took.seconds:.2f} s")
    return samples


def middle(samples: Sequence[Took]) -> Took:
    """Return the medians.

    >>> middle([Took(1, 9, 0), Took(5, 8, 0), Took(2, 7, 0)])
    Took(seconds=2, cpu=8, megabytes=0, said='')
    """
    return Took(*(median(sample[number] for sample in samples) for number in range(3)))


def total(samples: Sequence[Took]) -> Took:
    """Return what commands took that ran one after another."""
    largest = max(sample.megabytes for sample in samples)
    return Took(sum(s.seconds for s in samples), sum(s.cpu for s in samples), largest)


def spread(samples: Sequence[Took]) -> dict[str, str]:
    """Return a row's medians, the fastest and the slowest, as they are shown."""
    seconds, took = [sample.seconds for sample in samples], middle(samples)
    return {
        "times": str(len(samples)),
        "s": f"{took.seconds:.2f}",
        "min to max": f"{min(seconds):.2f} to {max(seconds):.2f}",
        "CPU s": f"{took.cpu:.2f}",
        "MB": f"{took.megabytes:.0f}",
    }


def compared(samples: Mapping[str, Sequence[Took]], first: str) -> list[dict[str, str]]:
    """Return a row a way, with the ratios of the first's medians to its own."""
    base, rows = middle(samples[first]), []
    for name, own in samples.items():
        took = middle(own)
        ratios = {
            f"{first} / it": f"{base.seconds / took.seconds:.2f}",
            "of CPU": f"{base.cpu / took.cpu:.2f}",
        }
        rows.append({"way": name} | spread(own) | ratios)
    return rows


def ratio(samples: Mapping[str, Sequence[Took]], first: str, second: str) -> float:
    """Return the first's median seconds by those of the second."""
    return middle(samples[first]).seconds / middle(samples[second]).seconds


def cores() -> list[int]:
    """Return the processors that this process may use, by number."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def tell(text: str) -> None:
    """Tell the progress, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
