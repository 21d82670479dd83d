"""Files that are small to send and dear to read: each must be refused soon and with a sentence."""

import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile

from tests.uploads.packages import (
    HEADINGS,
    MAIN,
    Repeated,
    package,
    parts,
    relations,
    row,
    text_cell,
    workbook,
    worksheet,
)

STRINGS = f'<sst xmlns="{MAIN}">'
OPEN = f'<worksheet xmlns="{MAIN}"><sheetData>{HEADINGS}'
CLOSE = "</sheetData></worksheet>"
MEGABYTE = 2**20


def at(place: str) -> io.BytesIO:
    """Return a workbook whose second row holds one cell at a place."""
    return package(parts(HEADINGS + row(text_cell("x", place))))


def sheet(head: str, unit: str, times: int, tail: str) -> io.BytesIO:
    """Return a workbook whose sheet repeats something very often."""
    return package(parts(sheet=Repeated(head, unit, times, tail)))


def csv_of(*pieces: tuple[str, int]) -> io.BytesIO:
    """Return a CSV with headings and pieces that are repeated."""
    body = b"".join(text.encode() * times for text, times in pieces)
    return io.BytesIO("Код;Название\r\n".encode() + body)


def numbered_csv(count: int) -> io.BytesIO:
    """Return a CSV of so many new programmes."""
    rows = "".join(f"new-{number};Название {number}\r\n" for number in range(count))
    return io.BytesIO(f"Код;Название\r\n{rows}".encode())


def patched(file: io.BytesIO, old: bytes, new: bytes) -> io.BytesIO:
    """Return a file with some of its bytes replaced."""
    content = file.getvalue()
    assert old in content
    return io.BytesIO(content.replace(old, new))


def with_flags(flags: int) -> io.BytesIO:
    """Return a workbook whose directory claims these flags of every part."""
    content = bytearray(package(parts()).getvalue())
    place = -1
    while (place := content.find(b"PK\x01\x02", place + 1)) >= 0:
        content[place + 8 : place + 10] = struct.pack("<H", flags)
    return io.BytesIO(bytes(content))


def with_method(method: int) -> io.BytesIO:
    """Return a workbook whose parts claim to be packed by another method."""
    content = bytearray(package(parts()).getvalue())
    for signature, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = -1
        while (place := content.find(signature, place + 1)) >= 0:
            content[place + offset : place + offset + 2] = struct.pack("<H", method)
    return io.BytesIO(bytes(content))


def with_wrong_checksum() -> io.BytesIO:
    """Return a workbook whose sheet is not what its checksum says."""
    content = worksheet(HEADINGS).encode()
    wrong = struct.pack("<L", zlib.crc32(content) ^ 1)
    return patched(package(parts()), struct.pack("<L", zlib.crc32(content)), wrong)


def with_many_entries(count: int) -> io.BytesIO:
    """Return a package of very many empty parts."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as made:
        for name, content in parts().items():
            made.writestr(name, content)
        for number in range(count):
            made.writestr(f"{number:x}", b"")
    return file


def with_wrong_size(size: int) -> io.BytesIO:
    """Return a workbook whose sheet unpacks to another size than the directory says."""
    long = Repeated(OPEN, row(), 20 * MEGABYTE // 11, CLOSE)
    made = package(parts(sheet=long))
    return patched(made, struct.pack("<L", len(long)), struct.pack("<L", size))


def with_entities() -> io.BytesIO:
    """Return a workbook whose sheet defines a billion laughs."""
    levels = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'
    return package(parts(sheet=head + worksheet(HEADINGS + row(text_cell("&e9;")))))


def with_external_entity() -> io.BytesIO:
    """Return a workbook whose sheet asks for a file of the server."""
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return package(parts(sheet=head + worksheet(HEADINGS + row(text_cell("&e;")))))


def with_shared_text(characters: int, uses: int) -> io.BytesIO:
    """Return a workbook whose cells all refer to one long text."""
    strings = Repeated(f'<sst xmlns="{MAIN}"><si><t>', "a;", characters // 2, "</t></si></sst>")
    cells = [f'<c r="B{n}" t="s"><v>0</v></c>' for n in range(2, uses + 2)]
    rows = "".join(row(text_cell(f"p-{n}"), cell) for n, cell in enumerate(cells))
    return package(parts(HEADINGS + rows, strings=strings))


def with_names(column: str, count: int) -> io.BytesIO:
    """Return a CSV with one cell of very many names."""
    names = ";".join(f"имя {number}" for number in range(count))
    return io.BytesIO(f'Код,{column}\nnew,"{names}"\n'.encode())


def wrong_rows() -> io.BytesIO:
    """Return a CSV in which hardly a cell is right."""
    headings = "Код;Название;Для кого;Оператор;Вид поддержки;Место;Отрасль;Партнёры\n"
    row = "new-{0};=1;Никто {0};Кто {0};Что {0};Где {0};Чем {0};С кем {0}\n"
    return io.BytesIO((headings + "".join(map(row.format, range(900)))).encode())


def whole_rows(count: int, characters: int) -> io.BytesIO:
    """Return a CSV of new programmes, right in every cell, with long descriptions."""
    texts = "Описание программы, какой оно бывает. " * (characters // 38)
    row = "new-{0};Название {0};Кратко {0}.;Грант;Бесплатно;2026-11-01;{1}\n"
    rows = "".join(row.format(number, texts) for number in range(count))
    return io.BytesIO(
        f"Код;Название;Коротко;Вид поддержки;Стоимость;Проверено;Описание\n{rows}".encode()
    )


FILES: dict[str, Callable[[], io.BytesIO]] = {
    # places beyond the sheet
    "a cell in column ZZZZZZ": lambda: at("ZZZZZZ2"),
    "a cell in column ZZZZZZZ": lambda: at("ZZZZZZZ2"),
    "a cell in column XFE": lambda: at("XFE2"),
    "a cell in row 99999999999": lambda: at("A99999999999"),
    "a cell in row 1048577": lambda: at("A1048577"),
    "a cell in row 0": lambda: at("A0"),
    "a cell in column XFD": lambda: at("XFD2"),
    "a row number of 5000 digits": lambda: sheet(OPEN, f'<row r="{"9" * 5000}"/>', 1, CLOSE),
    "a negative row number": lambda: sheet(OPEN, '<row r="-5"/>', 1, CLOSE),
    # very many of something
    "40 MB of empty cells in one row": lambda: sheet(
        f"{OPEN}<row>", "<c/>", 10**7, f"</row>{CLOSE}"
    ),
    "40 MB of named empty cells": lambda: sheet(
        OPEN, '<row r="2"><c r="A2" s="1"/></row>', 10**6, CLOSE
    ),
    "60 million rows": lambda: sheet(OPEN, "<row/>", 60 * 10**6, CLOSE),
    "a hundred thousand empty rows": lambda: sheet(OPEN, "<row/>", 100_000, CLOSE),
    "million rows of one text": lambda: sheet(OPEN, row("<c><v>1</v></c>"), 10**6, CLOSE),
    "shared strings of 500 MB": lambda: package(
        parts(strings=Repeated(STRINGS, "<si><t>abcdefgh</t></si>", 21 * 10**6, "</sst>"))
    ),
    "six million empty shared strings": lambda: package(
        parts(strings=Repeated(f'<sst xmlns="{MAIN}">', "<si/>", 6 * 10**6, "</sst>"))
    ),
    "a shared string of 60 MB": lambda: package(
        parts(strings=Repeated(f'<sst xmlns="{MAIN}"><si><t>', "a", 60 * 10**6, "</t></si></sst>"))
    ),
    "a text of 30 kB in 900 cells": lambda: with_shared_text(30_000, 900),
    "a cell of 30 MB": lambda: sheet(
        f'{OPEN}<row><c t="inlineStr"><is><t>', "a", 30 * 10**6, f"</t></is></c></row>{CLOSE}"
    ),
    "a number of 30 MB": lambda: sheet(
        f"{OPEN}<row><c><v>", "1", 30 * 10**6, f"</v></c></row>{CLOSE}"
    ),
    "an attribute of 30 MB": lambda: sheet(f'{OPEN}<row a="', "a", 30 * 10**6, f'"/>{CLOSE}'),
    "a comment of 30 MB": lambda: sheet(f"{OPEN}<!--", "a", 30 * 10**6, f"-->{CLOSE}"),
    "a tag name of 30 MB": lambda: sheet(f"{OPEN}<", "a", 30 * 10**6, f"/>{CLOSE}"),
    "a million attributes": lambda: sheet(
        f"{OPEN}<row ", "".join(f'a{n}="" ' for n in range(1000)), 1000, f"/>{CLOSE}"
    ),
    "a hundred thousand different attributes": lambda: sheet(
        f"{OPEN}<row ", "".join(f'a{n}="" ' for n in range(100_000)), 1, f"/>{CLOSE}"
    ),
    "XML ten million deep": lambda: sheet(OPEN, "<a>", 10**7, CLOSE),
    "a million styles": lambda: package(
        parts(
            styles=Repeated(
                f'<styleSheet xmlns="{MAIN}"><cellXfs>',
                '<xf numFmtId="0"/>',
                10**6,
                "</cellXfs></styleSheet>",
            )
        )
    ),
    "a million number formats": lambda: package(
        parts(
            styles=Repeated(
                f'<styleSheet xmlns="{MAIN}"><numFmts>',
                '<numFmt numFmtId="165" formatCode="[[[[[[[[[[[&quot;&quot;&quot;\\\\\\\\"/>',
                10**6 // 2,
                "</numFmts></styleSheet>",
            )
        )
    ),
    "a million merged ranges": lambda: package(
        parts(
            sheet=Repeated(
                f"{OPEN}</sheetData><mergeCells>",
                '<mergeCell ref="A1:A1"/>',
                10**6,
                "</mergeCells></worksheet>",
            )
        )
    ),
    "one merged range of the whole sheet": lambda: package(
        parts(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "a hundred thousand sheets": lambda: package(
        parts(book=workbook('<sheet name="x" sheetId="1" r:id="rId1"/>' * 100_000))
    ),
    "a million relations": lambda: package(
        parts(related=relations(*[("worksheet", "worksheets/sheet1.xml")] * 300_000))
    ),
    "30,000 parts": lambda: with_many_entries(30_000),
    # packages that lie
    "a billion laughs": with_entities,
    "an external entity": with_external_entity,
    "bzip2": lambda: package(parts(), ZIP_BZIP2),
    "LZMA": lambda: package(parts(), ZIP_LZMA),
    "an unknown method of packing": lambda: with_method(77),
    "parts under a password": lambda: with_flags(1),
    "strongly encrypted parts": lambda: with_flags(0x41),
    "patched data": lambda: with_flags(0x20),
    "a wrong checksum": with_wrong_checksum,
    "a size that is too small": lambda: with_wrong_size(500),
    "a size that is too large": lambda: with_wrong_size(2**32 - 2),
    "a truncated package": lambda: io.BytesIO(package(parts()).getvalue()[:-300]),
    "half a package": lambda: io.BytesIO(package(parts()).getvalue()[:700]),
    "a package in a package": lambda: package({"xl/workbook.xml": package(parts()).getvalue()}),
    "no parts at all": lambda: package({}),
    "no workbook": lambda: package(parts() | {"xl/workbook.xml": None}),
    "no relations": lambda: package(parts() | {"xl/_rels/workbook.xml.rels": None}),
    "no relations of the package": lambda: package(parts() | {"_rels/.rels": None}),
    "no sheet": lambda: package(parts() | {"xl/worksheets/sheet1.xml": None}),
    "no sheets": lambda: package(parts(book=workbook(""))),
    "a relation that leads outside": lambda: package(
        parts(related=relations(("worksheet", "../../../../etc/passwd")))
    ),
    "a relation to another machine": lambda: package(
        parts(related=relations(("worksheet", "http://127.0.0.1:9/sheet1.xml")))
    ),
    "a relation without a target": lambda: package(
        parts(related=relations().replace("><", '><Relationship Id="rId1"/><'))
    ),
    "a sheet without a relation": lambda: package(parts(book=workbook('<sheet name="x"/>'))),
    "a sheet that is no XML": lambda: package(parts(sheet="\x00\x01")),
    "a sheet that stops in the middle": lambda: package(parts(sheet=OPEN)),
    "a sheet in an unknown encoding": lambda: package(
        parts(sheet='<?xml version="1.0" encoding="rot13"?>' + worksheet(HEADINGS))
    ),
    "a sheet that is HTML": lambda: package(parts(sheet="<html><body><p>x</html>")),
    # CSV
    "100,000 new rows": lambda: numbered_csv(100_000),
    "15 MB of separators": lambda: csv_of((";", 15 * MEGABYTE)),
    "15 MB of line ends": lambda: csv_of(("\n", 15 * MEGABYTE)),
    "15 MB in one cell": lambda: csv_of(("a;", 1), ("b", 15 * MEGABYTE)),
    "15 MB in one quoted cell": lambda: csv_of(('a;"', 1), ("b\n", 7 * MEGABYTE), ('"', 1)),
    "15 MB in an open quote": lambda: csv_of(('"', 1), ("б", 7 * MEGABYTE)),
    "15 MB of quotes": lambda: csv_of(('a;"', 1), ('""', 7 * MEGABYTE), ('"', 1)),
    "separators in rows of many lines": lambda: csv_of((';;;;;;;;;;;;"\n";', MEGABYTE // 2)),
    "a first line of 15 MB": lambda: io.BytesIO(b"a," * (7 * MEGABYTE)),
    "rows of a thousand cells": lambda: csv_of(("a" + ";" * 1000 + "\n", 15_000)),
    "20,000 audiences in one cell": lambda: with_names("Для кого", 20_000),
    "nothing but zeros": lambda: io.BytesIO(bytes(15 * MEGABYTE)),
    "900 rows that are all wrong": wrong_rows,
    "1,000 new rows of long texts": lambda: whole_rows(1000, 7900),
}
"""What each file is → a function that makes it."""
