"""Write the documents: docx, xlsx, csv and metadata that are the same to the byte."""

from hnfusion.documents.bytes import csv_bytes, docx_bytes, entry, workbook_bytes
from hnfusion.documents.docx import bulletin
from hnfusion.documents.xlsx import tables

__all__ = [
    "bulletin",
    "csv_bytes",
    "docx_bytes",
    "entry",
    "tables",
    "workbook_bytes",
]
