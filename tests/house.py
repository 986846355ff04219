"""A copy of the checkout whose code, notebooks and data a test may change."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

from conftest import CHECKOUT, CITIES, CORES

OUTDATED = """
import json, sys
from pathlib import Path
from hnfusion import folders, paths
from hnfusion.quarter import Quarter
from hnfusion.run import report, steps
edition = steps.Edition(Quarter.parse(sys.argv[1]), paths.data(), Path.cwd() / "reports")
record, files = steps.recall(edition), steps.existing(edition)
lists = folders.contents(edition.lists)
wanted = [
    step
    for notebook in report.ACTIONS
    for step in report._steps(edition, notebook, lists if notebook != "1_prepare" else {}, files)
]
old = [step.notebook for step in wanted if steps.reusable(step, record, files) is None]
print(json.dumps([*dict.fromkeys(old)]))
"""
"""A program that prints which notebooks the next report of a quarter would run, as JSON."""


class House:
    """A copy of the checkout in ``folder``, in which a test makes changes and reports.

    Its reports have only ``CITIES`` city pages.
    """

    def __init__(self, folder):
        self.folder = folder
        for name in ("hnfusion", "notebooks", "data/raw"):
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(CHECKOUT / name, folder / name, ignore=ignored)
        shutil.copy(CHECKOUT / "requirements.txt", folder)
        self.change(
            "hnfusion/run/report.py", "in cities.cities()", f"in cities.cities()[:{CITIES}]"
        )

    def run(self, *arguments, status=0):
        """Run ``python -m hnfusion`` in the copy and return what it wrote to standard error.

        The exit status must be ``status``.
        """
        done = subprocess.run(
            [sys.executable, "-m", "hnfusion", *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, **CORES, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done.stderr

    def steps(self, *arguments):
        """Run the command; return how often it ran each notebook, as a dict by notebook."""
        ran = re.findall(r"\((\w+)\.ipynb\)", self.run(*arguments))
        return {name: ran.count(name) for name in dict.fromkeys(ran)}

    def outdated(self, quarter):
        """Return a list of the notebooks that the next report of a quarter would run.

        Nothing is run, so the cleaned lists are taken as they are.
        """
        return json.loads(self.python(OUTDATED, quarter))

    def python(self, code, *arguments):
        """Run ``code`` as a Python program in the copy and return what it printed."""
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        ).stdout

    def write(self, path, text):
        """Add a text to the first Markdown cell of the notebook at ``path``."""
        notebook = json.loads((self.folder / path).read_text(encoding="utf-8"))
        words = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        words["source"] = [*words["source"], f"\n\n{text}"]
        (self.folder / path).write_text(json.dumps(notebook), encoding="utf-8")

    @contextmanager
    def changed(self, path, was, now):
        """Replace the text ``was`` in a file by ``now`` within the ``with`` block."""
        whole = (self.folder / path).read_bytes()
        self.change(path, was, now)
        try:
            yield
        finally:
            (self.folder / path).write_bytes(whole)

    def change(self, path, was, now):
        text = (self.folder / path).read_text(encoding="utf-8")
        assert was in text
        (self.folder / path).write_text(text.replace(was, now, 1), encoding="utf-8", newline="\n")
