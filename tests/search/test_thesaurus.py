"""Names of organisations and places: matched whole."""

from programmes.search import vocabulary
from programmes.search.language import lemmas, whole
from programmes.search.question import understand
from programmes.search.repair import Reader
from programmes.search.thesaurus import Thesaurus

CENTRE = (["Московский экспортный центр"], ["МЭЦ"])
LOOSE = ["московский", "экспортный", "центр", "услуга"]


def read(text: str, *, synonyms=(), names=(CENTRE,), more=()):
    known = [*LOOSE, whole(CENTRE[0][0]), *lemmas("мэц"), *more]
    ids = {lemma: place for place, lemma in enumerate(known, 1)}
    words = vocabulary.Vocabulary(ids=ids, counts=dict.fromkeys(ids, 1), programmes=[])
    return understand(text, Reader(words, Thesaurus(synonyms, names)))


def ways(text: str, **options) -> set[str]:
    groups = [group for group in read(text, **options).groups if group.required]
    return {lemma for group in groups for lemma in group.lemmas}


def test_an_abbreviation_brings_the_name_whole_and_none_of_its_words():
    assert whole("московский экспортный центр") in ways("мэц")
    assert not {"экспортный", "центр"} & ways("мэц")


def test_a_name_typed_in_full_finds_its_bearer_and_nobody_with_such_words():
    assert "центр" not in ways("московский экспортный центр")
    assert whole("московский экспортный центр") in ways("московский экспортный центр")


def test_a_synonym_group_with_a_name_is_more_names():
    found = ways("мосэкспорт", synonyms=[["Московский экспортный центр", "мосэкспорт"]])
    assert whole("московский экспортный центр") in found
    assert "центр" not in found


def test_words_beside_a_name_are_read_as_ever():
    groups = [group.word for group in read("гранты мэц").groups if group.required]
    assert groups == ["гранты", "мэц"]


def test_a_part_of_a_name_is_no_name():
    assert "центр" in ways("экспортный центр")


def test_the_words_of_a_name_only_raise():
    raising = [group for group in read("московский экспортный центр").groups if not group.required]
    assert any("центр" in group.lemmas for group in raising)
