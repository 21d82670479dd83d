"""XLSX written as a stream: typed cells, no formulas, one row in memory whatever their number."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from .cells import Type
from .columns import Column

MAX_ROWS = 2**20 - 1  # what Excel opens, below the headings
MAX_LINKS = 65_530
MAX_CELL_SIGNS = 32_767
CUT = "… [В ячейку Excel больше не помещается; текст целиком — в файле CSV.]"
COMPRESSION = 4  # nearly the size of 6 in half the time
SAMPLE = 100  # rows that decide how wide the columns are
NARROWEST, WIDEST = 10, 60
SHEET_ROWS_AT_ONCE = 200
EXCELS_ZERO = date(1899, 12, 30)
EXCELS_FIRST = date(1900, 3, 1)  # before it Excel counts a day that never was

# the numbers of the formats in STYLES
PLAIN, HEADING, DAY, MOMENT, LINK, WRAPPED, NUMBER = range(7)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm:ss"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><u/><sz val="11"/><color rgb="FF0B57A4"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        f' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
        f'<alignment vertical="top"{wrap}/></xf>'
        for number, font, fill, wrap in (
            (49, 0, 0, ""),
            (49, 1, 2, ' wrapText="1"'),
            (164, 0, 0, ' horizontal="left"'),
            (165, 0, 0, ' horizontal="left"'),
            (49, 2, 0, ""),
            (49, 0, 0, ' wrapText="1"'),
            (0, 0, 0, ""),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)

ON_PAPER = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'

_REFUSED_BY_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A})


@contextmanager
def open_workbook(file: IO[bytes], *sheets: str) -> Iterator[ZipFile]:
    """Open a workbook for writing; its sheets are added in the order of their names.

    Args:
        file: open for writing bytes.
        sheets: the names on the tabs.
    """
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as package:
        for name, text in skeleton(sheets).items():
            package.writestr(name, text)
        yield package


def skeleton(sheets: tuple[str, ...]) -> dict[str, str]:
    """Return the small parts of a workbook by their names in the package."""
    numbered = list(enumerate(sheets, start=1))
    types = [
        ("xl/workbook.xml", f"{_SHEET}.sheet.main+xml"),
        ("xl/styles.xml", f"{_SHEET}.styles+xml"),
        *((f"xl/worksheets/sheet{n}.xml", f"{_SHEET}.worksheet+xml") for n, _ in numbered),
    ]
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/{p}" ContentType="{t}"/>' for p, t in types)
        + "</Types>",
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered
        )
        + f"</sheets><definedNames>{print_titles(sheets[0])}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": STYLES,
    }


def print_titles(sheet: str) -> str:
    """Return what repeats the headings and the first column on every page of the first sheet."""
    quoted = escape(sheet.replace("'", "''"))
    return (
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"'{quoted}'!$A:$A,'{quoted}'!$1:$1</definedName>"
    )


def relations(targets: Iterable[tuple[str, str]], mode: str = "") -> str:
    """Return the part that says what another part refers to, as rId1, rId2 …"""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def write_table(
    package: ZipFile, number: int, columns: Sequence[Column], rows: Iterable[list[str]]
) -> None:
    """Add the sheet of a table: a typed cell a value, links as far as allowed, a filter.

    The headings and the first column stay in sight, on the screen and on paper.

    Args:
        package: the open workbook.
        number: the place of the sheet, from 1.
        columns: the columns, which say what the texts of the cells mean.
        rows: the cells of each row as texts, as the CSV has them.
    """
    rows = iter(rows)
    first = list(islice(rows, SAMPLE))
    letters = [letters_of(place) for place in range(len(columns))]
    makers = [MAKERS.get(column.type, text_cell) for column in columns]
    links = [place for place, column in enumerate(columns) if column.type is Type.LINK]
    found = []
    with package.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
        part.write(beginning(widths(columns, first), frozen=True).encode())
        part.write(row_of(1, [c.heading for c in columns], letters, [heading_cell] * len(columns)))
        written, place = [], 1
        for place, cells in enumerate(chain(first, rows), start=2):
            written.append(row_of(place, cells, letters, makers))
            if links and len(found) < MAX_LINKS:
                found += [(f"{letters[link]}{place}", cells[link]) for link in links if cells[link]]
            if len(written) == SHEET_ROWS_AT_ONCE:
                part.write(b"".join(written))
                written.clear()
        part.write(b"".join(written))
        filtered = f'<autoFilter ref="A1:{letters[-1]}{place}"/>'
        part.write(ending(found[:MAX_LINKS], filtered).encode())
    write_links(package, number, found[:MAX_LINKS])


def write_notes(package: ZipFile, number: int, notes: list[tuple[str, str, str]]) -> None:
    """Add a sheet of notes.

    Args:
        package: the open workbook.
        number: the place of the sheet, from 1.
        notes: a label, a text and its address or an empty text, for each line.
    """
    makers, found = [heading_cell, wrapped_cell], []
    with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
        part.write(beginning([24, 100]).encode())
        for place, (label, text, url) in enumerate(notes, start=1):
            makers[1] = link_cell if url else wrapped_cell
            part.write(row_of(place, [label, text], ["A", "B"], makers))
            found += [(f"B{place}", url)] if url else []
        part.write(ending(found).encode())
    write_links(package, number, found)


def beginning(columns: list[int], *, frozen: bool = False) -> str:
    """Return what stands before the rows of a sheet: what is frozen, the widths, fit to paper."""
    pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    sizes = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(columns, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0">{pane if frozen else ""}</sheetView></sheetViews>'
        f"<cols>{sizes}</cols><sheetData>"
    )


def ending(links: list[tuple[str, str]], filtered: str = "") -> str:
    """Return what stands after the rows of a sheet: its filter, its links, how it is printed."""
    items = "".join(
        f'<hyperlink ref="{place}" r:id="rId{number}"/>'
        for number, (place, _) in enumerate(links, start=1)
    )
    return (
        f"</sheetData>{filtered}{f'<hyperlinks>{items}</hyperlinks>' if items else ''}"
        f"{ON_PAPER}</worksheet>"
    )


def write_links(package: ZipFile, number: int, links: list[tuple[str, str]]) -> None:
    """Add where the links of a sheet lead."""
    if links:
        targets = (("hyperlink", url) for _, url in links)
        name = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        package.writestr(name, relations(targets, ' TargetMode="External"'))


def widths(columns: Sequence[Column], rows: list[list[str]]) -> list[int]:
    """Return how wide the columns have to be for their headings and the longest lines."""
    return [
        min(WIDEST, max(NARROWEST, *(len(line) + 2 for line in lines)))
        for lines in (
            [column.heading, *(line for row in rows for line in row[place].split("\n"))]
            for place, column in enumerate(columns)
        )
    ]


def letters_of(place: int) -> str:
    """Return the name of a column by its place from 0: A, B … Z, AA …"""
    before, last = divmod(place, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


# --- Cells ----------------------------------------------------------------------------------


def row_of(place: int, cells: list[str], letters: list[str], makers: list[Callable]) -> bytes:
    """Return a row; empty cells are left out."""
    if max(map(len, cells)) > MAX_CELL_SIGNS // 2:
        cells = [cut_to_cell(text) for text in cells]
    row = plain_row(place, cells, letters, makers)
    if is_odd(row):
        cells = [_REFUSED_BY_XML.sub(spell_sign, text) for text in cells]
        row = plain_row(place, cells, letters, makers)
    return row


def plain_row(place: int, cells: list[str], letters: list[str], makers: list[Callable]) -> bytes:
    """Return a row of cells that need no more than XML's own escapes."""
    number = str(place)
    made = [
        make(letter + number, text)
        for make, letter, text in zip(makers, letters, cells, strict=True)
        if text
    ]
    return f'<row r="{number}">{"".join(made)}</row>'.encode()


def is_odd(row: bytes) -> bool:
    """Tell whether a row may hold what XML refuses or what Excel takes for its own escapes.

    Counting bytes is quick; looking for rare signs in every text takes longer than writing it.
    """
    return (
        len(row.translate(None, _CONTROLS)) < len(row)
        or b"_x" in row
        or b"\xef\xbf\xbe" in row
        or b"\xef\xbf\xbf" in row
    )


def spell_sign(match: re.Match) -> str:
    """Return a sign as Excel spells what XML cannot hold: ``_x001F_``."""
    return f"_x{ord(match[0]):04X}_"


def cut_to_cell(text: str) -> str:
    """Return a text as far as it fits into a cell, saying so where it was cut."""
    units = text.encode("utf-16-le")  # Excel counts these
    if len(units) <= 2 * MAX_CELL_SIGNS:
        return text
    return units[: 2 * (MAX_CELL_SIGNS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def text_cell(place: str, text: str, style: int = PLAIN) -> str:
    """Return a cell of text, whatever it looks like."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    )


def heading_cell(place: str, text: str) -> str:
    """Return a cell of the headings."""
    return text_cell(place, text, HEADING)


def link_cell(place: str, text: str) -> str:
    """Return a cell that looks like a link; where it leads stands apart."""
    return text_cell(place, text, LINK)


def wrapped_cell(place: str, text: str) -> str:
    """Return a cell of text in as many lines as it takes."""
    return text_cell(place, text, WRAPPED)


def figure_cell(place: str, text: str) -> str:
    """Return a cell of a number that is written with a decimal comma."""
    return number_cell(place, float(text.replace(",", ".")), NUMBER)


def number_cell(place: str, number: float, style: int) -> str:
    """Return a cell of a number, which is what Excel's days and moments are, too."""
    return f'<c r="{place}" s="{style}"><v>{number:.15g}</v></c>'


def day_cell(place: str, text: str) -> str:
    """Return a cell of a date; one that Excel cannot count stays a text."""
    day = date.fromisoformat(text)
    if day < EXCELS_FIRST:
        return text_cell(place, text)
    return number_cell(place, (day - EXCELS_ZERO).days, DAY)


def moment_cell(place: str, text: str) -> str:
    """Return a cell of date and time, as a clock in Moscow shows them."""
    days = datetime.fromisoformat(text) - datetime.combine(EXCELS_ZERO, datetime.min.time())
    return number_cell(place, days.total_seconds() / 86_400, MOMENT)


MAKERS = {
    Type.NUMBER: figure_cell,
    Type.DATE: day_cell,
    Type.MOMENT: moment_cell,
    Type.LINK: link_cell,
}
"""How the cells of a type are made; all others hold text.

Yes and no are words, as on the page: LibreOffice writes a truth value back as a formula.
"""
