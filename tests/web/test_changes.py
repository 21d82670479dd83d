"""The log of changes: one question, one answer, as a page, Atom, CSV and JSON."""

import csv
import html
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from django.utils import timezone

from programmes.models import STATE, Change, Programme
from programmes.web.files import changelogs
from programmes.words import Kind, Severity, State
from tests.factories import audience, exhibitions, programme
from tests.html_forms import form_with
from tests.reading import text as seen

pytestmark = pytest.mark.django_db


def change(record, **fields):
    record = Programme.objects.get(pk=record.pk)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


@pytest.fixture
def edited():
    """Make two programmes, of which one costs another sum and the other has another title."""
    one = programme("one", cost_note="До 5 млн ₽ в год", kind=Kind.LOAN)
    two = programme("two", title="Прежнее название")
    Change.objects.all().delete()
    change(one, cost_note="До 10 млн ₽ в год")
    change(two, title="Новое название")
    return one, two


def page_ids(client, query):
    text = client.get(f"/changes/{query}").content.decode()
    return [int(part.partition('"')[0]) for part in text.split('id="change-')[1:]]


def json_rows(client, query):
    rows = client.get(f"/changes.json{query}").json()["results"]
    return [(row["programme"], row["field"]) for row in rows]


def api_rows(client, query):
    rows = client.get(f"/api/v1/changes{query}").json()["results"]
    return [(row["programme"], row["field"]) for row in rows]


def csv_rows(client, query):
    body = b"".join(client.get(f"/changes.csv{query}").streaming_content).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(body), delimiter=";")
    return [(row["Код"], row["Поле"]) for row in rows]


def atom_titles(client, query):
    parsed = feedparser.parse(client.get(f"/changes.atom{query}").content)
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


QUESTIONS = [
    "",
    "?kind=loan",
    "?severity=terms",
    "?severity=money",
    "?programme=two",
    "?severity=contact",
]


@pytest.mark.parametrize("query", QUESTIONS)
def test_every_format_answers_a_question_with_the_same_changes(client, edited, query):
    ids = page_ids(client, query)
    found = Change.objects.select_related("programme").in_bulk(ids)
    expected = [(found[pk].programme.slug, found[pk].field) for pk in ids]
    assert json_rows(client, query) == csv_rows(client, query) == expected
    assert api_rows(client, query) == expected
    titles = [f"{found[pk].title}: {found[pk].label}" for pk in ids]
    assert atom_titles(client, query) == titles


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [("two", "title"), ("one", "cost_note")]),
        ("?kind=loan", [("one", "cost_note")]),
        ("?severity=terms", [("one", "cost_note")]),
        ("?severity=words", [("two", "title")]),
        ("?since=2100-01-01", []),
    ],
)
def test_a_question_narrows_the_log(client, edited, query, found):
    assert json_rows(client, query) == found


def test_a_day_to_begin_with_is_one_of_moscow(client, edited):
    moment = timezone.localtime().replace(hour=0, minute=30) - timedelta(days=3)
    Change.objects.filter(field="title").update(moment=moment)
    assert len(json_rows(client, f"?since={moment.date()}")) == 2
    assert len(json_rows(client, f"?since={moment.date() + timedelta(days=1)}")) == 1


def test_the_differing_part_is_marked(client, edited):
    text = client.get("/changes/?severity=money").content.decode()
    assert "До <mark>5</mark> млн" in text
    assert "До <mark>10</mark> млн" in text


def test_of_a_list_only_what_left_and_what_came_is_shown(client):
    record = programme("p", benefits="Первое\nВторое")
    Change.objects.all().delete()
    change(record, benefits="Первое\nТретье")
    [row] = client.get("/changes.json").json()["results"]
    assert (row["old"], row["new"]) == ("Второе", "Третье")


def test_what_a_list_gains_is_no_answer_to_what_was_not_stated(client):
    record = programme("p", benefits="Деньги")
    record.benefits = "Деньги\nСоветы"
    record.save()
    page = seen(client.get("/changes/"))
    assert "Добавлено Советы" in page
    assert "не указано" not in page


def test_a_programme_in_the_archive_is_told_of(client):
    record = exhibitions()
    change(record, state=State.ARCHIVED)
    assert json_rows(client, "") == [(record.slug, STATE)]


def test_a_withdrawal_hides_no_change_and_tells_the_name_the_public_knew(client, edited):
    one, _ = edited
    change(one, state=State.DRAFT, title="Тайна")
    assert len(json_rows(client, "?severity=money")) == 1
    text = client.get("/changes/").content.decode()
    assert "Тайна" not in text
    assert "снята с публикации" in text
    assert one.get_absolute_url() not in text


@pytest.mark.parametrize("end", ["/", ".json", ".csv", ".atom"])
def test_a_deleted_programme_stays_in_the_log(client, edited, end):
    one, _ = edited
    Programme.objects.get(pk=one.pk).delete()
    answer = client.get(f"/changes{end}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = re.sub("</?mark>", "", body.decode())
    assert text.count("удалена") == 1
    assert "До 10 млн ₽ в год" in text


def test_the_page_of_a_programme_tells_what_became_of_it(client, edited):
    text = client.get("/programmes/one/").content.decode()
    assert "Что изменилось" in text
    assert "До <mark>10</mark> млн" in text
    assert "/changes/?programme=one" in text


@pytest.mark.parametrize("end", ["/", ".json", ".csv", ".atom"])
@pytest.mark.parametrize("query", ["severity=none", "since=вчера", "colour=red", "since=20.11.26"])
def test_what_is_not_understood_is_refused(client, edited, end, query):
    assert client.get(f"/changes{end}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["/changes/", "/changes.json", "/api/v1/changes"])
def test_a_page_past_the_end_is_not_there(client, edited, page):
    assert client.get(f"{page}?page=9").status_code == 404


def test_a_program_is_told_what_it_asked_and_reads_on_page_by_page(client, edited, monkeypatch):
    monkeypatch.setattr("programmes.web.changing.MAX_CHANGES_ON_PAGE", 1)
    read, address = [], "http://testserver/api/v1/changes?severity=&since=2020-01-01"
    while address:
        answer = client.get(address.removeprefix("http://testserver")).json()
        read += [row["heading"] for row in answer["results"]]
        address = answer["next"]
    assert (answer["count"], answer["question"]["query"]) == (2, "since=2020-01-01")
    assert read == ["Название", "Подробности о стоимости"]


def test_what_is_gone_is_null_for_programs(client, edited):
    one, _ = edited
    Programme.objects.get(pk=one.pk).delete()
    row = client.get("/api/v1/changes?severity=money").json()["results"][0]
    assert (row["programme"], row["url"], row["note"]) == (None, None, None)
    assert row["severity"] == {"value": "money", "label": Severity.MONEY.label}


def test_a_file_that_would_be_too_long_says_so(client, edited, monkeypatch):
    monkeypatch.setattr(changelogs, "MAX_CHANGES_IN_FILE", 1)
    answer = client.get("/changes.csv")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "since")


def chips(client, query):
    """Return what the page says is asked, each with the address that drops it."""
    text = client.get(f"/changes/{query}").text
    found = re.findall(r'class="chip" href="([^"]+)">.*?</span>(.*?)<svg', text)
    return {re.sub("<.*?>", "", words): html.unescape(href) for href, words in found}


def test_every_condition_of_the_question_is_shown_and_can_be_dropped(client, edited):
    whole = "?q=заём&kind=consulting&kind=loan&severity=money&since=2026-01-01"
    left = {words: parse_qs(urlsplit(href).query) for words, href in chips(client, whole).items()}
    asked = parse_qs(whole[1:])
    assert left == {
        "Запрос: заём": {n: v for n, v in asked.items() if n != "q"},
        "Вид поддержки: Консультация": asked | {"kind": ["loan"]},
        "Вид поддержки: Заём": asked | {"kind": ["consulting"]},
        "О чём: Деньги": {n: v for n, v in asked.items() if n != "severity"},
        "Начиная с дня: 1\xa0января 2026\xa0года": {n: v for n, v in asked.items() if n != "since"},
    }
    assert chips(client, "") == {}


def sent_form(client, query):
    """Return what the form of the page would send, blank values left out."""
    form = form_with(client.get(f"/changes/{query}").text, "since")
    values = {name: [*filter(None, field.values)] for name, field in form.fields.items()}
    return {name: found for name, found in values.items() if found}


def test_the_form_asks_again_what_was_asked_even_what_it_has_no_field_for(client, edited):
    asked = (
        "?q=заём&literal=1&kind=consulting&kind=loan&audience=exporters&programme=one&programme=two"
        "&cost=not-stated&severity=words&since=2026-01-01"
    )
    assert sent_form(client, asked) == parse_qs(asked[1:])
    assert sent_form(client, "") == {}


def test_a_field_offers_the_values_that_lead_to_programmes(client, edited):
    audience("nobody")
    programme("third", audiences=[audience("pupils")])
    fields = form_with(client.get("/changes/").text, "since").fields
    assert {*fields["kind"].options} == {"", "loan", "consulting"}
    assert {*fields["audience"].options} == {"", "exporters", "pupils"}


def test_a_long_log_takes_no_more_questions_than_a_short_one(
    client, edited, django_assert_max_num_queries
):
    one, _ = edited
    now = timezone.now()
    of_one = {"programme": one, "title": one.title, "severity": Severity.WORDS, "moment": now}
    Change.objects.bulk_create(Change(field="title", begun_at=now, **of_one) for _ in range(40))
    client.get("/programmes/")  # what all pages are made from is read once
    with django_assert_max_num_queries(8):
        client.get("/changes/")


def test_a_note_of_the_editors_is_seen_at_once(client, edited):
    client.get("/changes/")
    told = Change.objects.get(field="title")
    told.note = "Новая редакция правил."
    told.save()
    assert "Новая редакция правил." in client.get("/changes/").content.decode()
