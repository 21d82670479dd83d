"""Two contents of a record compared in words, and three merged: base, a correction, what is now."""

from dataclasses import dataclass

from django.db import models

from ..words import Difference
from .contents import Content, parts_of, written_fields
from .natural import TABLE_OF, Table

NOTHING = "—"


@dataclass(frozen=True)
class Part:
    """What became of one record of a content: the record itself, or one of its parts.

    Attributes:
        title: «Факт «…»», as people call it; empty for the record itself.
        differences: its changed fields, each with both texts.
        is_gone: whether it was deleted.
    """

    title: str
    differences: list[Difference]
    is_gone: bool = False


@dataclass(frozen=True)
class Conflict:
    """A field, or a whole part, that two people changed to different things.

    Attributes:
        title: what it is, as people call it.
        mine, theirs: its text in the correction and in what is there now.
    """

    title: str
    mine: str
    theirs: str


def compare(model: type[models.Model], old: Content, new: Content) -> list[Part]:
    """Return what changed between two contents of a record, in the order of its form."""
    table = TABLE_OF[model]
    whole = Part("", field_differences(table, old, new))
    found = [whole] if whole.differences else []
    for part in parts_of(model):
        before, after = by_key(part, old), by_key(part, new)
        for key, values in after.items():
            differences = field_differences(part, before.get(key, {}), values)
            if differences:
                found.append(Part(title_of(part, key, before, after), differences))
        for key in before.keys() - after.keys():
            differences = field_differences(part, before[key], {})
            found.append(Part(title_of(part, key, before, after), differences, is_gone=True))
    return found


def title_of(table: Table, key: str, before: dict, after: dict) -> str:
    """Return «Новый факт «…»»: what a part is, and whether it came or goes."""
    name = table.model._meta.verbose_name
    values = after.get(key) or before[key]
    text = values.get("statement") or values.get("sentence") or values.get("value") or key
    ending = {(False, True): " — добавлено", (True, False): " — удалено"}
    return f"{name.capitalize()} «{text}»{ending.get((key in before, key in after), '')}"


def field_differences(table: Table, old: Content, new: Content) -> list[Difference]:
    """Return the fields of one record that differ, with both texts as people read them."""
    found = []
    for name, field in written_fields(table).items():
        before, after = (text_of(field, each.get(name)) for each in (old, new))
        if before != after:
            found.append(Difference(str(field.verbose_name), before, after))
    return found


def text_of(field: models.Field, value) -> str:
    """Return a value of a content as people read it: a choice by its label, a list as lines."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "да" if value else "нет"
        case list():
            return "\n".join(value)
    for key, label in field.flatchoices or ():
        if str(key) == str(value):
            return str(label)
    return str(value)


def by_key(table: Table, content: Content) -> dict[str, Content]:
    """Return the parts of one kind by what names them."""
    return {values[table.key[-1]]: values for values in content.get(table.name, [])}


# --- Merging --------------------------------------------------------------------------------------


def merge(
    model: type[models.Model], base: Content, mine: Content, theirs: Content
) -> tuple[Content, list[Conflict]]:
    """Return what is there now with a correction carried over, and where both changed the same.

    Args:
        model: of the record.
        base: what the correction was begun from.
        mine: the correction.
        theirs: what is there now.

    Returns:
        The merged content, which in a conflict holds what the correction says; the conflicts.
    """
    table, conflicts = TABLE_OF[model], []
    merged = merged_fields(table, (base, mine, theirs), "", conflicts)
    for part in parts_of(model):
        three = [by_key(part, each) for each in (base, mine, theirs)]
        # in the order of what is there now, what the correction adds behind it
        keys = dict.fromkeys([*three[2], *three[1], *three[0]])
        found = (
            merged_part(part, key, tuple(each.get(key) for each in three), conflicts)
            for key in keys
        )
        merged[part.name] = [values for values in found if values is not None]
    return merged, conflicts


def merged_part(
    table: Table, key: str, three: tuple[Content | None, ...], conflicts: list[Conflict]
) -> Content | None:
    """Return a part of which base, correction and what is there now may each be None: deleted."""
    base, mine, theirs = three
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    title = title_of(table, key, {}, {key: mine or theirs}).removesuffix(" — добавлено")
    if None not in three:
        return merged_fields(table, three, f"{title}: ", conflicts)
    if base is None:  # both have made it: whatever differs is a conflict
        return merged_fields(table, ({}, mine, theirs), f"{title}: ", conflicts)
    conflicts.append(
        Conflict(title, *("изменено" if each else "удалено" for each in (mine, theirs)))
    )
    return mine


def merged_fields(
    table: Table, three: tuple[Content, ...], title: str, conflicts: list[Conflict]
) -> Content:
    """Return the fields of one record merged; note those that both have changed.

    Args:
        table: of the record.
        three: base, correction and what is there now.
        title: what stands before the name of a field in a conflict.
        conflicts: where they are noted.
    """
    merged = {}
    base, mine, theirs = three
    for name, field in written_fields(table).items():
        was, own, now = (each.get(name) for each in (base, mine, theirs))
        is_mine = own not in (was, now)
        if is_mine and now != was:
            texts = (text_of(field, own) or NOTHING, text_of(field, now) or NOTHING)
            conflicts.append(Conflict(f"{title}{field.verbose_name}", *texts))
        merged[name] = own if is_mine else now
    return merged
