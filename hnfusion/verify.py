"""Rebuild a published report aside and compare the two, byte by byte."""

from hnfusion import folders, publish
from hnfusion.errors import BulletinError
from hnfusion.folders import Files
from hnfusion.steps import Edition


def report(edition: Edition, on: str = "") -> list[str]:
    """Rebuild a report aside and return the files that are not the same, byte for byte.

    Of a report that came without ``internal/``, as it does from a clone, the public files are
    compared.

    Args:
        edition: the published report.
        on: the address of a Dask scheduler whose workers do the steps (``fanout.each``).

    Returns:
        Paths inside the report's folder, those too that only one of the two has.

    Raises:
        BulletinError: if there is no such report, or for bad input.
    """
    published, quarter = edition.folder, edition.quarter
    if not published.is_dir():
        raise BulletinError(f"没有已发布的报告:{published}。请先运行 make report QUARTER={quarter}")
    publish.refuse_bad_input([edition])
    standing = folders.contents(published)
    revised = {n: content for n, content in standing.items() if n == publish.REVISIONS}
    made = publish.finish(publish.build({edition: publish.Past(revised)}, on))[edition]
    names = differing(standing, made)
    has_internal = (published / "internal").is_dir()
    return [name for name in names if has_internal or not name.startswith("internal/")]


def differing(one: Files, other: Files) -> list[str]:
    """Return the files, by their path inside the report, that are not the same in both."""
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
