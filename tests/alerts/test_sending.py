"""Letters of alerts on their way: each day's once, whatever happens; read as they were written."""

import re
from datetime import date
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from portal.mail import outbox
from portal.mail.models import Letter
from programmes.alerts import letters, reporting, sending, subscribing
from programmes.alerts.models import unpack
from programmes.models import Programme
from programmes.words import Follows, Kind, Rhythm, State
from tests import smtp
from tests.alerts.subscribers import ANNA, ask, digests, link, subscribed, told
from tests.factories import event, exhibitions, programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(clock):
    exhibitions()
    clock.turn(days=1)


def happen(clock) -> None:
    """Change a programme, and let the time pass until it is told."""
    record = Programme.objects.get(slug="international-exhibitions")
    record.cost_note = f"Половина расходов, {timezone.now():%d.%m}"
    record.save()
    clock.turn(days=1)


def twenty(clock) -> None:
    """Let twenty mailboxes follow everything, and something happen."""
    for number in range(20):
        subscribed(email=f"v{number}@example.org")
    happen(clock)


# --- Once ------------------------------------------------------------------------------------


def test_two_runs_post_one_letter(clock):
    subscribed()
    happen(clock)
    sending.post_due()
    sending.post_due()
    assert len(digests()) == 1


def test_a_run_that_ends_in_the_middle_is_made_good_by_the_next(clock, monkeypatch):
    twenty(clock)
    monkeypatch.setattr(sending, "MAX_AT_ONCE", 5)
    whole, calls = outbox.post, []

    def fail(key, *args, **kwargs):
        calls.append(key)
        if len(calls) == 8:
            raise OperationalError("the database has been restarted")
        return whole(key, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "post", fail)
        with pytest.raises(OperationalError):
            sending.post_due()
    assert len(digests()) == 5  # the lot that was written down, and nothing of the next
    sending.post_due()
    assert sorted(each.recipient for each in digests()) == sorted(
        f"v{number}@example.org" for number in range(20)
    )


def test_of_two_runs_at_once_each_letter_is_posted_by_one(clock, monkeypatch):
    twenty(clock)
    whole = sending.record

    def overtaken(told, reporter, outcome):
        with monkeypatch.context() as alone:
            alone.setattr(sending, "record", whole)
            sending.post_due()  # another run comes between the reading and the writing
        whole(told, reporter, outcome)

    monkeypatch.setattr(sending, "record", overtaken)
    sending.post_due()
    assert len(digests()) == len({each.recipient for each in digests()}) == 20


def test_what_is_ended_while_letters_are_written_gets_none(clock, monkeypatch):
    alert = subscribed()
    happen(clock)
    whole = sending.record

    def ended(told, reporter, outcome):
        subscribing.end(alert)
        whole(told, reporter, outcome)

    monkeypatch.setattr(sending, "record", ended)
    sending.post_due()
    assert digests() == []


def test_a_run_that_is_asked_to_stop_leaves_the_rest_to_the_next(clock, monkeypatch):
    twenty(clock)
    monkeypatch.setattr(sending, "MAX_AT_ONCE", 5)
    wishes = iter([False, False, True])
    sending.post_due(lambda: next(wishes))
    assert len(digests()) == 10
    sending.post_due()
    assert len(digests()) == 20


def test_what_happens_during_a_run_is_told_once(clock, monkeypatch):
    """A programme that is published between two lots is told by the next run, to the second."""
    twenty(clock)
    monkeypatch.setattr(sending, "MAX_AT_ONCE", 10)
    whole, lots = sending.record, []

    def published_between(told, reporter, outcome):
        whole(told, reporter, outcome)
        lots.append(len(told))
        if len(lots) == 1:
            clock.turn(minutes=1)
            programme("late", title="Поздняя программа")

    with monkeypatch.context() as busy:
        busy.setattr(sending, "record", published_between)
        sending.post_due()
    assert not any("Поздняя" in each.text for each in digests())
    clock.turn(days=1)
    assert sum(letter.count("• Поздняя программа") for letter in told()) == 20
    clock.turn(days=1)
    assert told() == []


def test_alike_alerts_are_told_what_was_found_once(clock, monkeypatch):
    twenty(clock)
    read = []
    whole = reporting.News
    monkeypatch.setattr(reporting, "News", lambda *args: read.append(args) or whole(*args))
    sending.post_due()
    assert (len(digests()), len(read)) == (20, 1)


def test_the_command_says_numbers_and_no_names(clock):
    subscribed()
    subscribed("kind=grant", "boris@example.org")
    happen(clock)
    said = StringIO()
    call_command("send_alerts", stdout=said)
    assert said.getvalue() == "Писем: 1, без новостей: 1, не подтверждено вовремя: 0.\n"


def test_without_a_mail_server_nothing_is_told_and_nothing_is_lost(clock, settings):
    subscribed()
    happen(clock)
    settings.MAIL_IS_SET_UP = False
    call_command("send_alerts")
    assert digests() == []
    settings.MAIL_IS_SET_UP = True
    call_command("send_alerts", stdout=StringIO())
    assert len(digests()) == 1


# --- As it arrives ---------------------------------------------------------------------------


class Words(HTMLParser):
    """The words of a letter in HTML, with the addresses of its links beside theirs."""

    def __init__(self):
        super().__init__()
        self.said, self.href = [], ""

    def handle_starttag(self, tag, attrs):
        self.href = dict(attrs).get("href", "") if tag == "a" else self.href

    def handle_data(self, data):
        self.said.append(data)

    def handle_endtag(self, tag):
        if tag == "a":
            if self.said[-1] != self.href:
                self.said.append(f" {self.href} ")
            self.href = ""


def words_of(text: str) -> list[str]:
    """Return the words of a letter, whatever stands between them, in one case."""
    return sorted(re.findall(r"[^\s•]+", text.replace("\N{NO-BREAK SPACE}", " ").lower()))


def words_of_html(html: str) -> list[str]:
    parser = Words()
    parser.feed(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL).replace("<br>", " "))
    return words_of(" ".join(parser.said))


def all_kinds(clock) -> list[Letter]:
    """Let everything happen that a letter can tell; return the letters."""
    first = Programme.objects.get()
    for number in range(15):
        programme(f"p{number}", title=f"Программа {number:02}", kind=Kind.GRANT)
    event("expo", title="Выставка", programmes=[first])
    clock.turn(days=1)
    subscribed()
    subscribed("kind=grant", rhythm=Rhythm.WEEKLY, is_terms_only=True)
    subscribed("programme=p1")
    subscribed(follows=Follows.EVENTS)
    programme("new", title="Новая «программа» & <другие>")
    for number in range(1, 15):
        record = Programme.objects.get(slug=f"p{number}")
        record.cost_note, record.state = "До 10 млн ₽", State.DRAFT if number < 3 else record.state
        record.save()
    first.events.update(applications_until=date(2027, 2, 15), place="Москва")
    first.events.get().save()
    clock.turn(days=8)
    sending.post_due()
    return digests()


def test_plain_text_and_html_say_the_same(clock):
    ask_letters = all_kinds(clock)
    assert len(ask_letters) == 4
    for letter in ask_letters:
        assert words_of(letter.text) == words_of_html(letter.html)


def test_the_letter_that_asks_says_the_same_in_both_forms(client):
    ask(client)
    [letter] = Letter.objects.all()
    assert words_of(letter.text) == words_of_html(letter.html)


def test_a_title_from_the_catalogue_is_no_html(clock):
    [letter] = [each for each in all_kinds(clock) if "Новая" in each.text]
    assert "Новая «программа» &amp; &lt;другие&gt;" in letter.html


def test_a_letter_is_read_in_twenty_lines(clock):
    subscribed("audience=exporters")
    happen(clock)
    [letter] = told()
    lines = [line for line in letter.splitlines() if line]
    assert len(lines) <= 20
    assert lines[0].startswith("Программы для экспортёров: с 2\N{NO-BREAK SPACE}февраля")


def test_a_subject_says_what_happened_and_fits_into_its_line(clock):
    for letter in all_kinds(clock):
        assert re.match(r"\d+\s[а-я]", letter.subject)
        assert len(letter.subject) <= letters.MAX_SUBJECT_CHARACTERS


def test_a_letter_arrives_with_its_way_out_and_its_way_back(clock, settings):
    settings.BOUNCES_EMAIL = "bounces@portal.example"
    alert = subscribed()
    happen(clock)
    sending.post_due()
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        call_command("send_mail", stdout=StringIO())
    [taken] = server.letters
    assert taken["To"] == ANNA
    assert taken["From"].addresses[0].display_name == "Каталог программ"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https?://\S+/alerts/unsubscribe/\?key=\S+>", taken["List-Unsubscribe"].strip()
    )
    assert server.senders == [f"bounces+{alert.number}@portal.example"]
    assert link_in(taken) == link_in_header(taken)


def link_in(taken) -> str:
    body = taken.get_body(["plain"]).get_content()
    [found] = re.findall(r"Отписаться: (\S+)", body)
    return found


def link_in_header(taken) -> str:
    return taken["List-Unsubscribe"].strip(" <>")


def test_a_letter_that_is_sent_leaves_the_address_with_its_alert_alone(clock, settings):
    subscribed()
    happen(clock)
    sending.post_due()
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        call_command("send_mail", stdout=StringIO())
    assert not Letter.objects.exclude(recipient="", envelope="", headers={}).exists()


def test_a_mail_server_that_is_away_delays_a_letter_and_loses_none(clock, settings):
    subscribed()
    happen(clock)
    sending.post_due()
    settings.EMAIL_BACKEND = smtp.SMTP
    with pytest.raises(Exception, match="недоступен"):
        call_command("send_mail")
    happen(clock)
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        sending.post_due()
        call_command("send_mail", stdout=StringIO())
    assert server.told == [ANNA, ANNA]


def test_the_link_of_a_letter_leads_where_it_says(client, clock):
    subscribed("audience=exporters")
    happen(clock)
    sending.post_due()
    [letter] = digests()
    assert client.get(link(letter, "manage")).status_code == 200
    [more] = re.findall(r"Весь список: https?://[^/]+(\S+)", letter.text)
    assert client.get(more).status_code == 200


def test_one_question_gives_the_programmes_of_its_page(client, clock):
    for query in ("", "audience=exporters", "kind=grant", "q=выставки", "side=learning"):
        alert = subscribed(query)
        page = client.get(f"/programmes.json?{query}").json()
        slugs = {each["slug"] for each in page["results"]}
        known = Programme.objects.filter(pk__in=unpack(alert.known))
        assert {*known.values_list("slug", flat=True)} == slugs
