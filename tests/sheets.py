"""Tables as the portal exports them, as editors fill them in, as other programs save them."""

import csv
import io

import openpyxl

from programmes.tables.columns import BY_KEY


def exported(client, kind="csv", query="") -> io.BytesIO:
    """Return the portal's own file."""
    return io.BytesIO(client.get(f"/programmes.{kind}{query}").getvalue())


def table(*rows: dict, delimiter=";", encoding="utf-8-sig") -> io.BytesIO:
    """Return a CSV with these cells by key, as an editor makes it."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([BY_KEY[key].heading if key in BY_KEY else key for key in keys])
    writer.writerows([row.get(key, "") for key in keys] for row in rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def book(*rows) -> io.BytesIO:
    """Return a workbook with these rows, as another program writes it."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(file)
    file.seek(0)
    return file
