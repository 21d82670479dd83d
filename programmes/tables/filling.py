"""The text of a cell → what a record holds in its fields, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Choices, Model

from ..models import Organisation, Programme
from ..words import NOT_STATED, clean_text, name_key, read_date, russian
from .cells import RefusedError

MAX_NAMES = 100  # in one cell
FORMER_UNKNOWN_OPERATOR = "Не указан в источнике"
"""What files of the first version say of a programme without an operator."""


@dataclass
class Known:
    """The records that cells may name, read once for a whole file."""

    _named: dict[type[Model], dict[str, set]] = field(default_factory=dict)

    def named(self, model: type[Model]) -> dict[str, set]:
        """Return the records of a model by each of their names and by their slugs."""
        if model not in self._named:
            found = self._named[model] = {}
            for record in model.objects.all():
                for name in names_of(record):
                    found.setdefault(name_key(name), set()).add(record)
        return self._named[model]

    def one(self, model: type[Model], name: str) -> Model:
        """Return the record that a name means."""
        named = self.named(model)
        found = named.get(name_key(name), ())
        if len(found) > 1:
            slugs = ", ".join(sorted(record.slug for record in found))
            raise RefusedError(f"«{name}» — имя нескольких записей, укажите код: {slugs}.")
        if not found:
            near = russian.perhaps(name, map(label_of, named.values()))
            raise RefusedError(f"«{name[:80]}» в каталоге нет.{near}")
        return next(iter(found))

    def many(self, model: type[Model], text: str) -> list[Model]:
        """Return the records that a cell names; a name may itself hold the sign between names."""
        parts = [part.strip() for part in text.split(";") if clean_text(part)]
        if len(parts) > MAX_NAMES:
            raise RefusedError(f"здесь больше {MAX_NAMES} названий.")
        named, found = self.named(model), []
        while parts:
            length = next(
                (n for n in range(len(parts), 1, -1) if name_key("; ".join(parts[:n])) in named), 1
            )
            found.append(self.one(model, "; ".join(parts[:length])))
            parts = parts[length:]
        return list(dict.fromkeys(found))


def names_of(record: Model) -> set[str]:
    """Return what a cell may call a record: how it is shown, its code, its name, its address."""
    own = {getattr(record, name, "") for name in ("slug", "name", "url")}
    return {str(record), *own} - {""}


def label_of(records: set) -> str:
    """Return the name of any of some records."""
    return str(next(iter(records)))


Taking = Callable[[str, Known], dict]
"""Takes the text of a cell; returns values of the record by field."""


def text(name: str) -> Taking:
    # the field cleans it as it does for a form, and says later what it refuses
    return lambda written, known: {name: Programme._meta.get_field(name).to_python(written)}


def choice(name: str, choices: type[Choices], *, blank: bool = False) -> Taking:
    by_name = {name_key(label): value for value, label in choices.choices}
    by_name |= {name_key(str(value)): value for value in choices.values}

    def take(written: str, known: Known) -> dict:
        if not name_key(written) and (blank or NOT_STATED in choices.values):
            return {name: "" if blank else NOT_STATED}
        value = by_name.get(name_key(written))
        if value is None:
            labels = ", ".join(f"«{label}»" for label in choices.labels)
            near = russian.perhaps(written, choices.labels)
            raise RefusedError(f"«{written[:80]}» — такого нет.{near or f' Можно: {labels}.'}")
        return {name: value}

    return take


def names(name: str, model: type[Model]) -> Taking:
    return lambda written, known: {name: known.many(model, written)}


def operator(written: str, known: Known) -> dict:
    name = written.strip()
    if name_key(name) in ("", name_key(FORMER_UNKNOWN_OPERATOR)):
        return {"operator": None}
    return {"operator": known.one(Organisation, name)}


def day(name: str) -> Taking:
    return lambda written, known: {name: date.fromisoformat(written) if written else None}


def since(written: str, known: Known) -> dict:
    if not written:
        return {"since": None, "since_precision": ""}
    found = read_date(written.partition("\N{NO-BREAK SPACE}")[2])
    return {"since": found.day, "since_precision": found.precision}
