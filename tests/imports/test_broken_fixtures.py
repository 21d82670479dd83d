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


FILE = "programmes/exhibitions.toml"
TITLE = 'title = "Международные выставки"'
OF_FACT = 'source = "blog"\n        locator'
MOSPROM_NAME = "Центр поддержки экспорта и промышленности «Моспром»"
ZONE_NAME = "Особая экономическая зона «Технополис Москва»"
BARE_PROGRAMME = """
title = "Без фактов"
summary = "Факты ещё не найдены."
kind = "event"
audiences = ["exporters"]
state = "published"
checked_on = 2026-11-20
"""

PROGRAMME = f"{FILE}, программа «exhibitions»"
CONTACT = f"{FILE}, контакт «exhibitions/https://example.org/exhibitions»"
FACT = f"{FILE}, факт «exhibitions/companies»"
SECOND = f"{FILE}, факт «exhibitions/other-count»"
EVENT = "events.toml, событие «sial-2027»"
SOURCE = "sources.toml, источник «blog»"

BROKEN = {
    "an unknown key is named": (
        *(FILE, "title =", "titel ="),
        f"{PROGRAMME}: неизвестный ключ «titel».",
    ),
    "a key the portal writes itself is unknown": (
        *(FILE, TITLE, f"{TITLE}\nrevision = 5"),
        f"{PROGRAMME}: неизвестный ключ «revision».",
    ),
    "an unknown section is named": (
        *("taxonomies.toml", "[[place]]", "[[plaec]]"),
        "taxonomies.toml: неизвестный раздел «plaec».",
    ),
    "an event of an unknown programme is refused": (
        *("events.toml", '["exhibitions"]', '["fairs"]'),
        f"{EVENT}: ключ «programmes»: в programmes/fairs.toml нет программы «fairs».",
    ),
    "an event without a source is refused": (
        *("events.toml", 'source = "blog"', ""),
        f"{EVENT}: ключ «source»: нужен, но не указан.",
    ),
    "an event that ends before it begins is refused": (
        *("events.toml", "ends = 2027-05-21", "ends = 2027-05-18"),
        f"{EVENT}: Конец события не раньше его начала.",
    ),
    "a state that no event has is refused": (
        *("events.toml", "begins =", 'state = "over"\nbegins ='),
        f"{EVENT}: ключ «state»: ",
    ),
    "the number of a change is the portal's own": (
        *("events.toml", "begins =", "sequence = 4\nbegins ="),
        f"{EVENT}: неизвестный ключ «sequence».",
    ),
    "a section has to be a list": (
        *("synonyms.toml", "[[synonym_group]]", "[synonym_group]"),
        "synonyms.toml: раздел «synonym_group» пишется как [[synonym_group]].",
    ),
    "a missing key is named": (
        *(FILE, 'title = "Международные выставки"', ""),
        f"{PROGRAMME}: ключ «title»: нужен, но не указан.",
    ),
    "a missing code gives the number of the record": (
        *("taxonomies.toml", 'slug = "exporters"', ""),
        "taxonomies.toml, аудитория № 1: ключ «slug»: нужен, но не указан.",
    ),
    "a missing source is named": (
        *(FILE, OF_FACT, 'source = "newspaper"\n        locator'),
        f"{FACT}: ключ «source»: в sources.toml нет источника «newspaper».",
    ),
    "a fact without a source is refused": (
        *(FILE, OF_FACT, "locator"),
        f"{FACT}: ключ «source»: нужен, но не указан.",
    ),
    "a contact without a source is refused": (
        *(FILE, 'source = "blog"', ""),
        f"{CONTACT}: ключ «source»: нужен, но не указан.",
    ),
    "a missing organisation is named": (
        *(FILE, '"mosprom"', '"mosporm"'),
        f"{PROGRAMME}: ключ «operator»: в organisations.toml нет организации «mosporm».",
    ),
    "a missing audience is named": (
        *(FILE, '["exporters"]', '["exporters", "learners"]'),
        f"{PROGRAMME}: ключ «audiences»: в taxonomies.toml нет аудитории «learners».",
    ),
    "a condition that rests on a missing fact is refused": (
        *(FILE, 'fact = "companies"', 'fact = "firms"'),
        "ключ «fact»: в programmes/exhibitions.toml нет факта «exhibitions/firms».",
    ),
    "a condition with an unknown value is refused": (
        *(FILE, '["small", "medium"]', '["tiny"]'),
        "ключ «values»: Значения «tiny» у этого признака нет. Можно: micro, small, medium, large.",
    ),
    "a condition that compares words as numbers is refused": (
        *(FILE, 'attribute = "size"', 'attribute = "age"'),
        "ключ «operator»: Числа сравнивают",
    ),
    "a unit that does not fit the measure is refused": (
        *(FILE, 'measure = "companies"', 'measure = "amount"'),
        f"{FACT}: ключ «measure»: Единица такого числа начинается с одного из слов: «₽»",
    ),
    "a programme that names itself is refused": (
        *(FILE, TITLE, f'slug = "other"\n{TITLE}'),
        f"{FILE}: ключ «slug» лишний: код — это имя файла.",
    ),
    "a fact that disagrees with a missing one is refused": (
        *(FILE, 'to = "companies"', 'to = "firms"'),
        f"{SECOND}: ключ «alternative_to»: в {FILE} выше нет факта «exhibitions/firms».",
    ),
    "a duplicate slug is refused": (
        *("organisations.toml", '"zone"', '"mosprom"'),
        "organisations.toml, организация «mosprom»: такая запись уже есть выше.",
    ),
    "a duplicate code of a fact is refused": (
        *(FILE, '"other-count"', '"companies"'),
        f"{FACT}: такая запись уже есть выше.",
    ),
    "a duplicate contact is refused": (
        *(FILE, "+7 (495) 000-00-00", "https://example.org/exhibitions"),
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
        *(FILE, TITLE, f"{TITLE}\n{TITLE}"),
        f"{FILE}, строка 3: не читается как TOML",
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
        *(FILE, "value = 1000", 'value = "1000"'),
        f"{FACT}: ключ «value»: нужно число без кавычек.",
    ),
    "a number that is none is refused": (
        *(FILE, "value = 1000", "value = nan"),
        f"{FACT}: ключ «value»: ",
    ),
    "a number with too many digits is refused": (
        *(FILE, "value = 1000", "value = 1e999999"),
        f"{FACT}: ключ «value»: ",
    ),
    "a truth value for a number is refused": (
        *(FILE, "value = 1000", "value = true"),
        f"{FACT}: ключ «value»: нужно число без кавычек.",
    ),
    "a fraction for a whole number is refused": (
        *(FILE, "value = 1000", "value = 1000\nhome_position = 1.5"),
        f"{FACT}: ключ «home_position»: нужно целое число без кавычек.",
    ),
    "a word for a truth value is refused": (
        *("sources.toml", "is_base = true", 'is_base = "да"'),
        f"{SOURCE}: ключ «is_base»: нужно true или false.",
    ),
    "a number for a text is refused": (
        *(FILE, '"Международные выставки"', "1"),
        f"{PROGRAMME}: ключ «title»: нужна строка в кавычках.",
    ),
    "a text for a list is refused": (
        *(FILE, '["exporters"]', '"exporters"'),
        f"{PROGRAMME}: ключ «audiences»: нужен список строк",
    ),
    "a list with a number in it is refused": (
        *(FILE, '"Переводчик"', "2"),
        f"{PROGRAMME}: ключ «benefits»: нужен список строк",
    ),
    "a list that repeats itself is refused": (
        *(FILE, '["exporters"]', '["exporters", "exporters"]'),
        f"{PROGRAMME}: ключ «audiences»: значения в списке повторяются.",
    ),
    "a value outside a vocabulary is refused": (
        *(FILE, '"event"', '"party"'),
        f"{PROGRAMME}: ключ «kind»: ",
    ),
    "an unknown state is refused": (
        *(FILE, '"published"', '"public"'),
        f"{PROGRAMME}: Такого состояния нет.",
    ),
    "a text that is too long is refused": (
        *(FILE, "Международные выставки", "Выставки " * 20),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a NUL byte is refused": (
        *(FILE, "Международные", r"Между\u0000народные"),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a formula is refused": (
        *(FILE, '"Международные', '"=Международные'),
        f"{PROGRAMME}: ключ «title»: Начните текст с буквы",
    ),
    "an empty title is refused": (
        *(FILE, "Международные выставки", " "),
        f"{PROGRAMME}: ключ «title»: ",
    ),
    "a rule of the model is refused in its own words": (
        *(FILE, 'value = "+7 (495) 000-00-00"', 'value = "звоните"'),
        "контакт «exhibitions/звоните»: ключ «value»: Напишите телефон с кодом города",
    ),
    "a constraint is refused in its own words": (
        *(FILE, 'bound = "more-than"', ""),
        f"{FACT}: Число и граница указываются вместе",
    ),
    "a published programme needs a day of check": (
        *(FILE, "checked_on = 2026-11-20", ""),
        f"{PROGRAMME}: У опубликованной записи должна быть дата проверки.",
    ),
    "a published programme needs an audience": (
        *(FILE, '["exporters"]', "[]"),
        f"{PROGRAMME}: Отметьте хотя бы одну аудиторию",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_stops_the_load(files, file, old, new, sentence):
    change(files, file, old, new)
    before = rows()
    with pytest.raises(CommandError, match=re.escape(sentence)):
        load(files)
    assert rows() == before


def test_a_published_programme_needs_a_fact(files):
    (files / "programmes/bare.toml").write_text(BARE_PROGRAMME, "utf-8")
    sentence = "программа «bare»: Добавьте хотя бы один факт с источником."
    with pytest.raises(CommandError, match=sentence):
        load(files)


def test_a_folder_without_programmes_stops_the_load(files):
    (files / FILE).unlink()
    with pytest.raises(CommandError, match=r"programmes: файлов программ нет\."):
        load(files)


def test_a_section_inside_a_programme_has_to_be_a_list(files):
    alone = CATALOGUE[FILE].partition("[[contact]]")[0]
    (files / FILE).write_text(alone + "contact = 5", "utf-8")
    with pytest.raises(CommandError, match=r"programmes: раздел «contact» пишется как \[\[contact"):
        load(files)


def test_a_missing_file_stops_the_load(files):
    (files / "sources.toml").unlink()
    with pytest.raises(CommandError, match=r"sources\.toml: файла нет или он не читается\."):
        load(files)


def test_a_file_in_another_encoding_stops_the_load(files):
    (files / FILE).write_text(CATALOGUE[FILE], "cp1251")
    with pytest.raises(CommandError, match=r"exhibitions\.toml: файл не в кодировке UTF-8\."):
        load(files)


def test_a_broken_file_leaves_a_loaded_catalogue_as_it_was(files):
    load(files)
    before = rows()
    change(files, "organisations.toml", "Технополис", "ОЭЗ")
    change(files, FILE, 'bound = "exactly"', "")
    with pytest.raises(CommandError):
        load(files)
    assert rows() == before


def test_all_mistakes_are_reported_at_once(files):
    change(files, FILE, '"event"', '"party"')
    change(files, FILE, OF_FACT, 'source = "newspaper"\n        locator')
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
