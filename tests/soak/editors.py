"""Those who write: editors at their forms, one with tables, visitors with messages."""

import csv
import http.client
import io
import itertools
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.faults.editor import Browser, Editor, fields_of, saved
from tests.faults.load import COMPLETE, LOST, REFUSED, WRONG
from tests.soak.strands import NOTHING, Reading, Strand
from tests.soak.visitors import PATIENCE_SECONDS, Worker

PROGRAMMES = "/admin/programmes/programme/"
IMPORT = f"{PROGRAMMES}import/"
INBOX = "/admin/corrections/correction/"
FILLING_SECONDS = 3.5  # sooner, the form takes nobody for a person
AGAIN_SECONDS = 1.0
MAX_TRIES = 60
SETTLING_SECONDS = 60.0  # after a refusal, until what it was about is there or never will be


def opened(browser: Browser, *arguments) -> tuple[int, str]:
    """Open an address; without an answer the status is 0."""
    browser.patience = PATIENCE_SECONDS
    try:
        return browser.open(*arguments)
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error)


def sent(browser: Browser, path: str, fields, **typed: str) -> tuple[int, str]:
    """Send a form; without an answer the status is 0."""
    try:
        return browser.send(path, fields, **typed)
    except (OSError, http.client.HTTPException) as error:
        return 0, repr(error)


@dataclass
class Writer(Worker):
    """An editor who writes numbers into records, and looks at once whether they are there.

    Attributes:
        editor: the browser, signed in.
        strand: the numbers.
        looks: the addresses that he looks at after saving, with the members they show.
        unsure: how many writes were there although they had been refused.
    """

    editor: Editor | None = None
    strand: Strand | None = None
    looks: tuple[tuple[str, tuple[int, ...] | None], ...] = ()
    unsure: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def once(self) -> None:
        number = next(self._numbers)
        began = time.monotonic()
        if self.write(number):
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.look()

    def write(self, number: int) -> bool:
        """Write a number; tell whether that was acknowledged."""
        raise NotImplementedError

    def page(self, path: str) -> str:
        """Open a page of the desk, however often it takes.

        Raises:
            AssertionError: it did not come.
        """
        for _ in range(MAX_TRIES):
            status, text = opened(self.editor, path)
            if status == 200:
                return text
            self.refused(status, path, text[:300])
            assert status in (0, 503), f"{self.name}: {path} {status} {text[:300]}"
            time.sleep(AGAIN_SECONDS)
        raise AssertionError(f"{self.name}: {path} did not come: {status}")

    def refused(self, status: int, path: str, text: str) -> None:
        """Count an answer that is no success."""
        if status == 503:
            self.count(REFUSED)
        elif status:
            self.count(WRONG, f"{path} {status} {text[:2000]}")
        else:
            self.count(LOST, f"{path} {text}")

    def save(self, path, fields, numbers, is_there: Callable[[], bool], **typed) -> bool:
        """Save a form after which the strand has these numbers; tell whether it was acknowledged.

        Args:
            is_there: looks whether a save is there of which nothing was heard.
        """
        self.strand.begin(numbers)
        status, text = sent(self.editor, path, fields, **typed)
        return self.settle(status, path, text, is_there, ok=saved((status, text)))

    def settle(self, status, path, text, is_there: Callable[[], bool], *, ok: bool) -> bool:
        """Count what became of a write and make sure of it."""
        if ok:
            self.strand.keep()
            self.count(COMPLETE)
            return True
        self.refused(status, path, errors_of(text))
        # nginx has given up on it: it may still be at work, and be there a minute later
        deadline = time.monotonic() + SETTLING_SECONDS
        while not (there := is_there()) and time.monotonic() < deadline:
            time.sleep(AGAIN_SECONDS)
        if there:
            self.unsure += 1
            self.strand.keep()
        else:
            self.strand.drop()
        return False

    def look(self) -> None:
        """Read what has just been saved where the public reads it."""
        for path, members in self.looks:
            began = time.monotonic()
            status, text = opened(self.editor, path)
            if status != 200:
                self.refused(status, path, text[:300])
                continue
            reading = Reading(
                self.strand,
                self.strand.found(text),
                began,
                time.monotonic(),
                f"{self.name} {path[:60]}",
                members,
                is_own=True,
            )
            self.notes.readings.append(reading)
            self.count(COMPLETE)


def errors_of(page: str) -> str:
    """Return what a page of the desk says is wrong, without the rest of it."""
    found = re.findall(r'class="error[^"]*"[^>]*>(.*?)</', page, re.DOTALL)
    return " ".join([*found, *re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)]) or page[:300]


@dataclass
class TitleWriter(Writer):
    """Gives a handful of programmes new titles in turn.

    Attributes:
        slugs: of the programmes.
    """

    slugs: tuple[str, ...] = ()
    _paths: list[str] = field(default_factory=list)

    def write(self, number: int) -> bool:
        if not self._paths:
            self._paths = [self.editor.form(slug)[0] for slug in self.slugs]
        member = number % len(self.slugs)
        path = self._paths[member]
        fields = fields_of(self.page(path), "title")
        numbers = list(self.strand.numbers) if self.strand.states else [0] * len(self.slugs)
        numbers[member] = number
        title = f"Правка {number} от редактора"

        def is_there() -> bool:
            return dict(fields_of(self.page(path), "title"))["title"] == title

        return self.save(path, fields, numbers, is_there, title=title, _continue="1")


@dataclass
class OperatorWriter(Writer):
    """Gives an operator of a hundred programmes new names.

    Attributes:
        slug: of the operator.
    """

    slug: str = ""
    _path: str = ""

    def write(self, number: int) -> bool:
        if not self._path:
            listed = self.page(f"/admin/programmes/organisation/?q={self.slug}")
            found = re.search(r'href="(/admin/programmes/organisation/\d+/change/)', listed)
            self._path = found[1]
        fields = fields_of(self.page(self._path), "short_name")
        name = f"Фонд под именем {number}"

        def is_there() -> bool:
            return dict(fields_of(self.page(self._path), "short_name"))["short_name"] == name

        return self.save(
            self._path, fields, [number], is_there, short_name=name, name=name, _continue="1"
        )


@dataclass
class Publisher(Writer):
    """Takes a programme back, gives it another title and code, and publishes it again.

    Attributes:
        slug: of the programme at first.
    """

    slug: str = ""
    _path: str = ""

    def write(self, number: int) -> bool:
        if not self._path:
            self._path = self.editor.form(self.slug)[0]
            self.strand.begin([NOTHING])
            self.strand.keep()
        if "return" in self._offered() and not self._step("return", NOTHING):
            return False
        status, text = self._send("submit", slug=f"soak-{number}", title=f"Выпуск {number} заново")
        if "publish" not in self._offered():
            self.refused(status, self._path, errors_of(text))
            return False
        return self._step("publish", number)

    def _offered(self) -> list[str]:
        """Return the steps that the form offers."""
        return re.findall(r'name="_step" value="(\w+)"', self.page(self._path))

    def _send(self, step: str, **typed: str) -> tuple[int, str]:
        fields = fields_of(self.page(self._path), "title")
        return sent(self.editor, self._path, fields, _step=step, **typed)

    def _step(self, step: str, number: int) -> bool:
        self.strand.begin([number])
        # what a lost answer left in review goes back with a remark alone
        status, text = self._send(step, _remark="Ещё раз.")
        ok = saved((status, text)) and "состояние прежнее" not in text
        follows = {"return": "submit", "publish": "archive"}[step]
        return self.settle(status, self._path, text, lambda: follows in self._offered(), ok=ok)


@dataclass
class Importer(Writer):
    """Takes the public table of some programmes, changes a column, brings it to the desk.

    Attributes:
        table: the address of the public table.
        slug: of the first programme in it.
    """

    table: str = ""
    slug: str = ""
    _form: str = ""

    def write(self, number: int) -> bool:
        if not self._form:
            self._form = self.editor.form(self.slug)[0]
        note = f"Загрузка {number} из таблицы"
        kind, body = uploaded(self.page(IMPORT), self._changed(note))
        status, compared = opened(self.editor, IMPORT, body, kind)
        for _ in range(3):  # whoever saves one of the programmes meanwhile: shown again
            if status != 200 or 'name="digest"' not in compared:
                break
            fields = fields_of(compared, "digest")
            if not dict(fields).get("digest"):
                break
            self.strand.begin([number])
            status, compared = sent(self.editor, IMPORT, fields)
            ok = status == 200 and "Таблица загружена" in compared
            if ok or status != 200:
                return self.settle(status, IMPORT, compared, lambda: self._has(note), ok=ok)
            self.strand.drop()
        self.refused(status, IMPORT, errors_of(compared))
        return False

    def _has(self, note: str) -> bool:
        return dict(fields_of(self.page(self._form), "cost_note"))["cost_note"] == note

    def _changed(self, note: str) -> bytes:
        rows = list(csv.reader(io.StringIO(self.page(self.table).lstrip("\ufeff")), delimiter=";"))
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow(rows[0])
        writer.writerows([*row[:-1], note] for row in rows[1:])
        return file.getvalue().encode("utf-8-sig")


def uploaded(page: str, content: bytes) -> tuple[str, bytes]:
    """Return Content-Type and body of the form that brings a table."""
    boundary = secrets.token_hex(16)
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields_of(page, "csrfmiddlewaretoken")
        if name != "table"
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="table"; filename="table.csv"\r\n'
    lines += [head.encode(), b"Content-Type: text/csv\r\n\r\n", content]
    return f"multipart/form-data; boundary={boundary}", b"".join(
        [*lines, f"\r\n--{boundary}--\r\n".encode()]
    )


@dataclass
class Correspondent(Worker):
    """Visitors who write to the editors, each from an address of his own.

    Attributes:
        address: the portal.
        subjects: the programmes that they write about.
        taken: the mailbox of each message that was taken.
    """

    address: str = ""
    subjects: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def once(self) -> None:
        number = next(self._numbers)
        browser = Browser(self.address, source=f"127.1.{number // 250}.{number % 250 + 1}")
        path = f"/corrections/?programme={self.subjects[number % len(self.subjects)]}"
        status, page = opened(browser, path)
        if status == 200:
            if self._over.wait(FILLING_SECONDS):
                return
            mailbox = f"visitor-{number}@example.org"
            typed = {"wrong": f"Замечание {number}", "email": mailbox}
            status, page = sent(browser, path, fields_of(page, "began"), **typed)
            if status == 200 and "Сообщение №" in page:
                self.taken.append(mailbox)
                self.count(COMPLETE)
                return
        if status in (429, 503):
            self.count(REFUSED)
        else:
            self.count(WRONG if status else LOST, f"{path} {status} {errors_of(page)}")


@dataclass
class Answerer(Worker):
    """An editor who answers the messages in the inbox.

    Attributes:
        editor: the browser, signed in.
    """

    editor: Editor | None = None

    def once(self) -> None:
        status, page = opened(self.editor, f"{INBOX}?waiting=yes")
        found = re.search(rf'href="({INBOX}\d+/change/)', page)
        if status == 200 and not found:
            return
        path = found[1] if found else INBOX
        if status == 200:
            status, page = opened(self.editor, path)
        if status == 200:
            fields = fields_of(page, "answer")
            typed = {"state": "declined", "answer": "Сведения верны.", "_continue": "1"}
            status, page = sent(self.editor, path, fields, **typed)
        if saved((status, page)):
            self.count(COMPLETE)
        elif status == 503:
            self.count(REFUSED)
        else:
            self.count(WRONG if status else LOST, f"{path} {status} {errors_of(page)}")
