"""The bulletin as an official document (GB/T 9704-2012), from what its notebook told and showed.

The layout is data: ``gbt9704/`` beside this module is the document without its words, its
styles, page and fonts written out with the clauses they come from.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pandas as pd
from docx.document import Document
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from hnfusion import charts, exhibits, folders, narrate
from hnfusion.documents import grid
from hnfusion.documents.bytes import printable, text_width
from hnfusion.exhibits.record import DRAWN, RESOURCE, Piece, frame

LAYOUT = Path(__file__).parent / "gbt9704"
TITLE_LINE = re.compile(f"(?<={narrate.bulletin.ISSUER})|(?=两化融合)")
"""Where the title is broken: after the issuing body and before the scheme (7.3.1: 词意完整)."""
SECOND_LEVEL = re.compile(r"[(（][一二三四五六七八九十]+[)）][^。]*。?")
"""The opening of a paragraph that is a second level's heading (7.3.3)."""
LINE, CHARACTER = 28, Pt(15.75)
"""Characters in a line of the text, 156 mm, and the width of one (5.2.3)."""
LARGEST = (Mm(100), Mm(185))
"""Width and height that a chart may have; its caption stands on the same page."""
Tables = dict[str, pd.DataFrame]
Writer = Callable[[Document, Piece, Tables], None]


def bulletin(pieces: Iterable[Piece], issued: date) -> Document:
    """Return the official document: all that the bulletin's notebook tells up to its signature.

    Args:
        pieces: ``record.pieces`` of the executed notebook.
        issued: the day that the document's properties give.
    """
    official = _official([*pieces])
    tables = {p.name: frame(p.bundle[RESOURCE]) for p in official if p.kind == "table"}
    document = docx.Document(_blank())
    for piece in official:
        if piece.text and piece.kind in WRITERS:
            WRITERS[piece.kind](document, piece, tables)
    _describe(document, official, issued)
    return document


def _official(pieces: list[Piece]) -> list[Piece]:
    """Return what is part of the document, its signs whole: what follows the signature is not."""
    end = next((i for i, piece in enumerate(pieces, 1) if piece.kind == "signature"), len(pieces))
    return [replace(piece, text=narrate.punctuation.whole(piece.text)) for piece in pieces[:end]]


def _blank() -> io.BytesIO:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        for name, content in folders.contents(LAYOUT).items():
            target.writestr(name, content)
    package.seek(0)
    return package


def _add(document: Document, text: str, style: str) -> Paragraph:
    return document.add_paragraph(printable(text), style)


def _warning(document: Document, piece: Piece, _: Tables) -> None:
    _add(document, piece.text, "Warning")
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = printable(piece.text)


def _title(document: Document, piece: Piece, _: Tables) -> None:
    _add(document, TITLE_LINE.sub("\n", piece.text), "Title")


def _lines(style: str) -> Writer:
    def write(document: Document, piece: Piece, _: Tables) -> None:
        for line in piece.text.splitlines():
            _add(document, line, style)

    return write


def _paragraphs(document: Document, piece: Piece, _: Tables) -> None:
    for line in piece.text.splitlines():
        opening = SECOND_LEVEL.match(line)
        if opening and opening.end() == len(line):
            _add(document, line, "Heading 2")
        elif opening:
            paragraph = document.add_paragraph(style="Body Text")
            paragraph.add_run(printable(opening[0]), "Heading 2 Char")
            paragraph.add_run(printable(line[opening.end() :]))
        else:
            _add(document, line, "Body Text")


def _section(document: Document, piece: Piece, tables: Tables) -> None:
    title, *lines = piece.text.splitlines()
    _add(document, title, "Heading 1")
    _paragraphs(document, Piece("paragraphs", "\n".join(lines)), tables)


def _table(document: Document, piece: Piece, tables: Tables) -> None:
    _add(document, piece.text, "Caption").paragraph_format.keep_with_next = True
    grid.add(document, **exhibits.bulletin.face(piece.name, tables[piece.name]), words=piece.text)


def _chart(document: Document, piece: Piece, _: Tables) -> None:
    subject, message, description = piece.text.split("\n")
    rows = frame(piece.bundle[DRAWN]).infer_objects()
    run = document.add_paragraph(style="Picture").add_run()
    picture = run.add_picture(
        io.BytesIO(charts.picture(exhibits.bulletin.drawing(piece.name, rows)))
    )
    picture.width, picture.height = _fitted(picture.width, picture.height)
    properties = picture._inline.docPr  # python-docx has no name for the alternative text
    said = narrate.punctuation.whole(f"{subject}:{message}。{description}")
    properties.set("descr", printable(said))
    _add(document, f"{subject}\n{message}", "Caption")


def _fitted(width: Length, height: Length) -> tuple[Length, Length]:
    """Return the size of a picture that fits ``LARGEST``, in its own proportions.

    >>> [side.mm for side in _fitted(Mm(120), Mm(370))]
    [60.0, 185.0]
    """
    scale = min(1.0, *(most / size for most, size in zip(LARGEST, (width, height), strict=True)))
    return Length(int(width * scale)), Length(int(height * scale))


def _attachments(document: Document, piece: Piece, _: Tables) -> None:
    label, *names = piece.text.splitlines()
    for number, name in enumerate(names):
        lead = (label if number == 0 else "") + name[: name.index(".") + 1]
        paragraph = _add(document, label + name if number == 0 else name, "Attachment")
        shape = paragraph.paragraph_format
        shape.left_indent = _characters(2 + text_width(f"{label}1.") / 2)
        shape.first_line_indent = _characters(-text_width(lead) / 2)
        shape.space_before = None if number else Pt(28.95)


def _signature(document: Document, piece: Piece, _: Tables) -> None:
    issuer, *days = piece.text.splitlines()
    longest = max([text_width(issuer) / 2, *(2 + text_width(day) / 2 for day in days)])
    left = LINE - 2 - longest
    _add(document, issuer, "Signature").paragraph_format.left_indent = _characters(left)
    for day in days:
        _add(document, day, "Date").paragraph_format.left_indent = _characters(left + 2)


def _characters(number: float) -> Length:
    return Length(int(number * CHARACTER))


def _describe(document: Document, pieces: list[Piece], issued: date) -> None:
    words = {piece.kind: piece.text for piece in reversed(pieces)}
    core, day = document.core_properties, datetime(issued.year, issued.month, issued.day)  # noqa: DTZ001
    core.title, core.language = words.get("title", ""), "zh-CN"
    core.author = core.last_modified_by = words.get("signature", "").partition("\n")[0]
    core.subject = words.get("warning", "").partition(" ")[0]
    core.created = core.modified = day


WRITERS: dict[str, Writer] = {
    "warning": _warning,
    "title": _title,
    "salutation": _lines("Salutation"),
    "heading": _lines("Heading 1"),
    "paragraphs": _paragraphs,
    "section": _section,
    "table": _table,
    "chart": _chart,
    "note": _lines("Note"),
    "attachments": _attachments,
    "signature": _signature,
}
"""How each kind of piece is written; what is not here is for the page alone."""
