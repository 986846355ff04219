"""What a notebook showed, as files: its tables as csv, its charts as svg, its page."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hnfusion import documents
from hnfusion.exhibits import legacy
from hnfusion.exhibits.record import Chart, Record, Table


def tables(records: Iterable[Record], executed: Any = None) -> dict[str, pd.DataFrame]:
    """Return the tables that a notebook showed, by name."""
    kept = {r.name: r.data for r in records if isinstance(r, Table) and r.name}
    older = legacy.pieces(executed) if executed else []
    return kept | {
        piece.name: legacy.frame(piece.bundle[legacy.RESOURCE])
        for piece in older
        if legacy.RESOURCE in piece.bundle
    }


def save_tables(shown: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write tables as csv, each under its name."""
    folder.mkdir(exist_ok=True)
    for name, table in shown.items():
        (folder / f"{name}.csv").write_bytes(documents.csv_bytes(table))


def save_charts(records: Iterable[Record], folder: Path, executed: Any = None) -> None:
    """Write the charts that a notebook showed as svg, each under its name."""
    folder.mkdir(exist_ok=True)
    for record in records:
        if isinstance(record, Chart) and record.svg:
            save_text(record.svg, folder / f"{record.name}.svg")
    for piece in legacy.pieces(executed) if executed else []:
        if legacy.SVG in piece.bundle:
            save_text(piece.bundle[legacy.SVG], folder / f"{piece.name}.svg")


def save_text(text: str, path: Path) -> None:
    """Write a text, the same on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
