"""What an answer is asked beside the catalogue's question, for instance facts of one measure."""

from collections.abc import Iterator, Mapping
from operator import itemgetter

from django.http import QueryDict
from rapidfuzz import process

from portal.responses import Refusal, given_twice, shorten, unreadable

from ..tables import CONDITIONS, Column


def apart(
    params: QueryDict, own: tuple[str, ...]
) -> tuple[QueryDict, dict[str, str], list[Refusal]]:
    """Part a query string into the catalogue's question and what is asked of the answer itself.

    Args:
        params: the query string, as Django parses it.
        own: the names of the parameters that are not the catalogue's.

    Returns:
        The question; the value of each parameter that is no part of it; what of these is given
        twice, cannot be read or is no value.
    """
    question, asked, refusals = params.copy(), {}, []
    for name in own:
        values = question.pop(name, [])
        sentence = "" if len(values) < 2 else given_twice(name)
        if sentence := sentence or unreadable(name, values):
            refusals.append(Refusal(name, sentence))
        elif any(value.strip() for value in values):
            asked[name] = values[0].strip()
    return question, asked, [*refusals, *odd_conditions(asked)]


def odd_conditions(asked: Mapping[str, str]) -> list[Refusal]:
    """Refuse what no fact can have."""
    refusals = []
    for name in asked.keys() & CONDITIONS.keys():
        values = CONDITIONS[name].values
        if asked[name] not in values:
            sentence = f"Значения «{shorten(asked[name])}» нет. Есть: {', '.join(values)}."
            refusals.append(Refusal(name, sentence))
    return sorted(refusals, key=lambda refusal: refusal.parameter)


def odd_columns(keys: list[str], by_key: Mapping[str, Column]) -> Iterator[str]:
    """Yield sentences for what cannot be chosen as columns."""
    if len(keys) > len(by_key):
        yield f"Столбцов указано {len(keys)}, а в каталоге их {len(by_key)}."
        return
    for key in dict.fromkeys(keys):
        if key not in by_key:
            yield f"Столбца «{shorten(key)}» нет. {near_columns(key, by_key)}"
        elif keys.count(key) > 1:
            yield f"Столбец «{key}» указан несколько раз: оставьте один."


def near_columns(key: str, by_key: Mapping[str, Column]) -> str:
    """Return a sentence that helps to find a column."""
    found = process.extract(key[:40], list(by_key), limit=3, score_cutoff=50)
    names = ", ".join(map(itemgetter(0), found)) or ", ".join(by_key)
    return f"Ближайшие: {names}." if found else f"Есть такие: {names}."
