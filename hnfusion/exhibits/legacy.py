"""Exhibits that are not yet records: those of the audit, the trend and the cities."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts, schema
from hnfusion.exhibits.page import fill as filled
from hnfusion.exhibits.record import Chart

__all__ = ["Exhibit", "Piece", "figure", "filled", "frame", "pieces", "with_data"]

RESOURCE = "application/vnd.dataresource+json"
SVG = "image/svg+xml"
NAME, KIND = "hnfusion", "hnfusion-kind"


@dataclass(frozen=True)
class Exhibit:
    """Something to show, as a notebook keeps it."""

    bundle: Mapping[str, Any]
    name: str = ""
    kind: str = ""

    def html(self) -> str:
        """Return the exhibit as html."""
        return str(self.bundle["text/html"])

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        about = {NAME: self.name, KIND: self.kind}
        return dict(self.bundle), {key: value for key, value in about.items() if value}


@dataclass(frozen=True)
class Piece:
    """One exhibit of an executed notebook."""

    kind: str
    text: str
    name: str = ""
    bundle: Mapping[str, Any] = field(default_factory=dict)


def pieces(executed: Any) -> list[Piece]:
    """Return the exhibits of an executed notebook, in its order."""
    return [
        Piece(
            output["metadata"][KIND],
            output["data"]["text/plain"],
            output["metadata"].get(NAME, ""),
            output["data"],
        )
        for cell in executed["cells"]
        for output in cell.get("outputs", [])
        if KIND in output.get("metadata", {})
    ]


def resource(
    name: str, title: str, rows: pd.DataFrame, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return a table as a Tabular Data Resource; a date in it is one, without a time."""
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
    """Return the table of a Tabular Data Resource, its columns in order."""
    columns = [field["name"] for field in resource["schema"]["fields"]]
    return pd.DataFrame(resource["data"], columns=columns, dtype="object")


def figure(
    name: str, drawing: Figure, message: str, subject: str, description: str, note: str = ""
) -> Exhibit:
    """Return a chart with its words."""
    svg = charts.svg(drawing, name, message, description)
    shown = Chart(name, message, subject, description, note, svg)
    return Exhibit(
        {"text/html": shown.html(), "text/plain": shown.plain(), SVG: svg}, name, "chart"
    )


def with_data(
    name: str, caption: str, rows: pd.DataFrame, html: str, kind: str = "table", words: str = ""
) -> Exhibit:
    """Return the exhibit of a table: how it looks, and its data for files."""
    data = resource(name, caption, rows, {str(c): schema.title(str(c), name) for c in rows})
    return Exhibit({"text/html": html, "text/plain": words or caption, RESOURCE: data}, name, kind)
