"""Run by tantivy's own Python: index the documents of standard input, ask them, answer in JSON."""

import json
import sys
import time
from statistics import median

import tantivy

FIRST = 20
WRITER_BYTES = 128 * 2**20


def main() -> None:
    """Read what is asked from the first line and a document from each other; print the answers."""
    asked = json.loads(sys.stdin.readline())
    boosts = asked["boosts"]
    index = index_of((json.loads(line) for line in sys.stdin), tuple(boosts))
    options = {"field_boosts": boosts, "conjunction_by_default": asked["all_words"]}
    if asked["typos"]:
        options["fuzzy_fields"] = dict.fromkeys(boosts, (False, 1, True))
    searcher = index.searcher()
    answers = []
    for question in asked["questions"]:
        laps = []
        for _ in range(asked["laps"]):
            began = time.perf_counter()
            query, _ = index.parse_query_lenient(question, list(boosts), **options)
            found = searcher.search(query, FIRST)
            laps.append((time.perf_counter() - began) * 1000)
        slugs = [searcher.doc(address)["slug"][0] for _, address in found.hits]
        answers.append({"found": slugs, "count": found.count, "ms": median(laps)})
    sys.stdout.write(json.dumps(answers))


def index_of(documents, fields: tuple[str, ...]) -> tantivy.Index:
    """Return an index in memory, its words cut by tantivy's Russian stemmer."""
    schema = tantivy.SchemaBuilder().add_text_field("slug", stored=True, tokenizer_name="raw")
    for name in fields:
        schema.add_text_field(name, tokenizer_name="russian")
    index = tantivy.Index(schema.build())
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword("russian"),
        tantivy.Filter.stemmer("russian"),
    ):
        analyzer = analyzer.filter(each)
    index.register_tokenizer("russian", analyzer.build())
    writer = index.writer(WRITER_BYTES, 1)
    for document in documents:
        writer.add_document(tantivy.Document(**document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


if __name__ == "__main__":
    main()
