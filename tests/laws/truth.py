"""The law of truth: a programme's texts say no more than its facts, and every fact has its source.

Read from the fixtures, without a database: that is where the entries are written.
"""

import re
from collections import Counter
from collections.abc import Iterator

LINES = ("summary", "description", "cost_note")
LISTS = ("benefits", "eligibility", "application")
FREE = ("бесплат", "безвозмезд")
"""How words begin that promise something for nothing."""
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")
NO_FIGURES = re.compile(r"https?://\S+|\+7[\d ()\-]+")
"""Addresses and telephones: their digits measure nothing."""
BOUNDS = {
    "up to": r"до|не более|не больше|не выше|не свыше|максимум|не превышает|менее|меньше",
    "at least": r"не менее|не меньше|не ниже|минимум",
    "more than": r"свыше|более|больше|выше",
    "about": r"около|примерно|почти|порядка",
}
"""The words before a figure that make another figure of it; the longer ones are asked first."""
BEFORE = 16
"""Characters before a figure in which its bound can stand."""


def figures(text: str) -> Iterator[tuple[str, str]]:
    """Yield the figures of a text with the bound of each, empty where none is said."""
    plain = NO_FIGURES.sub("", re.sub(r"[\u00a0\u202f]", " ", text))
    for found in NUMBER.finditer(plain):
        before = plain[max(0, found.start() - BEFORE) : found.start()].lower()
        bound = next((name for name, words in BOUNDS.items() if stands(words, before)), "")
        yield found[0].replace(" ", ""), bound


def stands(words: str, before: str) -> bool:
    """Tell whether one of some words is the last before a figure."""
    return bool(re.search(rf"(?:^|[^а-яё])(?:{words})(?: чем)? (?:на |в |за |к )?$", before))


def texts(programme: dict) -> Iterator[tuple[str, str]]:
    """Yield all that the page of a programme says without a source beside it."""
    for name in LINES:
        yield name, programme.get(name, "")
    for name in LISTS:
        yield from ((name, item) for item in programme.get(name, ()))


def untruths(programme: dict) -> Iterator[str]:
    """Yield what a published programme says beyond its facts, and facts that cannot be traced."""
    stated: dict[str, set[str]] = {}
    for fact in programme.get("fact", ()):
        where = f"fact {fact.get('code')}"
        yield from (f"{where} has no {key}" for key in ("source", "locator") if not fact.get(key))
        day = f" {fact['as_of'].year}" if "as_of" in fact else ""
        said = list(figures(f"{fact['statement']} {fact.get('period', '')}{day}"))
        for number, bound in said:
            stated.setdefault(number, set()).add(bound)
        yield from unsaid(fact, where, {number for number, _ in said})
    said_free = " ".join(fact["statement"].lower() for fact in programme.get("fact", ()))
    for name, text in texts(programme):
        for number, bound in figures(text):
            if number not in stated:
                yield f"{name}: {number} stands in no fact"
            elif bound and bound not in stated[number]:
                yield f"{name}: {number} is «{bound}» here and not in the facts"
        for word in FREE:
            if word in text.lower() and word not in said_free:
                yield f"{name}: «{word}…» stands in no fact"
    if programme.get("cost") == "free" and not any(word in said_free for word in FREE):
        yield "cost: free, and no fact says so"


def unsaid(fact: dict, where: str, said: set[str]) -> Iterator[str]:
    """Yield the figures of a fact that its sentence does not have; small ones may be words."""
    for value in (fact.get("value"), fact.get("value_to")):
        if value is not None and value > 10:
            number = f"{value:f}".replace(".", ",")
            number = number.rstrip("0").rstrip(",") if "," in number else number
            if number not in said:
                yield f"{where}: its sentence does not say {number}"


def twice(values) -> list[str]:
    """Return what stands more than once among some values."""
    return sorted(value for value, count in Counter(filter(None, values)).items() if count > 1)
