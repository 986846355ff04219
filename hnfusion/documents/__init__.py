"""Documents that are the same, byte for byte, whenever and wherever they are made."""

from hnfusion.documents.files import csv_bytes, docx_bytes, entry, put, workbook_bytes
from hnfusion.documents.official import bulletin
from hnfusion.documents.sheets import landscape, tables

__all__ = [
    "bulletin",
    "csv_bytes",
    "docx_bytes",
    "entry",
    "landscape",
    "put",
    "tables",
    "workbook_bytes",
]
