"""A misspelt address → the page it means: capitals, a lost slash, what a messenger took along."""

import re

from django.urls import Resolver404, resolve, reverse

from .models import Organisation, Programme, Source

# the ends of a part of a path that no code has: «).», «»», an invisible space
AROUND = re.compile(r"^[\W_]+|[\W_]+$", re.ASCII)
RECORDS = {
    "programme": Programme.objects.published,
    "organisation": Organisation.objects.all,
    "source": Source.objects.all,
}
"""The pages of one record, by the name of the address, with the records that have one."""


def meant_address(path: str) -> str:
    """Return the address that a misspelt path means; empty when no page of ours is meant.

    It is made from the name of the page and the code of a record that exists, never from what
    was asked, so it leads to no other site.
    """
    parts = [AROUND.sub("", part) for part in path.lower().split("/")]
    tidy = "/".join(["", *filter(None, parts)])
    for candidate in (tidy, f"{tidy}/"):
        try:
            found = resolve(candidate)
        except Resolver404:
            continue
        records = RECORDS.get(found.url_name)
        exists = records().filter(**found.kwargs).exists() if records else not found.kwargs
        if found.url_name and exists and not found.namespaces:
            address = reverse(found.url_name, kwargs=found.kwargs)
            return address if address != path else ""
    return ""
