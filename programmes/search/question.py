"""What a visitor typed, understood: repaired, freed of filler, widened by synonyms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .compounds import taken_apart
from .english import expressions, is_english
from .figures import MEASURES
from .filler import ASKERS, GENERAL, is_filler
from .language import (
    Word,
    counted,
    is_cyrillic,
    is_latin,
    is_stop_word,
    lemmas,
    normalise,
    side_key,
    whole,
    words,
)
from .repair import Reader, Repair
from .thesaurus import Phrase, parts_of

EXACT = 100
SYNONYM = 70
RELATIVE = 65
SYNONYM_OF_RELATIVE = 40
_TRANSLATED = (100, 80, 70, 60)
"""Per cent of each Russian word of an English one, the most exact first."""

_MAX_CHARACTERS = 300
"""Characters of a question that are read; the form refuses far shorter ones."""


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a word: all parts, each by any of its lemmas.

    ``weight`` is in per cent of a match by the word itself; ``via`` is the synonym as the editors
    wrote it, empty when the word itself or a word derived from it is meant.
    """

    parts: tuple[frozenset[str], ...]
    weight: int = EXACT
    via: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the word itself is meant, in whatever form."""
        return self.weight == EXACT and not self.via


@dataclass(frozen=True)
class Group:
    """One word of the question with all ways to satisfy it.

    ``required`` is false for words that are true of every programme («программа», «Москва»):
    they raise a programme that names them and exclude none. ``named`` is true for names of
    organisations and places, which say what is asked about wherever they stand; ``russian`` is
    what an English word was read as; ``counts`` is true of a figure with what it counts.
    """

    word: str
    alternatives: tuple[Alternative, ...]
    required: bool = True
    named: bool = False
    russian: str = ""
    counts: bool = False

    @property
    def lemmas(self) -> frozenset[str]:
        """All lemmas that may satisfy the word."""
        return frozenset().union(*(part for way in self.alternatives for part in way.parts))


@dataclass(frozen=True)
class Understanding:
    """The question as the search reads it.

    ``typed`` is the text as it came, ``text`` the text that is searched (equal but for the
    repairs), ``left_out`` the words that tell nothing apart, ``unknown`` those that no
    programme has in any way, ``translations`` English words with the Russian ones they were
    searched by.
    """

    typed: str
    text: str
    groups: tuple[Group, ...] = ()
    repairs: tuple[Repair, ...] = ()
    left_out: tuple[str, ...] = ()
    literal: bool = False
    translations: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def repaired(self) -> bool:
        """Whether the page has to say that it shows another question than the typed one."""
        return bool(self.repairs)

    @property
    def is_foreign(self) -> bool:
        """Whether the question is written in a language that is neither Russian nor English."""
        letters = [char for char in normalise(self.text) if char.isalpha()]
        return bool(letters) and not self.translations and not any(map(is_cyrillic, letters))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no programme has, neither themselves nor by a synonym."""
        return tuple(group.word for group in self.groups if not group.alternatives)

    @property
    def lemmas(self) -> frozenset[str]:
        """All lemmas that may match: what ``marking`` marks in titles and excerpts."""
        return frozenset().union(*(group.lemmas for group in self.groups))


def understand(
    text: str, ready: Reader, *, literal: bool = False, repair: bool = True
) -> Understanding:
    """Read a question. Never fails, whatever the text.

    Args:
        text: the question as typed, up to a few hundred characters.
        ready: knows the catalogue's words and the synonyms.
        literal: the visitor wants the words as typed: no repair, no translation.
        repair: repair what is misspelt.
    """
    found = words(text[:_MAX_CHARACTERS])
    if not literal and is_english(found) and not _is_named(text, found, ready):
        return _from_english(text, found, ready)
    used, repairs = ready.read(text[:_MAX_CHARACTERS]) if repair and not literal else (text, ())
    found = words(used[:_MAX_CHARACTERS])
    kept = [word for word in found if not is_filler(word.normal)]
    kept = kept or [word for word in found if not is_stop_word(word.normal)] or found
    left_out = [
        used[word.start : word.end]
        for word in found
        if word not in kept and not is_stop_word(word.normal)
    ]
    return Understanding(
        typed=text,
        text=used,
        groups=(
            *_groups(used, found, kept, ready),
            *_as_a_whole(used, ready),
            *_of_the_asker(found, ready),
        ),
        repairs=repairs,
        left_out=tuple(dict.fromkeys(left_out)),
        literal=literal,
    )


def _is_named(text: str, found: list[Word], ready: Reader) -> bool:
    """Tell whether an English question is a name that the catalogue has: «Made in Moscow»."""
    if ready.vocabulary.known([whole(text)]):
        return True
    own = {word.normal: frozenset(lemmas(word.normal)) for word in found}
    return any(len(covered) == len(own) for covered in _names_in(own, ready).values())


def _names_in(own: dict[str, frozenset[str]], ready: Reader) -> dict[Phrase, list[str]]:
    """Return the names that stand whole in a question, each with the words that make it up.

    Args:
        own: the words of the question with their dictionary forms.
    """
    thesaurus = ready.thesaurus
    touched = {
        phrase
        for forms in own.values()
        for lemma in forms
        for phrase in thesaurus.touching(lemma)
        if thesaurus.names(phrase)
    }
    covered = {phrase: _cover(phrase, own) for phrase in touched}
    return {phrase: words_of_it for phrase, words_of_it in covered.items() if words_of_it}


def _from_english(text: str, found: list[Word], ready: Reader) -> Understanding:
    groups, translations = [], []
    for each in expressions(found):
        spelled = text[each.words[0].start : each.words[-1].end]
        if each.russian:
            ways = list(_translated(each.russian, ready))
            translations.append((spelled, each.russian))
        elif each.russian is None:
            ways = _own_words(each.words[0].normal, ready)
        else:
            continue
        ways += _own_words(each.words[0].normal, ready) if len(each.words) == 1 else []
        russian = each.russian[0] if each.russian else ""
        groups.append(Group(spelled, tuple(dict.fromkeys(ways)), russian=russian))
    return Understanding(
        typed=text,
        text=text,
        groups=tuple(groups),
        translations=tuple(dict.fromkeys(translations)),
    )


def _translated(russian: Sequence[str], ready: Reader) -> Iterator[Alternative]:
    """Yield the ways to satisfy an English expression, the most exact translation first.

    One of fewer words leaves a part of the expression out: «субсидия» of an export grant.
    """
    exact = len(parts_of(russian[0]))
    for text, weight in zip(russian, _TRANSLATED, strict=False):
        share = weight // 2 if len(parts_of(text)) < exact else weight
        for way in _called(text, ready):
            yield replace(way, weight=way.weight * share // EXACT)


def _called(russian: str, ready: Reader) -> Iterator[Alternative]:
    """Yield the ways to satisfy a Russian expression: itself, its synonyms."""
    parts = parts_of(russian)
    own = tuple(ready.vocabulary.known(part) for part in parts)
    wide = tuple(
        known | ready.vocabulary.known(_relatives(part, ready))
        for known, part in zip(own, parts, strict=True)
    )
    if all(own):
        yield Alternative(own)
    if all(wide):
        yield Alternative(wide, RELATIVE)
    for lemma in sorted(parts[0]) if parts else ():
        for phrase in ready.thesaurus.touching(lemma):
            if phrase.parts == parts and not ready.thesaurus.names(phrase):
                for way in _known_others(phrase, SYNONYM, ready):
                    yield replace(way, via="")


def _groups(text: str, found: list[Word], kept: list[Word], ready: Reader) -> tuple[Group, ...]:
    first = {word.normal: word for word in reversed(kept)}
    unique = [word for word in kept if first[word.normal] is word]
    figures = {found[place]: (found[noun], keys) for place, (noun, keys) in counted(found).items()}
    unique = [word for word in unique if word not in _measures(figures)]
    plain = [word for word in unique if word not in figures]
    general = {word.normal for word in plain if GENERAL.intersection(lemmas(word.normal))}
    ways = {word.normal: _own_words(word.normal, ready) for word in plain}
    for pair in pairwise(found):
        joined = ready.vocabulary.known(lemmas(pair[0].normal + pair[1].normal))
        for word in pair:
            if joined and word.normal in ways:
                ways[word.normal].append(Alternative((joined,)))
    _add_synonyms(ways, ready)
    named, groups = _add_names(ways, ready), []
    for word in unique:
        if word in figures:
            noun, keys = figures[word]
            known = ready.vocabulary.known(keys)
            spelled = text[word.start : noun.end] if noun.start > word.start else word.normal
            ways_of_both = (Alternative((known,)),) if known else ()
            groups.append(Group(spelled, ways_of_both, counts=True))
        else:
            required = word.normal not in general or len(general) == len(unique)
            spelled = text[word.start : word.end]
            groups.append(Group(spelled, tuple(ways[word.normal]), required, word.normal in named))
    return (
        *groups,
        *(Group(word, tuple(own), required=False) for word, own in named.items() if own),
    )


def _measures(figures: Mapping[Word, tuple[Word, frozenset[str]]]) -> set[Word]:
    """Return the units of figures: «млн» says nothing that «100 млн» does not say better."""
    return {noun for noun, _ in figures.values() if MEASURES.intersection(lemmas(noun.normal))}


def _as_a_whole(text: str, ready: Reader) -> tuple[Group, ...]:
    """Return what prefers programmes whose title or keyword is the question word for word."""
    key = whole(text)
    if not ready.vocabulary.known([key]):
        return ()
    return (Group(text, (Alternative((frozenset([key]),)),), required=False),)


def _of_the_asker(found: list[Word], ready: Reader) -> tuple[Group, ...]:
    """Return what prefers programmes for the side that the words tell, where they tell just one."""
    asked = {lemma for word in found for lemma in lemmas(word.normal)}
    told = [side for side, words_of_it in ASKERS.items() if not asked.isdisjoint(words_of_it)]
    known = ready.vocabulary.known(map(side_key, told))
    if len(told) != 1 or not known:
        return ()
    return (Group("", (Alternative((known,)),), required=False),)


def _own_words(word: str, ready: Reader) -> list[Alternative]:
    """Return the word itself, words of its root, what it writes in Latin: what of it is indexed."""
    russian = ready.spelling.in_russian(word) if is_latin(word) else None
    written = ready.vocabulary.known(lemmas(russian)) if russian else frozenset()
    ways = [*_itself(word, ready), *([Alternative((written,), SYNONYM)] if written else [])]
    return ways or _put_together(word, ready)


def _itself(word: str, ready: Reader) -> list[Alternative]:
    exact = ready.vocabulary.known(lemmas(word))
    related = ready.vocabulary.known(_relatives(lemmas(word), ready)) - exact
    ways = ((exact, EXACT), (related, RELATIVE))
    return [Alternative((found,), weight) for found, weight in ways if found]


def _put_together(word: str, ready: Reader) -> list[Alternative]:
    """Return the ways to find a word by its parts, where some programme has them all."""
    for beginning, rest in taken_apart(word, is_correct=ready.is_correct(word)):
        parts = [
            frozenset().union(*(way.parts[0] for way in _itself(part, ready)))
            for part in filter(None, (beginning, rest))
        ]
        if all(parts):
            return [Alternative(tuple(parts), SYNONYM, "" if len(parts) == 1 else rest)]
    return []


def _add_synonyms(ways: dict[str, list[Alternative]], ready: Reader) -> None:
    """Add to each word what the phrases it belongs to may be called instead.

    A phrase of several words acts only when the question has them all, in whatever order.
    """
    own = {word: frozenset(lemmas(word)) for word in ways}
    wide = {word: own[word] | _relatives(own[word], ready) for word in ways}
    for phrase in dict.fromkeys(
        phrase
        for word in ways
        for lemma in sorted(wide[word])
        for phrase in ready.thesaurus.touching(lemma)
        if not ready.thesaurus.names(phrase)
    ):
        for forms, weight in ((own, SYNONYM), (wide, SYNONYM_OF_RELATIVE)):
            covered = _cover(phrase, forms)
            if covered:
                others = _known_others(phrase, weight, ready)
                for word in covered:
                    ways[word] += [way for way in others if way not in ways[word]]
                break


def _add_names(ways: dict[str, list[Alternative]], ready: Reader) -> dict[str, list[Alternative]]:
    """Let the words of a name mean what bears it; the longest name takes its words first.

    Returns:
        The words of names, with what a word means by itself where that does not find any more:
        it raises a programme whose title has it.
    """
    own = {word: frozenset(lemmas(word)) for word in ways}
    named = _names_in(own, ready)
    alone: dict[str, list[Alternative]] = {}
    for phrase, covered in sorted(named.items(), key=lambda each: (-len(each[1]), each[0].text)):
        if not alone.keys().isdisjoint(covered):
            continue
        known = ready.vocabulary.known(ready.thesaurus.keys(phrase))
        bearing = [Alternative((known,))] if known else []
        for word in covered:
            alone[word] = ways[word] if ready.thesaurus.names_alone(phrase) else []
            ways[word] = bearing if alone[word] else ways[word] + bearing
    return alone


def _relatives(forms: Iterable[str], ready: Reader) -> frozenset[str]:
    return frozenset().union(*map(ready.relatives, forms))


def _cover(phrase: Phrase, forms: dict[str, frozenset[str]]) -> list[str]:
    """Return the words of the question that make up the phrase; none if one is missing."""
    covered = [
        next((word for word in forms if not part.isdisjoint(forms[word])), None)
        for part in phrase.parts
    ]
    return covered if all(covered) else []


def _known_others(phrase: Phrase, weight: int, ready: Reader) -> list[Alternative]:
    ways = []
    for other in ready.thesaurus.others(phrase):
        parts = tuple(ready.vocabulary.known(part) for part in other.parts)
        if all(parts):
            ways.append(Alternative(parts, weight, other.text))
    return ways
