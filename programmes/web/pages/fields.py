"""Fields of a question: facets to choose a value of, and what is chosen and can be taken back."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from ...catalogue import ProgrammeFilter


@dataclass(frozen=True)
class Choice:
    """A field of a question.

    Attributes:
        name, label: of the parameter.
        options: pairs of a value and its words; none where nothing can be chosen here.
        chosen: the values that are asked for.
        words: these in words.
        without: the question without them.
    """

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: list[str]
    words: str
    without: str


def choices(
    names: Collection[str],
    asked: Mapping[str, list[str]],
    known: Mapping[str, Mapping[str, str]],
    offered: Callable[[str], Collection[str]],
    query: Callable[..., str],
) -> Iterator[Choice]:
    """Yield a field for each of some facets, and for every other one that is asked for.

    Args:
        names: the facets that are offered, in their order.
        asked: the values that are asked for, by facet.
        known: the words of each value of each facet.
        offered: returns the values of a facet that lead somewhere.
        query: returns the question with the values of some parameters changed.
    """
    for name in (*names, *(each for each in ProgrammeFilter.facets() if each not in names)):
        chosen = asked.get(name, [])
        values = {*offered(name), *chosen} if name in names else ()
        options = [(value, words) for value, words in known[name].items() if value in values]
        if len(options) > 1 or chosen:
            words = ", ".join(known[name][value] for value in chosen)
            label = ProgrammeFilter.label(name)
            yield Choice(name, label, options, chosen, words, query(**{name: []}))
