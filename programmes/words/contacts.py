"""Links, mailboxes, telephone numbers: which can be opened, and the sentence about the others."""

import re
from urllib.parse import quote, urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

HOME = "RU"  # the country of a number without its country code
_EXTENSION = re.compile(
    r"""[\s,;(]*(?:(?:доб|добавочный|вн|внутр|внутренний|ext|x)\.?:?\s*|\#|;ext=)(\d{1,7})\)?$
    |\s*,\s*(\d{3,7})$""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"\+?[\d\s().‐‑–—−-]+")
_NOT_IN_LINKS = re.compile(r"[\s\"<>\\^`{|}]")
_NOT_IN_MAILBOXES = re.compile(r"[\s\"?&=%/\[\]`{|}]")  # allowed by the standard, met only in traps

_is_url = URLValidator(schemes=["http", "https"])
_is_email = EmailValidator(allowlist=())


def validate_link(value: str) -> None:
    """Refuse what a browser would not open as a page of a named site.

    Names and passwords in an address are refused, because they make one site look like another,
    and so are hosts whose letters come from two alphabets.

    Raises:
        ValidationError: says how an address is written.
    """
    message = "Напишите адрес страницы целиком: https://имя-сайта.ru/страница."
    if _NOT_IN_LINKS.search(value):
        raise ValidationError(f"{message} Пробелов и кавычек в нём не бывает.", code="link")
    try:
        _is_url(value)
        parts = urlsplit(value)
    except (ValidationError, ValueError):
        raise ValidationError(message, code="link") from None
    if "@" in parts.netloc:
        raise ValidationError("Уберите из адреса имя и пароль перед знаком @.", code="link")
    if not is_named(parts.hostname or ""):
        raise ValidationError(
            "Проверьте имя сайта: в нём смешаны алфавиты или это не имя в интернете.", code="link"
        )


def is_named(host: str) -> bool:
    """Tell whether a host is a public name, each part of it in one alphabet.

    Names in Cyrillic are at home under «.рф» and its like only, where Latin letters do not occur.
    """
    *labels, top = host.split(".")
    if not labels or not top or top.isdigit() or ":" in host:
        return False  # a machine of one's own network, an address in digits
    return all(
        label.isascii() or not (top.isascii() or re.search("[a-z]", label, re.IGNORECASE))
        for label in (*labels, top)
    )


def validate_mailbox(value: str) -> None:
    """Refuse all but one bare e-mail address.

    Raises:
        ValidationError: says how an address is written.
    """
    message = "Напишите один адрес почты целиком, без имени и пояснений: имя@домен.ru."
    if _NOT_IN_MAILBOXES.search(value) or not is_named(value.rpartition("@")[2]):
        raise ValidationError(message, code="email")
    try:
        _is_email(value)
    except ValidationError:
        raise ValidationError(message, code="email") from None


def mailto(value: str) -> str:
    """Return the address that opens a letter; nothing in it can add a recipient or a text."""
    return f"mailto:{quote(value, safe='@')}"


def tel(value: str) -> str:
    """Return the address that a telephone dials (RFC 3966), an extension apart from the number.

    Raises:
        ValidationError: the text is not one whole number.
    """
    extension = _EXTENSION.search(value)
    written = value[: extension.start()] if extension else value
    number = whole_number(written)
    if number is None:
        raise ValidationError(
            "Напишите телефон с кодом города, один номер: +7 (495) 123-45-67 или "
            "+7 (495) 123-45-67, доб. 123. Второй номер добавьте отдельным контактом.",
            code="telephone",
        )
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    inner = extension and (extension[1] or extension[2])
    return f"tel:{dialled};ext={inner}" if inner else f"tel:{dialled}"


def whole_number(written: str) -> phonenumbers.PhoneNumber | None:
    """Return a number of a possible length, its area code included; letters dial nothing."""
    if not _NUMBER.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, HOME)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    return number if phonenumbers.is_possible_number_with_reason(number) == possible else None
