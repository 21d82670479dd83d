"""Which addresses outside the catalogue names, and where: asked of its models, not listed here.

A record names one in a column of addresses, or shows one that it makes of its texts (``href``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from ..models import Programme
from .models import MAX_ADDRESS_CHARACTERS

MAX_NAMING = 2000
WEB = "http"
"""How an address of the web begins, whichever of its two schemes it has."""


def naming_models() -> list[type[models.Model]]:
    """Return the models of the catalogue whose records name addresses."""
    every = apps.get_app_config(Programme._meta.app_label).get_models()
    return [model for model in every if link_fields(model) or makes_addresses(model)]


def link_fields(model: type[models.Model]) -> list[str]:
    """Return the columns of a model that hold addresses."""
    fields = model._meta.concrete_fields
    return [field.name for field in fields if isinstance(field, models.URLField)]


def makes_addresses(model: type[models.Model]) -> bool:
    """Tell whether the records of a model show addresses that they make of their texts."""
    return isinstance(getattr(model, "href", None), property)


def text_fields(model: type[models.Model]) -> list[str]:
    """Return the columns of a model of which an address may be made."""
    return [each.name for each in model._meta.concrete_fields if isinstance(each, models.CharField)]


def seen(model: type[models.Model]) -> QuerySet:
    """Return the records of a model that the public sees."""
    records = model._default_manager.order_by("pk")
    public = getattr(records, "public", None)
    return public() if public else records


def public_addresses() -> set[str]:
    """Return every address of the web that public pages name."""
    return {
        address
        for model in naming_models()
        for record in naming(model, seen(model))
        for address in addresses_of(record)
        if len(address) <= MAX_ADDRESS_CHARACTERS
    }


def naming(model: type[models.Model], records: QuerySet) -> Iterator[models.Model]:
    """Yield the records of a model that may name an address."""
    names = text_fields(model) if makes_addresses(model) else link_fields(model)
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__istartswith": WEB})
    yield from records.filter(found).iterator()


def addresses_of(record: models.Model) -> list[str]:
    """Return the addresses of the web that a record shows."""
    model = type(record)
    named = [getattr(record, name) for name in link_fields(model)]
    if makes_addresses(model):
        named.append(record.href)
    return [address for address in named if address.lower().startswith(WEB)]


def uses_of(addresses: Iterable[str]) -> dict[str, list[models.Model]]:
    """Return the records that name some addresses, public or not: of each model so many at most.

    Parts of a programme come with it.
    """
    wanted = set(addresses)
    found = defaultdict(list)
    for model in naming_models():
        named = Q()
        for name in {*link_fields(model), *(text_fields(model) if makes_addresses(model) else ())}:
            named |= Q(**{f"{name}__in": wanted})
        fields = model._meta.concrete_fields
        owners = [f.name for f in fields if f.related_model is Programme] or [None]
        records = model._default_manager.order_by("pk").filter(named).select_related(*owners)
        for record in records[:MAX_NAMING]:
            for address in wanted.intersection(addresses_of(record)):
                found[address].append(record)
    return found
