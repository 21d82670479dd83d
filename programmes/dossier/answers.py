"""A programme's page as questions and answers, each with the facts that it rests on."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from ..models import Fact, Programme
from ..words import NBSP, NOT_STATED, SIZES, About, calendar_span, items_for, lower_first

SILENT = {
    About.OPERATOR: "кто ведёт программу",
    About.INTAKE: "когда принимают заявки",
    About.SINCE: "с какого времени она действует",
    About.ELIGIBILITY: "условия отбора",
    About.APPLICATION: "порядок подачи заявки",
}
"""Questions in other words where they stand in a list of what nobody says."""


@dataclass(frozen=True)
class Note:
    """A fact of the page with its number, as a footnote.

    Attributes:
        number: the place among the page's facts, from 1.
        rivals: the facts that say otherwise, as (number, code).
    """

    number: int
    fact: Fact
    rivals: list[tuple[int, str]]


@dataclass(frozen=True)
class Answer:
    """One question of the page.

    Attributes:
        about: the question.
        label: its words on this page, where the kind of support asks in others.
        text: the answer in a phrase; empty when it is a list or unknown.
        items: the answer as a list.
        notes: what it rests on.
        links: pages that the answer names, as (text, address).
    """

    about: About
    label: str = ""
    text: str = ""
    items: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The question in words."""
        return self.label or self.about.label

    @property
    def known(self) -> bool:
        """Whether any source answers the question: a template says «не указано» if not."""
        return bool(self.text or self.items or self.links)

    @property
    def told(self) -> bool:
        """Whether there is anything to show: an answer, or facts that speak of it."""
        return self.known or bool(self.notes)

    @property
    def unasked(self) -> str:
        """The question as it stands after «источники не называют»."""
        return SILENT.get(self.about, lower_first(self.heading))

    @property
    def disputed(self) -> bool:
        """Whether the sources of the answer disagree."""
        return any(note.rivals for note in self.notes)


def answers(
    programme: Programme, day: date, notes: list[Note], addressee: str = ""
) -> dict[str, Answer]:
    """Return the answers of a programme's page by the key of their question.

    Args:
        programme: fetched with ``for_reading``.
        day: the day for which the intake is told.
        notes: the programme's facts from ``footnotes``.
        addressee: whose conditions are told where the programme has several sides; all if empty.
    """
    operator = programme.operator
    given = {
        About.BENEFITS: {"items": items_for(programme.benefit_items, addressee)},
        About.ELIGIBILITY: {"items": items_for(programme.eligibility_items, addressee)},
        About.APPLICATION: {"items": items_for(programme.application_items, addressee)},
        About.COST: {"text": cost_words(programme), "label": cost_label(programme)},
        About.FORMAT: {"text": describe_value(programme.format, programme.get_format_display())},
        About.INTAKE: {"text": intake_words(programme, day)},
        About.SINCE: {"text": programme.since_words},
        About.OPERATOR: {
            "links": [(operator.name, operator.get_absolute_url())] if operator else []
        },
        About.PARTNERS: {
            "links": [(o.short_name, o.get_absolute_url()) for o in programme.partners.all()]
        },
        About.PLACE: {"items": [place_words(place) for place in programme.places.all()]},
        About.INDUSTRY: {"items": [industry.name for industry in programme.industries.all()]},
    }
    by_question = defaultdict(list)
    for note in notes:
        by_question[note.fact.about].append(note)
    return {
        about.value: Answer(about, notes=by_question[about], **answer)
        for about, answer in given.items()
    }


@dataclass(frozen=True)
class Condition:
    """What whoever applies has to meet, and the facts it rests on."""

    sentence: str
    notes: list[Note]


def conditions(programme: Programme, notes: list[Note]) -> list[Condition]:
    """Return the requirements of a programme with their footnotes.

    Args:
        programme: fetched with ``for_reading``.
        notes: the programme's facts from ``footnotes``.
    """
    return [
        Condition(each.sentence, [note for note in notes if note.fact.pk == each.fact_id])
        for each in programme.requirements.all()
    ]


def footnotes(programme: Programme) -> list[Note]:
    """Return a programme's facts as footnotes, each with the facts that contradict it."""
    facts = list(programme.facts.all())
    numbers = {fact.pk: (number, fact.code) for number, fact in enumerate(facts, start=1)}
    rivals = defaultdict(list)
    for fact in facts:
        if fact.alternative_to_id in numbers:
            rivals[fact.pk].append(numbers[fact.alternative_to_id])
            rivals[fact.alternative_to_id].append(numbers[fact.pk])
    return [Note(numbers[fact.pk][0], fact, rivals[fact.pk]) for fact in facts]


def describe_value(value: str, words: str) -> str:
    """Return the words for a value, or nothing where no source gives one."""
    return "" if value == NOT_STATED else words


def cost_label(programme: Programme) -> str:
    """Return what the page asks about money: the size of what is given, or what it costs."""
    return SIZES.get(programme.kind, "Стоимость")


def cost_words(programme: Programme) -> str:
    """Return what the recipient pays: the value of the vocabulary, then the details.

    Of a kind that gives money the details alone: they say how much.
    """
    if programme.kind in SIZES and programme.cost_note:
        return programme.cost_note
    words = [describe_value(programme.cost, programme.get_cost_display()), programme.cost_note]
    text = ". ".join(word.rstrip(".") for word in words if word)
    return f"{text}." if ". " in text else text


def intake_words(programme: Programme, day: date) -> str:
    """Return how the intake stands on a day, with its dates where there are any."""
    status = programme.intake_status_on(day)
    words = describe_value(status, status.label)
    dates = calendar_span(programme.intake_opens, programme.intake_closes)
    return f"{words}: {dates}" if dates else words


def place_words(place) -> str:
    """Return a place with what is known about where it is."""
    parts = [
        lower_first(place.description),
        place.address,
        f"метро «{place.metro}»" if place.metro not in place.description else "",
        f"район {place.district}" if place.district not in place.description else "",
    ]
    where = ", ".join(filter(None, parts))
    return f"{place.name}{NBSP}— {where}" if where else place.name
