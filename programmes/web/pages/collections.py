"""What is given as files beside the programmes: events and changes, each with columns and date."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from ...calendar import EVENT_COLUMNS
from ...dossier import CHANGE_COLUMNS, CHANGE_FILES, EVENT_FILES
from ...models import Change, Event
from ...tables import Column


@dataclass(frozen=True)
class Collection:
    """Records of one kind that programs and spreadsheets take along.

    Attributes:
        name: of the address of its page; the part of the page about the data is called so, too.
        title: what they are.
        meaning: which of them its files have, and how they are asked for.
        columns: of its tables.
        files: pairs of a format and its path.
        changed_at: when any of them changed last; None when there is none.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    files: list[tuple[str, str]]
    changed_at: datetime | None

    @property
    def path(self) -> str:
        """Where people read them."""
        return reverse(self.name)


def collections() -> list[Collection]:
    """Return the events and the changes as they may be taken along now."""
    return [
        Collection(
            "events",
            "События",
            "Выставки, миссии, наборы и сроки заявок: предстоящие, а с time=all — все. Вопрос "
            "тот же, что в адресе календаря.",
            EVENT_COLUMNS,
            paths(EVENT_FILES),
            Event.objects.public().aggregate(last=Max("updated_at"))["last"],
        ),
        Collection(
            "changes",
            "Изменения",
            "Что было и что стало в каждой программе, новые сверху. Вопрос тот же, что в адресе "
            "каталога; severity отбирает по смыслу, since — по дню.",
            CHANGE_COLUMNS,
            paths(CHANGE_FILES),
            Change.objects.aggregate(last=Max("moment"))["last"],
        ),
    ]


def paths(files: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs of a format and its path."""
    return [(name, reverse(view)) for view, (name, _) in files.items()]
