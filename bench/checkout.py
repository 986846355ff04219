"""A copy of this checkout that a measurement may change: what git keeps of it, as it is now."""

import compileall
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import ROOT, Took, run


@contextmanager
def copy(has_environment: bool = True) -> Iterator[Path]:
    """Yield a copy that goes with the block.

    Args:
        has_environment: whether it has this Python's environment and compiled modules, so that make
            finds nothing to install; without, it is as a clone.
    """
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    with TemporaryDirectory() as folder:
        root = Path(folder, "hnfusion")
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, root / name)
        if has_environment:
            _lend_environment(root / ".venv")
            compileall.compile_dir(root / "hnfusion", quiet=1)
        yield root


def _lend_environment(folder: Path) -> None:
    folder.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.suffix != ".done":
            (folder / path.name).symlink_to(path)
    for name in ("report.done", "dev.done"):
        (folder / name).touch()


def make(root: Path, *arguments: object) -> Took:
    """Run make there, as a colleague would, and return what it took."""
    base = Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info))
    python = base if base.exists() else sys.executable
    # what the make that runs the bench has set is not for this one
    free = dict.fromkeys(("MAKEFLAGS", "MAKELEVEL", "MFLAGS"), "")
    return run("make", *arguments, f"PYTHON={python}", cwd=root, **free)
