"""python -m tests.benchmarks search_answers: the share of questions that found theirs, as JSON."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain

from django.db import connection

from programmes.catalogue import today
from programmes.catalogue.snapshot import current
from programmes.models import Programme
from programmes.search import index
from programmes.search.matching import match
from programmes.search.question import understand
from tests.benchmarks import reference
from tests.benchmarks.search_cases import Case, blind_cases, cases, correct_words

PAGE = 5
CLASSES = {"A": index.KEYWORD, "B": index.SUMMARY + 1, "C": index.LIST + 1, "D": 0}
"""The portal's weights in the four classes of tsvector: each takes what weighs as much or more."""
BOOSTS = {"A": 1.0, "B": 0.4, "C": 0.2, "D": 0.1}
"""What ``ts_rank`` counts a word for in each class, for tantivy, too."""
RANKED = (
    "SELECT slug FROM reference, websearch_to_tsquery('russian', %s) AS query"
    " WHERE document @@ query ORDER BY ts_rank(document, query) DESC, slug LIMIT 5"
)

Search = Callable[[str], list[str]]


def main() -> None:
    """Print the figures of this database, and on PostgreSQL those of its own configuration."""
    programmes = list(Programme.objects.published().for_reading().order_by("slug"))
    titles = {programme.slug: programme.title for programme in programmes}
    summaries = {programme.slug: programme.summary for programme in programmes}
    asked = [*cases(titles, summaries), *blind_cases()]
    figures = {"ours": shares(asked, portal(programmes)) | {"false repairs": false_repairs()}}
    if connection.vendor == "postgresql":
        figures["russian"] = shares(asked, by_tsvector(programmes))
    elif reference.TANTIVY.exists():
        figures["tantivy"] = shares(asked, dedicated(programmes, asked, typos=False))
        figures["tantivy, typos"] = shares(asked, dedicated(programmes, asked, typos=True))
    sys.stdout.write(json.dumps(figures))


def shares(asked: Iterable[Case], search: Search) -> dict[str, list[float]]:
    """Return for each kind of question: how many, the share found first and in the first five."""
    seen = defaultdict(lambda: [0, 0, 0])
    for case in asked:
        found = search(case.question)[:PAGE]
        count = seen[case.kind]
        count[0] += 1
        count[1] += bool(found) and found[0] in case.expected
        count[2] += not case.expected.isdisjoint(found)
    return {kind: [n, first / n, five / n] for kind, (n, first, five) in seen.items()}


def portal(programmes: list[Programme]) -> Search:
    """Return the portal's search."""
    slugs = {programme.pk: programme.slug for programme in programmes}
    snapshot = current(today())

    def search(question: str) -> list[str]:
        read = understand(question, snapshot.reader)
        return [slugs[pk] for pk in match(read.groups, snapshot.vocabulary).ids[:PAGE]]

    return search


def by_tsvector(programmes: list[Programme]) -> Search:
    """Return a search by PostgreSQL's configuration over the same texts in the same weights."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE reference (slug text, document tsvector)")
        for programme in programmes:
            texts = by_class(programme)
            vector = " || ".join(
                f"setweight(to_tsvector('russian', %s), '{name}')" for name in texts
            )
            cursor.execute(
                f"INSERT INTO reference VALUES (%s, {vector})",  # noqa: S608 - our own names
                [programme.slug, *texts.values()],
            )

    def search(question: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(RANKED, [question])
            return [slug for (slug,) in cursor.fetchall()]

    return search


def dedicated(programmes: list[Programme], asked: list[Case], *, typos: bool) -> Search:
    """Return a search by tantivy's Russian stemmer over the same texts in the same weights."""
    documents = ({"slug": each.slug, **by_class(each)} for each in programmes)
    questions = [case.question for case in asked]
    # any word of a question, as it does by itself: it finds more so, and ranks what it found
    answers = reference.tantivy(documents, questions, BOOSTS, all_words=False, typos=typos)
    found = {question: each["found"] for question, each in zip(questions, answers, strict=True)}
    return found.__getitem__


def by_class(programme: Programme) -> dict[str, str]:
    """Return what is indexed of a programme in the four classes of tsvector."""
    texts = defaultdict(list)
    found = chain.from_iterable(part(programme) for part in index.PARTS.values())
    for weight, text, lemmas_of in found:
        if lemmas_of not in (index.text_lemmas, index.name_lemmas):
            continue  # a key of the whole, or of the side
        texts[next(name for name, least in CLASSES.items() if weight >= least)].append(text)
    return {name: "\n".join(each) for name, each in texts.items()}


def false_repairs() -> list[float]:
    """Return how many correct words were asked and which share of them was read as others."""
    snapshot = current(today())
    words = correct_words(snapshot.vocabulary.ids)
    wrong = [word for word in words if understand(word, snapshot.reader).repaired]
    sys.stderr.writelines(f"repaired: {word}\n" for word in wrong)
    return [len(words), len(wrong) / len(words)]
