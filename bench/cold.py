"""Memory of a report, and the first report of a bare checkout, which installs what it needs."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench import checkout
from bench.measuring import (
    QUARTER,
    Bound,
    Measured,
    Options,
    Took,
    middle,
    python,
    spread,
    turns,
)

MEMORY, COLD = 400, 60
"""The most megabytes of a process of a report, and seconds of the first report of a checkout."""


def measure(options: Options) -> Measured:
    """Let a report and a first report take turns."""
    samples = turns({"a report": report, "the first, bare": first}, options.rounds)
    bounds = [
        Bound("largest process of a report", largest(samples["a report"]), MEMORY, "MB"),
        Bound(
            "first report of a bare checkout", middle(samples["the first, bare"]).seconds, COLD, "s"
        ),
    ]
    rows = [{"made": name} | spread(own) for name, own in samples.items()]
    told = (
        "The first report makes .venv by pip; an empty cache of pip is filled in the first round."
    )
    return Measured(rows, bounds, (told,))


def largest(samples: list[Took]) -> float:
    """Return the most megabytes of any round."""
    return max(sample.megabytes for sample in samples)


def report() -> Took:
    """Make a report."""
    with TemporaryDirectory() as folder:
        where = {"HNFUSION_PROCESSED": Path(folder, "processed")}
        return python("-m", "hnfusion", "report", QUARTER, "--reports", folder, **where)


def first() -> Took:
    """Make the report of a checkout that has no environment yet."""
    with checkout.copy(has_environment=False) as root:
        return checkout.make(root, "report", f"QUARTER={QUARTER}")
