"""What can become of an address: three outcomes, the reasons for them, what one visit found."""

from dataclasses import dataclass

from django.db import models


class Outcome(models.TextChoices):
    """What the portal says of an address."""

    UNCHECKED = "unchecked", "Ещё не проверялась"
    WORKS = "works", "Открывается"
    UNCERTAIN = "uncertain", "Неясно"
    FAILS = "fails", "Не открывается"


class Reason(models.TextChoices):
    """Why an address does not simply work."""

    NOT_FOUND = "not-found", "Страницы нет"
    NO_HOST = "no-host", "Имени сайта нет в интернете"
    REFUSED = "refused", "Сервер не принимает соединений"
    SERVER_ERROR = "server-error", "Сервер отвечает ошибкой"
    BUSY = "busy", "Сервер занят или просит зайти позже"
    CLOSED = "closed", "Сервер не пускает программы"
    ODD_STATUS = "odd-status", "Необычный ответ сервера"
    TIMEOUT = "timeout", "Сервер не ответил вовремя"
    BROKEN = "broken", "Ответ оборвался или не читается"
    UNREACHABLE = "unreachable", "До сервера нет дороги"
    TLS = "tls", "Сертификат сайта не проверить"
    ROBOTS = "robots", "Сайт просит программы не открывать эту страницу"
    NO_ROBOTS = "no-robots", "Сайт не говорит, что можно открывать программам"
    INSIDE = "inside", "Адрес ведёт не в интернет"
    NOT_WEB = "not-web", "Это не адрес страницы"
    REDIRECTS = "redirects", "Переадресация без конца"
    FRONT_PAGE = "front-page", "Вместо страницы открывается главная сайта"
    SAYS_GONE = "says-gone", "Страница сообщает, что её нет"
    OTHER_TITLE = "other-title", "Страница теперь называется иначе"


COUNTED = {Reason.NOT_FOUND, Reason.NO_HOST, Reason.REFUSED, Reason.SERVER_ERROR}
"""What speaks against an address; each time it is found again on another hour, it counts."""
SILENT = {Reason.TIMEOUT, Reason.BROKEN, Reason.UNREACHABLE, Reason.NO_ROBOTS}
"""What says nothing: an address that failed goes on failing, one that worked is uncertain."""


@dataclass(frozen=True)
class Finding:
    """What one visit to an address found.

    Attributes:
        reason: why it does not simply work; empty where the page opened.
        status: what the server answered last; None where it did not come to that.
        title: of the page that opened.
        final_address: where that page stood after all redirects.
    """

    reason: str = ""
    status: int | None = None
    title: str = ""
    final_address: str = ""


class FetchError(Exception):
    """A page cannot be had, or may not be asked for; says why."""

    def __init__(self, reason: Reason, status: int | None = None):
        super().__init__(reason.label)
        self.reason, self.status = reason, status
