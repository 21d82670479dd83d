"""Broken fixtures: the load stops with a sentence that names file and record; nothing changes."""

import re

import pytest
from django.core.management import CommandError

from tests import small_catalogue
from tests.small_catalogue import CATALOGUE, change, load, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    return small_catalogue.write(tmp_path)


EXHIBITIONS = 'slug = "exhibitions"'
MOSPROM_NAME = "Центр поддержки экспорта и промышленности «Моспром»"
ZONE_NAME = "Особая экономическая зона «Технополис Москва»"
BARE_PROGRAMME = """
[[programme]]
slug = "bare"
title = "Без фактов"
summary = "Факты ещё не найдены."
kind = "event"
audiences = ["exporters"]
state = "published"
checked_on = 2026-11-20
"""

PROGRAMME = "programmes.toml, программа «exhibitions»"
CONTACT = "programmes.toml, контакт «exhibitions/https://example.org/exhibitions»"
FACT = "facts.toml, факт «exhibitions/companies»"
SECOND = "facts.toml, факт «exhibitions/other-count»"
SOURCE = "sources.toml, источник «blog»"

BROKEN = {
    "an unknown key is named": (
        *("programmes.toml", "title =", "titel ="),
        f"{PROGRAMME}: неизвестный ключ «titel».",
    ),
    "a key the portal writes itself is unknown": (
        *("programmes.toml", EXHIBITIONS, f"{EXHIBITIONS}\nrevision = 5"),
        f"{PROGRAMME}: неизвестный ключ «revision».",
    ),
    "an unknown section is named": (
        *("taxonomies.toml", "[[place]]", "[[plaec]]"),
        "taxonomies.toml: неизвестный раздел «plaec».",
    ),
    "a section has to be a list": (
        *("synonyms.toml", "[[synonym_group]]", "[synonym_group]"),
        "synonyms.toml: раздел «synonym_group» пишется как [[synonym_group]].",
    ),
    "a missing key is named": (
        *("programmes.toml", 'title = "Международные выставки"', ""),
        f"{PROGRAMME}: ключ «title»: нужен, но не указан.",
    ),
    "a missing code gives the number of the record": (
        *("taxonomies.toml", 'slug = "exporters"', ""),
        "taxonomies.toml, аудитория № 1: ключ «slug»: нужен, но не указан.",
    ),
    "a missing source is named": (
        *("facts.toml", 'source = "blog"', 'source = "newspaper"'),
        f"{FACT}: ключ «source»: в sources.toml нет источника «newspaper».",
    ),
    "a fact without a source is refused": (
        *("facts.toml", 'source = "blog"', ""),
        f"{FACT}: ключ «source»: нужен, но не указан.",
    ),
    "a contact without a source is refused": (
        *("programmes.toml", 'source = "blog"', ""),
        f"{CONTACT}: ключ «source»: нужен, но не указан.",
    ),
    "a missing organisation is named": (
        *("programmes.toml", '"mosprom"', '"mosporm"'),
        f"{PROGRAMME}: ключ «operator»: в organisations.toml нет организации «mosporm».",
    ),
    "a missing audience is named": (
        *("programmes.toml", '["exporters"]', '["exporters", "learners"]'),
        f"{PROGRAMME}: ключ «audiences»: в taxonomies.toml нет аудитории «learners».",
    ),
    "a fact of a missing programme is refused": (
        *("facts.toml", '"exhibitions"', '"exhibition"'),
        "ключ «programme»: в programmes.toml нет программы «exhibition».",
    ),
    "a fact that disagrees with a missing one is refused": (
        *("facts.toml", 'to = "companies"', 'to = "firms"'),
        f"{SECOND}: ключ «alternative_to»: в facts.toml выше нет факта «exhibitions/firms».",
    ),
    "a duplicate slug is refused": (
        *("organisations.toml", '"zone"', '"mosprom"'),
        "organisations.toml, организация «mosprom»: такая запись уже есть выше.",
    ),
    "a duplicate code of a fact is refused": (
        *("facts.toml", '"other-count"', '"companies"'),
        f"{FACT}: такая запись уже есть выше.",
    ),
    "a duplicate contact is refused": (
        *("programmes.toml", "+7 (495) 000-00-00", "https://example.org/exhibitions"),
        f"{CONTACT}: такая запись уже есть выше.",
    ),
    "a duplicate name is refused": (
        *("organisations.toml", ZONE_NAME, MOSPROM_NAME),
        "organisations.toml, организация «zone»: ключ «name»: ",
    ),
    "a day that does not exist is refused with its line and record": (
        *("sources.toml", "2025-11-26", "2025-02-30"),
        "sources.toml, строка 7, запись «blog»: не читается как TOML",
    ),
    "a file that breaks off is refused with its line and record": (
        *("synonyms.toml", '"кредит"]', '"кредит"'),
        "synonyms.toml, строка 5, запись «loan»: не читается как TOML",
    ),
    "a key written twice is refused": (
        *("programmes.toml", EXHIBITIONS, f"{EXHIBITIONS}\n{EXHIBITIONS}"),
        "programmes.toml, строка 4, запись «exhibitions»: не читается как TOML",
    ),
    "a date in quotes is refused": (
        *("sources.toml", "2025-11-26", '"2025-11-26"'),
        f"{SOURCE}: ключ «published_on»: нужна дата без кавычек",
    ),
    "a date with a time is refused": (
        *("sources.toml", "2025-11-26", "2025-11-26T10:00:00"),
        f"{SOURCE}: ключ «published_on»: нужна дата без кавычек",
    ),
    "a number in quotes is refused": (
        *("facts.toml", "value = 1000", 'value = "1000"'),
        f"{FACT}: ключ «value»: нужно число без кавычек.",
    ),
    "a number that is none is refused": (
        *("facts.toml", "value = 1000", "value = nan"),
        f"{FACT}: ключ «value»: ",
    ),
    "a number with too many digits is refused": (
        *("facts.toml", "value = 1000", "value = 1e999999"),
        f"{FACT}: ключ «value»: ",
    ),
    "a truth value for a number is refused": (
        *("facts.toml", "value = 1000", "value = true"),
        f"{FACT}: ключ «value»: нужно число без кавычек.",
    ),
    "a fraction for a whole number is refused": (
        *("facts.toml", "value = 1000", "value = 1000\nhome_position = 1.5"),
        f"{FACT}: ключ «home_position»: нужно целое число без кавычек.",
    ),
    "a word for a truth value is refused": (
        *("sources.toml", "is_base = true", 'is_base = "да"'),
        f"{SOURCE}: ключ «is_base»: нужно true или false.",
    ),
    "a number for a text is refused": (
        *("programmes.toml", '"Международные выставки"', "1"),
        f"{PROGRAMME}: ключ «title»: нужна строка в кавычках.",
    ),
    "a text for a list is refused": (
        *("programmes.toml", '["exporters"]', '"exporters"'),
        f"{PROGRAMME}: ключ «audiences»: нужен список строк",
    ),
    "a list with a number in it is refused": (
        *("programmes.toml", '"Переводчик"', "2"),
        f"{PROGRAMME}: ключ «benefits»: нужен список строк",
    ),
    "a list that repeats itself is refused": (
        *("programmes.toml", '["exporters"]', '["exporters", "exporters"]'),
        f"{PROGRAMME}: ключ «audiences»: значения в списке повторяются.",
    ),
    "a value outside a vocabulary is refused": (
        *("programmes.toml", '"event"', '"party"'),
        f"{PROGRAMME}: ключ «kind»: ",
    ),
    "an unknown state is refused": (
        *("programmes.toml", '"published"', '"public"'),
        f"{PROGRAMME}: Такого состояния нет.",
    ),
    "a text that is too long is refused": (
        *("programmes.toml", "Международные выставки", "Выставки " * 20),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a NUL byte is refused": (
        *("programmes.toml", "Международные", r"Между\u0000народные"),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a formula is refused": (
        *("programmes.toml", '"Международные', '"=Международные'),
        f"{PROGRAMME}: ключ «title»: Начните текст с буквы",
    ),
    "an empty title is refused": (
        *("programmes.toml", "Международные выставки", " "),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a rule of the model is refused in its own words": (
        *("programmes.toml", 'value = "+7 (495) 000-00-00"', 'value = "звоните"'),
        "контакт «exhibitions/звоните»: ключ «value»: Напишите телефон с кодом города",
    ),
    "a constraint is refused in its own words": (
        *("facts.toml", 'bound = "more-than"', ""),
        f"{FACT}: Число и граница указываются вместе",
    ),
    "a published programme needs a day of check": (
        *("programmes.toml", "checked_on = 2026-11-20", ""),
        f"{PROGRAMME}: У опубликованной записи должна быть дата проверки.",
    ),
    "a published programme needs an audience": (
        *("programmes.toml", '["exporters"]', "[]"),
        f"{PROGRAMME}: Отметьте хотя бы одну аудиторию",
    ),
    "a published programme needs a fact": (
        *("programmes.toml", "[[programme]]", BARE_PROGRAMME + "[[programme]]"),
        "программа «bare»: Добавьте хотя бы один факт с источником.",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_stops_the_load(files, file, old, new, sentence):
    change(files, file, old, new)
    before = rows()
    with pytest.raises(CommandError, match=re.escape(sentence)):
        load(files)
    assert rows() == before


def test_a_section_inside_a_programme_has_to_be_a_list(files):
    alone = CATALOGUE["programmes.toml"].partition("[[programme.contact]]")[0]
    (files / "programmes.toml").write_text(alone + "contact = 5", "utf-8")
    with pytest.raises(CommandError, match=r"«programme\.contact» пишется как \[\["):
        load(files)


def test_a_missing_file_stops_the_load(files):
    (files / "facts.toml").unlink()
    with pytest.raises(CommandError, match=r"facts\.toml: файла нет или он не читается\."):
        load(files)


def test_a_file_in_another_encoding_stops_the_load(files):
    (files / "facts.toml").write_text(CATALOGUE["facts.toml"], "cp1251")
    with pytest.raises(CommandError, match=r"facts\.toml: файл не в кодировке UTF-8\."):
        load(files)


def test_a_broken_file_leaves_a_loaded_catalogue_as_it_was(files):
    load(files)
    before = rows()
    change(files, "organisations.toml", "Технополис", "ОЭЗ")
    change(files, "facts.toml", 'bound = "exactly"', "")
    with pytest.raises(CommandError):
        load(files)
    assert rows() == before


def test_all_mistakes_are_reported_at_once(files):
    change(files, "programmes.toml", '"event"', '"party"')
    change(files, "facts.toml", 'source = "blog"', 'source = "newspaper"')
    with pytest.raises(CommandError, match="В файлах 2\xa0ошибки:") as stopped:
        load(files)
    assert PROGRAMME in str(stopped.value)
    assert FACT in str(stopped.value)


def test_many_mistakes_are_cut_to_a_screen(files):
    wrong = "".join(f'[[place]]\nslug = "p{number}"\n' for number in range(25))
    change(files, "taxonomies.toml", "[[place]]", wrong + "[[place]]")
    with pytest.raises(CommandError, match="… и ещё 5") as stopped:
        load(files)
    assert len(str(stopped.value).splitlines()) == 22
