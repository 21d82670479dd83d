"""The database refuses what no record may say, and the editor reads why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programmes.models import CatalogueVersion, Contact, Event, Programme, Source
from programmes.words.choices import Bound, ContactKind, DatePrecision, Intake, State
from tests.factories import audience, fact, organisation, programme, source

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)

BAD_PROGRAMMES = {
    "an unknown kind": ({"kind": "gift"}, "programme_kind_known"),
    "an unknown stage": ({"stage": "nowhere"}, "programme_stage_known"),
    "an unknown cost": ({"cost": "cheap"}, "programme_cost_known"),
    "an unknown format": ({"format": "by-post"}, "programme_format_known"),
    "an unknown intake": ({"intake": "maybe"}, "programme_intake_known"),
    "an unknown state": ({"state": "hidden"}, "programme_state_known"),
    "an interval of a day": ({"check_every": 1}, "programme_check_every_known"),
    "no title": ({"title": ""}, "programme_title_filled"),
    "no summary": ({"summary": ""}, "programme_summary_filled"),
    "a start without its precision": ({"since": DAY}, "programme_since_with_precision"),
    "a precision without a start": (
        {"since_precision": DatePrecision.DAY},
        "programme_since_with_precision",
    ),
    "dated intake without dates": ({"intake": Intake.DATED}, "programme_intake_dates"),
    "dates of an intake that has none": (
        {"intake": Intake.CLOSED, "intake_opens": DAY},
        "programme_intake_dates",
    ),
    "an intake that closes before it opens": (
        {"intake": Intake.DATED, "intake_opens": DAY, "intake_closes": date(2026, 11, 21)},
        "programme_intake_order",
    ),
    "a published entry that nobody checked": ({"checked_on": None}, "programme_published_checked"),
}

BAD_FACTS = {
    "no statement": ({"statement": ""}, "fact_statement_filled"),
    "no place in the source": ({"locator": ""}, "fact_locator_filled"),
    "an unknown question": ({"about": "weather"}, "fact_about_known"),
    "a number without its bound": ({"value": 1000}, "fact_value_with_bound"),
    "a bound without a number": ({"bound": Bound.MORE_THAN}, "fact_value_with_bound"),
    "a unit without a number": ({"unit": "%"}, "fact_value_with_bound"),
    "a range without its end": ({"value": 2, "bound": Bound.BETWEEN}, "fact_range"),
    "a range that runs backwards": (
        {"value": 4, "value_to": 2, "bound": Bound.BETWEEN},
        "fact_range",
    ),
    "an end without a range": ({"value": 2, "value_to": 4, "bound": Bound.ABOUT}, "fact_range"),
    "a key figure without a number": ({"is_key": True, "label": "лет"}, "fact_key_has_figure"),
    "a key figure without a caption": (
        {"is_key": True, "value": 1, "bound": Bound.EXACTLY},
        "fact_key_has_figure",
    ),
    "a home figure without a number": ({"home_position": 1}, "fact_key_has_figure"),
}


@pytest.mark.parametrize(("fields", "constraint"), BAD_PROGRAMMES.values(), ids=BAD_PROGRAMMES)
def test_the_database_refuses_a_programme_with(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        programme("bad", **fields)


@pytest.mark.parametrize(("fields", "constraint"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_the_database_refuses_a_fact_with(fields, constraint):
    record = programme()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        fact(record, "bad", **fields)


@pytest.mark.parametrize("model", [Programme, Source, Contact, Event])
def test_every_constraint_speaks_russian_to_the_editor(model):
    silent = [
        constraint.name
        for constraint in model._meta.constraints
        if not any("а" <= letter <= "я" for letter in constraint.violation_error_message.lower())
    ]
    assert silent == []


def test_two_facts_of_a_programme_cannot_share_a_code():
    record = programme()
    with pytest.raises(IntegrityError), transaction.atomic():
        fact(record, "f1")


def test_there_is_one_base_document():
    source("first", is_base=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        source("second", is_base=True)


def test_there_is_one_catalogue_version():
    with pytest.raises(IntegrityError, match="catalogue_version_single"), transaction.atomic():
        CatalogueVersion.objects.create(pk=2, token="x", changed_at="2026-01-01T00:00:00Z")


def test_an_operator_with_programmes_cannot_be_deleted():
    operator = organisation()
    programme(operator=operator)
    with pytest.raises(IntegrityError):
        operator.delete()


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_title_that_a_spreadsheet_would_run_is_refused_by_name(beginning):
    record = Programme(slug="x", title=f"{beginning}SUM(A1)", summary="Коротко", kind="grant")
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "формулу" in refusal.value.message_dict["title"][0]


def test_an_empty_line_in_a_list_is_refused_with_its_number():
    record = Programme(slug="x", title="Т", summary="К", kind="grant", benefits="один\n\nтри")
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "строку 2" in refusal.value.message_dict["benefits"][0]


def test_a_hand_made_bullet_is_refused_with_its_line():
    record = Programme(slug="x", title="Т", summary="К", kind="grant", benefits="один\n— два")
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "строке 2" in refusal.value.message_dict["benefits"][0]


def test_a_fact_cannot_disagree_with_a_fact_of_another_programme():
    other = programme("other").facts.get()
    record = fact(programme("mine"), "f2")
    record.alternative_to = other
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert "alternative_to" in refusal.value.message_dict


BAD_CONTACTS = {
    "a site that runs a script": (ContactKind.SITE, "javascript:alert(1)"),
    "a form without a protocol": (ContactKind.FORM, "example.org"),
    "a number without its code": (ContactKind.PHONE, "777-26-96"),
    "a mailbox without a domain": (ContactKind.EMAIL, "editor"),
}


@pytest.mark.parametrize(("kind", "value"), BAD_CONTACTS.values(), ids=BAD_CONTACTS)
def test_an_editor_cannot_enter(kind, value):
    contact = Contact(programme=programme(), kind=kind, value=value, source=source())
    with pytest.raises(ValidationError) as refusal:
        contact.full_clean()
    assert "value" in refusal.value.message_dict


def test_what_is_missing_before_publication_is_said_in_sentences():
    record = programme(state=State.DRAFT, facts=[], audiences=[], checked_on=None)
    assert len(record.obstacles_to_publication()) == 3


def test_a_whole_programme_has_no_obstacles_to_publication():
    assert programme(audiences=[audience()]).obstacles_to_publication() == []
