"""Files of the catalogue's answer: built whole, then sent with their length."""

import hashlib
import io
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import IO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from portal.database import consistent_reading
from portal.monitoring import EXPORTS
from portal.responses import problem, shorten

from ...catalogue import UNPAGED, Answer, Refusal, Sort, ask, today
from ...models import Source
from ...tables import (
    BY_KEY,
    COLUMNS,
    CONDITIONS,
    FACT_COLUMNS,
    LICENCE,
    LICENCE_URL,
    Column,
    Shape,
    as_csv,
    as_xlsx,
    fact_lines,
    ready_rows,
)
from ...words import russian
from ..asking import apart, odd_columns
from ..caching import data_of
from . import builds

MAX_SMALL_ROWS = 500  # a file of so few is made in memory sooner than it is found on the disk
ROW_BYTES = 5000  # of a row with all its columns; some are longer, most shorter
MAX_MEMORY_BYTES = 2**20  # of an editor's file kept in memory; a larger one goes to the disk
AGAIN_SECONDS = 5  # after which a large file may be asked for again
MAX_LINK_CHARACTERS = 2079  # signs of an address that Excel follows
MAX_PROGRAMMES_WITH_FACTS = 1000  # of a workbook with a sheet of facts: there are ten a programme
DELIMITERS = {"semicolon": ";", "comma": ","}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Form:
    """A format of the file.

    Attributes:
        suffix: the end of the file's name.
        content_type: the media type.
        parameters: what may be asked of the file, beside the catalogue's own question.
        write: takes a binary file, the answer and what is asked of the file.
        most_rows: how many programmes fit.
        name, russian_name: the beginning of the file's name.
        columns: all that a row can have.
    """

    suffix: str
    content_type: str
    parameters: tuple[str, ...]
    write: Callable[[IO[bytes], Answer, "Asked"], None]
    most_rows: float = float("inf")
    name: str = "programmes"
    russian_name: str = "программы"
    columns: tuple[Column, ...] = tuple(COLUMNS)

    @property
    def by_key(self) -> dict[str, Column]:
        """The columns by their names in the address."""
        return {column.key: column for column in self.columns}


@dataclass(frozen=True)
class Asked:
    """What is asked of a file beside the catalogue's question.

    Attributes:
        shape: the columns and what parts them.
        conditions: which facts of the programmes, in a file of facts.
        refusals: what was not understood.
    """

    shape: Shape = field(default_factory=Shape)
    conditions: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


def write_csv(file: IO[bytes], answer: Answer, asked: Asked) -> None:
    """Write the programmes of an answer as CSV."""
    as_csv.write_csv(file, ready_rows.lines(answer.pks), asked.shape)


def write_facts(file: IO[bytes], answer: Answer, asked: Asked) -> None:
    """Write the facts of an answer's programmes as CSV."""
    as_csv.write_csv(file, fact_lines(answer.pks, asked.conditions), asked.shape)


def write_xlsx(file: IO[bytes], answer: Answer, asked: Asked) -> None:
    """Write the programmes of an answer as a workbook, with sheets about itself and of facts."""
    addresses, shape = set(), asked.shape
    rows = noting_sources(as_csv.rows(ready_rows.lines(answer.pks)), addresses)
    if not shape.is_plain:
        rows = ([cells[position] for position in shape.positions] for cells in rows)
    with_facts = answer.count <= MAX_PROGRAMMES_WITH_FACTS
    sheets = ("Программы", "О выгрузке", "Факты") if with_facts else ("Программы", "О выгрузке")
    with as_xlsx.open_workbook(file, *sheets) as package:
        as_xlsx.write_table(package, 1, shape.columns, rows)
        as_xlsx.write_notes(package, 2, notes(answer, addresses))
        if with_facts:
            facts = as_csv.rows(fact_lines(answer.pks, {}))
            as_xlsx.write_table(package, 3, FACT_COLUMNS, facts)


def noting_sources(rows: Iterable[list[str]], addresses: set[str]) -> Iterator[list[str]]:
    """Pass whole rows on, noting the sources which they name."""
    place = COLUMNS.index(BY_KEY["sources"])
    for cells in rows:
        addresses.update(cells[place].split("\n"))
        yield cells


def notes(answer: Answer, addresses: set[str]) -> list[tuple[str, str, str]]:
    """Return what a workbook says about itself: a label, a text, its address, for each line."""
    url, facts = (
        f"{settings.PORTAL_URL}{reverse(name)}?{answer.question.query()}".rstrip("?")
        for name in ("catalogue", "facts_csv")
    )
    changed = answer.snapshot.version.changed_at
    return [
        ("Вопрос", answer.question.in_words, ""),
        ("Сортировка", dict(Sort.ORDERS)[answer.question.sort], ""),
        ("Адрес", url, url if len(url) <= MAX_LINK_CHARACTERS else ""),
        ("Сколько", russian.programmes_counted(answer.count), ""),
        ("Выгружено", russian.day(answer.snapshot.day), ""),
        ("Каталог изменён", f"{timezone.localtime(changed):%d.%m.%Y %H:%M}" if changed else "", ""),
        ("Лицензия", f"{LICENCE} — используйте свободно, называя портал и источники", LICENCE_URL),
        ("Как читать", "О чём источники молчат, названо в столбце «Источники молчат».", ""),
        ("Факты", facts, facts if len(facts) <= MAX_LINK_CHARACTERS else ""),
        *(
            ("" if number else "Источники", str(source), source.url)
            for number, source in enumerate(
                source
                for source in Source.objects.public()
                if source.url in addresses or str(source) in addresses
            )
        ),
    ]


FORM_CSV = Form(
    "csv", "text/csv; charset=utf-8; header=present", ("columns", "delimiter"), write_csv
)
FORM_XLSX = Form(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ("columns",),
    write_xlsx,
    as_xlsx.MAX_ROWS,
)

FORM_FACTS = Form(
    "csv",
    FORM_CSV.content_type,
    ("columns", "delimiter", *CONDITIONS),
    write_facts,
    name="facts",
    russian_name="факты",
    columns=FACT_COLUMNS,
)


@data_of(UNPAGED, in_one_reading=False)
def facts_csv(request: HttpRequest) -> HttpResponse:
    """All facts of the question's programmes as CSV for a spreadsheet."""
    return export(request, FORM_FACTS)


@data_of(UNPAGED, in_one_reading=False)
def programmes_csv(request: HttpRequest) -> HttpResponse:
    """All rows of the question as CSV for a spreadsheet."""
    return export(request, FORM_CSV)


@data_of(UNPAGED, in_one_reading=False)
def programmes_xlsx(request: HttpRequest) -> HttpResponse:
    """All rows of the question as a workbook."""
    return export(request, FORM_XLSX)


def export(request: HttpRequest, form: Form) -> HttpResponse:
    """Answer a question with a file, whole or not at all.

    A large file that nobody has built yet takes a turn. It is waited for without a connection to
    the database, and then the question is answered anew.
    """
    try:
        response = answer_now(request, form, may_build=False)
        if response is None:
            with builds.turn():
                response = answer_now(request, form, may_build=True)
    except builds.BusyError:
        EXPORTS.labels("busy").inc()
        return later("Сейчас готовятся другие большие таблицы.")
    except builds.NoRoomError:
        EXPORTS.labels("no-room").inc()
        logger.error("No room on the disk for an export")
        return later("Сейчас не хватает места, чтобы подготовить таблицу.")
    return response


def answer_now(request: HttpRequest, form: Form, *, may_build: bool) -> HttpResponse | None:
    """Return the answer from one state of the database; None if it has to be built first.

    Raises:
        NoRoomError: a file was to be built, and there is no room for it.
    """
    question, own, refusals = apart(request.GET, form.parameters)
    asked = Asked(refusals=tuple(refusals)) if refusals else asked_of(own, form)
    with consistent_reading():
        answer = ask(question, today(), of_format=())
        refusals = [*answer.question.refusals, *asked.refusals, *too_many(answer, form)]
        if refusals:
            return problem(HTTPStatus.BAD_REQUEST, refusals)
        if answer.count <= MAX_SMALL_ROWS:
            file = in_memory(answer, asked, form)
        else:
            file = on_disk(answer, asked, form, may_build=may_build)
    if file is None:
        return None
    ending = f"-{answer.snapshot.day.isoformat()}.{form.suffix}"
    response = sent(file, form.name + ending, form.russian_name + ending, form.content_type)
    response.made_from = answer.snapshot.version
    return response


def in_memory(answer: Answer, asked: Asked, form: Form) -> IO[bytes]:
    """Return the whole file of a small answer, at its beginning."""
    file = io.BytesIO()
    form.write(file, answer, asked)
    file.seek(0)
    return file


def on_disk(answer: Answer, asked: Asked, form: Form, *, may_build: bool) -> IO[bytes] | None:
    """Return the kept file of a large answer, built now if that is allowed; else None."""
    shape = asked.shape
    keys = [column.key for column in shape.columns]
    deployment = [settings.PORTAL_URL, settings.RELEASE, ready_rows.LAYOUT]
    own = [form.name, asked.conditions, keys, shape.delimiter]
    known_by = json.dumps([answer.question.query(), own, deployment])
    name = f"{hashlib.sha256(known_by.encode()).hexdigest()}.{form.suffix}"
    generation = f"{answer.snapshot.version.token}-{answer.snapshot.day:%Y%m%d}"
    file = builds.open_built(generation, name)
    if file is not None:
        EXPORTS.labels("kept").inc()
    elif may_build:
        size = answer.count * ROW_BYTES
        write = partial(form.write, answer=answer, asked=asked)
        file = builds.build(generation, name, size, write)
        EXPORTS.labels("built").inc()
    return file


def table_response(
    columns: Sequence[Column], rows: Iterable[list[str]], name: str, title: str, suffix: str
) -> FileResponse:
    """Return rows of the desk as a file that is complete or not sent at all.

    Args:
        columns: of the table.
        rows: the cells of each as texts.
        name: what the rows are in one Latin word, for the file's name.
        title: the same in Russian, also on the tab of a workbook.
        suffix: ``csv`` or ``xlsx``.
    """
    form, columns = {"csv": FORM_CSV, "xlsx": FORM_XLSX}[suffix], tuple(columns)
    with ExitStack() as unless_complete:
        file = unless_complete.enter_context(
            tempfile.SpooledTemporaryFile(max_size=MAX_MEMORY_BYTES)
        )
        if form is FORM_CSV:
            lines = (as_csv.line(cells).encode() for cells in rows)
            as_csv.write_csv(file, lines, Shape(columns, whole=columns))
        else:
            with as_xlsx.open_workbook(file, title.capitalize()) as package:
                as_xlsx.write_table(package, 1, columns, rows)
        file.seek(0)
        unless_complete.pop_all()  # from here on the response closes the file
    ending = f"-{today():%Y-%m-%d}.{suffix}"
    return sent(file, name + ending, title + ending, form.content_type)


def sent(file: IO[bytes], name: str, russian_name: str, content_type: str) -> FileResponse:
    """Return the response that sends a file and closes it."""
    response = FileResponse(file, content_type=content_type)
    response["Content-Disposition"] = attachment(name, russian_name)
    return response


def attachment(ascii_name: str, name: str) -> str:
    """Return Content-Disposition with both names: some clients read only the plain one."""
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{iri_to_uri(name)}"


# --- What is asked of the file --------------------------------------------------------------


def asked_of(own: Mapping[str, str], form: Form) -> Asked:
    """Return what is asked of a file, or why it cannot be had."""
    keys = [key.strip() for key in own.get("columns", "").split(",") if key.strip()]
    delimiter = own.get("delimiter", "semicolon")
    refusals = [Refusal("columns", sentence) for sentence in odd_columns(keys, form.by_key)]
    if delimiter not in DELIMITERS:
        sentence = f"Разделителя «{shorten(delimiter)}» нет: укажите semicolon или comma."
        refusals.append(Refusal("delimiter", sentence))
    if refusals:
        return Asked(refusals=tuple(refusals))
    columns = tuple(form.by_key[key] for key in keys) or form.columns
    conditions = {name: own[name] for name in CONDITIONS if name in own}
    return Asked(Shape(columns, DELIMITERS[delimiter], form.columns), conditions)


def too_many(answer: Answer, form: Form) -> list[Refusal]:
    """Refuse an answer that the format cannot hold."""
    if answer.count <= form.most_rows:
        return []
    most = russian.programmes_counted(int(form.most_rows))
    return [Refusal("", f"В файл этого вида помещается {most}: уточните вопрос или возьмите CSV.")]


def later(reason: str) -> HttpResponse:
    """Return 503 for a file that cannot be built right now."""
    sentence = f"{reason} Повторите запрос через несколько секунд."
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail=sentence)
    response["Retry-After"] = str(AGAIN_SECONDS)
    return response
