"""What reports are made from: lists, notebooks, code and versions, by name and digest.

Names are paths inside the checkout, ``data/…`` inside the data folder, or ``python`` and
``packages``. Two that agree in all of them make the same bytes.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from site import getsitepackages

from hnfusion import paths
from hnfusion.errors import BulletinError
from hnfusion.folders import Files, digests, first_digest, held, inside
from hnfusion.quarter import Quarter
from hnfusion.run.steps import LISTS, PREPARE, Edition, Order, Step

PACKAGE, NOTEBOOKS, LOCK = "hnfusion", "notebooks", "requirements.txt"


def everything(edition: Edition) -> dict[str, str]:
    """Return all that any step of a report is made from.

    This is decided before anything large is imported, and takes a few hundredths of a second.
    """
    root = paths.CHECKOUT
    code = [path for path in held(root / PACKAGE) if path.suffix != ".pyc"]
    notebooks = (root / NOTEBOOKS).glob("*.ipynb")
    lists = _data(edition, paths.inputs)
    return digests(root, [*code, *notebooks]) | lists | versions()


def sources(step: Step) -> dict[str, str]:
    """Return what one step is made from, besides the cleaned lists.

    Its notebook, every module that the notebook and the step's module import, now or later, and
    what is not Python in the package; of ``1_prepare`` the quarter's lists, else all to date.
    """
    return _digests_of(program(step.notebook, step.module)) | _lists(step) | versions()


def agree(order: Order) -> None:
    """See to it that whoever does a step has what it was ordered with.

    Raises:
        BulletinError: with each source that is another here.
    """
    lists = _lists(order.step)
    code = [name for name in order.sources if name.startswith((PACKAGE, NOTEBOOKS))]
    here = _digests_of(code) | lists | versions()
    differing = {*here.items()} ^ {*order.sources.items()}
    if differing:
        names = "、".join(sorted({name for name, _ in differing}))
        raise BulletinError(
            f"{order.step.edition}:执行“{order.step.name}”的进程所见与下达任务时不同:{names}。"
            "请使各处的程序、名单和环境一致,然后重试"
        )


def of_lists(lists: Files) -> dict[str, str]:
    """Return the cleaned lists as sources of a step."""
    return {LISTS + name: hashlib.sha256(content).hexdigest() for name, content in lists.items()}


def summary(sources: Mapping[str, str]) -> str:
    """Return one digest for all of them."""
    return hashlib.sha256(json.dumps(sources, sort_keys=True).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the locked packages that are installed, as digests."""
    lock = paths.CHECKOUT / LOCK
    lines = lock.read_text(encoding="utf-8").split("\n")
    wanted = {_normal(line.split("==")[0]) for line in lines if "==" in line}
    installed = [p.name for at in getsitepackages() for p in Path(at).glob("*.dist-info")]
    found = sorted(name for name in installed if _normal(name.split("-")[0]) in wanted)
    return {
        LOCK: first_digest(lock),
        "python": sys.version.split(" ")[0],
        "packages": hashlib.sha256("\n".join(found).encode()).hexdigest(),
    }


@cache
def program(notebook: str, module: str) -> list[str]:
    """Return the files that a step's code is made of, by their paths inside the checkout."""
    import tempfile  # a run without changes looks at no program
    from modulefinder import ModuleFinder

    root = paths.CHECKOUT
    path = root / NOTEBOOKS / f"{notebook}.ipynb"
    finder = ModuleFinder(path=[str(root)])
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "imports.py")
        script.write_text("\n".join(_imports(path)), encoding="utf-8")
        finder.run_script(str(script))
    finder.import_hook(module)
    modules = [Path(m.__file__) for m in finder.modules.values() if m.__file__]  # type: ignore[attr-defined]
    own = [module for module in modules if module.is_relative_to(root / PACKAGE)]
    other = [p for p in held(root / PACKAGE) if p.suffix not in {".py", ".pyc"}]
    return sorted(inside(root, p) for p in {path, *own, *other})


def _imports(notebook: Path) -> Iterator[str]:
    import ast

    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield ast.unparse(node)


def _digests_of(code: Iterable[str]) -> dict[str, str]:
    found = {name: paths.CHECKOUT / name for name in code}
    return {name: first_digest(path) for name, path in found.items() if path.is_file()}


def _lists(step: Step) -> dict[str, str]:
    return _data(step.edition, paths.given if step.notebook == PREPARE else paths.inputs)


def _data(edition: Edition, files: Callable[[Quarter], list[Path]]) -> dict[str, str]:
    with paths.of(edition.data):
        found = digests(edition.data, files(edition.quarter))
    return {f"data/{name}": digest for name, digest in found.items()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
