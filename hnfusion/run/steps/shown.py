"""What a notebook showed, as files: its tables as csv, its charts as svg, its page."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from hnfusion import documents, exhibits


def tables(pieces: list[exhibits.record.Piece]) -> dict[str, pd.DataFrame]:
    """Return the tables that a notebook showed, by name."""
    return {
        piece.name: exhibits.record.frame(piece.bundle[exhibits.record.RESOURCE])
        for piece in pieces
        if exhibits.record.RESOURCE in piece.bundle
    }


def save_tables(shown: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write tables as csv, each under its name."""
    folder.mkdir(exist_ok=True)
    for name, table in shown.items():
        (folder / f"{name}.csv").write_bytes(documents.csv_bytes(table))


def save_charts(pieces: list[exhibits.record.Piece], folder: Path) -> None:
    """Write the charts that a notebook showed as svg, each under its name."""
    folder.mkdir(exist_ok=True)
    for piece in pieces:
        if exhibits.record.SVG in piece.bundle:
            save_text(piece.bundle[exhibits.record.SVG], folder / f"{piece.name}.svg")


def save_text(text: str, path: Path) -> None:
    """Write a text, the same on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
