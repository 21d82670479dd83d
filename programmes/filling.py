"""A cell as an editor fills it in → what the record holds, or the reason why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Model, TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rapidfuzz import process

from .choices import Cost, DatePrecision, Format, Intake, Kind, Stage
from .columns import NO, UNKNOWN_OPERATOR, YES, Column, Type
from .models import Audience, Industry, Organisation, Place
from .reading import Broken, Cell
from .wording import MONTHS_GENITIVE
from .workbook import EXCELS_ZERO

DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
TRUTHS = {YES: YES, "true": YES, "истина": YES, "1": YES}
TRUTHS |= {NO: NO, "false": NO, "ложь": NO, "0": NO}
ONE_LINE = ("title", "summary", "cost_note")

_SINCE = re.compile(r"(?:со? )?(?:(?:(\d{1,2}) )?([а-я]+) )?(\d{4})(?: года?)?")


class RefusedError(Exception):
    """A cell that cannot be taken over; the message tells the person why."""


# --- Cells as texts, in the form in which they are exported ----------------------------------


def as_text(column: Column, value: Cell | Broken) -> str:
    """Return a cell of a file as the exports would write it.

    Raises:
        RefusedError: the cell does not hold what its column holds.
    """
    if isinstance(value, Broken):
        raise RefusedError(value.reason)
    if isinstance(value, bool):
        value = YES if value else NO
    match column.type:
        case Type.DATE:
            return day_text(value)
        case Type.MOMENT:
            return moment_text(value)
        case Type.BOOLEAN:
            return TRUTHS.get(plain(value).strip().casefold(), plain(value))
    return plain(value)


def plain(value: str | float) -> str:
    """Return a text with ordinary line ends; a number as a person writes it."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def day_text(value: str | float) -> str:
    """Return a date as ISO 8601."""
    if isinstance(value, float):
        return counted_from_zero(value).date().isoformat()
    text = value.strip()
    if not text:
        return ""
    for form in DAY_FORMS:
        try:
            # only the date is read, so no time zone can change it
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise RefusedError(f"«{text}» — не дата: напишите, например, 2026-02-01 или 01.02.2026.")


def counted_from_zero(days: float) -> datetime:
    """Return the moment that Excel counts in days, to the second."""
    try:
        since_then = timedelta(seconds=round(days * 86_400))
        return datetime.combine(EXCELS_ZERO, datetime.min.time()) + since_then
    except (OverflowError, ValueError):
        raise RefusedError(f"число {days:g} — не дата.") from None


def moment_text(value: str | float) -> str:
    """Return a moment to the second, as a clock in Moscow shows it."""
    if isinstance(value, float):
        return counted_from_zero(value).isoformat()
    text = value.strip()
    if not text:
        return ""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise RefusedError(f"«{text}» — не дата со временем.")
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment).replace(tzinfo=None)
    return moment.replace(microsecond=0).isoformat()


# --- Texts as values --------------------------------------------------------------------------


@dataclass
class Known:
    """The records that cells may name, read once for a whole file."""

    _named: dict[type[Model], dict[str, set]] = field(default_factory=dict)

    def named(self, model: type[Model]) -> dict[str, set]:
        """Return the records of a model by each of their names and by their slugs."""
        if model not in self._named:
            found = self._named[model] = {}
            for record in model.objects.all():
                for name in {str(record), record.name, record.slug}:
                    found.setdefault(name.casefold(), set()).add(record)
        return self._named[model]

    def one(self, model: type[Model], name: str) -> Model:
        """Return the record that a name means."""
        named = self.named(model)
        found = named.get(name.casefold(), ())
        if len(found) > 1:
            slugs = ", ".join(sorted(record.slug for record in found))
            raise RefusedError(f"«{name}» — имя нескольких записей, укажите код: {slugs}.")
        if not found:
            raise RefusedError(f"«{name}» в каталоге нет.{hint(name, map(shown, named.values()))}")
        return next(iter(found))

    def many(self, model: type[Model], text: str) -> list[Model]:
        """Return the records that a cell names; a name may itself hold the sign between names."""
        parts = [part.strip() for part in text.split(";") if part.strip()]
        named, found = self.named(model), []
        while parts:
            length = next(
                (n for n in range(len(parts), 1, -1) if "; ".join(parts[:n]).casefold() in named), 1
            )
            found.append(self.one(model, "; ".join(parts[:length])))
            parts = parts[length:]
        return list(dict.fromkeys(found))


def shown(records: set) -> str:
    """Return the name of any of some records."""
    return str(next(iter(records)))


def hint(name: str, names) -> str:
    """Return a sentence with the nearest of some names; empty when none is near."""
    nearest = process.extractOne(name[:80], sorted(set(names)), score_cutoff=60)
    return f" Возможно, «{nearest[0]}»." if nearest else ""


Taking = Callable[[str, Known], dict]
"""Takes the text of a cell; returns values of the record by field."""


def text(name: str) -> Taking:
    def take(written: str, known: Known) -> dict:
        if name in ONE_LINE and "\n" in written:
            raise RefusedError("уберите перенос строки.")
        return {name: written}

    return take


def choice(name: str, choices: type[TextChoices], *, blank: bool = False) -> Taking:
    by_name = {label.casefold(): value for value, label in choices.choices}
    by_name |= {value.casefold(): value for value in choices.values}

    def take(written: str, known: Known) -> dict:
        if not written and blank:
            return {name: ""}
        value = by_name.get(written.strip().casefold())
        if value is None:
            labels = ", ".join(f"«{label}»" for label in choices.labels)
            near = hint(written, choices.labels)
            raise RefusedError(f"«{written}» — такого нет.{near or f' Можно: {labels}.'}")
        return {name: value}

    return take


def names(name: str, model: type[Model]) -> Taking:
    return lambda written, known: {name: known.many(model, written)}


def operator(written: str, known: Known) -> dict:
    name = written.strip()
    if name.casefold() in ("", UNKNOWN_OPERATOR.casefold()):
        return {"operator": None}
    return {"operator": known.one(Organisation, name)}


def day(name: str) -> Taking:
    return lambda written, known: {name: date.fromisoformat(written) if written else None}


def since(written: str, known: Known) -> dict:
    """Take «с 2019 года», «с сентября 2025 года», «2019», «2025-09» or a whole date."""
    words = " ".join(written.split()).lower()
    if not words:
        return {"since": None, "since_precision": ""}
    try:
        return read_since(words)
    except ValueError:
        raise RefusedError(
            f"«{written}» непонятно: напишите «с 2019 года», «с сентября 2025 года» или 2025-09-02."
        ) from None


def read_since(words: str) -> dict:
    """Return a beginning with its precision from small letters.

    Raises:
        ValueError: the words mean no date.
    """
    if numbers := re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", words):
        year, month, monthday = numbers.groups()
    elif match := _SINCE.fullmatch(words):
        monthday, name, year = match.groups()
        month = MONTHS_GENITIVE.index(name) + 1 if name else None
    else:
        raise ValueError
    precision = DatePrecision.YEAR
    if month:
        precision = DatePrecision.DAY if monthday else DatePrecision.MONTH
    return {
        "since": date(int(year), int(month or 1), int(monthday or 1)),
        "since_precision": precision,
    }


TAKEN: dict[str, Taking] = {
    "title": text("title"),
    "summary": text("summary"),
    "kind": choice("kind", Kind),
    "stage": choice("stage", Stage, blank=True),
    "audience": names("audiences", Audience),
    "operator": operator,
    "partners": names("partners", Organisation),
    "place": names("places", Place),
    "industry": names("industries", Industry),
    "cost": choice("cost", Cost),
    "cost_note": text("cost_note"),
    "format": choice("format", Format),
    "since": since,
    "intake": choice("intake", Intake),
    "intake_opens": day("intake_opens"),
    "intake_closes": day("intake_closes"),
    "description": text("description"),
    "benefits": text("benefits"),
    "eligibility": text("eligibility"),
    "application": text("application"),
    "checked_on": day("checked_on"),
}
"""The columns that an import changes, and how."""
COMPUTED = ("in_base_document", "updated_at", "url")
"""The columns that the portal fills in by itself; what a file says there does not matter."""
