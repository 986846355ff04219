"""A copy of the checkout whose code, notebooks and data a test may change."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

from running import CHECKOUT, FEW


class Workspace:
    """A copy of the checkout in ``folder``, in which a test makes changes and reports.

    Its reports have the pages of the cities ``FIRST`` only. One process runs all commands in turn,
    with the code as it is when that process starts.
    """

    def __init__(self, folder):
        self.folder = folder
        for name in ("hnfusion", "notebooks", "data/raw"):
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(CHECKOUT / name, folder / name, ignore=ignored)
        shutil.copy(CHECKOUT / "requirements.txt", folder)
        self._about = {
            "cwd": folder,
            "env": {**os.environ, "PYTHONPATH": str(folder)},
            "encoding": "utf-8",
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([sys.executable, *FEW], **pipes, **self._about)

    def close(self):
        """End the process that runs the commands."""
        self._process.communicate(timeout=60)

    def run(self, *arguments, status=0):
        """Run ``python -m hnfusion`` in the copy and return what it wrote to standard error.

        The exit status must be ``status``.
        """
        returned, told = self._answer(*arguments)
        assert returned == status, told
        return told

    def steps(self, *arguments):
        """Run the command and return the number of times each notebook ran: a dict by name."""
        ran = re.findall(r"\((\w+)\.ipynb\)", self.run(*arguments))
        return {name: ran.count(name) for name in dict.fromkeys(ran)}

    def outdated(self, quarter):
        """Return which notebooks the next report of a quarter would run, a list of their names."""
        return self._answer("outdated", quarter)

    def _answer(self, *request):
        self._process.stdin.write(json.dumps([*map(str, request)]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def python(self, code, *arguments):
        """Run ``code`` as a Python program in the copy and return what it printed."""
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(command, **self._about, stdout=subprocess.PIPE, check=True).stdout

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
        """Replace the first ``was`` in the file at ``path``, which must have one, by ``now``."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert was in text
        (self.folder / path).write_text(text.replace(was, now, 1), encoding="utf-8", newline="\n")
