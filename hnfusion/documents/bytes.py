"""The bytes of csv, xlsx and docx files, which depend only on the content, and text helpers."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import wcwidth
from docx.document import Document

FORMULA = re.compile(r"^([=+\-@\t\r])")
"""Matches the beginning of a text that a spreadsheet would take for a formula."""
ZIPPED = (1980, 1, 1, 0, 0, 0)
"""The time of every member of a zip file: the earliest that it can hold."""
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Matches a character that XML cannot hold, or a control character, which no reader sees."""
WRITTEN = rb"\g<1>2000-01-01T00:00:00Z"


def entry(name: str) -> zipfile.ZipInfo:
    """Return the ``ZipInfo`` of the zip member ``name``, with fixed time, system and mode (644)."""
    entry = zipfile.ZipInfo(name, ZIPPED)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def workbook_bytes(workbook: openpyxl.Workbook) -> bytes:
    """Return a workbook as the bytes of an .xlsx file. It must not contain images or macros.

    The bytes depend on the content only, not on the clock, time zone, XML library or zlib: members
    are sorted by name and stored uncompressed, because zlib and zlib-ng compress differently.
    """
    return _packed(workbook, _part)


def docx_bytes(document: Document) -> bytes:
    """Return a document as the bytes of a .docx file, which depend on the content only.

    python-docx always writes through lxml, so its XML is the same on every machine. The only times
    in the file are those that the document's properties state.
    """
    return _packed(document, bytes)


def _packed(content: openpyxl.Workbook | Document, settle: Callable[[bytes], bytes]) -> bytes:
    saved, packed = io.BytesIO(), io.BytesIO()
    content.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist()):
            target.writestr(entry(name), settle(source.read(name)))
    return packed.getvalue()


def _part(content: bytes) -> bytes:
    """Return the bytes of an XML part with fixed timestamps, in canonical form.

    openpyxl writes through lxml where it is installed, which writes the same XML differently.
    """
    timeless = STAMP.sub(WRITTEN, content)
    return DECLARED + ElementTree.canonicalize(timeless.decode()).encode()


def printable(text: str) -> str:
    r"""Return a text without the characters of ``CONTROL``.

    >>> printable("示例\x00\x1b有限公司")
    '示例有限公司'
    """
    return CONTROL.sub("", text)


def text_width(text: str) -> int:
    """Return the printed width of a text; a digit is 1 wide, a Chinese character 2.

    >>> text_width("2020年4月21日")
    13
    """
    return wcwidth.width(text, ambiguous_width=2)


def json_text(content: object) -> str:
    """Return a value as JSON text in the form of a report's files: indented, Chinese unescaped."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""Return a frame as the bytes of a csv file in UTF-8 with BOM, which office programs need.

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Whole numbers
    stay whole in a column with missing values.

    >>> csv_bytes(pd.DataFrame({"consultant": ["=1+1"], "new": [-1]})).decode("utf-8-sig")
    "consultant,new\n'=1+1,-1\n"
    """
    safe = table.astype("object").replace(FORMULA, r"'\1", regex=True)
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")
