"""Filters: numbers, dates and nouns as Russian writes them."""

import re
from datetime import date, datetime
from decimal import Decimal

import pyphen
from django import template
from django.utils import timezone

from ..words import russian

register = template.Library()

LONG_WORD = re.compile(r"[а-яё]{14,}", re.IGNORECASE)
"""What may be wider than a line of a heading on a phone."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
SYLLABLES = pyphen.Pyphen(lang="ru_RU", left=3, right=3)

register.filter("lower_first", russian.lower_first)
register.filter("upper_first", russian.upper_first)
register.filter("ago", russian.ago)
register.filter("programmes", russian.programmes_counted)


@register.filter
def counted(count: int, forms: str) -> str:
    """Return «3 факта» for ``{{ 3|counted:"факт,факта,фактов" }}``."""
    return russian.count_phrase(count, *forms.split(","))


@register.filter
def plural(count: int, forms: str) -> str:
    """Return «попадут» for ``{{ 3|plural:"попадёт,попадут,попадут" }}``."""
    return russian.plural(count, *forms.split(","))


@register.filter
def hyphenated(text: str) -> str:
    """Return a heading that may be broken inside its long words, at syllables.

    A browser breaks words by itself only where it has a dictionary of the language.
    """
    return LONG_WORD.sub(lambda word: SYLLABLES.inserted(word[0], SOFT_HYPHEN), text)


@register.filter
def number(value: int | Decimal, unit: str = "") -> str:
    """Return «1 000» or «27,3»; «1 000,10» where the unit is money."""
    return russian.number(value, unit)


@register.filter
def day(value: date) -> str:
    """Return «20 октября 2026»; a moment is read in Moscow's time."""
    return russian.short_day(local_date(value))


@register.filter
def iso(value: date) -> str:
    """Return «2026-10-20», for the ``datetime`` of a ``<time>``."""
    return local_date(value).isoformat()


def local_date(value: date) -> date:
    """Return the day of a date or of a moment in Moscow."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
