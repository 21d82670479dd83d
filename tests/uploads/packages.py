"""Workbooks written part by part, so that each part can be as wrong as a stranger makes it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*targets: tuple[str, str], office=OFFICE) -> str:
    """Return the part that says what another part refers to, as rId1, rId2 …"""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def worksheet(rows: str, after: str = "", main=MAIN) -> str:
    """Return a sheet with these rows in XML."""
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(text: str, place: str = "") -> str:
    """Return a cell that holds its own text."""
    ref = f' r="{place}"' if place else ""
    return f'<c{ref} t="inlineStr"><is><t>{text}</t></is></c>'


def row(*cells: str) -> str:
    """Return a row of cells in XML."""
    return f"<row>{''.join(cells)}</row>"


HEADINGS = row(text_cell("Код"), text_cell("Название"), text_cell("Проверено"))
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)
"""Style 0 is the general one, style 1 shows a date."""


def workbook(
    sheets: str = '<sheet name="Лист1" sheetId="1" r:id="rId1"/>', before: str = ""
) -> str:
    """Return the part that names the sheets."""
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheets>{sheets}</sheets></workbook>'
    )


@dataclass(frozen=True)
class Repeated:
    """A long part: a beginning, something very often, an end; never in memory as a whole."""

    head: str
    unit: str
    times: int
    tail: str

    def pieces(self) -> Iterator[bytes]:
        """Yield it some at a time."""
        at_once = max(1, 2**20 // len(self.unit))
        yield self.head.encode()
        for start in range(0, self.times, at_once):
            yield self.unit.encode() * min(at_once, self.times - start)
        yield self.tail.encode()

    def __len__(self):
        return sum(map(len, self.pieces()))


Part = str | bytes | Repeated | None


def parts(rows: str = HEADINGS, after: str = "", **others: Part) -> dict[str, Part]:
    """Return the parts of a workbook with one sheet.

    Args:
        rows: of the sheet, in XML.
        after: what stands behind them in the sheet.
        others: parts by a short name, instead of the usual ones: ``book``, ``strings`` …
    """
    targets = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    ]
    return {
        "_rels/.rels": others.get("root", relations(("officeDocument", "xl/workbook.xml"))),
        "xl/workbook.xml": others.get("book", workbook()),
        "xl/_rels/workbook.xml.rels": others.get("related", relations(*targets)),
        "xl/styles.xml": others.get("styles", STYLES),
        "xl/sharedStrings.xml": others.get("strings", f'<sst xmlns="{MAIN}"/>'),
        "xl/worksheets/sheet1.xml": others.get("sheet", worksheet(rows, after)),
    }


def package(contents: dict[str, Part], method=ZIP_DEFLATED) -> io.BytesIO:
    """Return a package of parts by name; ``None`` leaves a part out."""
    file = io.BytesIO()
    with ZipFile(file, "w", method) as made:
        for name, content in contents.items():
            if isinstance(content, Repeated):
                with made.open(name, "w") as part:
                    part.writelines(content.pieces())
            elif content is not None:
                made.writestr(name, content)
    file.seek(0)
    return file
