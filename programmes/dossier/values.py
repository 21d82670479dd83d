"""Kinds of values in JSON: a term with its name, an address, what may be absent."""

from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from ..words import NOT_STATED

MAX_PATHS = 4096
"""Paths that are remembered."""


def told(value: str) -> str | None:
    """Return a value of a vocabulary; None for what means that no source says it."""
    return None if value in ("", NOT_STATED) else value


class Term(serializers.Field):
    """A value of a closed vocabulary with its Russian name; null when no source says one.

    Args:
        of: the ``TextChoices`` class.
    """

    def __init__(self, of, **kwargs):
        self.of = of
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance):
        return told(super().get_attribute(instance))

    def to_representation(self, value):
        return {"value": str(value), "label": str(self.of(value).label)}


class Address(serializers.URLField):
    """The full address of a record's page, made from its slug.

    Args:
        view: the name of the address.
    """

    def __init__(self, view, **kwargs):
        self.view = view
        super().__init__(source="slug", read_only=True, **kwargs)

    def to_representation(self, value):
        return settings.PORTAL_URL + path_of(self.view, value)


@lru_cache(MAX_PATHS)
def path_of(view: str, slug: str) -> str:
    """Return the path of a record's page: to make it takes longer than most values of a record."""
    return reverse(view, args=[slug])


class Text(serializers.CharField):
    """A text that may be absent: null rather than an empty one."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def get_attribute(self, instance):
        return told(super().get_attribute(instance))


class Link(Text, serializers.URLField):
    """An address elsewhere that may be absent."""


class Number(serializers.FloatField):
    """A figure as a JSON number: whole where it is whole."""

    def to_representation(self, value: Decimal):
        return int(value) if value == value.to_integral_value() else float(value)


class Items(serializers.ListField):
    """A list of texts."""

    child = serializers.CharField()
