"""What a notebook shows and keeps: written by the exhibits, read back for the documents.

An output's metadata says what it is and what its files are called; its plain text is its words;
a table brings its data (a Frictionless Tabular Data Resource), a chart its SVG.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

RESOURCE = "application/vnd.dataresource+json"
"""MIME type of a table's data in a notebook's output."""
SVG = "image/svg+xml"
DRAWN = "application/vnd.hnfusion.drawn+json"
"""MIME type of what a chart is drawn from, for documents to draw it anew; it has no file."""
NAME = "hnfusion"
"""Key of an output's metadata that holds the name of what it shows."""
KIND = "hnfusion-kind"
"""Key of an output's metadata that holds what it is: ``title``, ``paragraphs``, ``table``, ..."""


@dataclass(frozen=True)
class Exhibit:
    """Something to show, as a notebook keeps it.

    Attributes:
        bundle: its representations by MIME type.
        name: what its files are called; "" for text.
        kind: what a document makes of it; "" for what no document holds.
    """

    bundle: Mapping[str, Any]
    name: str = ""
    kind: str = ""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {NAME: self.name, KIND: self.kind}
        return dict(self.bundle), {key: value for key, value in about.items() if value}


@dataclass(frozen=True)
class Piece:
    """One exhibit or heading of an executed notebook.

    Attributes:
        kind: what it is.
        text: its words, a line each.
        name: what its files are called; "" for text.
        bundle: its representations by MIME type.
    """

    kind: str
    text: str
    name: str = ""
    bundle: Mapping[str, Any] = field(default_factory=dict)


def pieces(executed: Any) -> list[Piece]:
    """Return what an executed notebook tells and shows, in its order."""
    return [piece for cell in executed["cells"] for piece in _of_cell(cell)]


def resource(
    name: str, title: str, rows: pd.DataFrame, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return a table as a Tabular Data Resource; a date in it is one, without a time.

    Args:
        name: what its files are called.
        title: what it shows.
        rows: the table.
        titles: what a reader knows its columns by.
    """
    days = rows.select_dtypes("datetime").columns
    plain = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).convert_dtypes()
    content = json.loads(plain.to_json(orient="table", index=False, force_ascii=False))
    fields = [
        field
        | {"title": titles.get(field["name"], field["name"])}
        | ({"type": "date"} if field["name"] in days else {})
        for field in content["schema"]["fields"]
    ]
    schema = content["schema"] | {"fields": fields}
    return {"name": name, "title": title, "schema": schema, "data": content["data"]}


def frame(resource: Mapping[str, Any]) -> pd.DataFrame:
    """Return the table of a Tabular Data Resource, its columns in order.

    >>> frame(resource("n", "", pd.DataFrame({"city": ["长沙市"], "new": 39}), {})).loc[0].tolist()
    ['长沙市', 39]
    """
    columns = [field["name"] for field in resource["schema"]["fields"]]
    return pd.DataFrame(resource["data"], columns=columns, dtype="object")


def _of_cell(cell: Any) -> list[Piece]:
    if cell["cell_type"] == "markdown":
        return [Piece("heading", cell["source"].lstrip("# "))]
    outputs = [output for output in cell.get("outputs", []) if KIND in output.get("metadata", {})]
    return [
        Piece(
            output["metadata"][KIND],
            output["data"]["text/plain"],
            output["metadata"].get(NAME, ""),
            output["data"],
        )
        for output in outputs
    ]
