"""Words of one root: «проверить» and «проверка», «экспорт» and «экспортёр»."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from .language import entries, is_cyrillic, is_russian, read_pairs

_UNRELATED = Path(__file__).with_name("unrelated.tsv")
SHORTEST_ROOT = 4
"""Letters: shorter beginnings are shared by chance («город» and «горный»)."""

# Russian suffixes are ambiguous («выставочный» of «выставка», «рыночный» of «рынок»), so every
# one that fits is taken off; one common root out of several makes two words related.
_NOUNS = entries(
    """
    а о е я ь й ие ия ье ка ок ек ба ота ина ня ик ика ник чик щик овик овщик льщик
    тель итель атель ователь ительство ист ант ент ор ер ар ат ец ость ность ство ество
    ение ление тие ание ование ирование изирование вание овка ировка ация яция иция изация
    ежь ничество
    """
)
_VERBS = entries(
    """
    ать ять еть ить уть нуть ти ть вать лять влять овать евать вовать ировать изировать ивать ывать
    аться яться еться иться ться ваться ляться оваться ироваться изироваться иваться ываться
    """
)
_ADJECTIVES = entries(
    """
    ый ий ой ный енный ной нный овый евый овой евой ский ской еский ический ческий альный иальный
    ональный иональный ельный тельный ительный ательный овательный ованный ственный
    ационный иционный ионный онный ебный
    """
)
_RESTORED = {"ок": "к", "ек": "к", "очный": "к", "ечный": "к", "очник": "к", "нческий": "нт"}
"""What belongs to the root though the suffix hides it: «рынок», «рыночный», «студенческий»."""
_SUFFIXES = sorted({*_NOUNS, *_VERBS, *_ADJECTIVES, *_RESTORED})

_CHOICE = re.compile("о?б[ие]?р$")
"""The root of «подобрать», «подбирать», «подбор» in each of its spellings."""
_LAST = {"ж": "гзд", "ц": "к", "ч": "кт", "щ": ("ст", "т")}
"""What a last consonant was before it softened: «продвижение» of «продвигать»."""


def roots(lemma: str) -> frozenset[str]:
    """Return the possible roots of a dictionary form; words with a common one are related.

    Made to bring the words of one idea together, not for linguistics: prefixes stay, for
    «подготовка» and «заготовка» are different ideas. A word no dictionary has gives none.
    """
    # numbers and whole titles, of which there are more than words, would push words out
    return _roots_of_word(lemma) if is_cyrillic(lemma) else frozenset()


@lru_cache(maxsize=32768)
def _roots_of_word(lemma: str) -> frozenset[str]:
    if not is_russian(lemma):
        return frozenset()
    found = {lemma}
    for suffix in _SUFFIXES:
        if lemma.endswith(suffix):
            found.add(lemma[: -len(suffix)] + _RESTORED.get(suffix, ""))
    return frozenset(
        key for root in found if len(root) >= SHORTEST_ROOT for key in _spellings(root)
    )


def _spellings(root: str) -> list[str]:
    root = _CHOICE.sub("бор", root).rstrip("ьй").replace("лаг", "лож")
    if root.endswith("ц") and len(root) <= SHORTEST_ROOT + 1:
        return [root]  # «станц» of «станция» is not the «станк» of «станок»
    return [f"{root[:-1]}{before}" for before in _LAST.get(root[-1:], root[-1:])]


class Families:
    """Dictionary forms grouped by their roots."""

    def __init__(self, lemmas: Iterable[str]):
        self._by_root: dict[str, set[str]] = defaultdict(set)
        for lemma in lemmas:
            for root in roots(lemma):
                self._by_root[root].add(lemma)

    def relatives(self, lemma: str) -> frozenset[str]:
        """Return the forms of the same root and idea, the form itself left out."""
        related = (self._by_root.get(root, ()) for root in roots(lemma))
        return frozenset().union(*related) - {lemma} - _unrelated().get(lemma, frozenset())


@cache
def _unrelated() -> dict[str, set[str]]:
    """Return what only looks related to a word: «метр» to «метро», «форма» to «формат»."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in read_pairs(_UNRELATED):
        found[one].add(other)
        found[other].add(one)
    return found
