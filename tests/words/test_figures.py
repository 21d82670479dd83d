"""Figures: kept exactly on both databases or refused with a sentence, and shown by one rule."""

import re
import tomllib
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from programmes.models import Fact
from programmes.words import russian
from programmes.words.choices import Bound
from tests import factories, small_catalogue
from tests.forms import change, signed_in
from tests.laws.tree import ROOT

LARGEST = Decimal("9999999999999.99")
TOO_LARGE = ["12345678901234.99", "99999999999999.99", "10000000000000", "1" + "0" * 400, "1e30"]
NO_FIGURES = [*TOO_LARGE, "0.001", "nan", "inf", "-inf"]


def figure(value, **fields) -> dict:
    return {
        "value": value,
        "bound": Bound.EXACTLY,
        "unit": "₽",
        "label": "всего",
        "is_key": True,
        "home_position": 1,
    } | fields


@pytest.mark.django_db
@pytest.mark.parametrize("value", [LARGEST, -LARGEST, Decimal("0.01"), Decimal("1234567890123.45")])
def test_a_figure_is_kept_as_it_was_entered(value):
    factories.programme(facts=[figure(value)])
    assert Fact.objects.get().value == value
    assert Fact.objects.filter(value=value).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", [LARGEST, -LARGEST, Decimal("0.01"), Decimal(0)])
@pytest.mark.parametrize("unit", ["₽", "%", "компаний"])
def test_no_page_and_no_file_fails_for_a_figure_that_is_allowed(client, value, unit):
    programme = factories.programme(facts=[figure(value, unit=unit)])
    paths = [programme.get_absolute_url(), "/", "/sources/mayor-blog/", "/programmes.csv"]
    paths += [
        f"/api/v1/programmes/{programme.slug}",
        "/programmes.xlsx",
        "/api/v1/sources/mayor-blog",
    ]
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


@pytest.mark.django_db
def test_the_form_keeps_the_largest_figure(client):
    programme = factories.programme(facts=[figure(LARGEST)])
    publisher = signed_in(client, factories.publisher())
    change(publisher, programme)
    change(publisher, programme, **{"facts-0-value": str(LARGEST - Decimal("0.01"))})
    assert Fact.objects.get().value == Decimal("9999999999999.98")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", NO_FIGURES)
def test_the_form_refuses_a_figure_that_would_be_rounded(client, typed):
    programme = factories.programme(facts=[figure(1)])
    publisher = signed_in(client, factories.publisher())
    answer = change(publisher, programme, **{"facts-0-value": typed})
    form = answer.context["inline_admin_formsets"][0].formset.forms[0]
    assert "value" in form.errors
    assert form["value"].value() == typed
    assert Fact.objects.get().value == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", NO_FIGURES)
def test_fixtures_refuse_a_figure_that_would_be_rounded(tmp_path, typed):
    files = small_catalogue.write(tmp_path)
    small_catalogue.change(files, "programmes/exhibitions.toml", "value = 1000", f"value = {typed}")
    with pytest.raises(CommandError, match="факт «exhibitions/companies»: ключ «value»"):
        small_catalogue.load(files)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TOO_LARGE)
def test_a_model_refuses_a_figure_that_would_be_rounded(typed):
    record = factories.programme(facts=[figure(1)]).facts.get()
    record.value = Decimal(typed)
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "value" in refusal.value.message_dict


def plain(text: str) -> str:
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1000.10", "₽", "1 000,10 ₽"),
        ("1000.00", "₽", "1 000 ₽"),
        ("1000", "₽ в год", "1 000 ₽ в год"),
        ("0.5", "руб.", "0,50 руб."),
        ("99.9", "$", "99,90 $"),
        ("27.30", "млрд ₽", "27,3 млрд ₽"),
        ("3.50", "тыс. м²", "3,5 тыс. м²"),
        ("12.50", "%", "12,5 %"),
        ("9999999999999.99", "₽", "9 999 999 999 999,99 ₽"),
        ("-1000", "", "−1 000"),
    ],
)
def test_a_figure_is_written_by_one_rule(value, unit, words):
    assert plain(russian.figure(Decimal(value), Bound.EXACTLY, unit)) == words


def test_both_ends_of_a_range_of_money_have_their_kopecks():
    words = russian.figure(Decimal("1000.10"), Bound.BETWEEN, "₽", Decimal("2000.50"))
    assert plain(words) == "от 1 000,10 до 2 000,50 ₽"


@pytest.mark.django_db
def test_a_large_figure_has_its_kopecks_too(client):
    programme = factories.programme(facts=[figure(Decimal("1000.10"))])
    page = plain(client.get(programme.get_absolute_url()).content.decode())
    assert "<b>1 000,10</b>" in page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2026, 5, 2), (2026, 5, 2), "2 мая 2026 года"),
        ((2026, 5, 2), (2026, 5, 3), "со 2 мая по 3 мая 2026 года"),
        ((2026, 5, 2), (2027, 5, 2), "со 2 мая 2026 по 2 мая 2027 года"),
        ((2026, 5, 2), None, "со 2 мая 2026 года"),
        (None, (2026, 5, 2), "по 2 мая 2026 года"),
    ],
)
def test_one_day_is_not_told_as_a_span(first, last, words):
    span = russian.calendar_span(first and date(*first), last and date(*last))
    assert plain(span) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2025, 5, 19), (2025, 5, 21), "19–21 мая 2025 года"),
        ((2025, 5, 19), (2025, 5, 19), "19 мая 2025 года"),
        ((2025, 11, 28), (2025, 12, 4), "28 ноября — 4 декабря 2025 года"),
        ((2025, 12, 28), (2026, 1, 4), "28 декабря 2025 года — 4 января 2026 года"),
        ((2025, 8, 1), None, "с 1 августа 2025 года"),
        (None, (2026, 5, 5), "по 5 мая 2026 года"),
        (None, None, ""),
    ],
)
def test_the_days_of_an_event_are_told_as_far_as_they_are_known(first, last, words):
    days = russian.calendar_days(first and date(*first), last and date(*last))
    assert plain(days) == words


@pytest.mark.parametrize(
    ("text", "value", "grouped"),
    [
        ("Свыше 1000 компаний.", "1000", "Свыше 1 000 компаний."),
        ("Свыше 1 000 компаний.", "1000", "Свыше 1 000 компаний."),
        ("12500 человек, из них 125 в Москве", "12500", "12 500 человек, из них 125 в Москве"),
        ("По приказу 1000-П и 10001, 1000,5", "1000", "По приказу 1000-П и 10001, 1000,5"),
        ("До 2030 года — 2030 мест", "2030", "До 2030 года — 2030 мест"),
        ("27,3 млрд ₽", "27.3", "27,3 млрд ₽"),
    ],
)
def test_a_statement_writes_its_figure_as_the_page_does(text, value, grouped):
    assert plain(russian.with_grouped(text, Decimal(value))) == grouped


@pytest.mark.django_db
def test_the_form_groups_the_figure_of_a_statement(client):
    record = factories.programme(facts=[figure(3200, unit="человек")])
    publisher = signed_in(client, factories.publisher())
    change(publisher, record, **{"facts-0-statement": "Участвовало свыше 3200 человек."})
    assert plain(Fact.objects.get().statement) == "Участвовало свыше 3 200 человек."


def test_the_fixtures_write_every_figure_as_the_pages_do():
    files = [*(ROOT / "fixtures/programmes").glob("*.toml")]
    facts = [fact for path in files for fact in tomllib.loads(path.read_text())["fact"]]
    figures = [
        (fact["statement"], Decimal(str(fact["value"]))) for fact in facts if "value" in fact
    ]
    assert any(value >= 1000 for _, value in figures)
    assert [text for text, value in figures if russian.with_grouped(text, value) != text] == []


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["1000 компаний", "1 000 компаний", "1\u00a0000 компаний"])
def test_a_grouped_figure_is_found_however_it_is_typed(client, words):
    factories.exhibitions()
    page = client.get("/programmes/", {"q": words}).content.decode()
    assert "/programmes/international-exhibitions/" in page
    assert "Не учтено" not in page
