"""What a visitor typed, understood: repaired, freed of filler, widened by synonyms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .vocabulary import Vocabulary


@dataclass(frozen=True)
class Repair:
    """A part of the question that was read differently: «dscnfdrb» as «выставки».

    ``kind`` is one of ``alphabet``, ``layout``, ``translit``, ``spaces``, ``spelling``.
    """

    typed: str
    used: str
    kind: str


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a word: all parts, each by any of its lemmas.

    ``weight`` is in per cent of a match by the word itself; ``via`` is the synonym as the editors
    wrote it, empty when the word itself or a word derived from it is meant.
    """

    parts: tuple[frozenset[str], ...]
    weight: int = 100
    via: str = ""


@dataclass(frozen=True)
class Group:
    """One word of the question with all ways to satisfy it.

    ``required`` is false for words that are true of every programme («программа», «Москва»):
    they raise a programme that names them and exclude none.
    """

    word: str
    alternatives: tuple[Alternative, ...]
    required: bool = True


@dataclass(frozen=True)
class Understanding:
    """The question as the search reads it.

    ``typed`` is the text as it came, ``text`` the text that is searched (equal but for the
    repairs), ``left_out`` the words that carry no meaning of their own, as typed.
    """

    typed: str
    text: str
    groups: tuple[Group, ...] = ()
    repairs: tuple[Repair, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    literal: bool = False

    @property
    def repaired(self) -> bool:
        """Whether the page has to say that it shows another question than the typed one."""
        return bool(self.repairs)

    @property
    def lemmas(self) -> frozenset[str]:
        """All lemmas that may match: what ``marking`` marks in titles and excerpts."""
        return frozenset(
            lemma
            for group in self.groups
            for alternative in group.alternatives
            for part in alternative.parts
            for lemma in part
        )


def understand(
    text: str,
    vocabulary: Vocabulary,
    synonyms: Iterable[Sequence[str]] = (),
    *,
    literal: bool = False,
) -> Understanding:
    """Read a question. Never fails, whatever the text.

    Args:
        text: the question as typed, up to a few hundred characters.
        vocabulary: the catalogue's words, from ``vocabulary.load``.
        synonyms: ``SynonymGroup.phrases`` of every group.
        literal: search the words as typed: no repair.
    """
    return Understanding(typed=text, text=text, literal=literal)
