"""Who is at work in a soak, on what, and how often."""

import itertools
import random
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.faults.editor import Editor
from tests.soak import answers
from tests.soak.answers import Question
from tests.soak.editors import (
    Answerer,
    Correspondent,
    Importer,
    OperatorWriter,
    Publisher,
    TitleWriter,
    Writer,
)
from tests.soak.stack import Stack
from tests.soak.strands import Strand
from tests.soak.visitors import Crawler, Notes, Robot, Visitor, Worker

TITLED = tuple(f"programme-{number:06}" for number in range(6))
IMPORTED = tuple(f"programme-{number:06}" for number in range(100, 140))
PUBLISHED = "programme-000200"
OPERATOR = "organisation-3"
WORDS = ["станки", "грант", "выставки", "заём", "роботы", "студенты", "экспорт", "Азия"]

TITLES = Strand("titles", re.compile(r"Правка (\d+) от редактора"))
NAMES = Strand("names of an operator", re.compile(r"Фонд под именем (\d+)"))
RELEASES = Strand("releases", re.compile(r"Выпуск (\d+) заново"))
IMPORTS = Strand("imports", re.compile(r"Загрузка (\d+) из таблицы"))
STRANDS = (TITLES, NAMES, RELEASES, IMPORTS)


def chosen(slugs: tuple[str, ...]) -> str:
    """Return the parameters that name programmes."""
    return "&".join(f"programme={slug}" for slug in slugs)


def writers(stack: Stack, notes: Notes) -> list[Writer]:
    """Return the editors; each is signed in in a browser of his own."""

    def signed_in(number: int) -> Editor:
        return Editor(stack.portal.address, source=f"127.0.2.{number}")

    titled = f"?{chosen(TITLED)}"
    table = f"/programmes.csv?{chosen(IMPORTED)}&columns=slug,title,cost_note"
    return [
        TitleWriter(
            "editor of titles", notes, 20, editor=signed_in(1), strand=TITLES, slugs=TITLED,
            looks=tuple(
                (path + titled, None)
                for path in ("/programmes/", "/programmes.csv", "/programmes.json")
            ),
        ),
        OperatorWriter(
            "editor of an operator", notes, 75, editor=signed_in(2), strand=NAMES, slug=OPERATOR,
            looks=((f"/organisations/{OPERATOR}/", None),
                   (f"/programmes.csv?operator={OPERATOR}", None)),
        ),
        Publisher(
            "publisher", notes, 65, editor=signed_in(3), strand=RELEASES, slug=PUBLISHED,
            looks=((f"/programmes.json?q={quote('заново')}&literal=1", None),),
        ),
        Importer(
            "editor with tables", notes, 180, editor=signed_in(4), strand=IMPORTS, table=table,
            slug=IMPORTED[0], looks=((table, None),),
        ),
    ]  # fmt: skip


def visitors(stack: Stack, notes: Notes, count: int) -> list[Worker]:
    """Return all others.

    Args:
        count: how many programmes the public sees, that of the publisher among them.
    """
    address, plain_port = stack.portal.address, stack.portal.plain_port
    sources = (f"127.0.3.{number}" for number in itertools.count(1))

    def visitor(name: str, pause: float, questions: list[Question], *, revalidates=False):
        return Visitor(
            name, notes, pause, address=address, source=next(sources),
            questions=itertools.cycle(questions), revalidates=revalidates,
        )  # fmt: skip

    return [
        visitor("reader", 0.8, pages()),
        visitor("reader", 1.1, pages()[::-1], revalidates=True),
        Visitor("asker of new questions", notes, 1.5, address=address, source=next(sources),
                questions=new_questions()),
        Crawler("search engine", notes, 1.2, address=address, source=next(sources),
                moving=("/programmes/soak-", f"/programmes/{PUBLISHED}/")),
        visitor("exporter", 6, files(count)),
        visitor("exporter", 7, files(count)[::-1], revalidates=True),
        visitor("subscriber", 2.5, feeds(), revalidates=True),
        visitor("subscriber", 3.5, feeds()[::-1]),
        Visitor("typist", notes, 1.5, address=address, source=next(sources), questions=typing()),
        Visitor("prober", notes, 5, address=address, questions=itertools.cycle(health())),
        Robot("robot", notes, 0.8, port=plain_port, source=next(sources)),
        Correspondent("correspondent", notes, 40, address=address, subjects=IMPORTED),
        Answerer("editor of the inbox", notes, 50,
                 editor=Editor(address, source="127.0.2.5")),
    ]  # fmt: skip


def health() -> list[Question]:
    """Return what a balancer asks."""
    return [Question(path, answers.plain) for path in ("/healthz", "/readyz")]


def pages() -> list[Question]:
    """Return what people read."""
    whole = ((TITLES, None),)
    titled = f"?{chosen(TITLED)}"
    plain = [
        "/", "/programmes/?kind=grant", f"/programmes/?q={quote('выставки')}&sort=title",
        "/programmes/programme-000300/", "/fit/", "/about/", "/changes/", "/events/", "/sources/",
        "/events/?month=2027-03", "/data/", f"/programmes/?q={quote('роботов')}&cost=free",
        "/list/?" + chosen(TITLED[:3]), "/programmes/?page=7", "/accessibility/", "/api/",
    ]  # fmt: skip
    marked = [
        Question(f"/programmes/{titled}", answers.page, whole),
        Question(f"/compare/?{chosen(TITLED[:4])}", answers.page, ((TITLES, (0, 1, 2, 3)),)),
        Question(f"/programmes/{TITLED[1]}/", answers.page, ((TITLES, (1,)),)),
        Question(f"/organisations/{OPERATOR}/", answers.page, ((NAMES, None),)),
        Question("/programmes/", answers.page, ((NAMES, None),)),
        Question(
            f"/programmes/?{chosen(IMPORTED[:20])}&view=table&columns=title,cost_note",
            answers.page,
            ((IMPORTS, None),),
        ),
    ]
    usual = [Question(path, answers.page) for path in plain]
    return [each for pair in zip(usual, itertools.cycle(marked), strict=False) for each in pair]


def files(count: int) -> list[Question]:
    """Return what programs and spreadsheets fetch."""
    everything = tuple((strand, None) for strand in STRANDS)
    rows = answers.table_of((count, count - 1))
    titled = f"?{chosen(TITLED)}"
    four = f"?{chosen(TITLED[:4])}"
    json, rows_40 = answers.json_text, answers.table_of((len(IMPORTED),))
    return [
        Question("/programmes.csv", rows, everything),
        Question(f"/programmes.csv{titled}", answers.table_of((6,)), ((TITLES, None),)),
        Question(f"/programmes.json{titled}", json, ((TITLES, None),)),
        book(titled, ((TITLES, None),)),
        Question(f"/programmes.csv?operator={OPERATOR}", answers.table, ((NAMES, None),)),
        Question(f"/api/v1/organisations/{OPERATOR}", json, ((NAMES, None),)),
        Question(f"/compare.csv{four}", answers.plain, ((TITLES, (0, 1, 2, 3)),)),
        Question(f"/api/v1/programmes?{chosen(IMPORTED)}&page_size=100", json, ((IMPORTS, None),)),
        Question("/facts.csv?kind=grant", answers.table),
        Question(f"/api/v1/programmes/{TITLED[2]}", json, ((TITLES, (2,)),)),
        book("", everything),
        Question(f"/programmes.csv?{chosen(IMPORTED)}", rows_40, ((IMPORTS, None),)),
        book(f"?operator={OPERATOR}", ((NAMES, None),)),
        Question("/api/v1/facets", json),
        Question("/api/v1/schema", json),
    ]  # fmt: skip


def book(query: str, shows: tuple) -> Question:
    """Return a question for a workbook, which carries the second of its making."""
    return Question(f"/programmes.xlsx{query}", answers.workbook, shows, has_versions=False)


def feeds() -> list[Question]:
    """Return what calendars and readers of news fetch again and again."""
    return [
        Question("/programmes.atom", answers.as_xml),
        Question(f"/programmes.atom?{chosen(TITLED)}", answers.as_xml, ((TITLES, None),)),
        Question("/events.ics", answers.calendar),
        Question("/changes.atom", answers.as_xml),
        Question("/events.atom", answers.as_xml),
        Question("/events/exhibition-3.ics", answers.calendar),
        Question("/events.csv", answers.table),
        Question("/changes.csv", answers.table),
        Question("/events.json", answers.json_text),
        Question("/changes.json", answers.json_text),
        Question("/events.xlsx", answers.workbook, has_versions=False),
    ]


def new_questions() -> Iterator[Question]:
    """Return questions that nobody has asked before."""
    choose = random.Random(15)
    for number in itertools.count():
        words = quote(" ".join(choose.sample(WORDS, choose.randint(1, 3))))
        yield Question(f"/programmes/?q={words}+{number}", answers.page)


def typing() -> Iterator[Question]:
    """Return what the field for words asks while somebody types."""
    for word in itertools.cycle(WORDS):
        for length in range(2, len(word) + 1):
            yield Question(f"/suggest/?q={quote(word[:length])}", answers.json_text)


def every(seconds: float, begin: float) -> Callable[[float], bool]:
    """Return what tells, asked with the time, whether something is due again."""
    due = [begin + seconds]

    def is_due(now: float) -> bool:
        if now < due[0]:
            return False
        due[0] += seconds
        return True

    return is_due
