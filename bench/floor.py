"""The floor of part b: a report's library calls in one bare script, without papermill or pages.

``python -m bench.floor 2020Q1 FOLDER 1_prepare 5_city-430100 ...`` runs the cells of the notebooks
as they are, one after another in one process, and writes the same files but the pages.
"""

import ast
import sys
from pathlib import Path

import nbformat

from bench.measuring import ROOT
from hnfusion import documents, exhibits, narrate, snapshot
from hnfusion.documents import letters
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata


def main(quarter: Quarter, folder: Path, jobs: list[str]) -> None:
    """Do the work of a report."""
    snapshot.prepared(quarter)
    snapshot.earlier(quarter)
    narrate.remarks.examine(quarter)
    for job in jobs:
        name, _, city = job.partition("-")
        pieces = exhibits.record.pieces({"cells": executed(name, quarter, city)})
        found = save(pieces, folder / job)
        if name == "2_bulletin":
            issued = metadata.facts(quarter).get("issued", quarter.end)
            documents.docx_bytes(documents.bulletin(pieces, issued))
            documents.workbook_bytes(documents.tables(pieces))
        if name == "3_audit":
            letters.workbook(found["findings"], found["findings_by_rule"], quarter, "")


def executed(name: str, quarter: Quarter, city: str) -> list[nbformat.NotebookNode]:
    """Return the code cells of a notebook, each with what its last line showed."""
    values, cells = {}, []
    for cell in nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4).cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), values)  # noqa: S102 - our own notebooks
            if last:
                value = eval(compile(ast.Expression(last.value), name, "eval"), values)  # noqa: S307
                cell.outputs = shown(value)
        values |= {"quarter": str(quarter)} | ({"city": city} if city else {})
        cells.append(cell)
    return cells


def shown(value: object) -> list[dict[str, object]]:
    """Return the output of a value that shows itself."""
    if not hasattr(value, "_repr_mimebundle_"):
        return []
    data, metadata = value._repr_mimebundle_()
    return [{"data": data, "metadata": metadata}]


def save(pieces: list[exhibits.record.Piece], folder: Path) -> dict[str, object]:
    """Write tables and charts; return the tables."""
    folder.mkdir()
    found = {}
    for piece in pieces:
        if exhibits.record.RESOURCE in piece.bundle:
            found[piece.name] = exhibits.record.frame(piece.bundle[exhibits.record.RESOURCE])
            (folder / f"{piece.name}.csv").write_bytes(documents.csv_bytes(found[piece.name]))
        if exhibits.record.SVG in piece.bundle:
            (folder / f"{piece.name}.svg").write_text(
                piece.bundle[exhibits.record.SVG], encoding="utf-8"
            )
    return found


if __name__ == "__main__":
    main(Quarter.parse(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
