"""What a file is that is no table of ours, and what to do with it: told by its first bytes."""

from typing import IO

from .packages import Package

BEGINNING_BYTES = 4096
MAX_COMPOUND_BYTES = 2**25  # of an old Office document that is looked through for its streams
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

AS_XLSX = "Откройте файл в Excel или LibreOffice и сохраните как книгу XLSX или «CSV UTF-8»."
NO_TABLE = "Выберите таблицу: CSV или книгу XLSX."

BINARY = {
    b"\x89PNG": f"Это картинка PNG. {NO_TABLE}",
    b"\xff\xd8\xff": f"Это картинка JPEG. {NO_TABLE}",
    b"GIF8": f"Это картинка GIF. {NO_TABLE}",
    b"RIFF": f"Это картинка или звук. {NO_TABLE}",
    b"BM": f"Это картинка BMP. {NO_TABLE}",
    b"II*\0": f"Это картинка TIFF. {NO_TABLE}",
    b"MM\0*": f"Это картинка TIFF. {NO_TABLE}",
    b"%PDF": f"Это документ PDF. {NO_TABLE}",
    b"{\\rtf": f"Это документ RTF. {NO_TABLE}",
    b"7z\xbc\xaf": "Это архив 7z. Распакуйте его и выберите таблицу из него.",
    b"Rar!": "Это архив RAR. Распакуйте его и выберите таблицу из него.",
    b"\x1f\x8b": "Это архив GZIP. Распакуйте его и выберите таблицу из него.",
    b"PK\x05\x06": f"Это пустой архив ZIP. {NO_TABLE}",
    b"SQLite format 3": f"Это база данных SQLite. {NO_TABLE}",
}
"""Files that are known by how they begin."""

MARKED_UP = {
    b"urn:schemas-microsoft-com:office:spreadsheet": f"Это таблица XML 2003. {AS_XLSX}",
    b"<!doctype html": f"Это страница HTML. {AS_XLSX}",
    b"<html": f"Это страница HTML. {AS_XLSX}",
    b"<table": f"Это страница HTML. {AS_XLSX}",
    b"<office:document": f"Это таблица OpenDocument (FODS). {AS_XLSX}",
    b"<svg": f"Это картинка SVG. {NO_TABLE}",
    b"<?xml": f"Это файл XML. {NO_TABLE}",
}
"""Files in which one of these stands near the beginning, the more telling first."""

STREAMS = {
    "EncryptedPackage": "Книга закрыта паролем. Откройте её в Excel и сохраните без пароля.",
    "Workbook": f"Это книга старого вида XLS. {AS_XLSX}",
    "Book": f"Это книга старого вида XLS. {AS_XLSX}",
    "WordDocument": f"Это документ Word (DOC). {NO_TABLE}",
}
"""Old Office documents, and new ones under a password, by the name of a stream inside."""

INSIDE = {
    "xl/workbook.bin": f"Это двоичная книга XLSB. {AS_XLSX}",
    "word/": f"Это документ Word (DOCX). {NO_TABLE}",
    "ppt/": f"Это презентация (PPTX). {NO_TABLE}",
    "index/": f"Это таблица Numbers. {AS_XLSX}",
}
"""Archives by the name of a part."""


def refusal(file: IO[bytes]) -> str:
    """Return what to tell whoever brings a file that cannot be read; empty if it may be a table.

    Args:
        file: open for reading bytes, at its beginning, where it is left.
    """
    beginning = file.read(BEGINNING_BYTES)
    file.seek(0)
    if beginning.startswith(COMPOUND):
        content = file.read(MAX_COMPOUND_BYTES)
        names = (name for name in STREAMS if name.encode("utf-16-le") in content)
        return STREAMS.get(next(names, ""), f"Это документ старого Office. {AS_XLSX}")
    found = (BINARY[each] for each in BINARY if beginning.startswith(each))
    text = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<"):
        found = (MARKED_UP[each] for each in MARKED_UP if each in text)
    if text.startswith((b"{", b"[{")) and not beginning.startswith(b"{\\rtf"):
        return f"Это файл JSON. {NO_TABLE}"
    if not beginning:
        return f"Файл пуст: в нём нет столбца «Код» и никакого другого. {NO_TABLE}"
    nothing = f"Это не текст и не книга XLSX. {NO_TABLE}" if is_binary(beginning) else ""
    return next(found, nothing)


def is_binary(beginning: bytes) -> bool:
    """Tell whether a file holds zeros, which no text has but one in UTF-16."""
    return b"\0" in beginning and not beginning.startswith((ZIP, *UTF_16))


def archive_refusal(package: Package) -> str:
    """Return what to tell whoever brings an archive that is no workbook of ours."""
    kind = package.beginning("mimetype")
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return f"Это таблица OpenDocument (ODS). {AS_XLSX}"
    if kind:
        return f"Это документ OpenDocument или книга EPUB. {NO_TABLE}"
    names = (name for name in INSIDE if any(part.startswith(name) for part in package.names))
    return INSIDE.get(
        next(names, ""), "Это архив ZIP. Распакуйте его и выберите таблицу из него: CSV или XLSX."
    )
