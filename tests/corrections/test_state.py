"""The page of a message: its number, its state, for nobody but its sender."""

import logging
import re
from itertools import pairwise

import pytest
from django.utils import timezone

from portal.database.replicas import has_written
from programmes.corrections import inbox
from programmes.corrections.kinds import OPEN, TOLD, Stage
from programmes.corrections.models import Correction
from tests.corrections.sending import ADDRESS, send, written
from tests.factories import exhibitions, source
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme():
    exhibitions()


def test_whoever_sends_is_led_to_a_page_with_the_number(client):
    answer = send(client, wrong="Не так.")
    page = text(client.get(answer["Location"]))
    assert re.search(r"Сообщение № \d{4}-\d{4}", page)
    assert "Получено, ждёт редактора." in page
    assert "Ответ появится здесь." in page


def test_the_number_says_nothing_of_the_others(client):
    sent = [written(client, wrong=f"Ошибка {n}.") for n in range(5)]
    numbers = [int(each.number.replace("-", "")) for each in sent]
    gaps = {b - a for a, b in pairwise(numbers)}
    assert len(gaps) == 4
    assert gaps.isdisjoint(range(-50, 50))


@pytest.mark.parametrize("change", ["", "0000-0000:{sign}", "{number}", "{number}:x", "x"])
def test_the_number_alone_opens_nothing(client, change):
    message = written(client)
    number, sign = inbox.key_of(message).split(":")
    key = change.format(number=number, sign=sign)
    answer = client.get("/corrections/state/", {"key": key} if key else {})
    assert answer.status_code == 404
    assert "целиком ли скопирована ссылка" in answer.content.decode()


def test_the_page_is_kept_by_nobody_and_listed_by_nobody(client):
    answer = client.get(inbox.state_address(written(client)))
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "Disallow: /corrections/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("stage", Stage)
def test_each_state_is_told_in_words(client, stage):
    message = written(client)
    message.state, message.source, message.answer = stage, source(), "Вот что выяснилось."
    inbox.settle(message)
    message.save()
    page = text(client.get(inbox.state_address(message)))
    assert TOLD[stage] in page
    # half an answer is none
    assert ("Вот что выяснилось." in page) is (stage not in OPEN)


def test_the_page_shows_nothing_that_was_typed(client):
    message = written(client, wrong="Личное.", email="anna@example.org")
    page = client.get(inbox.state_address(message)).content.decode()
    assert "Личное." not in page
    assert "anna@" not in page
    assert "Ответ придёт на почту" in page


def test_the_log_knows_neither_the_text_nor_the_key_nor_the_address(client, caplog, settings):
    caplog.set_level(logging.INFO, logger="portal.access")
    with caplog.at_level(logging.DEBUG):
        answer = send(client, wrong="Личное.", email="anna@example.org")
        client.get(answer["Location"])
        client.post(ADDRESS, {"wrong": "Личное.", "email": "anna@example.org"})
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    key = answer["Location"].partition("key=")[2]
    assert "/corrections/state/" in logged
    assert not any(each in logged for each in ("Личное", "anna@", key, key.partition(":")[2]))


def test_a_sender_reads_from_the_primary_what_no_replica_has_yet(client, settings):
    answer = send(client, wrong="Не так.")
    assert has_written(answer.wsgi_request, answer)
    refused = send(client, wrong="")
    assert not has_written(refused.wsgi_request, refused)


def test_what_was_closed_half_a_year_ago_is_deleted(client):
    old, open_one, new = (written(client, wrong=f"Ошибка {n}.", email="a@b.ru") for n in range(3))
    before = timezone.now() - timezone.timedelta(days=181)
    for message in (old, new):
        message.state = Stage.DECLINED
        inbox.settle(message)
        message.save()
    Correction.objects.filter(pk__in=[old.pk, open_one.pk]).update(written_at=before)
    Correction.objects.filter(pk=old.pk).update(closed_at=before)
    assert inbox.tidy() == (1, 1)
    assert set(Correction.objects.all()) == {open_one, new}
    assert set(Correction.objects.values_list("email", flat=True)) == {""}
