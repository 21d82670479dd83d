"""Records by natural keys: how a record is named without a number, and its values in plain form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.functional import cached_property

from ..models import (
    LAST_DAYS,
    Audience,
    Contact,
    Country,
    Event,
    Fact,
    Industry,
    Organisation,
    Place,
    Programme,
    Requirement,
    Source,
    SynonymGroup,
)

PORTALS_OWN = {"id", "created_at", "updated_at", "public_digest", "revision"}
PORTALS_OWN |= {"sort_key", "in_use", "sequence", *LAST_DAYS.values()}
"""Fields that the portal and its desk alone write: no file gives them, no comparison reads them."""

FOLDER = "programmes"
"""Holds one file a programme, named after it."""


@dataclass(frozen=True)
class Table:
    """One kind of record: where it stands and the fields that name it.

    The last part of the key names the record in a file; a first part is the programme it is of.

    Attributes:
        file: the file that holds the records; a folder, if each of its files holds one programme.
        section: the section of the file; what follows a dot stands inside a record of another.
    """

    model: type[models.Model]
    file: str
    section: str
    words: tuple[str, str, str]
    key: tuple[str, ...] = ("slug",)

    @property
    def name(self) -> str:
        """The last part of its section: what a list of such records is called in a programme."""
        return self.section.rpartition(".")[2]

    @cached_property
    def fields(self) -> dict[str, models.Field]:
        every = (*self.model._meta.fields, *self.model._meta.many_to_many)
        return {each.name: each for each in every if each.name not in PORTALS_OWN}

    @cached_property
    def relations(self) -> dict[str, models.Field]:
        return {name: each for name, each in self.fields.items() if each.is_relation}


TABLES = (
    Table(Source, "sources.toml", "source", ("источник", "источника", "источников")),
    Table(
        model=Organisation,
        file="organisations.toml",
        section="organisation",
        words=("организация", "организации", "организаций"),
    ),
    Table(Audience, "taxonomies.toml", "audience", ("аудитория", "аудитории", "аудиторий")),
    Table(Place, "taxonomies.toml", "place", ("место", "места", "мест")),
    Table(Industry, "taxonomies.toml", "industry", ("отрасль", "отрасли", "отраслей")),
    Table(Country, "taxonomies.toml", "country", ("страна", "страны", "стран")),
    Table(
        model=SynonymGroup,
        file="synonyms.toml",
        section="synonym_group",
        words=("группа синонимов", "группы синонимов", "групп синонимов"),
    ),
    Table(Programme, FOLDER, "programme", ("программа", "программы", "программ")),
    Table(
        model=Contact,
        file=FOLDER,
        section="programme.contact",
        words=("контакт", "контакта", "контактов"),
        key=("programme", "value"),
    ),
    Table(
        model=Fact,
        file=FOLDER,
        section="programme.fact",
        words=("факт", "факта", "фактов"),
        key=("programme", "code"),
    ),
    Table(
        model=Requirement,
        file=FOLDER,
        section="programme.requirement",
        words=("условие", "условия", "условий"),
        key=("programme", "sentence"),
    ),
    Table(Event, "events.toml", "event", ("событие", "события", "событий")),
)
"""All that is loaded, in such an order that a record refers only to records before it."""

TABLE_OF = {table.model: table for table in TABLES}


def held(table: Table, name: str, record: models.Model):
    """Return what a record holds in a field, a related record by its natural key."""
    value, relation = getattr(record, name), table.relations.get(name)
    if relation is None or value is None:
        return value
    part = TABLE_OF[relation.related_model].key[-1]
    if relation.many_to_many:
        return sorted(getattr(related, part) for related in value.all())
    return getattr(value, part)


def plain_value(value):
    """Return one value as files, comparisons and revisions have it."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case str():
            # browsers send forms with other line ends than files have
            return value.replace("\r\n", "\n")
    return value
