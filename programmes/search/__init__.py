"""Search: words in, dictionary forms the index knows out; what matches them, best first."""

from . import index, marking
from .language import lemmas, normalise, words
from .matching import Matches, match
from .question import Repair, Understanding, understand
from .repair import Reader
from .suggest import Offers, Suggestion, nearest, suggestions
from .thesaurus import Thesaurus
from .vocabulary import Postings, Vocabulary, load, read_postings

__all__ = [
    "Matches",
    "Offers",
    "Postings",
    "Reader",
    "Repair",
    "Suggestion",
    "Thesaurus",
    "Understanding",
    "Vocabulary",
    "index",
    "lemmas",
    "load",
    "marking",
    "match",
    "nearest",
    "normalise",
    "read_postings",
    "suggestions",
    "understand",
    "words",
]
