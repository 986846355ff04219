"""Metadata on how a report was made and from which files, and its public files as a zip file.

Files are identified by their digests, so no time, folder or machine is named.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import hnfusion
from hnfusion import folders, paths
from hnfusion.documents import citation, datapackage, ro_crate
from hnfusion.documents.bytes import entry, json_text
from hnfusion.documents.citation import Work
from hnfusion.quarter import Quarter

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


def write(folder: Path, quarter: Quarter, cited: Sequence[Work]) -> None:
    """Write citations, data package, RO-Crate and manifests into the folder of a report.

    ``cited`` has the works of the report and of its data (``citation.works``).
    """
    report, data = cited
    described = {"datapackage.json": datapackage.describe(folder, quarter, data)}
    for name, text in (citation.files(cited) | described).items():
        _write(folder / name, text)
    sources = inputs(quarter)
    results = [MANIFEST, *(folders.inside(folder, p) for p in public(folder))]
    _write(folder / "ro-crate-metadata.json", ro_crate.describe(report, quarter, sources, results))
    manifest = {
        "title": report.title,
        "version": report.version,
        "code": {"name": citation.PROGRAM, "version": hnfusion.__version__},
        "parameters": {"quarter": str(quarter)},
        **sources,
        "outputs": folders.digests(folder, public(folder)),
    }
    _write(folder / MANIFEST, json_text(manifest))
    inside = folder / paths.INTERNAL
    if inside.is_dir():
        outputs = {"outputs": folders.digests(inside, folders.held(inside))}
        _write(inside / MANIFEST, json_text(outputs))


def inputs(quarter: Quarter) -> dict[str, dict[str, str]]:
    """Return a dict of three dicts: the sha256 of the files that a report is made from, by path.

    Its keys are ``inputs`` (the lists and the files beside them), ``notebooks`` and ``lock``.
    """
    notebooks = paths.NOTEBOOKS.glob("[0-9]_*.ipynb")
    lists = folders.digests(paths.data(), paths.inputs(quarter))
    return {
        "inputs": {f"data/{name}": digest for name, digest in lists.items()},
        "notebooks": folders.digests(paths.SHIPPED, notebooks),
        "lock": folders.digests(paths.SHIPPED, [paths.LOCK]),
    }


def public(folder: Path) -> list[Path]:
    """Return the sorted paths of a report's public files: all files outside ``internal/``."""
    return [p for p in folders.held(folder) if p.relative_to(folder).parts[0] != paths.INTERNAL]


def bundle(folder: Path) -> Path:
    """Pack the public files of a report as ``<QUARTER>.zip`` and return the path of the zip file.

    The zip file is beside the report's folder and includes ``SHA256SUMS`` for ``sha256sum -c``. The
    same report gives the same bytes.
    """
    contents = {folders.inside(folder, p): p.read_bytes() for p in public(folder)}
    sums = "".join(f"{d}  {name}\n" for name, d in folders.digests(folder, public(folder)).items())
    contents[SUMS] = sums.encode()
    path = folder.with_name(f"{folder.name}.zip")
    aside = folder.with_name(f".{folder.name}.zip")
    with zipfile.ZipFile(aside, "w") as packed:
        for name, content in contents.items():
            packed.writestr(entry(f"{folder.name}/{name}"), content)
    return aside.replace(path)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
