"""What the public reads of a programme, by fields and items: what the log of changes compares."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from copy import copy
from datetime import date
from typing import Any

from rest_framework import serializers

from ..dossier import (
    FactSerializer,
    OrganisationSerializer,
    ProgrammeSerializer,
    SourceBriefSerializer,
)
from ..models import FACTS, Event, Programme
from ..words import State, russian

Item = list[str]
"""An item of a field: what it is called, then all else that is told of it."""
Reading = dict[str, list[Item]]
"""What is read of a programme: the items of each field, in their order."""

SILENT = ("updated_at", "checked_on", "revision")
"""What changes without any news for a reader: to check an entry is no change of it."""
NO_DAY = date.min
"""The status of the intake moves with the day: that is no change of the record either."""
REPEATED = {*SILENT, "url", "api_url", "href", "not_stated", "status", "is_over"}
"""Fields of the record that follow from its others: a change of them is told there."""
YES, NO = "да", "нет"
STATES = {State.PUBLISHED: "опубликована", State.ARCHIVED: "закрыта, в архиве"}
WITHDRAWN, DELETED = "снята с публикации", "удалена"


class SeenSourceSerializer(SourceBriefSerializer):
    date_note = serializers.CharField()


class SeenFactSerializer(FactSerializer):
    source = SeenSourceSerializer()
    is_key = serializers.BooleanField(help_text="показан крупно")


class SeenProgrammeSerializer(ProgrammeSerializer):
    # the record of the API, and what only the page shows
    operator = OrganisationSerializer(allow_null=True)
    facts = SeenFactSerializer(many=True)


_record = SeenProgrammeSerializer(context={"day": NO_DAY})
# made once: to make it takes longer than all that it does
FIELDS: dict[str, serializers.Field] = dict(_record.fields)
"""What is public of a programme, by name."""


def without_silent(programme: Programme) -> Programme:
    """Return a programme without what changes silently."""
    shown = copy(programme)
    for name in SILENT:
        setattr(shown, name, None)
    return shown


def value_of(field: serializers.Field, programme: Programme) -> Any:
    """Return the value of a public field of a programme, as the API's record has it."""
    value = field.get_attribute(programme)
    return None if value is None else field.to_representation(value)


def read(field: serializers.Field, programme: Programme, value: Any) -> Reading:
    """Return what the public reads in a field of a published programme, item by item.

    It is taken from the record, whatever its serializer has: a field that is shown from tomorrow
    on stands in the log from then on.

    Args:
        value: as ``value_of`` gives it.
    """
    if field.field_name in REPEATED:
        return {}
    return {name: items for name, items in read_field(field, programme, value).items() if items}


def read_field(field: serializers.Field, programme: Programme, value: Any) -> Reading:
    """Return the items of one field of the record; of facts by question, of parts by part."""
    match field:
        case serializers.ListSerializer():
            records = getattr(programme, field.source).all()
            items = [
                [name_of(each), *details(field.child, told)]
                for each, told in zip(records, value, strict=True)
            ]
            if field.field_name != FACTS:
                return {field.field_name: items}
            by_question: Reading = {}
            for each, item in zip(records, items, strict=True):
                by_question.setdefault(f"{FACTS}.{each.about}", []).append(item)
            return by_question
        case serializers.Serializer() if field.source == "*":
            parts = [(part, value[part.field_name]) for part in field.fields.values()]
            return {
                part.source: [[leaf] for leaf in leaves(part, told)]
                for part, told in parts
                if part.field_name not in REPEATED
            }
        case serializers.Serializer():
            name = None if value is None else value.get("words") or name_of(programme, field)
            return {field.field_name: [[name, *details(field, value)]] if name else []}
    told = [YES if value else NO] if isinstance(value, bool) else leaves(field, value)
    return {field.field_name: [[leaf] for leaf in told]}


def name_of(record: Any, field: serializers.Field | None = None) -> str:
    """Return what a related record is called; an event with its days."""
    named = getattr(record, field.source) if field else record
    return f"{named}: {named.date_words}" if isinstance(named, Event) else str(named)


def details(field: serializers.Field, value: Any) -> Item:
    """Return all that is told of a related record, each text once."""
    return list(dict.fromkeys(leaves(field, value)))


def leaves(field: serializers.Field, value: Any) -> Iterator[str]:
    """Yield the texts of a value, as a reader takes them: names, dates in words, lines."""
    match value:
        case None | "":
            return
        case bool():
            yield from [str(field.help_text)] if value else []
        case {"value": _, "label": label, **others} if not others:  # of a vocabulary
            yield label
        case dict():
            for part in field.fields.values():
                if part.field_name not in REPEATED:
                    yield from leaves(part, value[part.field_name])
        case list():
            child = getattr(field, "child", field)
            for each in value:
                yield from leaves(child, each)
        case str() if isinstance(field, serializers.DateField):
            yield russian.day(date.fromisoformat(value))
        case _:
            yield from filter(str.strip, str(value).splitlines())


def pack(content: Any) -> bytes:
    """Return a reading, or whatever is kept beside it, as it is kept."""
    return zlib.compress(json.dumps(content, ensure_ascii=False).encode(), zlib.Z_BEST_SPEED)


def unpack(packed: bytes) -> Any:
    """Return what was packed."""
    return json.loads(zlib.decompress(packed))


def difference(old: list[Item], new: list[Item]) -> tuple[list[str], list[str]]:
    """Return the lines that are no longer read and those that are read now.

    An item that is called the same is told by what differs of it. Where items only changed places
    there are no lines.
    """
    left, came = missing(old, new), missing(new, old)
    lost = {each[0]: each for each in left}
    kept = {each[0]: each for each in came if each[0] in lost}
    return (
        [line(each, kept.get(each[0])) for each in left],
        [line(each, lost.get(each[0])) for each in came],
    )


def missing(items: list[Item], others: list[Item]) -> list[Item]:
    """Return the items that others lack, counted, in their order."""
    there = Counter(map(tuple, others))
    found = []
    for item in items:
        if there[tuple(item)] > 0:
            there[tuple(item)] -= 1
        else:
            found.append(item)
    return found


def line(item: Item, other: Item | None) -> str:
    """Return an item as a line: what it is called and, beside its other self, what differs."""
    name, *told = item
    if other is None:
        return name
    differing = [text for text in told if text not in other[1:]]
    # «21» says nothing beside «21 мастерская»
    differing = [text for text in differing if not any(text in o for o in differing if o != text)]
    return f"{name} ({'; '.join(differing)})" if differing else name
