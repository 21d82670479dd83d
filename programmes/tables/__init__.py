"""Tables: the exported fields, CSV and XLSX written and read, the rows kept ready."""
