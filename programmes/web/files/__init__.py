"""Files of an answer: CSV, XLSX and JSON, built whole; Atom."""

from . import exports, feeds
from .exports import csv_response

__all__ = ["csv_response", "exports", "feeds"]
