"""A report as a Research Object Crate: its files, and the run that made them.

RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) with the Process Run Crate profile 0.5: one
``CreateAction`` whose ``instrument`` is this program, ``object`` the files read and ``result`` the
files written. The files read are not in the crate, so only their names and digests are given.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import hnfusion
from hnfusion.documents.bytes import json_text
from hnfusion.documents.citation import PROGRAM, Work, gbt
from hnfusion.quarter import Quarter

CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
]
CRATE, PROCESS = "https://w3id.org/ro/crate/1.1", "https://w3id.org/ro/wfrun/process/0.5"
RIGHTS = "引用请注明出处;版权归发布单位。"
FORMATS = {
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def describe(
    report: Work,
    quarter: Quarter,
    sources: Mapping[str, Mapping[str, str]],
    results: Iterable[str],
) -> str:
    """Return the text of ``ro-crate-metadata.json`` for a report.

    ``report`` is the work to describe (``citation.works``), ``sources`` has the digests of the
    files read, by kind and path (``provenance.inputs``), ``results`` the paths of the files
    written, relative to the report's folder.
    """
    read = [
        _entity(f"#{quote(path)}", "CreativeWork", name=path, sha256=digest)
        for digests in sources.values()
        for path, digest in digests.items()
    ]
    parameter = _entity("#quarter", "PropertyValue", name="quarter", value=str(quarter))
    written = [
        _entity(path, "File", name=path, encodingFormat=FORMATS[PurePosixPath(path).suffix])
        for path in results
    ]
    about = {"about": _ref("./"), "conformsTo": _ref(CRATE)}
    rights = f"{report.warning},不得作为真实统计引用。" if report.warning else RIGHTS
    version = hnfusion.__version__
    graph = [
        _entity("ro-crate-metadata.json", "CreativeWork", **about),
        _entity(
            "./",
            "Dataset",
            name=report.title,
            description=gbt(report),
            datePublished=str(report.issued),
            version=report.version,
            inLanguage="zh-CN",
            conformsTo=_ref(PROCESS),
            license=_ref("#rights"),
            author=_ref("#author"),
            publisher=_ref("#author"),
            hasPart=[_ref(entity["@id"]) for entity in written],
            mentions=_ref("#run"),
        ),
        *written,
        _entity(
            "#run",
            "CreateAction",
            name=f"生成{report.title}",
            description=f"python -m {PROGRAM} report;没有记录时刻,相同的输入得到相同的结果。",
            instrument=_ref("#hnfusion"),
            agent=_ref("#author"),
            object=[_ref(entity["@id"]) for entity in [*read, parameter]],
            result=[_ref(entity["@id"]) for entity in written],
            actionStatus="http://schema.org/CompletedActionStatus",
        ),
        _entity("#author", "Organization", name=report.author),
        _entity("#hnfusion", "SoftwareApplication", name=PROGRAM, softwareVersion=version),
        _entity("#rights", "CreativeWork", name="使用说明", description=rights),
        _entity(PROCESS, "CreativeWork", name="Process Run Crate", version="0.5"),
        *read,
        parameter,
    ]
    return json_text({"@context": CONTEXT, "@graph": graph})


def _entity(id_: str, type_: str, /, **properties: Any) -> dict[str, Any]:
    return {"@id": id_, "@type": type_, **properties}


def _ref(id_: str) -> dict[str, str]:
    return {"@id": id_}
