"""Which questions count as not answered, and which of their words may be kept."""

import re

from ..catalogue import Answer
from ..search import Understanding, is_of_a_person, lemmas, words
from .models import MAX_WORDS_CHARACTERS

MAX_TYPED_CHARACTERS = 80
MAX_WORDS = 6
MAX_LETTERS = 30  # of one word: longer ones are codes
MAX_DIGITS = 4  # a year or a law; telephones, passports and taxpayer's numbers have more
ADDRESS = re.compile(r"@|//|\bwww\.|[^\W\d]\.(?:ru|su|рф|com|net|org|me|io)\b", re.IGNORECASE)


def unanswered_words(answer: Answer) -> str:
    """Return the words of a question that the search could not answer; empty for any other.

    It found nothing by them, or does not know one of them. What other conditions leave out is no
    lack of words.
    """
    read, question = answer.understanding, answer.question
    if read is None or question.literal or question.page_number > 1:
        return ""
    if answer.matches.programmes and not read.unknown:
        return ""
    return kept_words(read)


def kept_words(read: Understanding) -> str:
    """Return the words of a question as they may be kept; empty if it may be somebody's own.

    Dictionary forms, without what says nothing, so that the same question in other words of
    grammar is the same.
    """
    typed = read.typed
    digits = sum(map(str.isdigit, typed))
    if len(typed) > MAX_TYPED_CHARACTERS or digits > MAX_DIGITS or ADDRESS.search(typed):
        return ""
    asked = [word.normal for group in read.groups if group.required for word in words(group.word)]
    if any(len(word) > MAX_LETTERS or is_of_a_person(word) for word in asked):
        return ""
    forms = dict.fromkeys(lemmas(word)[0] for word in asked)
    kept = " ".join(forms)
    return kept if len(forms) <= MAX_WORDS and len(kept) <= MAX_WORDS_CHARACTERS else ""
