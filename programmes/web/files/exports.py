"""Files of the catalogue's answer: built whole, then sent with their length."""

import hashlib
import io
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from operator import itemgetter
from typing import IO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from rapidfuzz import process

from portal.database import consistent_reading
from portal.monitoring import EXPORTS
from portal.responses import problem, shortened, unreadable

from ...catalogue import UNPAGED, Catalogue, Refusal, Sort, today
from ...models import Programme, Source
from ...tables import BY_KEY, COLUMNS, LICENCE, LICENCE_URL, Shape, as_csv, as_xlsx, ready_rows
from ...words import russian
from ..caching import data_of
from . import builds

SMALL = 500  # rows: a file of so few is made in memory sooner than it is found on the disk
ROW_BYTES = 5000  # of a row with all its columns; some are longer, most shorter
IN_MEMORY = 2**20  # bytes of an editor's file kept in memory; a larger one goes to the disk
AGAIN = 5  # seconds after which a large file may be asked for again
LONGEST_LINK = 2079  # signs of an address that Excel follows
DELIMITERS = {"semicolon": ";", "comma": ","}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Form:
    """A format of the file.

    Attributes:
        suffix: the end of the file's name.
        content_type: the media type.
        parameters: what may be asked of the file, beside the catalogue's own question.
        write: takes a binary file, the catalogue and the shape.
        most_rows: how many programmes fit.
    """

    suffix: str
    content_type: str
    parameters: tuple[str, ...]
    write: Callable[[IO[bytes], Catalogue, Shape], None]
    most_rows: float = float("inf")


def write_csv(file: IO[bytes], catalogue: Catalogue, shape: Shape) -> None:
    """Write the programmes of an answer as CSV."""
    as_csv.write_csv(file, ready_rows.lines(catalogue.pks), shape)


def write_xlsx(file: IO[bytes], catalogue: Catalogue, shape: Shape) -> None:
    """Write the programmes of an answer as a workbook, with a second sheet about itself."""
    addresses = set()
    rows = noting_sources(as_csv.rows(ready_rows.lines(catalogue.pks)), addresses)
    if not shape.is_plain:
        rows = ([cells[position] for position in shape.positions] for cells in rows)
    with as_xlsx.opened(file, "Программы", "О выгрузке") as package:
        as_xlsx.write_table(package, 1, shape.columns, rows)
        as_xlsx.write_notes(package, 2, notes(catalogue, addresses))


def noting_sources(rows: Iterable[list[str]], addresses: set[str]) -> Iterator[list[str]]:
    """Pass whole rows on, noting the sources which they name."""
    place = COLUMNS.index(BY_KEY["sources"])
    for cells in rows:
        addresses.update(cells[place].split("\n"))
        yield cells


def notes(catalogue: Catalogue, addresses: set[str]) -> list[tuple[str, str, str]]:
    """Return what a workbook says about itself: a label, a text, its address, for each line."""
    url = f"{settings.PORTAL_URL}{reverse('catalogue')}?{catalogue.query()}".rstrip("?")
    changed = catalogue.version.changed_at
    return [
        ("Вопрос", catalogue.in_words, ""),
        ("Сортировка", dict(Sort.ORDERS)[catalogue.sort], ""),
        ("Адрес", url, url if len(url) <= LONGEST_LINK else ""),
        ("Сколько", russian.programmes_counted(catalogue.count), ""),
        ("Выгружено", russian.day(catalogue.day), ""),
        ("Каталог изменён", f"{timezone.localtime(changed):%d.%m.%Y %H:%M}" if changed else "", ""),
        ("Лицензия", f"{LICENCE} — используйте свободно, называя портал и источники", LICENCE_URL),
        ("Как читать", "«Не указано» значит, что об этом не сказано ни в одном источнике.", ""),
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
    as_xlsx.MOST_ROWS,
)


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
        response = answered(request, form, may_build=False)
        if response is None:
            with builds.turn():
                response = answered(request, form, may_build=True)
    except builds.BusyError:
        EXPORTS.labels("busy").inc()
        return later("Сейчас готовятся другие большие таблицы.")
    except builds.NoRoomError:
        EXPORTS.labels("no-room").inc()
        logger.error("No room on the disk for an export")
        return later("Сейчас не хватает места, чтобы подготовить таблицу.")
    return response


def answered(request: HttpRequest, form: Form, *, may_build: bool) -> HttpResponse | None:
    """Return the answer from one state of the database; None if it has to be built first.

    Raises:
        NoRoomError: a file was to be built, and there is no room for it.
    """
    question, asked = apart(request.GET, form.parameters)
    shape, refusals = shape_of(asked)
    with consistent_reading():
        catalogue = Catalogue(question, today(), paged=False)
        refusals = [*catalogue.refusals, *refusals, *too_many(catalogue, form)]
        if refusals:
            return problem(HTTPStatus.BAD_REQUEST, refusals)
        if catalogue.count <= SMALL:
            file = in_memory(catalogue, shape, form)
        else:
            file = on_disk(catalogue, shape, form, may_build=may_build)
    if file is None:
        return None
    return sent(file, f"programmes-{catalogue.day.isoformat()}.{form.suffix}", form.content_type)


def in_memory(catalogue: Catalogue, shape: Shape, form: Form) -> IO[bytes]:
    """Return the whole file of a small answer, at its beginning."""
    file = io.BytesIO()
    form.write(file, catalogue, shape)
    file.seek(0)
    return file


def on_disk(catalogue: Catalogue, shape: Shape, form: Form, *, may_build: bool) -> IO[bytes] | None:
    """Return the kept file of a large answer, built now if that is allowed; else None."""
    keys = [column.key for column in shape.columns]
    deployment = [settings.PORTAL_URL, settings.RELEASE, ready_rows.LAYOUT]
    known_by = json.dumps([catalogue.query(), keys, shape.delimiter, deployment])
    name = f"{hashlib.sha256(known_by.encode()).hexdigest()}.{form.suffix}"
    generation = f"{catalogue.version.token}-{catalogue.day:%Y%m%d}"
    file = builds.kept(generation, name)
    if file is not None:
        EXPORTS.labels("kept").inc()
    elif may_build:
        size = catalogue.count * ROW_BYTES
        write = partial(form.write, catalogue=catalogue, shape=shape)
        file = builds.build(generation, name, size, write)
        EXPORTS.labels("built").inc()
    return file


def csv_response(rows: Iterable[Programme], name: str) -> FileResponse:
    """Return rows as a CSV file that is complete or not sent at all.

    Args:
        rows: programmes in any state, fetched with ``for_reading``.
        name: the file's name in ASCII; the Russian one is made from it.
    """
    with ExitStack() as unless_complete:
        file = unless_complete.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        as_csv.write_csv(file, (ready_rows.whole_line(row) for row in rows), Shape())
        file.seek(0)
        unless_complete.pop_all()  # from here on the response closes the file
    return sent(file, name, FORM_CSV.content_type)


def sent(file: IO[bytes], name: str, content_type: str) -> FileResponse:
    """Return the response that sends a file and closes it."""
    response = FileResponse(file, content_type=content_type)
    response["Content-Disposition"] = attachment(name, name.replace("programmes", "программы"))
    return response


def attachment(ascii_name: str, name: str) -> str:
    """Return Content-Disposition with both names: some clients read only the plain one."""
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{iri_to_uri(name)}"


# --- What is asked of the file --------------------------------------------------------------


def apart(params: QueryDict, own: tuple[str, ...]) -> tuple[QueryDict, dict[str, list[str]]]:
    """Part a query string into the catalogue's question and what is asked of the file."""
    question = params.copy()
    asked = {name: question.pop(name) for name in own if name in question}
    return question, asked


def shape_of(asked: dict[str, list[str]]) -> tuple[Shape, list[Refusal]]:
    """Return the shape that is asked for, and why it cannot be had."""
    several = [name for name, values in asked.items() if len(values) > 1]
    if several:
        sentence = "Параметр «{}» указан несколько раз: оставьте одно значение."
        return Shape(), [Refusal(name, sentence.format(name)) for name in several]
    odd = [(name, unreadable(name, values)) for name, values in asked.items()]
    if any(sentence for _, sentence in odd):
        return Shape(), [Refusal(name, sentence) for name, sentence in odd if sentence]
    keys = [key.strip() for key in asked.get("columns", [""])[0].split(",") if key.strip()]
    delimiter = asked.get("delimiter", [""])[0].strip() or "semicolon"
    refusals = [Refusal("columns", sentence) for sentence in objections(keys)]
    if delimiter not in DELIMITERS:
        sentence = f"Разделителя «{shortened(delimiter)}» нет: укажите semicolon или comma."
        refusals.append(Refusal("delimiter", sentence))
    if refusals:
        return Shape(), refusals
    columns = tuple(BY_KEY[key] for key in keys) or Shape().columns
    return Shape(columns, DELIMITERS[delimiter]), []


def objections(keys: list[str]) -> Iterator[str]:
    """Yield sentences for what cannot be chosen as columns."""
    if len(keys) > len(COLUMNS):
        yield f"Столбцов указано {len(keys)}, а в каталоге их {len(COLUMNS)}."
        return
    for key in dict.fromkeys(keys):
        if key not in BY_KEY:
            yield f"Столбца «{shortened(key)}» нет. {nearest(key)}"
        elif keys.count(key) > 1:
            yield f"Столбец «{key}» указан несколько раз: оставьте один."


def nearest(key: str) -> str:
    """Return a sentence that helps to find a column."""
    found = process.extract(key[:40], list(BY_KEY), limit=3, score_cutoff=50)
    names = ", ".join(map(itemgetter(0), found)) or ", ".join(BY_KEY)
    return f"Ближайшие: {names}." if found else f"Есть такие: {names}."


def too_many(catalogue: Catalogue, form: Form) -> list[Refusal]:
    """Refuse an answer that the format cannot hold."""
    if catalogue.count <= form.most_rows:
        return []
    most = russian.programmes_counted(int(form.most_rows))
    return [Refusal("", f"В файл этого вида помещается {most}: уточните вопрос или возьмите CSV.")]


def later(reason: str) -> HttpResponse:
    """Return 503 for a file that cannot be built right now."""
    sentence = f"{reason} Повторите запрос через несколько секунд."
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail=sentence)
    response["Retry-After"] = str(AGAIN)
    return response
