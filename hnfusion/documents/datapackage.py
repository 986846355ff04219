"""The tables of a report described as a Frictionless Data Package."""

from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import codelists, folders, schema
from hnfusion.documents.bytes import json_text
from hnfusion.documents.citation import PROGRAM, Work
from hnfusion.exhibits.contents import OTHERS, TABLES, filled
from hnfusion.quarter import Quarter

LIMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "count": ("integer", {"minimum": 0}),
    "ordinal": ("integer", {"minimum": 1}),
    "percent": ("number", {"minimum": 0, "maximum": 100}),
}


def describe(folder: Path, quarter: Quarter, data: Work) -> str:
    """Return the text of ``datapackage.json`` for the tables of a report (Data Package 1).

    ``folder`` is the report's folder, ``data`` the ``Work`` that is the report's data
    (``citation.works``).
    """
    package = {
        "profile": "tabular-data-package",
        "name": f"{PROGRAM}-{str(quarter).lower()}",
        "id": data.id,
        "title": data.title,
        "description": data.warning or data.title,
        "version": data.version,
        "created": f"{data.issued}T00:00:00Z",
        "contributors": [{"title": data.author, "role": "author"}],
        "resources": [
            resource(path, quarter) for path in sorted((folder / "tables").glob("*.csv"))
        ],
    }
    return json_text(package)


def resource(path: Path, quarter: Quarter) -> dict[str, Any]:
    """Return the Tabular Data Resource that describes a report's csv file, as a dict.

    ``path`` is the file's path; the columns are described by ``dictionary.csv``.
    """
    mine = schema.fields(path.stem)
    if mine.empty:  # a table that an analyst added, which is not in the dictionary
        header = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
        mine = pd.DataFrame({"column": header, "title": map(schema.title, header)})
        mine = mine.assign(type="any", unit="", presence="optional", description="")
    return {
        "profile": "tabular-data-resource",
        "name": path.stem,
        "title": filled((OTHERS | TABLES).get(path.stem, path.stem), quarter),
        "path": f"tables/{path.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{folders.digest(path)}",
        "schema": {
            "fields": [field(column) for column in mine.to_dict("records")],
            "primaryKey": mine.loc[mine["presence"] == "key", "column"].tolist(),
            "missingValues": [""],
        },
    }


def field(column: dict[Any, str]) -> dict[str, Any]:
    """Return a column as a field of Table Schema, a dict; ``unit`` is our addition.

    ``column`` is a row of ``dictionary.csv``.

    >>> field({"column": "new", "title": "新增", "type": "count", "unit": "家",
    ...        "presence": "filled", "description": "…"})["constraints"]
    {'required': True, 'minimum': 0}
    """
    kind = column["type"]
    known = {name: ("string", {"enum": codelists.names(name)}) for name in codelists.NAMES}
    type_, limits = (LIMITS | known).get(kind, (kind, {}))
    return {
        "name": column["column"],
        "title": column["title"],
        "description": column["description"],
        "type": type_,
        **({"unit": column["unit"]} if column["unit"] else {}),
        "constraints": {"required": column["presence"] != "optional", **limits},
    }
