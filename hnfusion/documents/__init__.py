"""Write the documents: docx, xlsx, csv and metadata; the same content gives the same bytes."""

from hnfusion.documents.bytes import csv_bytes, docx_bytes, workbook_bytes
from hnfusion.documents.docx import bulletin
from hnfusion.documents.xlsx import tables

__all__ = ["bulletin", "csv_bytes", "docx_bytes", "tables", "workbook_bytes"]
