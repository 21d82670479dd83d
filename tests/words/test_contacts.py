"""Contacts and links: what nobody can open is refused beside its field, by every intake."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from programmes.derived import refresh
from programmes.models import Contact
from programmes.words.choices import ContactKind
from programmes.words.contacts import mailto, tel
from tests import factories, small_catalogue
from tests.forms import address, send, shown, signed_in

BAD_LINKS = [
    "https://",
    "https://a b",
    "https://x y.ru/",
    "ftp://example.ru/",
    "javascript:alert(1)",
    "//example.ru/",
    "example.ru",
    "https://user@example.ru/",
    "https://user:secret@example.ru/",
    "https://mos.ru@example.ru/",
    'https://example.ru/"onclick="x',
    "https://example.ru/<b>",
    "https://example.ru/a\\b",
    "https://host/",
    "https://localhost/",
    "https://10.0.0.1/",
    "https://[::1]/",
    "https://example..ru/",
    "https://m\N{CYRILLIC SMALL LETTER O}s.ru/",
    "https://мос.ru/",
]
GOOD_LINKS = [
    "https://example.ru",
    "http://www.example.ru:8080/a/b.html?c=d&e=f#g",
    "https://моспром.рф/экспорт/",
    "https://xn--e1aybc.xn--p1ai/",
    "https://example.ru/it's/(x)",
]
BAD_MAILBOXES = [
    "@",
    "x",
    "x@",
    "user@host",
    "user@localhost",
    "x@y.ru?bcc=z@y.ru",
    "x?bcc=z@y.ru",
    "x@y.ru&body=z",
    "x@y.ru, z@y.ru",
    "x@y.ru z@y.ru",
    "Отдел <x@y.ru>",
    "Отдел ‹x@y.ru›",
    '"x y"@z.ru',
    "mailto:x@y.ru",
    "x%0abcc:z@y.ru",
    "x@[127.0.0.1]",
    "x@m\N{CYRILLIC SMALL LETTER O}s.ru",
    "x@мос.ru",
]
BAD_TELEPHONES = [
    "777-26-96",
    "+7 (495) 620-20-45, +7 (495) 620-20-46",
    "+7 (495) 620-20-45; +7 (495) 620-20-46",
    "+7 (495) 620-20-45, 620-20-46",
    "+7 (495) 620-20-45 / 46",
    "+7 (495) 620-20-45/46",
    "+7 (495) 620-20-45, 46",
    "+7 (495) 620-20-45 доб. 1, доб. 2",
    "+7 (495) 620-20-45 123",
    "8-800-MOSPROM",
    "тел. +7 (495) 620-20-45",
    "+7 (495) 620-20-4",
    "++74956202045",
    "112",
    "позвоните нам",
]
BAD = [
    *((ContactKind.SITE, value) for value in BAD_LINKS),
    *((ContactKind.FORM, value) for value in BAD_LINKS),
    *((ContactKind.EMAIL, value) for value in BAD_MAILBOXES),
    *((ContactKind.PHONE, value) for value in BAD_TELEPHONES),
]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+7 (495) 620-20-45", "tel:+74956202045"),
        ("8 (495) 620-20-45", "tel:+74956202045"),
        ("84956202045", "tel:+74956202045"),
        ("(495) 620-20-45", "tel:+74956202045"),
        ("+7 495 620.20.45", "tel:+74956202045"),
        ("+7\u00a0495\u00a0620‑20‑45", "tel:+74956202045"),
        ("8 800 555-35-35", "tel:+78005553535"),
        ("+86 10 6505 2299", "tel:+861065052299"),
        ("+375 (17) 222-33-44", "tel:+375172223344"),
        ("8 10 375 17 222-33-44", "tel:+375172223344"),
        ("+7 (495) 620-20-45, доб. 123", "tel:+74956202045;ext=123"),
        ("8 (495) 620-20-45 доб.123", "tel:+74956202045;ext=123"),
        ("+7 (495) 620-20-45 (доб. 123)", "tel:+74956202045;ext=123"),
        ("+7 (495) 620-20-45, внутр. 12", "tel:+74956202045;ext=12"),
        ("+7 (495) 620-20-45 внутренний: 12", "tel:+74956202045;ext=12"),
        ("+7 (495) 620-20-45 ДОБАВОЧНЫЙ 12", "tel:+74956202045;ext=12"),
        ("+7 (495) 620-20-45, 123", "tel:+74956202045;ext=123"),
        ("+7 (495) 620-20-45 #123", "tel:+74956202045;ext=123"),
        ("+49 30 901820 ext. 7", "tel:+4930901820;ext=7"),
    ],
)
def test_a_telephone_dials_the_number_and_knows_the_extension(written, dialled):
    assert tel(written) == dialled


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_model_refuses_what_nobody_can_open(kind, value):
    record = factories.programme()
    contact = Contact(programme=record, kind=kind, value=value, source=factories.source())
    with pytest.raises(ValidationError) as refusal:
        contact.full_clean()
    assert list(refusal.value.message_dict) == ["value"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted({kind for kind, _ in BAD}))
def test_a_hostile_contact_that_is_stored_already_is_no_link(client, kind):
    record, values = factories.programme(), [value for of, value in BAD if of == kind]
    with refresh.refresh_once():
        for position, value in enumerate(values):
            factories.contact(record, value, kind=kind, label="Пояснение", position=position)
    page = client.get(record.get_absolute_url()).content.decode()
    contacts = page.partition('class="contacts')[2].partition("</ul>")[0].split("<li")[1:]
    assert len(contacts) == len(values)
    assert [each for each in contacts if 'href="' in each.partition("Источник")[0]] == []


def test_nothing_in_a_mailbox_becomes_another_recipient():
    assert mailto("x@y.ru?bcc=z@y.ru&body=q") == "mailto:x@y.ru%3Fbcc%3Dz@y.ru%26body%3Dq"
    assert mailto("a+b@y.ru\nBcc:z") == "mailto:a%2Bb@y.ru%0ABcc%3Az"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), BAD)
def test_fixtures_are_refused_with_the_record_and_the_key(tmp_path, kind, value):
    files = small_catalogue.write(tmp_path)
    old = 'kind = "site"\n        value = "https://example.org/exhibitions"'
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    new = f'kind = "{kind}"\nvalue = "{escaped}"'
    small_catalogue.change(files, "programmes/exhibitions.toml", old, new)
    with pytest.raises(CommandError) as refusal:
        small_catalogue.load(files)
    assert f"контакт «exhibitions/{value}»: ключ «value»: " in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ContactKind.SITE, "https://user@example.ru/"),
        (ContactKind.EMAIL, "x@y.ru?bcc=z@y.ru"),
        (ContactKind.PHONE, "+7 (495) 620-20-45 / 46"),
    ],
)
def test_the_form_refuses_a_contact_beside_its_field_and_keeps_what_was_typed(client, kind, value):
    record = factories.programme()
    factories.contact(record)
    signed_in(client, factories.publisher())
    url = address("programme", "change", record.pk)
    typed = {"contacts-0-kind": kind, "contacts-0-value": value}
    answer = send(client, url, shown(client.get(url)), **typed)
    form = answer.context["inline_admin_formsets"][-1].formset.forms[0]
    assert list(form.errors) == ["value"]
    assert form["value"].value() == value
    assert Contact.objects.get().value == "https://example.org/apply"


@pytest.mark.django_db
@pytest.mark.parametrize("value", GOOD_LINKS)
def test_an_ordinary_link_is_taken(value):
    record = factories.programme()
    contact = Contact(programme=record, kind="site", value=value, source=factories.source())
    contact.full_clean()
    assert contact.href == value


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["info@example.ru", "a.b+c@mail.example.ru", "info@моспром.рф"])
def test_an_ordinary_mailbox_is_taken(value):
    record = factories.programme()
    Contact(programme=record, kind="email", value=value, source=factories.source()).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("value", BAD_LINKS)
@pytest.mark.parametrize(
    ("make", "field"), [(factories.organisation, "site"), (factories.source, "url")]
)
def test_organisations_and_sources_refuse_such_links_too(make, field, value):
    record = make()
    setattr(record, field, value)
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    assert list(refusal.value.message_dict) == [field]
