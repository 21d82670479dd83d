"""Every field of every record: where the page or the API's record moves, its date and log do."""

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import models, transaction
from django.db.models import F

from programmes.derived import changelog, parts, refresh, signals
from programmes.derived.digest import fingerprint, release
from programmes.models import MERGED_FOR, PAGE, Change, Contact, Fact, Place, Programme

pytestmark = pytest.mark.django_db

WRITTEN_BY_UPKEEP = {"programme.public_digest", "programme.updated_at"}
CHECKS = {"programme.checked_on"}
"""Shown, and yet no news: to compare an entry with its sources is no change of it."""
TOGETHER = {
    "programme.intake": {"intake_opens": None, "intake_closes": None},
    "fact.bound": {"value_to": None},
}
"""What the database wants to be changed along with a field."""
OTHERS = re.compile(
    '<section class="(?:related|history)".*?</section>|<li><a href="#related">.*?</li>', re.DOTALL
)
"""What a page shows of other programmes, which have dates of their own, and of the log itself."""


def changes(model):
    """Yield the name of each field of a model, and what changes it in a record."""
    name = model._meta.model_name
    for field in model._meta.get_fields():
        known_as = f"{name}.{field.name}"
        if field.many_to_many and field.concrete:
            yield f"{known_as} added", lambda r, f=field: getattr(r, f.name).add(another(f, r))
            yield f"{known_as} removed", lambda r, f=field: getattr(r, f.name).clear()
        elif field.concrete and not field.primary_key and known_as not in WRITTEN_BY_UPKEEP:
            yield known_as, lambda r, f=field, k=known_as: change(r, f, TOGETHER.get(k, {}))
    yield f"{name} deleted", delete


def delete(record):
    with suppress(models.ProtectedError, models.RestrictedError):
        record.delete()


def change(record, field, together):
    for name, value in together.items():
        setattr(record, name, value)
    setattr(record, field.name, another(field, record))
    record.save()


def another(field, record):
    """Return a value of a field that the record does not have."""
    if field.is_relation:
        return field.related_model.objects.exclude(pk=related_pk(field, record)).last()
    value = getattr(record, field.name)
    if field.choices:
        return next(key for key, _ in field.choices if key != value)
    match field:
        case models.BooleanField():
            return not value
        case models.DateField():
            return (value or date(2026, 1, 1)) + timedelta(days=1)
        case models.DecimalField() | models.IntegerField():
            return (value or 0) + 1
    return f"{value}-x" if isinstance(field, models.SlugField) else f"{value}x"


def related_pk(field, record):
    return None if field.many_to_many else getattr(record, field.attname)


def read(client):
    """Return what the public reads of each programme, and its date of change, by primary key."""
    found = {}
    for record in Programme.objects.order_by("pk"):
        moment = record.updated_at.isoformat()
        page = client.get(record.get_absolute_url()).content.decode()
        answer = client.get(f"/api/v1/programmes/{record.slug}").json()
        answer.pop("updated_at", None)
        found[record.pk] = (OTHERS.sub("", page.replace(moment, "")), answer), moment
    return found


def log():
    """Return what the log of changes says of each programme, by primary key."""
    found = {}
    for change in Change.objects.order_by("pk"):
        told = (change.field, change.old, change.new, change.moment)
        found.setdefault(change.programme_id, []).append(told)
    return found


def violations(model, client, only=""):
    """Return the changes whose page moves without its date or its log, or the other way round."""
    # long ago, for what is undone within the hour leaves no change
    Change.objects.update(begun_at=F("begun_at") - 2 * MERGED_FOR)
    found, before, log_before = [], read(client), log()
    record = model.objects.order_by("pk").first()
    for name, make in changes(model):
        if only not in name:
            continue
        with transaction.atomic():
            make(model.objects.get(pk=record.pk))
            after, log_after = read(client), log()
            transaction.set_rollback(True)
        for pk in before.keys() & after.keys():
            (text, moment), (new_text, new_moment) = before[pk], after[pk]
            is_moved = text != new_text and name not in CHECKS
            if is_moved != (moment != new_moment):
                found.append(name)
            if is_moved != (log_before.get(pk) != log_after.get(pk)):
                found.append(f"{name} in the log")
            # the page is told to have moved where nothing else is known: that would be a gap
            elif any(
                is_untold(told) for told in {*log_after.get(pk, ())} - {*log_before.get(pk, ())}
            ):
                found.append(f"{name} by old and new in the log")
    return found


def is_untold(told):
    """Tell whether the log has neither the field nor any text of a change."""
    field, old, new, _ = told
    return field == PAGE or old == new


RECORDS = [model for model in signals.watched_models() if model is not Change]
"""All but the log itself, which does not tell what became of it."""


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_date_of_change_and_log_move_with_what_is_read(client, catalogue, model):
    assert violations(model, client) == []


def blind(made):
    """Return a digest of the row alone: what the exports hold, and not all that is shown."""
    return fingerprint(str([made.parts[name] for name in parts.CELL_PARTS]))


@pytest.mark.parametrize(
    ("model", "field"),
    [(Contact, "contact.label"), (Place, "place.description"), (Fact, "fact.is_key")],
)
def test_a_digest_that_is_blind_is_found(client, monkeypatch, catalogue, model, field):
    monkeypatch.setattr(parts.Made, "digest", property(blind))
    refresh.rebuild()
    assert violations(model, client, only=field) == [field]


def test_a_date_that_moves_with_what_nobody_sees_is_found(client, monkeypatch, catalogue):
    def of_too_much(made):
        return f"{release()}:{fingerprint(str(made.parts))}"

    monkeypatch.setattr(parts.Made, "digest", property(of_too_much))
    refresh.rebuild()
    found = violations(Programme, client, only="keywords")
    assert found == ["programme.keywords", "programme.keywords in the log"]


@pytest.mark.parametrize(
    ("model", "field"), [(Programme, "programme.cost_note"), (Place, "place.description")]
)
def test_a_change_that_the_log_leaves_out_is_found(client, monkeypatch, catalogue, model, field):
    monkeypatch.setattr(changelog, "write", lambda moves, moment: None)
    assert f"{field} in the log" in violations(model, client, only=field)
