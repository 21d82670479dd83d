"""Texts: every intake cleans them alike, and refuses what nobody can see with a sentence."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import IntegrityError, models, transaction

from programmes.imports import table as importing
from programmes.models import Programme
from programmes.models.fields import CleanText
from programmes.words import russian
from programmes.words.validators import clean_text, no_hidden_characters
from tests import factories, small_catalogue
from tests.forms import change, signed_in
from tests.sheets import table

TODAY = date(2026, 11, 22)
OLD = "Международные выставки"


def by_form(client, tmp_path, title):
    record = factories.programme("exhibitions", title=OLD)
    answer = change(signed_in(client, factories.publisher()), record, title=title)
    if "adminform" in (answer.context or {}):
        return str(answer.context["adminform"].form.errors.get("title", ""))
    return ""


def by_table(client, tmp_path, title):
    factories.programme("exhibitions", title=OLD)
    plan, _ = importing.apply(table({"slug": "exhibitions", "title": title}), TODAY)
    return "\n".join(map(str, plan.refusals))


def by_fixtures(client, tmp_path, title):
    files = small_catalogue.write(tmp_path)
    written = "".join(f"\\U{ord(character):08X}" for character in title)
    small_catalogue.change(
        files, "programmes/exhibitions.toml", f'title = "{OLD}"', f'title = "{written}"'
    )
    try:
        small_catalogue.load(files)
    except CommandError as error:
        return str(error)
    return ""


def by_model(client, tmp_path, title):
    record = factories.programme("exhibitions", title=OLD)
    record.title = title
    try:
        record.full_clean()
    except ValidationError as error:
        return str(error.message_dict.get("title", ""))
    record.save()
    return ""


INTAKES = [by_form, by_table, by_fixtures, by_model]


@pytest.mark.django_db
@pytest.mark.parametrize("intake", INTAKES)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Выставки \u00a0", "Выставки"),
        ("Выста\u00adвки\u200b", "Выставки"),
        ("\ufeffВыставки", "Выставки"),
        ("Заи\u0306м", "Займ"),
        ("Е\u0308мкости", "Ёмкости"),
        ("Выставки\tза рубежом", "Выставки за рубежом"),
    ],
)
def test_every_intake_keeps_a_text_in_its_one_form(client, tmp_path, intake, typed, kept):
    assert intake(client, tmp_path, typed) == ""
    assert Programme.objects.get(slug="exhibitions").title == kept


@pytest.mark.django_db
@pytest.mark.parametrize("intake", INTAKES)
@pytest.mark.parametrize(
    "typed",
    [
        "\u202eиткатнок",
        "Гранты\u2066",
        "Гра\u200fнты",
        "Гранты\u3164",
        "Гра\u0007нты",
        "Грант\ue000",
    ],
)
def test_every_intake_refuses_what_nobody_sees(client, tmp_path, intake, typed):
    assert "невидимый знак U+" in intake(client, tmp_path, typed)
    assert not Programme.objects.exclude(title=OLD).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("intake", INTAKES)
@pytest.mark.parametrize("typed", [" ", "\u200b", "\u00a0\u2003", "\u2800", "\u202e", "\u0301"])
def test_a_text_without_a_visible_character_is_blank(client, tmp_path, intake, typed):
    assert intake(client, tmp_path, typed) != ""
    assert not Programme.objects.exclude(title=OLD).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("blank", ["", " ", "\u200b", "\u00a0\n", "\u3000", "\ufeff", "\u2800"])
def test_the_database_itself_refuses_a_blank_title(blank):
    record = factories.programme()
    with pytest.raises(IntegrityError, match="programme_title_filled"), transaction.atomic():
        Programme.objects.filter(pk=record.pk).update(title=blank)


def test_the_sentence_says_where_a_hidden_character_stands():
    with pytest.raises(ValidationError) as refusal:
        no_hidden_characters("Гранты на \u202eтропскэ")
    assert refusal.value.messages == [
        "Уберите невидимый знак U+202E после «Гранты на»: он меняет текст незаметно для глаз."
    ]


@pytest.mark.parametrize(
    "text", ["Заём «Экспорт АПК»", "№ 5 — 10\u00a0% · 3\u00a0м²", "日本 العربية"]
)
def test_an_ordinary_text_stays_as_it_is(text):
    assert clean_text(text) == text
    no_hidden_characters(text)


def test_every_text_that_people_write_is_cleaned():
    """The vocabularies, codes and addresses have rules of their own."""
    own = {"Change", "LastSeen", "LoadedRecord", "Lemma", "PublicRow", "PublicSlug"}
    own |= {"CatalogueVersion"}
    uncleaned = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("programmes").get_models()
        if model.__name__ not in own
        for field in model._meta.fields
        if type(field) in (models.CharField, models.TextField)
        if field.editable and not field.choices
    ]
    assert uncleaned == []


def test_a_text_column_is_cleaned_and_stays_a_plain_column_in_migrations():
    field = Programme._meta.get_field("title")
    assert isinstance(field, CleanText)
    assert field.deconstruct()[1] == "django.db.models.CharField"


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (date(2026, 11, 20), "меньше месяца назад"),
        (date(2026, 10, 28), "меньше месяца назад"),
        (date(2026, 10, 27), "1\N{NO-BREAK SPACE}месяц назад"),
        (date(2026, 1, 1), "10\N{NO-BREAK SPACE}месяцев назад"),
        (date(2025, 11, 27), "год назад"),
        (date(2024, 11, 28), "год назад"),
        (date(2024, 11, 27), "2\N{NO-BREAK SPACE}года назад"),
        (date(2021, 1, 1), "5\N{NO-BREAK SPACE}лет назад"),
    ],
)
def test_how_long_ago_is_said_in_whole_months_and_years(then, words):
    assert russian.ago(then, date(2026, 11, 27)) == words
