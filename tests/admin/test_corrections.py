"""The inbox: what waits, what it is about, what each end needs, and the letter at the end."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.mail.models import Letter
from programmes.admin import corrections as desk
from programmes.corrections import inbox
from programmes.corrections.models import Correction
from programmes.models import Change
from tests import smtp
from tests.corrections.sending import ADDRESS, written
from tests.factories import editor, exhibitions, publisher, source
from tests.forms import errors, said, send, shown, signed_in
from tests.portal.test_mail import send as send_mail
from tests.reading import TAG, text

pytestmark = pytest.mark.django_db

LIST = reverse("admin:corrections_correction_changelist")


@pytest.fixture
def programme():
    return exhibitions()


@pytest.fixture
def message(client, programme):
    return written(client, f"{ADDRESS}&fact=companies", email="anna@example.org")


@pytest.fixture
def anna(client, message):
    return signed_in(client, editor())


def address(message, page="change") -> str:
    return reverse(f"admin:corrections_correction_{page}", args=[message.pk])


def save(client, message, **typed):
    """Open a message, choose and type something, save."""
    return send(client, address(message), shown(client.get(address(message))), **typed)


def again(message) -> Correction:
    return Correction.objects.get(pk=message.pk)


def test_the_first_page_says_how_many_wait_and_leads_to_them(anna, message):
    page = anna.get("/admin/").content.decode()
    assert re.search(r"Сообщения посетителей</strong> <span>1\s+сообщение", page)
    save(anna, message, state="declined", answer="Сверили: всё так.")
    assert re.search(
        r"Сообщения посетителей</strong> <span>0\s+сообщений", anna.get("/admin/").content.decode()
    )
    assert message.number not in text(anna.get(f"{LIST}?waiting=yes"))
    assert message.number in text(anna.get(LIST))


def test_a_message_shows_what_was_read_and_leads_to_the_record(anna, message, programme):
    page = anna.get(address(message)).content.decode()
    assert reverse("admin:programmes_programme_change", args=[programme.pk]) in page
    assert "В выставках участвовали свыше 1000 компаний." in page
    assert "Телефон не отвечает." in page
    assert "не менялась" in page


def test_a_message_says_what_has_changed_since(anna, message, programme):
    fact = programme.facts.get(code="companies")
    fact.statement = "В выставках участвовали свыше 1200 компаний."
    fact.value = 1200
    fact.save()
    page = text(anna.get(address(message)))
    assert "Теперь: В выставках участвовали свыше 1200 компаний." in page
    assert re.search(r"изменена \d\d\.\d\d\.\d{4}", page)


def test_no_editor_sees_or_changes_what_only_the_sender_has_to_know(anna, message):
    page = anna.get(address(message)).content.decode()
    assert "anna@example.org" not in page
    assert "ждёт ответа письмом" in page
    assert {"wrong", "right", "where", "email", "programme"}.isdisjoint(
        shown(anna.get(address(message)))
    )


@pytest.mark.parametrize(
    ("state", "field", "sentence"),
    [
        ("accepted", "source", "Назовите источник, который это подтверждает."),
        ("declined", "answer", "Объясните посетителю, почему сведения остаются как есть."),
        ("duplicate", "duplicate_of", "Выберите сообщение, которое это повторяет."),
    ],
)
def test_each_end_needs_its_reason(anna, message, state, field, sentence):
    answer = save(anna, message, state=state, note="Заметка.")
    assert errors(answer) == {field: [sentence]}
    assert shown(answer)["note"] == "Заметка."
    assert again(message).state == "new"


def test_the_database_accepts_nothing_without_a_source(message):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=message.pk).update(
            state="accepted", closed_at=message.written_at, email=""
        )


def test_an_accepted_message_links_the_programme_and_its_proof(anna, message, programme):
    answer = save(anna, message, state="accepted", source=source().pk)
    told = " ".join(said(answer))
    assert "с тех пор не менялась" in told
    assert f'<a href="{record(programme)}?fact=companies' in told
    accepted = again(message)
    assert (accepted.programme, accepted.source) == (programme, source())
    programme.summary = "Иначе."
    programme.save()
    answer = save(anna, message, note="Внесено.")
    assert not any("внесите исправление" in each for each in said(answer))


def record(programme) -> str:
    return reverse("admin:programmes_programme_change", args=[programme.pk])


def test_the_form_of_a_programme_names_the_messages_that_wait(client, anna, message, programme):
    page = anna.get(record(programme)).text
    [waiting] = re.findall(r'aria-label="Сообщения посетителей">(.*?)</section>', page, re.DOTALL)
    assert f'href="{address(message)}"' in waiting
    assert "Телефон не отвечает." in waiting
    save(anna, message, state="declined", answer="Сверили: всё так.")
    assert "Сообщения посетителей" not in anna.get(record(programme)).text.partition("standing")[2]


def test_of_many_messages_the_form_of_a_programme_names_the_first_and_leads_to_the_others(
    client, anna, message, programme, monkeypatch
):
    monkeypatch.setattr(desk, "MAX_MESSAGES_SHOWN", 1)
    later = written(client, ADDRESS, wrong="Позже.")
    page = anna.get(record(programme)).text
    assert address(message) in page
    assert address(later) not in page
    listed = f"{LIST}?waiting=yes&amp;programme__id__exact={programme.pk}"
    assert f'<a href="{listed}">И ещё 1</a>' in page
    assert later.number in text(anna.get(listed.replace("&amp;", "&")))


def test_a_message_leads_to_its_fact_in_the_form_of_the_programme(anna, message, programme):
    fact = programme.facts.get(code="companies")
    page = unescape(anna.get(address(message)).text)
    led = f"{record(programme)}?fact=companies#facts-of-{fact.pk}"
    assert f'href="{led}"' in page
    form = anna.get(led).text
    assert re.findall(r'<details id="(facts-of-\d+)" open>', form) == [f"facts-of-{fact.pk}"]
    assert " open" not in "".join(
        re.findall(r"<details id=[^>]*>", anna.get(record(programme)).text)
    )
    fact.delete()
    assert f'href="{record(programme)}"' in anna.get(address(message)).text


def test_a_message_shows_nothing_of_what_it_does_not_say(client, anna):
    of_page = written(client, "/corrections/?page=/sources/", wrong="Не открывается.")
    page = text(anna.get(address(of_page)))
    assert "/sources/" in page
    for words in ("None", "Утверждение на странице", "Страница с тех пор", "Что изменилось"):
        assert words not in page
    assert page.count(of_page.number) == 2  # the path and the title
    assert "добавить другой" not in page


def test_an_accepted_message_names_what_changed_since_to_both_sides(
    client, anna, message, programme
):
    Change.objects.update(moment=message.written_at - timedelta(days=1))
    save(anna, message, state="accepted", source=source().pk)
    assert "пока ничего: внесите исправление" in text(anna.get(address(message)))
    fact = programme.facts.get(code="companies")
    fact.statement = "В выставках участвовали свыше 1200 компаний."
    fact.value = 1200
    fact.save()
    made = Change.objects.latest("pk")
    page = anna.get(address(message)).text
    assert reverse("admin:programmes_change_change", args=[made.pk]) in page
    assert made.label in unescape(page)
    state = unescape(client.get(inbox.state_address(message)).text)
    [led] = re.findall(r'href="(/changes/\?programme=[^"]+)"', state)
    assert "1200 компаний" in re.sub("</?mark>", "", client.get(led).text)


def test_a_message_that_is_not_accepted_names_no_change(anna, message):
    save(anna, message, state="declined", answer="Сверили: всё так.")
    assert "пока ничего" not in text(anna.get(address(message)))
    assert "/changes/?programme" not in anna.get(inbox.state_address(message)).text


def test_a_source_that_proves_something_is_not_deleted(client, anna, message):
    proof = source("proof")
    save(anna, message, state="accepted", source=proof.pk)
    signed_in(client, publisher())
    page = client.get(reverse("admin:programmes_source_delete", args=[proof.pk]))
    assert message.number in text(page)


def test_a_repeated_message_names_the_first_by_its_number(client, anna, message):
    second = written(client, wrong="И у меня.")
    refusal = save(anna, second, state="duplicate", duplicate_of="1234-5678")
    assert errors(refusal) == {"duplicate_of": ["Сообщения с таким номером нет."]}
    itself = save(anna, second, state="duplicate", duplicate_of=second.number)
    assert errors(itself)["duplicate_of"] == ["Сообщение не повторяет само себя: выберите другое."]
    save(anna, second, state="duplicate", duplicate_of=f"№ {message.number}")
    assert again(second).duplicate_of == message
    assert shown(anna.get(address(second)))["duplicate_of"] == message.number


def test_a_message_by_telephone_is_written_down(anna, programme):
    url = reverse("admin:corrections_correction_add")
    send(anna, url, shown(anna.get(url)), wrong="Звонили: приём закрыт.", programme=programme.pk)
    noted = Correction.objects.order_by("pk").last()
    assert (noted.wrong, noted.subject, noted.kind) == (
        "Звонили: приём закрыт.",
        programme.title,
        "mistake",
    )
    assert not noted.has_page_changed


def test_publishers_delete_and_editors_do_not(client, anna, message):
    assert anna.get(address(message, "delete")).status_code == 403
    signed_in(client, publisher())
    assert client.get(address(message, "delete")).status_code == 200


# --- The letter ------------------------------------------------------------------------------


def test_the_answer_goes_out_once_and_takes_the_address_with_it(anna, message, settings, programme):
    with smtp.mail_server() as server:
        smtp.use(settings, server.port)
        answer = save(anna, message, state="working")
        send_mail()
        assert server.letters == []
        answer = save(
            anna, message, state="accepted", source=source().pk, answer="Спасибо, «да» & точка."
        )
        assert "Ответ поставлен в очередь писем" in " ".join(said(answer))
        assert again(message).email == ""
        send_mail()
        save(anna, message, answer="Ещё раз.")
        save(anna, message, state="new")
        save(anna, message, state="declined", answer="Нет.")
        send_mail()
    [letter] = server.letters
    assert letter["To"] == "anna@example.org"
    assert letter["Subject"].strip() == f"Ответ на сообщение {message}"
    assert letter["Reply-To"] == settings.EDITORS_EMAIL
    plain = letter.get_body(["plain"]).get_content()
    html = unescape(TAG.sub(" ", letter.get_body(["html"]).get_content().partition("<body>")[2]))
    assert plain.split() == html.split()
    assert "Спасибо, «да» & точка." in plain
    assert f"о странице «{programme.title}»" in plain
    assert f"Подтверждает источник: {source()}." in plain
    assert f"http://testserver{inbox.state_address(message)}" in plain
    assert "Телефон не отвечает" not in plain
    assert len(plain.splitlines()) <= 20
    assert not Letter.objects.exclude(recipient="").exists()


def test_whoever_left_no_address_gets_no_letter(client, programme):
    message = written(client)
    signed_in(client, editor())
    answer = save(client, message, state="declined", answer="Сверили: всё так.")
    assert "письм" not in " ".join(said(answer))
    assert not Letter.objects.exists()


def test_a_save_that_is_refused_posts_no_letter(anna, message):
    fields = shown(anna.get(address(message)))
    Correction.objects.filter(pk=message.pk).update(note="Другой редактор.")
    answer = send(anna, address(message), fields, state="declined", answer="Нет.")
    assert "Пока вы правили, запись изменилась" in answer.content.decode()
    assert shown(answer)["answer"] == "Нет."
    assert not Letter.objects.exists()
    assert again(message).email == "anna@example.org"
