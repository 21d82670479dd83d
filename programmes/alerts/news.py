"""What happened to one question since something was told of it: new, gone, changed, soon closed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.http import QueryDict

from ..calendar import CalendarParameters, Entry, ask_calendar, read_entries
from ..dossier import in_words
from ..models import Change, Event, LastSeen, Programme
from ..words import EntryKind, Follows, Intake, State, russian
from .following import Following, key_of
from .happenings import NOTICE, Happenings
from .models import Known, unpack
from .sections import MAX_LINES, Item, Section, item

MAX_ITEMS, MIN_ITEMS = 12, 3  # of all sections of a letter; of each, where it has so many
MAX_READ = 500  # records of one section that are looked at, of which a letter shows some
EVERYTHING = QueryDict("time=all")
NO_MORE = "Больше не подходит под ваш вопрос"
REASONS = {
    State.PUBLISHED: NO_MORE,
    State.ARCHIVED: "В архиве: на странице сказано, что с ней стало",
}
WITHDRAWN = "Снята с публикации"
DELETED = "Удалены с портала"
NEW_PROGRAMMES = "новая программа", "новые программы", "новых программ"
CHANGED_PROGRAMMES = "программа изменилась", "программы изменились", "программ изменились"
GONE_PROGRAMMES = (
    "программа ушла из списка",
    "программы ушли из списка",
    "программ ушли из списка",
)
LAST_DAYS = "близкий срок", "близких срока", "близких сроков"
NEW_EVENTS = "новое событие", "новых события", "новых событий"
CHANGED_EVENTS = "событие изменилось", "события изменились", "событий изменились"
GONE_EVENTS = "событие ушло из списка", "события ушли из списка", "событий ушли из списка"


@dataclass(frozen=True)
class Followed:
    """What an alert follows and was told: alerts with the same are told the same."""

    follows: str
    query: str
    known: bytes
    told_until: datetime
    told_on: date
    is_terms_only: bool


class News:
    """What happened to one question.

    Args:
        happenings: what is the same for all questions of the run.
        followed: what was asked and told.
        following: how it is answered now.
    """

    def __init__(self, happenings: Happenings, followed: Followed, following: Following):
        self.happenings, self.followed, self.following = happenings, followed, following

    def tell(self) -> tuple[Known, list[Section]]:
        """Return what is known from now on, and what happened."""
        before, now = unpack(self.followed.known), self.following.known()
        if self.following.follows == Follows.EVENTS:
            return now, self._of_events(before, now)
        waiting = self.happenings.unsettled
        present = {pk: "" for pk in now if pk not in waiting}
        present |= {pk: "" for pk in before if pk in waiting}
        return present, self._of_programmes(before, present)

    def _closes_soon(self, closes: date) -> bool:
        """Tell whether a last day was not near yet when something was told last."""
        return closes - NOTICE > self.followed.told_on

    # --- Programmes -------------------------------------------------------------------------

    def _of_programmes(self, before: Known, now: Known) -> list[Section]:
        came, same = sorted(now.keys() - before.keys()), now.keys() & before.keys()
        gone = sorted(before.keys() - now.keys())
        moved = self._moved(same)
        return [
            Section.of("Скоро последний день", LAST_DAYS, self._closing(same)),
            Section.of("Новое", NEW_PROGRAMMES, self._new(came[:MAX_READ]), len(came)),
            Section.of("Изменилось", CHANGED_PROGRAMMES, self._changed(moved), len(moved)),
            Section.of(
                "Больше не в списке", GONE_PROGRAMMES, self._gone(gone[:MAX_READ]), len(gone)
            ),
        ]

    def _new(self, pks: Collection[int]) -> Iterator[Item]:
        read = Programme.objects.filter(pk__in=pks).order_by("sort_key", "slug")
        for each in read[:MAX_ITEMS]:
            lines = [each.summary]
            if each.intake == Intake.DATED and each.intake_closes:
                lines.append(f"Приём заявок до {russian.day(each.intake_closes)}")
            yield item(each.title, lines, each.get_absolute_url())

    def _moved(self, pks: Collection[int]) -> dict[int, list[int]]:
        """Return the changes of programmes, terms first; by the programme of the first change."""
        of_terms, since = self.followed.is_terms_only, self.followed.told_until
        found = defaultdict(list)
        for change, programme in self.happenings.changes(since, of_terms=of_terms):
            if programme in pks:
                found[programme].append(change)
        return found

    def _changed(self, moved: dict[int, list[int]]) -> Iterator[Item]:
        first = dict(islice(moved.items(), MAX_ITEMS))
        shown = [pk for pks in first.values() for pk in pks[:MAX_LINES]]
        changes = Change.objects.in_bulk(shown)
        programmes = Programme.objects.in_bulk(first)
        for programme, pks in first.items():
            lines = [told(changes[pk]) for pk in pks[:MAX_LINES]]
            record = programmes[programme]
            yield item(record.title, lines, record.get_absolute_url(), of=len(pks))

    def _closing(self, pks: Collection[int]) -> Iterator[Item]:
        for each in self.happenings.closing_programmes:
            if each.pk in pks:
                yield from self._closing_programme(each)
        for event, programmes in self.happenings.closing_events:
            if not programmes.isdisjoint(pks):
                yield from self._closing_event(event)

    def _closing_programme(self, programme: Programme) -> Iterator[Item]:
        if self._closes_soon(programme.intake_closes):
            line = self.happenings.last_day(programme.intake_closes)
            yield item(programme.title, [line], programme.get_absolute_url())

    def _closing_event(self, event: Event) -> Iterator[Item]:
        if self._closes_soon(event.applications_until):
            line = self.happenings.last_day(event.applications_until)
            yield item(event.title, [line], event.get_absolute_url())

    def _gone(self, pks: Collection[int]) -> Iterator[Item]:
        read = Programme.objects.filter(pk__in=pks).order_by("pk")[:MAX_ITEMS]
        # by the name that the public knew: what has been typed since is nobody's to read
        titles = dict(LastSeen.objects.filter(pk__in=pks).values_list("pk", "title"))
        if lost := len(pks) - len(titles):
            yield item(russian.programmes_counted(lost), [DELETED])
        for each in read:
            url = each.get_absolute_url() if each.state in REASONS else ""
            yield item(titles.get(each.pk, ""), [REASONS.get(each.state, WITHDRAWN)], url)

    # --- Events -----------------------------------------------------------------------------

    def _of_events(self, before: Known, now: Known) -> list[Section]:
        came = [key for key in now if key not in before]
        moved = [key for key in now if key in before and now[key] != before[key]]
        public = public_keys(self.happenings.day)
        left = sorted(before.keys() - now.keys())
        stayed = entries_of(key for key in left if key in public)
        over = {key for key, each in stayed.items() if each.is_over_on(self.happenings.day)}
        gone = [key for key in left if key not in over]
        closing = self._closing_entries(now.keys() & before.keys())
        new, changed = self._new_entries(came, now), self._changed_entries(moved, before, now)
        missed = self._gone_entries(gone, before, stayed)
        return [
            Section.of("Скоро последний день", LAST_DAYS, closing),
            Section.of("Новое", NEW_EVENTS, new, len(came)),
            Section.of("Изменилось", CHANGED_EVENTS, changed, len(moved)),
            Section.of("Больше не в списке", GONE_EVENTS, missed, len(gone)),
        ]

    def _new_entries(self, keys: list[str], now: Known) -> Iterator[Item]:
        for key, entry in entries_of(keys[:MAX_ITEMS]).items():
            line = now[key].removeprefix(f"{entry.title}: ")
            yield item(entry.title, [line], entry.get_absolute_url())

    def _changed_entries(self, keys: list[str], before: Known, now: Known) -> Iterator[Item]:
        for key, entry in entries_of(keys[:MAX_ITEMS]).items():
            lines = [f"Было: {before[key]}", f"Стало: {now[key]}"]
            yield item(entry.title, lines, entry.get_absolute_url())

    def _closing_entries(self, keys: Collection[str]) -> Iterator[Item]:
        for programme in self.happenings.closing_programmes:
            if key_of(EntryKind.INTAKE, programme.pk) in keys:
                yield from self._closing_programme(programme)
        for event, _ in self.happenings.closing_events:
            if key_of(EntryKind.EVENT, event.pk) in keys:
                yield from self._closing_event(event)

    def _gone_entries(
        self, keys: list[str], before: Known, stayed: dict[str, Entry]
    ) -> Iterator[Item]:
        for key in keys[:MAX_ITEMS]:
            if entry := stayed.get(key):
                yield item(entry.title, [NO_MORE], entry.get_absolute_url())
            else:
                yield item(before[key], ["Больше нет в календаре"])


def entries_of(keys: Iterable[str]) -> dict[str, Entry]:
    """Return entries of the calendar by the keys under which they are remembered."""
    names = [(EntryKind(kind), int(pk)) for kind, _, pk in (key.partition("-") for key in keys)]
    return {key_of(each.entry_kind, each.pk): each for each in read_entries(names)}


def public_keys(day: date) -> set[str]:
    """Return the keys of all that the calendar shows, over or not."""
    return {key_of(*name) for name in ask_calendar(EVERYTHING, day, CalendarParameters()).names}


def told(change: Change) -> str:
    """Return a change in one line, with the editors' note."""
    sentence = in_words(change).sentence
    return f"{sentence}. {change.note}" if change.note else sentence
