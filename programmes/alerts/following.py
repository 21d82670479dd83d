"""What an alert follows: a question to the catalogue or to the calendar, as it is answered now."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from portal.responses import Refusal

from ..calendar import Calendar, CalendarParameters, Entry, ask_calendar, read_entries
from ..catalogue import Answer, FacetIndex, ProgrammeFilter, ask
from ..models import Programme
from ..words import NOT_STATED, EntryKind, Follows, russian
from .models import Known

OF_PAGE = ("sort", "page", "page_size", "view", "columns")
"""What says nothing of what is followed, and is left out."""
MAX_QUERY_CHARACTERS = 6000
MAX_ENTRIES = 1000  # of one question: their lines are remembered
TOO_LONG = "Вопрос слишком длинный, чтобы за ним следить: выберите меньше программ."


@dataclass(frozen=True)
class Following:
    """A question that is followed, and what answers it.

    Attributes:
        follows: whether its programmes or its events.
        answer: what the catalogue or the calendar says; nothing, where nothing public is left.
        kept: the question to be remembered, where it is another one than what was answered.
        end: why it cannot be followed any more; empty while it can.
    """

    follows: Follows
    answer: Answer | Calendar
    kept: str = ""
    end: str = ""

    @classmethod
    def read(cls, follows: Follows, params: QueryDict, day: date) -> "Following":
        """Return what a query string asks to be followed.

        Args:
            follows: programmes or events.
            params: the query string, as Django parses it.
            day: the day on which it is answered.
        """
        asked = params.copy()
        for name in OF_PAGE:
            asked.pop(name, None)
        if follows == Follows.EVENTS:
            return cls(follows, ask_calendar(asked, day, CalendarParameters()))
        return cls(follows, ask(asked, day))

    @classmethod
    def renewed(cls, follows: Follows, query: str, day: date) -> "Following":
        """Return a question that was followed before, whatever became of what it names.

        What the editors still have and the public does not see at the moment (a programme that was
        withdrawn, an audience without any) is waited for. What is gone for good is left out of its
        condition; a condition of which nothing is left ends the question, which would be a wider
        one without it.

        Args:
            follows: programmes or events.
            query: the clean query string of then.
            day: the day on which it is answered.
        """
        found = cls.read(follows, QueryDict(query), day)
        if not found.refusals:
            return found
        sets, asked = found.answer.snapshot.sets, found.answer.question.params
        kept = {name: existing(name, values) for name, values in asked.items()}
        if not all(kept.values()):
            return replace(found, end=found.refusals[0].sentence)
        public = {name: seen(name, values, sets) for name, values in kept.items()}
        if all(public.values()):
            found = cls.read(follows, QueryDict(urlencode(public, doseq=True)), day)
            if found.refusals:
                return replace(found, end=found.refusals[0].sentence)
        return replace(found, kept=urlencode(kept, doseq=True))

    @property
    def refusals(self) -> list[Refusal]:
        """What was not understood; then there is nothing to follow."""
        if len(self.query) > MAX_QUERY_CHARACTERS:
            return [Refusal("", TOO_LONG)]
        return self.answer.question.refusals

    @property
    def query(self) -> str:
        """The question as a clean query string."""
        return self.answer.question.query()

    @property
    def programme(self) -> int | None:
        """The one programme that is named, if nothing else is asked."""
        question = self.answer.question
        if self.follows == Follows.EVENTS or [*question.params] != ["programme"]:
            return None
        return question.chosen[0] if len(question.chosen) == 1 else None

    @property
    def in_words(self) -> str:
        """The question as a phrase; of one programme, its title."""
        if self.answer.question.refusals:
            named = (
                self.follows == Follows.PROGRAMMES and "programme" in self.answer.question.params
            )
            return "Выбранные программы" if named else "Ваш вопрос"
        if self.follows == Follows.EVENTS:
            return self.answer.in_words
        if self.programme:
            return Programme.objects.get(pk=self.programme).title
        return self.answer.question.in_words

    @property
    def path(self) -> str:
        """The path of the page with the answer."""
        if self.programme:
            return reverse("programme", args=self.answer.question.params["programme"])
        page = reverse("events" if self.follows == Follows.EVENTS else "catalogue")
        return f"{page}?{self.query}".rstrip("?")

    @property
    def form_path(self) -> str:
        """The path of the form that follows the question."""
        form = reverse("alerts_events" if self.follows == Follows.EVENTS else "alerts")
        return f"{form}?{self.query}".rstrip("?")

    @property
    def calendar_query(self) -> str | None:
        """The question about programmes as the calendar understands it; None where it cannot."""
        asked = self.answer.question.params.keys()
        return None if asked - {*CalendarParameters.names} else self.query

    def path_of_changes(self, since: date) -> str:
        """Return the path of the page with all that changed since a day; of events, their list."""
        if self.follows == Follows.EVENTS:
            return self.path
        query = "&".join(filter(None, [self.query, f"since={since.isoformat()}"]))
        return f"{reverse('changes')}?{query}"

    def known(self) -> Known:
        """Return what answers now."""
        if self.follows == Follows.EVENTS:
            entries = read_entries(self.answer.names[:MAX_ENTRIES])
            return {key_of(each.entry_kind, each.pk): line_of(each) for each in entries}
        return dict.fromkeys(self.answer.selected, "")


def existing(name: str, values: list[str]) -> list[str]:
    """Return the values of a parameter of which there is a record; of all others, all."""
    model = model_of(name)
    if model is None:
        return values
    found = {*model.objects.filter(slug__in=values).values_list("slug", flat=True)}
    return [value for value in values if value in found or value == NOT_STATED]


def seen(name: str, values: list[str], known: FacetIndex) -> list[str]:
    """Return the values of a parameter that the public can ask for."""
    if model_of(name) is None:
        return values
    public = known.pk_of if name == "programme" else known.options[name]
    return [value for value in values if value in public]


def model_of(name: str) -> type[Model] | None:
    """Return the model whose codes a parameter takes; None where it takes anything else."""
    if name == "programme":
        return Programme
    facet = ProgrammeFilter.facets().get(name)
    return facet.of if facet and issubclass(facet.of, Model) else None


def key_of(kind: EntryKind, pk: int) -> str:
    """Return the key under which an entry of the calendar is remembered."""
    return f"{kind}-{pk}"


def line_of(entry: Entry) -> str:
    """Return an entry in one line: «SIAL 2027: 19–21 мая 2027 года, Шанхай, Китай; отменено»."""
    said = [", ".join(filter(None, (entry.date_words, entry.where)))]
    if entry.deadline_words:
        said.append(f"заявки до {entry.deadline_words}")
    if entry.is_cancelled or entry.is_moved:
        said.append(russian.lower_first(entry.get_state_display()))
    return f"{entry.title}: {'; '.join(said)}"
