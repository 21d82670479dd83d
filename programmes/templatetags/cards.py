"""What a list repeats most: its cards, written once a version, and the values of its facets."""

from collections.abc import Iterable

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.html import format_html_join

from ..catalogue import Answer, Option, in_order
from ..models import Programme
from ..words import number

register = template.Library()

# by hand: eighty rounds of a template's loop would take half of the page's time
OPTION = (
    '<label class="option{}"><input type="{}" name="{}" value="{}" id="{}-{}"{}>'
    ' <span>{}</span> <span class="count">{}</span></label>'
)


@register.simple_tag
def options(name: str, values: Iterable[Option], kind: str) -> str:
    """Write the values of a facet to tick.

    Args:
        name: the parameter.
        values: its values with their counts.
        kind: ``checkbox`` or ``radio``.
    """
    return format_html_join(
        "",
        OPTION,
        (
            (
                "" if each.count else " option-empty",
                kind,
                name,
                each.value,
                name,
                each.value,
                " checked" if each.selected else "",
                each.label,
                number(each.count),
            )
            for each in values
        ),
    )


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
    template_of_one = get_template("components/programme/card.html")
    new = in_order(Programme.objects.for_cards(), [pk for pk in pks if pk not in written])
    for programme in new:
        context = {"programme": programme, "day": day, "lemmas": lemmas}
        written[programme.pk] = template_of_one.render(context)
        kept.set((programme.pk, lemmas), written[programme.pk])
    # one that was deleted this very moment is left out
    return format_html_join("", "{}", ((written[pk],) for pk in pks if pk in written))
