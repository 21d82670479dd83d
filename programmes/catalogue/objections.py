"""Sentences about what a question says and nobody knows, the same of programmes and of events."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from portal.responses import shorten

MAX_QUERY_CHARACTERS = 200
MAX_CHOSEN = 100
"""Programmes that one question may name."""


class Known(Protocol):
    """The values that can be asked for.

    Attributes:
        options: the name of each value of each facet.
        pk_of: the primary key of each programme that can be named, by its code.
    """

    options: Mapping[str, Mapping[str, str]]
    pk_of: Mapping[str, int]


def odd_codes(name: str, label: str, values: list[str], known: Known) -> Iterator[str]:
    """Yield sentences about codes that no programme and no value of a facet has.

    Args:
        name, label: of the parameter.
        values: what it is asked with.
        known: the values that can be asked for.
    """
    if name != "programme":
        for value in values:
            if value not in known.options[name]:
                yield f"В фильтре «{label}» нет значения «{shorten(value)}»."
        return
    if sentence := too_many_chosen(values):
        yield sentence
    for value in values[:MAX_CHOSEN]:
        if value not in known.pk_of:
            yield f"Программы «{shorten(value)}» в каталоге нет."


def too_many_chosen(values: list[str]) -> str:
    """Return the sentence about programmes that are too many; empty when they are not."""
    if len(values) <= MAX_CHOSEN:
        return ""
    return f"Названо больше {MAX_CHOSEN} программ: сократите список."


def too_long(words: str) -> str:
    """Return the sentence about words that are too many; empty when they are not."""
    if len(words) <= MAX_QUERY_CHARACTERS:
        return ""
    return f"Запрос длиннее {MAX_QUERY_CHARACTERS} знаков: сократите его."


def no_number(value: str) -> str:
    """Return the sentence about a page that is no number."""
    return f"Номер страницы — целое число от 1, а не «{shorten(value)}»."
