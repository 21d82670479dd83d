"""Passwords: what can be guessed is refused, in a sentence; what cannot is taken."""

import time

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from portal.access import passwords
from tests.factories import editor
from tests.portal.test_settings import setting
from tests.signing_in import PASSWORD, is_inside, sign_in

FAVOURITES = [
    "пароль123", "йцукен12", "root1root1", "moskva2026", "catalog1", "пароль123456789",
    "Gfhjkm1234567890", "qwertyuiopasdfgh", "йцукенгшщзхъфывап", "moskvamoskva2026",
    "catalogcatalog1", "промышленность2026", "promyshlennost2026", "ghjvsiktyyjcnm2026",
    "здравствуйте2026", "zdravstvujte2026", "понедельник2026!", "январь20262026",
    "каталогпрограмммосквы", "123456789012345", "qazwsxedcrfvtgb", "П@роль12345678",
    "p@ssw0rd12345678", "люблютебя123456", "ljubljutebja1234", "адрес-каталога-2026",
    "зелёныйкрокодил", "administrator2026", "Наташенька1985", "vfhbyjxrf198512",
    "аааааааааааааааа", "абвгдеёжзийклмн", "спартак-чемпион-2026", "ЙцУкЕн!@#123456",
]  # fmt: skip
FINE = [
    "длинный-пароль-из-четырёх-слов", "лошадьскрепкабатареякрыша", "correcthorsebatterystaple",
    "iDt5xk2pQ9aW-7zR", "верблюд2телескоп5огурец", "съешь ещё этих мягких булок да выпей чаю",
]  # fmt: skip


def own() -> list[str]:
    return [*passwords.own_words(None)]


@pytest.mark.parametrize("password", FAVOURITES)
def test_what_a_guesser_tries_early_is_refused(password):
    assert passwords.guesses_needed(password, own()) < passwords.MIN_GUESSES
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", FINE)
def test_what_nobody_guesses_is_taken(password):
    assert validate_password(password) is None


def test_the_name_of_the_person_is_no_password():
    user = User(username="vorobyov", first_name="Аристарх", last_name="Воробьёв")
    with pytest.raises(ValidationError):
        validate_password("Аристарх-Воробьёв-2026", user)


def test_the_name_of_the_site_is_no_password(settings):
    settings.PORTAL_URL = "https://zyxwindustrial.example.ru"
    with pytest.raises(ValidationError):
        validate_password("zyxwindustrial2026")


def test_a_refusal_is_a_russian_sentence_that_helps():
    with pytest.raises(ValidationError, match="Возьмите четыре случайных слова"):
        validate_password("промышленность2026")


def test_the_rules_are_told_beforehand_in_russian():
    assert all(
        any("а" <= letter <= "я" for letter in text) for text in password_validators_help_texts()
    )


def test_a_password_that_stands_alone_is_longer():
    length = "settings.AUTH_PASSWORD_VALIDATORS[0]['OPTIONS']['min_length']"
    assert setting(length, REQUIRE_OTP="true") == 12
    assert setting(length, REQUIRE_OTP="false") == 15


@pytest.mark.parametrize(
    "password", ["4@8({[<36 9!1|70$5+7%2" * 100, "а" * 10_000, "\0\ud800😀" * 20, "!" * 40]
)
def test_no_password_takes_long_to_judge(password):
    began = time.process_time()
    passwords.guesses_needed(password, own())
    assert time.process_time() - began < 2


def test_a_long_password_is_taken():
    long = "съешь ещё этих мягких французских булок, да выпей же чаю " * 4
    assert validate_password(long) is None


@pytest.mark.django_db
@pytest.mark.parametrize("given", [f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.upper(), PASSWORD[:-1]])
def test_a_password_is_compared_as_it_was_typed(client, given):
    editor(password=PASSWORD)
    sign_in(client, given)
    assert not is_inside(client)


def test_passwords_are_kept_by_a_slow_hash_in_production():
    first = "__import__('django.conf').conf.settings.PASSWORD_HASHERS[0]"
    assert setting(first, DJANGO_SETTINGS_MODULE="portal.settings").endswith("PBKDF2PasswordHasher")
