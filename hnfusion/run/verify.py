"""Rebuild published reports aside and compare each with the published one, byte by byte."""

from collections.abc import Sequence

from hnfusion import folders
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.run import report
from hnfusion.run.step import Edition

INTERNAL = "internal/"


def reports(editions: Sequence[Edition], on: str = "") -> dict[Edition, list[str]]:
    """Rebuild reports aside and return the files that are not the same, byte for byte.

    For a report without ``internal/``, as in a clone, only the public files are compared.

    Args:
        editions: the published reports.
        on: the address of a Dask scheduler whose workers run the steps (``pool.each``).

    Returns:
        For each report the paths inside its folder, also those that only one of the two has.

    Raises:
        BulletinError: if there is no such report, or for bad input.
    """
    for edition in editions:
        if not edition.folder.is_dir():
            of = edition.quarter
            raise BulletinError(
                f"没有已发布的报告:{edition.folder}。请先运行 make report QUARTER={of}"
            )
    report.refuse_bad_input(editions)
    published = {edition: folders.contents(edition.folder) for edition in editions}
    past = {e: report.Past(_revisions(files)) for e, files in published.items()}
    made = report.finish(report.build(past, on))
    return {e: differing(published[e], made[e]) for e in published}


def differing(published: Files, made: Files) -> list[str]:
    """Return the files, by their path inside the report, that are not the same in both.

    If the published report has no ``internal/``, the files made there do not count.
    """
    has_internal = any(name.startswith(INTERNAL) for name in published)
    compared = {n for n in {*published, *made} if has_internal or not n.startswith(INTERNAL)}
    return sorted(name for name in compared if published.get(name) != made.get(name))


def _revisions(files: Files) -> Files:
    return {name: content for name, content in files.items() if name == report.REVISIONS}
