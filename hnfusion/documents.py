"""Documents that are the same, byte for byte, whenever and wherever they are made."""

import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# The earliest time that a zip entry can hold.
ZIPPED = (1980, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WRITTEN = rb"\g<1>2000-01-01T00:00:00Z"


def _part(content: bytes) -> bytes:
    """Return one XML part without the clock, in its canonical spelling."""
    timeless = STAMP.sub(WRITTEN, content)
    # openpyxl writes through lxml where that is installed, and spells the same XML differently.
    return DECLARED + ElementTree.canonicalize(timeless.decode()).encode()


def entry(name: str) -> zipfile.ZipInfo:
    """Return the head of one member: a fixed time, the same system everywhere."""
    entry = zipfile.ZipInfo(name, ZIPPED)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def workbook_bytes(workbook: openpyxl.Workbook) -> bytes:
    """Return the workbook as an .xlsx file that depends on its contents only.

    The members are in order of name and stored uncompressed: compressed bytes differ between
    zlib and zlib-ng, and so between machines.

    Args:
        workbook: what to save, without images or macros (its parts are all XML).

    Returns:
        The file; no clock, time zone, installed XML library or zlib build shows in it.
    """
    saved, settled = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(settled, "w") as target:
        for name in sorted(source.namelist()):
            target.writestr(entry(name), _part(source.read(name)))
    return settled.getvalue()


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""Return a table as csv that office programs open as it is: UTF-8 with BOM.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; whole numbers
    stay whole where one is missing.

    >>> csv_bytes(pd.DataFrame({"consultant": ["=1+1"], "new": [-1]})).decode("utf-8-sig")
    "consultant,new\n'=1+1,-1\n"
    """
    cells = [[_harmless(value) for value in row] for row in table.astype("object").to_numpy()]
    safe = pd.DataFrame(cells, columns=table.columns, dtype="object")
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
