"""TOML files → entries of the catalogue; refuses what is not a record, without the database."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models

from ..revisions.natural import FOLDER, TABLE_OF, TABLES, Table
from ..words import clean_text, one_item_a_line

TOML_TYPES = {
    models.BooleanField: ({bool}, "нужно true или false"),
    models.IntegerField: ({int}, "нужно целое число без кавычек"),
    models.DecimalField: ({int, Decimal}, "нужно число без кавычек"),
    models.DateField: ({date}, "нужна дата без кавычек, например 2025-11-26"),
    models.Field: ({str}, "нужна строка в кавычках"),
}
"""What a file has to hold for a field of each class, the first that fits, and how to say so."""


class FixtureError(Exception):
    """The files cannot be loaded and nothing was changed.

    Attributes:
        errors: Russian sentences, each with the file and the record.
    """

    def __init__(self, *errors: str):
        super().__init__(*errors)
        self.errors = errors


@dataclass
class Entry:
    """A record as a file gives it, and its values by field name: a relation's is a name, too."""

    table: Table
    number: int
    given: dict
    values: dict = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(clean_text(str(self.given.get(name, ""))) for name in self.table.key)

    @property
    def name(self) -> str:
        words = f"«{'/'.join(self.key)}»" if all(self.key) else f"№ {self.number}"
        file = file_of(self.key[0]) if self.table.file == FOLDER else self.table.file
        return f"{file}, {self.table.words[0]} {words}"

    def references(self, name: str) -> list[tuple[Table, tuple[str, ...]]]:
        """Return table and key of each record that the relation ``name`` points to."""
        relation = self.table.relations[name]
        target = TABLE_OF[relation.related_model]
        value = self.values.get(name) or []
        # a fact points to another fact of its own programme: their keys begin alike
        beginning = self.key[: len(target.key) - 1]
        return [(target, (*beginning, last)) for last in ([value] if type(value) is str else value)]

    def mistakes(self, known: set[tuple[Table, tuple]]) -> Iterator[str]:
        """Fill ``values`` and yield a phrase for everything that is wrong.

        Args:
            known: table and key of all entries before this one.
        """
        if all(self.key) and (self.table, self.key) in known:
            yield "такая запись уже есть выше"
        for name in sorted(self.given.keys() - self.table.fields.keys()):
            yield f"неизвестный ключ «{name}»"
        for name, each in self.table.fields.items():
            try:
                self.values[name] = value_of(each, self.given)
            except ValidationError as error:
                yield from (f"ключ «{name}»: {message}" for message in error.messages)
        for name in self.table.relations:
            for target, key in self.references(name):
                if (target, key) not in known:
                    file = file_of(key[0]) if target.file == FOLDER else target.file
                    where = f"в {file}" + (" выше" if target is self.table else "")
                    yield f"ключ «{name}»: {where} нет {target.words[1]} «{'/'.join(key)}»"


def read_fixtures(directory: Path) -> list[Entry]:
    """Return all records of the files, each after those it refers to.

    Args:
        directory: the folder that holds the files of ``TABLES``.

    Raises:
        FixtureError: a file is missing or is no TOML, or a record is wrong.
    """
    documents, errors, known = {}, [], set()
    for file in dict.fromkeys(table.file for table in TABLES):
        try:
            documents[file] = (documents_of if file == FOLDER else document)(directory / file)
        except FixtureError as error:
            errors += error.errors
    if errors:
        raise FixtureError(*errors)
    entries = [entry for table in TABLES for entry in entries_of(table, documents[table.file])]
    for entry in entries:
        errors += (f"{entry.name}: {mistake.rstrip('.')}." for mistake in entry.mistakes(known))
        known.add((entry.table, entry.key))
    if errors:
        raise FixtureError(*errors)
    return entries


def file_of(slug: str) -> str:
    """Return the name of the file that holds a programme."""
    return f"{FOLDER}/{slug}.toml"


def documents_of(folder: Path) -> dict:
    """Return the files of a folder as one: each holds a programme and is named after it.

    Raises:
        FixtureError: there are none, or some is no TOML or names its programme itself.
    """
    programmes, errors = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            record = parse_file(path)
        except FixtureError as error:
            errors += error.errors
            continue
        if "slug" in record:
            errors.append(f"{file_of(path.stem)}: ключ «slug» лишний: код — это имя файла.")
        programmes.append(record | {"slug": path.stem})
    # what another one replaced comes after it: a record refers only to records before it
    programmes.sort(key=lambda record: "replaced_by" in record)
    if not programmes and not errors:
        errors.append(f"{folder}: файлов программ нет.")
    if errors:
        raise FixtureError(*errors)
    return {"programme": programmes}


def document(path: Path) -> dict:
    """Return a file's content. Raises ``FixtureError``: not there, no TOML, unknown sections."""
    content = parse_file(path)
    sections = {table.section for table in TABLES if table.file == path.name}
    if unknown := sorted(content.keys() - sections):
        raise FixtureError(*(f"{path.name}: неизвестный раздел «{name}»." for name in unknown))
    return content


def parse_file(path: Path) -> dict:
    """Return what a file says. Raises ``FixtureError``: it is not there, or is no TOML."""
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text, parse_float=Decimal)
    except OSError:
        raise FixtureError(f"{path}: файла нет или он не читается.") from None
    except UnicodeDecodeError:
        raise FixtureError(f"{path}: файл не в кодировке UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        name = file_of(path.stem) if path.parent.name == FOLDER else path.name
        raise FixtureError(f"{name}, {syntax_mistake(text, error)}") from None


def syntax_mistake(text: str, error: tomllib.TOMLDecodeError) -> str:
    """Return a sentence that says where the reader of TOML stopped: in which line and record."""
    reason, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    number = int(line[1]) if line else len(text.splitlines())
    above = "\n".join(text.splitlines()[:number])
    names = re.findall(r'^\s*(?:slug|code)\s*=\s*"(.+?)"', above, re.MULTILINE)
    record = f", запись «{names[-1]}»" if names else ""
    return (
        f"строка {number}{record}: не читается как TOML ({reason}). "
        "Строки пишутся в кавычках, даты — без них: 2025-11-26."
    )


def entries_of(table: Table, content: dict) -> Iterator[Entry]:
    """Yield the records of a table; their order in the file is the order inside a programme."""
    positions = Counter()
    for number, row in enumerate(rows_of(table, content), start=1):
        if len(table.key) == 1:
            yield Entry(table, number, row)
        else:
            programme = str(row.get("programme"))
            positions[programme] += 1
            yield Entry(table, number, {"position": positions[programme]} | row)


def rows_of(table: Table, content: dict) -> list[dict]:
    """Return what a section holds; a record inside a programme names it like any other."""
    outer, _, inner = table.section.rpartition(".")
    if not outer:
        return records(content.get(inner, []), table)
    # taken out of the programme, which has no such field
    return [
        {outer: holder.get("slug", "")} | row
        for holder in content.get(outer, [])
        for row in records(holder.pop(inner, []), table)
    ]


def records(found, table: Table) -> list[dict]:
    """Return ``found``. Raises ``FixtureError`` if it is no list of records."""
    if type(found) is list and all(type(row) is dict for row in found):
        return found
    name = table.section.rpartition(".")[2]
    raise FixtureError(f"{table.file}: раздел «{name}» пишется как [[{name}]].")


def value_of(field: models.Field, given: dict):
    """Return what a record holds in a field: a list as the lines of a text, a relation by name.

    Raises:
        ValidationError: the key is missing, or its value is none for this field.
    """
    if field.name not in given:
        if not field.blank and not field.has_default():
            raise ValidationError("нужен, но не указан")
        return [] if field.many_to_many else field.get_default()
    value = take_value(field, given[field.name])
    return value if field.is_relation else field.clean(value, None)


def take_value(field: models.Field, value):
    """Return a TOML value without spaces around its texts. Raises ``ValidationError``: its type."""
    if field.many_to_many or one_item_a_line in field.validators:
        if type(value) is not list or any(type(item) is not str for item in value):
            raise ValidationError('нужен список строк: ["…", "…"]')
        if len(set(value)) < len(value):
            raise ValidationError("значения в списке повторяются")
        value = sorted(value) if field.many_to_many else "\n".join(map(str.strip, value))
    else:
        types, wanted = next(TOML_TYPES[kind] for kind in TOML_TYPES if isinstance(field, kind))
        if type(value) not in types:
            raise ValidationError(wanted)
    if type(value) is str:
        ProhibitNullCharactersValidator()(value)
        return value.strip()
    return value
