"""Files whose bytes depend only on their contents: csv, xlsx, docx."""

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
"""The beginning of a text that a spreadsheet would take for a formula."""
ZIPPED = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip entry can hold."""
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold, and what no reader sees."""
WRITTEN = rb"\g<1>2000-01-01T00:00:00Z"


def entry(name: str) -> zipfile.ZipInfo:
    """Return the header of a member of a zip file, with a fixed time and system."""
    entry = zipfile.ZipInfo(name, ZIPPED)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def workbook_bytes(workbook: openpyxl.Workbook) -> bytes:
    """Return a workbook without images or macros as an .xlsx file.

    It depends on the contents only, not on the clock, time zone, XML library or zlib: the members
    are in order of name and stored uncompressed, as zlib and zlib-ng compress differently.
    """
    return _packed(workbook, _part)


def docx_bytes(document: Document) -> bytes:
    """Return a document as a .docx file that depends on its contents only.

    python-docx always writes by lxml, so its XML is spelt the same everywhere; the times in it are
    those of the document's properties.
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
    """Return an XML part without times, in canonical form.

    openpyxl writes by lxml if that is installed, which spells the same XML differently.
    """
    timeless = STAMP.sub(WRITTEN, content)
    return DECLARED + ElementTree.canonicalize(timeless.decode()).encode()


def printable(text: str) -> str:
    r"""Return a text without the control characters that no XML can hold.

    >>> printable("示例\x00\x1b有限公司")
    '示例有限公司'
    """
    return CONTROL.sub("", text)


def text_width(text: str) -> int:
    """Return the printed width of a text, in digits; a Chinese character is two wide.

    >>> text_width("2020年4月21日")
    13
    """
    return wcwidth.width(text, ambiguous_width=2)


def json_text(content: object) -> str:
    """Return JSON as every file of a report has it: indented, its Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""Return a table as csv that office programs open as it is: UTF-8 with BOM.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; whole numbers
    stay whole where one is missing.

    >>> csv_bytes(pd.DataFrame({"consultant": ["=1+1"], "new": [-1]})).decode("utf-8-sig")
    "consultant,new\n'=1+1,-1\n"
    """
    safe = table.astype("object").replace(FORMULA, r"'\1", regex=True)
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")
