"""Files of an answer: CSV, XLSX and JSON, built whole; Atom."""
