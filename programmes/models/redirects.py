"""Addresses the public knows: noted with every publication, followed to where they lead now."""

from collections.abc import Iterable, Iterator

from django.db.models import Model, QuerySet

from .addresses import Addressed, PublicSlug
from .programme import Programme


def keep(named: Iterable[tuple[Programme, Iterable[str]]]) -> None:
    """Note the codes of published programmes and of what they name.

    Args:
        named: the programmes, each with the lookups along which its names are noted; what they
            lead to is fetched.
    """
    records = {
        record for each, lookups in named for record in (each, *named_records(each, lookups))
    }
    codes = {(record._meta.model_name, record.slug): record.pk for record in records}
    kept = PublicSlug.objects.filter(slug__in={slug for _, slug in codes})
    known = {(table, slug): pk for table, slug, pk in kept.values_list("table", "slug", "record")}
    PublicSlug.objects.bulk_create(
        # in one order everywhere: two who publish at once wait for each other instead of failing
        (
            PublicSlug(table=table, slug=slug, record=pk)
            for (table, slug), pk in sorted(codes.items() - known.items())
        ),
        update_conflicts=True,
        unique_fields=["table", "slug"],
        update_fields=["record"],
    )


def named_records(programme: Programme, lookups: Iterable[str]) -> Iterator[Model]:
    """Yield the records with an address that a programme or a part of it names."""
    for lookup in lookups:
        found = [programme]
        for name in lookup.split("__"):
            related = [getattr(record, name) for record in found]
            found = [
                record
                for value in related
                if value is not None
                for record in (value.all() if hasattr(value, "all") else [value])
            ]
        yield from (record for record in found if isinstance(record, Addressed))


def current(records: QuerySet, slug: str) -> str | None:
    """Return the present code of a record that the public has known by another one.

    Args:
        records: those that have an address now.
        slug: the code of an address that none of them has.
    """
    known = PublicSlug.objects.filter(table=records.model._meta.model_name, slug=slug)
    owner = known.values_list("record", flat=True).first()
    return records.filter(pk=owner).values_list("slug", flat=True).first() if owner else None


def first_codes(model: type[Addressed], pks: Iterable[int]) -> dict[int, str]:
    """Return the first code under which the public knew each of some records.

    Args:
        model: their table.
        pks: their primary keys.
    """
    kept = PublicSlug.objects.filter(table=model._meta.model_name, record__in=pks)
    return dict(kept.order_by("-pk").values_list("record", "slug"))  # the oldest comes last


def former(records: QuerySet) -> dict[str, str]:
    """Return the codes that public records had before, with those they have now."""
    now = dict(records.values_list("pk", "slug"))
    kept = PublicSlug.objects.filter(table=records.model._meta.model_name)
    return {
        slug: now[pk]
        for slug, pk in kept.values_list("slug", "record")
        if pk in now and slug != now[pk]
    }
