"""Refusals: the one writer of problem details (RFC 9457), the pages beside it, who reads which."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, URLResolver, get_resolver, get_urlconf, resolve

from .. import logs

MEDIA_TYPE = "application/problem+json"
API = "/api/"
"""Below it everything is for programs; the address itself is the page about the API."""
WORDS = {
    400: ("Вопрос не понят", "Проверьте адрес: его не удалось прочитать."),
    403: ("Сюда нужен доступ", "Этот адрес — для редакторов портала. Программы открыты всем."),
    404: ("Такого адреса нет", "Проверьте адрес. Возможно, запись сняли с публикации."),
    405: ("Этот метод здесь не действует", "Какие действуют, сказано в заголовке Allow."),
    406: ("В таком формате ответа нет", "Попросите application/json или уберите заголовок Accept."),
    410: ("Запись закрыта", "Этой записи в каталоге больше нет."),
    412: ("Условие запроса не выполнено", "Уберите заголовок If-Match или спросите адрес заново."),
    413: ("Слишком большой запрос", "Отправьте меньше данных."),
    429: ("Слишком много запросов", "Повторите позже: через сколько, сказано в Retry-After."),
    500: ("Ошибка на сайте", "Мы уже знаем о ней. Повторите запрос через минуту."),
    503: ("Каталог временно недоступен", "Повторите запрос через несколько секунд."),
}
NOT_YOURS = (
    "Вашей учётной записи это не открыто. Если нужно для работы, попросите администратора портала."
)
"""Whoever reads a refusal at the desk has signed in there: others are led to the door."""
OTHER = ("Запрос отклонён", "Проверьте адрес и способ запроса.")


@dataclass(frozen=True)
class Refusal:
    """Why a question is not answered: the parameter, and a sentence for the person."""

    parameter: str
    sentence: str


def problem(status: int, refusals: Iterable[Refusal] = (), detail: str = "") -> JsonResponse:
    """Return problem details, with the number that the log has, too.

    Args:
        status: the HTTP status.
        refusals: what was not understood, with the sentences that a page would say.
        detail: what happened and what to do; without it the refusals or the status say it.
    """
    title, usual = WORDS.get(status, OTHER)
    errors = [{"parameter": each.parameter, "detail": each.sentence} for each in refusals]
    body = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail or " ".join(error["detail"] for error in errors) or usual,
        "errors": errors,
        "instance": f"urn:request:{logs.request_id()}",
    }
    return JsonResponse(
        body,
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def refusal(
    request: HttpRequest, status: int, refusals: Iterable[Refusal] = (), detail: str = ""
) -> HttpResponse:
    """Return a refusal as whoever asks the address reads it: problem details or a page.

    Args:
        request: whose address says who reads the answer.
        status, refusals, detail: as ``problem`` takes them.
    """
    if is_for_programs(request):
        return problem(status, refusals, detail)
    title, usual = WORDS.get(status, OTHER)
    text = detail or " ".join(each.sentence for each in refusals) or usual
    context = {"code": int(status), "title": title, "text": text}
    return render(request, "refusal.html", context, status=status)


def explain(get_response: Callable) -> Callable:
    """Middleware: gives words to refusals that Django and its packages leave bare."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.streaming or response.content:
            return response
        explained = refusal(request, response.status_code)
        for name, value in response.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                explained[name] = value
        return explained

    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a question that could not even be read."""
    return refusal(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: an address for other people."""
    is_desk = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
    return refusal(request, HTTPStatus.FORBIDDEN, detail=NOT_YOURS if is_desk else "")


# --- Who reads the answer -------------------------------------------------------------------


def for_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose address does not show that programs ask it."""
    view.is_for_programs = True
    return view


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether whoever asks this address reads problem details rather than a page.

    The address alone decides: it is known before any view and during an outage, and no cache has
    to tell the answers apart.
    """
    return is_open_data(request) or getattr(view_of(request), "is_for_programs", False)


def is_open_data(request: HttpRequest) -> bool:
    """Tell whether an address is, or would be, one of the open data: a file or the API."""
    path = request.path_info
    if path.startswith((f"/{settings.ADMIN_PATH}", settings.STATIC_URL)):
        return False
    suffix = PurePosixPath(path).suffix.lower()
    return (path.startswith(API) and path != API) or suffix in suffixes(get_resolver(get_urlconf()))


def view_of(request: HttpRequest) -> Callable | None:
    """Return the view of an address; None where there is none."""
    try:
        return (request.resolver_match or resolve(request.path_info)).func
    except Resolver404:
        return None


@lru_cache(maxsize=2)
def suffixes(resolver: URLResolver) -> frozenset[str]:
    """Return the ends of file names among the addresses of the site: «.csv», «.json» …"""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= suffixes.__wrapped__(pattern)
        elif end := re.search(r"\.[a-z]+$", str(pattern.pattern)):
            found.add(end[0])
    return frozenset(found)
