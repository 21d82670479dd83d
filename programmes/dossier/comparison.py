"""Programmes side by side: what differs, what is the same, what no source says of any."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..models import Fact, Programme
from ..words import Measure
from .answers import Answer, answers, footnotes

MAX_CITED = 3
"""Sources that a cell names; the programme's page names them all."""


@dataclass(frozen=True)
class Cell:
    """What one programme says in one row.

    Attributes:
        lines: the answer; none where no source gives one.
        cited: who says so and for which day, in words.
    """

    lines: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One question, answered by each programme."""

    label: str
    cells: list[Cell]

    @property
    def is_unknown(self) -> bool:
        """Whether no source answers it for any programme."""
        return not any(cell.lines for cell in self.cells)

    @property
    def is_equal(self) -> bool:
        """Whether all programmes answer alike, whoever says so."""
        return len({cell.lines for cell in self.cells}) == 1


@dataclass(frozen=True)
class Comparison:
    """Rows that tell the programmes apart, those that do not, and the questions nobody answers."""

    different: list[Row] = field(default_factory=list)
    equal: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def compare(programmes: list[Programme], day: date) -> Comparison:
    """Set programmes side by side.

    Args:
        programmes: fetched with ``for_reading``, in the order of the columns.
        day: the day for which the intake is told.
    """
    notes = [footnotes(each) for each in programmes]
    told = [answers(each, day, of) for each, of in zip(programmes, notes, strict=True)]
    rows = [
        row("Вид поддержки", ([each.get_kind_display()] for each in programmes)),
        row("Чья программа", ([each.get_level_display()] for each in programmes)),
        row("Для кого", ([a.name for a in each.audiences.all()] for each in programmes)),
        answered("Кто может получить", "eligibility", told),
        answered("Что вы получите", "benefits", told),
        *measured([[note.fact for note in of] for of in notes]),
        answered("Стоимость или размер", "cost", told),
        answered("Приём заявок", "intake", told),
        answered("Как подать заявку", "application", told),
        row("Контакты", ([c.value for c in each.contacts.all()] for each in programmes)),
        answered("Формат", "format", told),
        answered("Место", "place", told),
        answered("Оператор", "operator", told),
        answered("Действует с", "since", told),
    ]
    return Comparison(
        different=[each for each in rows if not (each.is_unknown or each.is_equal)],
        equal=[each for each in rows if each.is_equal and not each.is_unknown],
        unknown=[each.label for each in rows if each.is_unknown],
    )


def row(label: str, lines: Iterable[list[str]]) -> Row:
    """Return a row of what the records say by themselves."""
    return Row(label, [Cell(tuple(each)) for each in lines])


def answered(label: str, about: str, told: list[dict[str, Answer]]) -> Row:
    """Return a row of the answers to one question of the programmes' pages."""
    cells = []
    for each in told:
        answer = each[about]
        cells.append(Cell(lines_of(answer), cited(note.fact for note in answer.notes)))
    return Row(label, cells)


def lines_of(answer: Answer) -> tuple[str, ...]:
    """Return an answer line by line."""
    texts = [answer.text] if answer.text else []
    return (*texts, *answer.items, *(text for text, _ in answer.links))


def measured(facts: list[list[Fact]]) -> list[Row]:
    """Return a row for each measure of which any programme has a figure."""
    rows = []
    for measure in Measure:
        found = [[fact for fact in each if fact.measure == measure] for each in facts]
        if any(found):
            cells = [
                Cell(tuple(f"{fact.figure} — {fact.label}" for fact in each), cited(each))
                for each in found
            ]
            rows.append(Row(measure.label, cells))
    return rows


def cited(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return who says what a cell says, and for which day: different ones, the first few."""
    return tuple(dict.fromkeys(fact.attribution for fact in facts))[:MAX_CITED]
