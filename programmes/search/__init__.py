"""Search: words in, dictionary forms the index knows out; what matches them, best first."""

from . import index, marking
from .language import is_of_a_person, lemmas, normalise, words
from .matching import Matches, Met, match
from .meaning import FOREIGN, LIKE, MAX_SIMILAR, Meaning
from .question import Alternative, Group, Repair, Understanding, understand
from .repair import Reader
from .suggest import Offers, Suggestion, nearest, suggestions
from .thesaurus import Thesaurus
from .vectors import installed as word_vectors
from .vocabulary import Occurrences, Vocabulary, load, read_postings

__all__ = [
    "FOREIGN",
    "LIKE",
    "MAX_SIMILAR",
    "Alternative",
    "Group",
    "Matches",
    "Meaning",
    "Met",
    "Occurrences",
    "Offers",
    "Reader",
    "Repair",
    "Suggestion",
    "Thesaurus",
    "Understanding",
    "Vocabulary",
    "index",
    "is_of_a_person",
    "lemmas",
    "load",
    "marking",
    "match",
    "nearest",
    "normalise",
    "read_postings",
    "suggestions",
    "understand",
    "word_vectors",
    "words",
]
