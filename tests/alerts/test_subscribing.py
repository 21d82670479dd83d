"""Who may follow what: asked for, confirmed by the mailbox alone, changed, ended, forgotten."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from portal.access import allowance
from portal.mail.models import Letter
from programmes.alerts import sending, subscribing
from programmes.alerts.models import Alert
from programmes.words import Follows, Rhythm
from tests.alerts.subscribers import (
    ANNA,
    ask,
    confirmed,
    cost_more,
    digests,
    link,
    managed_at,
    opened,
    subscribed,
)
from tests.factories import event, exhibitions, loan
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme():
    loan()
    return exhibitions()


# --- The form --------------------------------------------------------------------------------


def test_a_list_and_a_programme_lead_to_their_form(client, programme):
    page = client.get("/programmes/?audience=exporters").content.decode()
    assert 'href="/alerts/?audience=exporters"' in page
    assert (
        f'href="/alerts/?programme={programme.slug}"'
        in client.get(programme.get_absolute_url()).content.decode()
    )
    event(programmes=[programme])
    page = client.get("/events/?country=china").content.decode()
    assert 'href="/alerts/events/?country=china"' in page


def test_the_form_says_what_would_be_followed(client, programme):
    assert "Программы для экспортёров" in text(client.get("/alerts/?audience=exporters"))
    assert programme.title in text(client.get(f"/alerts/?programme={programme.slug}"))
    assert "Предстоящие события" in text(client.get("/alerts/events/"))


def test_the_form_explains_how_to_follow_without_mail(client):
    page = client.get("/alerts/?audience=exporters").content.decode()
    assert 'href="/changes.atom?audience=exporters"' in page
    assert 'href="/events.ics?audience=exporters"' in page


def test_words_are_followed_and_no_calendar_is_offered_for_them(client):
    page = client.get("/alerts/", {"q": "выставки"}).content.decode()
    assert "по запросу «выставки»" in page.replace("\u2068", "").replace("\u2069", "")
    assert "/events.ics" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("query", ["sort=checked", "page=2", "view=table", "page_size=50"])
def test_what_only_a_page_is_asked_is_not_followed(client, query):
    answer = client.get(f"/alerts/?audience=exporters&{query}")
    assert (answer.status_code, answer["Location"]) == (302, "/alerts/?audience=exporters")


@pytest.mark.parametrize(
    "address", ["/alerts/?colour=red", "/alerts/?programme=nobody", "/alerts/events/?month=13"]
)
def test_a_question_that_is_not_understood_is_refused(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Напишите адрес почты."),
        ({"email": "anna"}, "имя@домен.ru"),
        ({"email": "a@b.ru, c@d.ru"}, "имя@домен.ru"),
        ({"rhythm": "hourly"}, "Выберите, как часто писать."),
        ({"homepage": "https://x.example"}, "скрытое поле"),
        ({"began": ""}, "нажмите «Подписаться» ещё раз"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client, typed, sentence):
    answer = ask(client, **typed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert f'value="{typed.get("email", ANNA)}"' in answer.content.decode()
    assert not Alert.objects.exists()


def test_a_robot_that_sends_at_once_is_told_to_wait(client):
    assert "быстрее" in text(ask(client, seconds_ago=0))


def test_a_lost_cookie_loses_nothing_that_was_typed(client):
    fields = opened(client) | {"email": ANNA, "rhythm": "daily"}
    answer = Client(enforce_csrf_checks=True).post("/alerts/", fields)
    assert answer.status_code == 403
    assert "Браузер не подтвердил" in text(answer)
    assert f'value="{ANNA}"' in answer.content.decode()


def test_a_database_that_is_away_loses_nothing_that_was_typed(client, monkeypatch):
    fields = opened(client) | {"email": ANNA, "rhythm": "daily"}
    with monkeypatch.context() as away:
        away.setattr("portal.responses.errors.Outage.goes_on", lambda self: True)
        away.setattr("django.db.backends.utils.CursorWrapper.execute", None)
        answer = client.post("/alerts/", fields)
    assert answer.status_code == 503
    assert "база данных сейчас не принимает" in text(answer)
    assert f'value="{ANNA}"' in answer.content.decode()


def test_without_a_mail_server_the_form_asks_for_no_address(client, settings):
    settings.MAIL_IS_SET_UP = False
    page = client.get("/alerts/").content.decode()
    assert 'type="email"' not in page
    assert "Следить можно и без почты" in page


# --- Double opt-in ---------------------------------------------------------------------------


def test_nothing_is_told_to_a_mailbox_that_has_not_confirmed(client, clock):
    ask(client, rhythm="daily")
    clock.turn(days=1)
    sending.post_due()
    assert digests() == []


def test_only_the_button_behind_the_link_confirms(client):
    ask(client, "/alerts/?audience=exporters")
    [letter] = Letter.objects.all()
    assert letter.recipient == ANNA
    path = link(letter, "confirm")
    assert "Подтвердить" in text(client.get(path))
    assert not Alert.objects.confirmed().exists()
    alert = confirmed(client)
    assert (alert.email, alert.query, alert.rhythm) == (ANNA, "audience=exporters", Rhythm.DAILY)


def test_a_calendar_is_followed_by_its_own_form(client, programme):
    event(programmes=[programme])
    ask(client, "/alerts/events/?country=china")
    assert confirmed(client).follows == Follows.EVENTS


@pytest.mark.parametrize("key", ["", "nonsense", "0123456789abcdef:1abc:xyz"])
@pytest.mark.parametrize("page", ["confirm", "manage", "unsubscribe"])
def test_a_key_that_is_not_ours_opens_nothing(client, page, key):
    subscribed()
    for answer in (
        client.get(f"/alerts/{page}/?key={key}"),
        client.post(f"/alerts/{page}/?key={key}"),
    ):
        assert answer.status_code == 404
    assert Alert.objects.count() == 1


def test_a_key_of_one_purpose_opens_no_other_page(client):
    ask(client)
    path = link(Letter.objects.get(), "confirm")
    assert client.post(path.replace("confirm", "unsubscribe")).status_code == 404


def test_a_link_that_is_too_old_confirms_nothing(client, monkeypatch):
    ask(client)
    path = link(Letter.objects.get(), "confirm")
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 2 * 24 * 3600 + 1)
    assert client.post(path).status_code == 404


def test_an_address_that_is_not_confirmed_is_deleted_after_two_days(client, clock):
    ask(client)
    clock.turn(days=1, hours=23)
    sending.post_due()
    assert Alert.objects.exists()
    clock.turn(hours=1)
    sending.post_due()
    assert not Alert.objects.exists()
    assert not Letter.objects.filter(recipient=ANNA).exists()


# --- Nobody is flooded, nobody learns anything -----------------------------------------------


def answer_of(answer) -> tuple:
    return answer.status_code, answer["Location"], *sorted(answer.cookies)


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(client):
    subscribed(email=ANNA)
    known, unknown = ask(client), ask(client, email="boris@example.org")
    assert answer_of(known) == answer_of(unknown)


def test_one_mailbox_gets_three_letters_a_day_and_the_answer_stays_the_same(client):
    answers = [answer_of(ask(client)) for _ in range(5)]
    assert len({*answers}) == 1
    assert Letter.objects.filter(recipient=ANNA).count() == 3


def test_another_spelling_of_an_address_is_the_same_mailbox(client):
    for spelling in (ANNA, ANNA.upper(), f" {ANNA} ", "Anna@Example.org"):
        ask(client, email=spelling)
    assert Letter.objects.count() == 3


def test_one_network_may_ask_ten_times_an_hour(client):
    for number in range(10):
        assert ask(client, email=f"v{number}@example.org").status_code == 302
    answer = ask(client, email="v10@example.org")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "осталось в форме" in text(answer)
    assert 'value="v10@example.org"' in answer.content.decode()


def test_what_counts_letters_to_a_mailbox_does_not_keep_it(client):
    ask(client)
    rows = allowance.Allowance.objects.values_list("who", flat=True)
    assert rows
    assert not any("anna" in str(who) for who in rows)


def test_too_many_unconfirmed_are_refused_for_a_while(client, monkeypatch):
    monkeypatch.setattr(subscribing, "MAX_UNCONFIRMED", 1)
    ask(client)
    assert ask(client, email="b@example.org").status_code == 429


def test_a_mailbox_follows_so_many_questions_and_no_more(client, monkeypatch):
    monkeypatch.setattr(subscribing, "MAX_OF_ADDRESS", 1)
    subscribed("audience=exporters")
    ask(client)
    answer = client.post(link(Letter.objects.get(), "confirm"))
    assert answer.status_code == 409
    assert Alert.objects.confirmed().count() == 1


# --- What is kept ----------------------------------------------------------------------------


def test_the_page_after_the_form_says_that_the_mail_server_is_away(client):
    ask(client)
    assert "не принимает писем" not in text(client.get("/alerts/asked/"))
    Letter.objects.update(posted_at=timezone.now() - timedelta(minutes=30))
    assert "ждёт в очереди" in text(client.get("/alerts/asked/"))


def test_no_shared_cache_keeps_a_page_of_alerts(client):
    alert = subscribed()
    for path in ("/alerts/", "/alerts/asked/", managed_at(alert)):
        assert "private" in client.get(path)["Cache-Control"]


def test_nothing_of_people_is_in_the_log(client, caplog, clock):
    caplog.set_level(0)
    ask(client)
    alert = confirmed(client)
    client.get(managed_at(alert))
    cost_more()
    clock.turn(days=1)
    sending.post_due()
    said = "\n".join(str(vars(each)) for each in caplog.records)
    assert "anna" not in said.lower()
    assert alert.number not in said
