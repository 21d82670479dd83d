"""What a list repeats most: its cards, written once a version, and the values of its facets."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join

from ..catalogue import Answer, Chip, Option, in_order
from ..models import Programme
from ..words import number

register = template.Library()

MAX_OPTIONS = 8192
"""Values of facets, and counts, that are kept written."""


@register.simple_tag
def options(name: str, values: Iterable[Option], kind: str) -> str:
    """Write the values of a facet to tick.

    By hand: eighty rounds of a template's loop would take half of the page's time.

    Args:
        name: the parameter.
        values: its values with their counts.
        kind: ``checkbox`` or ``radio``.
    """
    parts = []
    for each in values:
        leads = each.count > 0
        parts.append(
            beginning(name, kind, each.value, each.label, leads=leads, selected=each.selected)
        )
        parts.append(ending(each.count))
    return joined(parts)


@lru_cache(MAX_OPTIONS)
def beginning(name: str, kind: str, value: str, label: str, *, leads: bool, selected: bool) -> str:
    """Write a value of a facet as far as its count: the only thing that each question changes."""
    empty, checked = "" if leads else " option-empty", " checked" if selected else ""
    return format_html(
        '<label class="option{}"><input type="{}" name="{}" value="{}" id="{}-{}"{}>'
        ' <span>{}</span> <span class="count">',
        *(empty, kind, name, value, name, value, checked, label),
    )


@lru_cache(MAX_OPTIONS)
def ending(count: int) -> str:
    """Write the count of a value, and its end."""
    return format_html("{}</span></label>", number(count))


@register.simple_tag
def orders_to_choose(orders: Iterable[tuple[str, str]], chosen: str, default: str) -> str:
    """Write the orders of a list to choose from: by hand, as what is ticked.

    Args:
        orders: each with its name.
        chosen: the one of this list.
        default: the one that needs no word in the address.
    """
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            ("" if order == default else order, " selected" if order == chosen else "", label)
            for order, label in orders
        ),
    )


CONDITION = (
    '<li><a class="chip" href="{}"><span class="visually-hidden">Убрать: </span>{}: <bdi>{}</bdi>'
    '<svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"'
    ' focusable="false"><path d="M6 6l12 12M18 6 6 18"/></svg></a></li>'
)


@register.simple_tag
def conditions(chips: Iterable[Chip], path: str) -> str:
    """Write the conditions of a question as links that drop them: by hand, as what is ticked.

    Args:
        chips: the conditions.
        path: of the page.
    """
    links = ((f"{path}?{chip.query}" if chip.query else path, chip) for chip in chips)
    return format_html_join("", CONDITION, ((link, each.label, each.value) for link, each in links))


@register.simple_tag
def in_several(options: Iterable[Option], total: int) -> int:
    """Return how many programmes stand under more than one of the two sides.

    Args:
        options: the sides with their counts.
        total: how many programmes there are.
    """
    return max(0, sum(each.count for each in options) - total)


@register.simple_tag
def cards(answer: Answer) -> str:
    """Write the cards of the asked page."""
    return cards_of(answer, answer.page_pks)


@register.simple_tag
def similar_cards(answer: Answer) -> str:
    """Write the cards of the programmes that are like the words in meaning."""
    return cards_of(answer, answer.similar)


def cards_of(answer: Answer, pks: list[int]) -> str:
    """Write the cards of some programmes.

    A card is the same in every list that marks the same words in it, and most mark none: it is
    kept with the catalogue's version, and its programme is not even read again.
    """
    day, lemmas = answer.snapshot.day, answer.lemmas
    kept = answer.snapshot.cards
    written = {pk: card for pk in pks if not settings.DEBUG and (card := kept.get((pk, lemmas)))}
    if new := [pk for pk in pks if pk not in written]:
        template_of_one = get_template("components/programme/card.html")
        for programme in in_order(Programme.objects.for_cards(), new):
            context = {"programme": programme, "day": day, "lemmas": lemmas}
            written[programme.pk] = template_of_one.render(context)
            kept.set((programme.pk, lemmas), written[programme.pk])
    # one that was deleted this very moment is left out
    shown = [written[pk] for pk in pks if pk in written]
    return joined(shown)


def joined(parts: list[str]) -> str:
    """Return what has been written as one text, at a tenth of ``format_html_join``'s cost."""
    return format_html("{}" * len(parts), *parts) if parts else ""
