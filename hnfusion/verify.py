"""Rebuild a published report aside and compare the two, byte by byte."""

import tempfile
from pathlib import Path

from hnfusion import notebooks, publish, revisions
from hnfusion.errors import BulletinError
from hnfusion.quarter import Quarter


def report(quarter: Quarter, reports: Path) -> list[str]:
    """Rebuild a report aside and return the files that are not the same, byte for byte.

    Of a report that came without ``internal/``, as it does from a clone, the public files are
    compared.

    Args:
        quarter: the quarter.
        reports: the folder that holds the published ``<QUARTER>/``.

    Returns:
        Paths inside the report's folder, those too that only one of the two has.

    Raises:
        BulletinError: if there is no such report, or for bad input.
    """
    published = reports / str(quarter)
    if not published.is_dir():
        raise BulletinError(f"没有已发布的报告:{published}。请先运行 make report QUARTER={quarter}")
    publish.check(quarter)
    revised, _ = revisions.published(published)
    with tempfile.TemporaryDirectory() as aside, notebooks.kernel_environment():
        publish.build(quarter, Path(aside), revised)
        names = differing(published, Path(aside))
    has_internal = (published / "internal").is_dir()
    return [name for name in names if has_internal or not name.startswith("internal/")]


def differing(first: Path, second: Path) -> list[str]:
    """Return the files, by their path inside the folders, that are not the same in both."""
    contents = [
        {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for folder in (first, second)
    ]
    names = sorted(set(contents[0]) | set(contents[1]))
    return [name for name in names if contents[0].get(name) != contents[1].get(name)]
