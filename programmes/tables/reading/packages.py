"""A package of XML parts (XLSX and its kin): opened with mistrust, read piece by piece."""

import posixpath
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from .budget import Budget, UnreadableError

DIRECTORY_BYTES = 2**20  # of the list of parts, which zipfile holds in memory: some 20,000 parts
PIECE_BYTES = 2**16
TOKEN_BYTES = 2**20  # of one tag or comment: expat holds it in memory and reads it again and again
MAX_DEPTH = 64
ENCRYPTED = 1  # the bit of a part's flags

DAMAGED = "Файл не читается как книга XLSX: он повреждён. Откройте его в Excel и сохраните заново."
UNREADABLE = (
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    struct.error,
    zlib.error,
)
"""What zipfile, zlib and expat raise over damaged files."""


class Handler:
    """Takes the events of a part, with names as they are without their prefixes; here, none."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


class Package:
    """The parts of a file; every reading of them is charged to its budget.

    Args:
        file: open for reading bytes; has to be seekable.
        budget: of the whole file.

    Raises:
        UnreadableError: it is no package.
    """

    def __init__(self, file: IO[bytes], budget: Budget):
        self._budget = budget
        try:
            self._zip = ZipFile(SmallReads(file))
        except UNREADABLE:
            raise UnreadableError(DAMAGED) from None
        self._parts = {part.filename.casefold(): part for part in self._zip.infolist()}

    def has(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return name.casefold() in self._parts

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def open(self, name: str) -> IO[bytes]:
        """Open a part.

        Raises:
            UnreadableError: it is not there, under a password or packed in an unusual way.
        """
        part = self._parts.get(name.casefold())
        if part is None:
            raise UnreadableError(f"В книге нет части «{name[:80]}». {DAMAGED}")
        if part.flag_bits & ENCRYPTED:
            raise UnreadableError("Архив книги закрыт паролем. Сохраните её без пароля.")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableError(DAMAGED)
        return self._zip.open(part)

    def beginning(self, name: str) -> bytes:
        """Return the first bytes of a part; none when it cannot be read."""
        with suppress(UnreadableError, *UNREADABLE), self.open(name) as part:
            return part.read(PIECE_BYTES)
        return b""

    def relations(self, name: str = "") -> dict[str, tuple[str, str]]:
        """Return what a part refers to, the package itself if none: kind and part, by id."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        return self.read(part, Relations(folder)).targets

    def read(self, name: str, handler):
        """Give all events of a part to a handler, and return it."""
        for _ in self.parse(name, handler):
            pass
        return handler

    def parse(self, name: str, handler: Handler) -> Iterator[None]:
        """Give the events of a part to a handler; yields after each piece of it.

        Raises:
            UnreadableError: the part is no XML, or costs more than it may.
        """
        parser, read = parser_for(handler), 0
        try:
            with self.open(name) as part:
                while piece := self._next_piece(part, parser):
                    read += piece
                    if read - parser.CurrentByteIndex > TOKEN_BYTES:
                        raise UnreadableError(DAMAGED)
                    yield
            parser.Parse(b"", True)
        except UNREADABLE:
            raise UnreadableError(DAMAGED) from None
        yield

    def _next_piece(self, part: IO[bytes], parser) -> int:
        began = time.thread_time()
        piece = part.read(PIECE_BYTES)
        if piece:
            parser.Parse(piece)
        self._budget.spend(read_bytes=len(piece), seconds=time.thread_time() - began)
        return len(piece)


class SmallReads:
    """A file of which zipfile cannot read much at once, whatever the file says of itself."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        most = DIRECTORY_BYTES + 1
        content = self._file.read(most if size < 0 else min(size, most))
        if len(content) == most:
            raise UnreadableError(DAMAGED)
        return content


def parser_for(handler: Handler):
    """Return a parser that hands names without prefixes on, and refuses declarations and depth.

    Prefixes are dropped, not resolved: «Strict Open XML» has other namespaces, the same names.
    """
    parser, depth = expat.ParserCreate(), 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableError(DAMAGED)
        handler.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name.rpartition(":")[2])

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse_declaration
    return parser


def refuse_declaration(*args) -> None:
    """Refuse a document type: with it come entities, which no workbook has."""
    raise UnreadableError(DAMAGED)


class Relations(Handler):
    """What a part refers to: the last word of the kind, and the name of the other part, by id."""

    def __init__(self, folder: str):
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            part = posixpath.normpath(target).lstrip("/")
            self.targets[attributes.get("Id", "")] = kind, part
