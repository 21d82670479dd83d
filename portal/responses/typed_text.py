"""What was typed and could not be taken: shown back, to be copied or sent again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.db.models import CharField, DateField, DecimalField, Field, Model, TextField
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst

from .. import logs
from . import problems

MAX_CHARACTERS = 1_000_000  # of one form; sixty facts with all their fields are a tenth of it
SECRET = re.compile(r"passw|token|secret", re.IGNORECASE)
TYPED = (CharField, TextField, DecimalField, DateField)
PART = re.compile(r"(?P<parts>\w+)-(?P<number>\d+)-(?P<field>\w+)")


@dataclass(frozen=True)
class Reason:
    """Why a form was not taken.

    Attributes:
        title, text: what the editor reads.
        again: whether sending the same once more can help.
    """

    title: str
    text: str
    again: bool = False


SIGNED_OUT = Reason(
    "Сеанс закончился",
    "Ничего не записано, но введённое не потеряно: оно ниже. Войдите в новой вкладке, вернитесь "
    "сюда и нажмите «Отправить ещё раз».",
    again=True,
)
STALE = Reason(
    "Форма устарела",
    "Пока она была открыта, в этом браузере вошли заново или вышли. Ничего не записано, но "
    "введённое не потеряно: оно ниже. Нажмите «Отправить ещё раз», чтобы записать его.",
    again=True,
)
REASONS = {
    HTTPStatus.BAD_REQUEST: Reason(
        "Форму не удалось прочитать", "Ничего не записано. Скопируйте введённое отсюда."
    ),
    HTTPStatus.FORBIDDEN: Reason(
        "Править эту запись вам нельзя",
        "Возможно, её опубликовали, пока вы правили. Ничего не записано; скопируйте введённое "
        "отсюда и попросите издателя вернуть запись в черновики.",
    ),
    HTTPStatus.NOT_FOUND: Reason(
        "Этой записи больше нет",
        "Её удалили, пока вы правили. Ничего не записано; скопируйте введённое отсюда.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Reason(
        "Сохранить не удалось",
        "База данных сейчас не принимает изменения; ничего не записано. Введённое ниже: нажмите "
        "«Отправить ещё раз» через минуту.",
        again=True,
    ),
}
FAILURE = Reason(
    "Ошибка на сайте",
    "Мы уже знаем о ней. Введённое ниже: скопируйте его на случай, если «Отправить ещё раз» не "
    "поможет.",
    again=True,
)
NOTHING_TO_SHOW = (
    "Форма слишком велика, чтобы показать её здесь. Вернитесь на шаг назад и скопируйте введённое "
    "из формы."
)


def show_back(get_response: Callable) -> Callable:
    """Middleware: a form of a record that was refused comes back with all that was typed.

    Whatever refused it: a session that ended, a permission that was lost, a record that is gone,
    a database that is away, a fault of ours. A form that was read and found wrong is none of
    these: it answers 200 and shows what was typed by itself.
    """

    csrf = CsrfViewMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or is_foreign(request):
            return response
        if "CSRF_COOKIE" not in request.META:
            csrf.process_request(request)  # whoever refused has come before
        page = show_public_form(request, response) or show_desk_form(request, response)
        # what is shown may have a new token, which nobody else would give to the browser
        return csrf.process_response(request, page) if page else response

    return answer


def show_public_form(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Return a public form that was not even read, as its own view shows it again.

    Such a view has an attribute ``show_again``, which takes the request and the answer that the
    visitor would get, and needs neither database nor session. None where there is none, where
    the form was read, and where nothing of it can be shown.
    """
    is_stale = getattr(request, "has_stale_token", False)
    if not is_stale and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    view = getattr(problems.view_of(request), "show_again", None)
    return view(request, response) if view and fields_sent(request) else None


def show_desk_form(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Return what was typed into a form of the desk that was refused; None where it was taken."""
    reason, model = reason_of(request, response), model_of_form(request.path_info)
    return sent_back(request, response, reason, model) if reason and model else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the token of a form is not the one of this browser; Django asks for this view."""
    request.has_stale_token = True
    text = "Ничего не изменилось. Вернитесь на шаг назад, обновите страницу и повторите."
    if problems.is_for_programs(request):
        return problems.problem(HTTPStatus.FORBIDDEN, detail=text)
    context = {"code": HTTPStatus.FORBIDDEN.value, "title": STALE.title, "text": text}
    return render(request, "refusal.html", context, status=HTTPStatus.FORBIDDEN)


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether another site sent a form: what it says is neither shown nor sent again."""
    return not is_ours(request) and "Origin" in request.headers


def is_ours(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form stood on a page of ours."""
    ours = {f"{request.scheme}://{request.get_host()}", settings.PORTAL_URL}
    return request.headers.get("Origin") in ours


def reason_of(request: HttpRequest, response: HttpResponse) -> Reason | None:
    """Return why a form was not taken; nothing where it was."""
    if response.status_code == HTTPStatus.FOUND:
        is_login = urlsplit(response["Location"]).path == reverse(settings.LOGIN_URL)
        return SIGNED_OUT if is_login else None
    if response.status_code < HTTPStatus.BAD_REQUEST:
        return None
    if getattr(request, "has_stale_token", False):
        return STALE
    if response.status_code in REASONS:
        return REASONS[response.status_code]
    is_ours = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return FAILURE if is_ours else REASONS[HTTPStatus.BAD_REQUEST]


def model_of_form(path: str) -> type[Model] | None:
    """Return the model whose form the desk has at a path, if it has one there."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    for model in filter(admin.site.is_registered, apps.get_models()):
        pages = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if name in (f"{pages}_add", f"{pages}_change"):
            return model
    return None


def sent_back(
    request: HttpRequest, response: HttpResponse, reason: Reason, model: type[Model]
) -> HttpResponse:
    """Return the page that shows a refused form again; it needs neither database nor session."""
    name = name_of_signed_in(request) if reason is STALE else ""
    signed_out = reason is SIGNED_OUT or (reason is STALE and not name)
    fields = [(name, label_of(model, name), value) for name, value in fields_sent(request)]
    context = {
        "title": reason.title,
        "text": reason.text if fields else NOTHING_TO_SHOW,
        "signed_in_as": name,
        "fields": fields,
        # a token in a page that nobody asked for would be a way around it
        "again": fields and reason.again and (reason is SIGNED_OUT or is_ours(request)),
        "address": request.get_full_path(),
        "sign_in": reverse(settings.LOGIN_URL) if signed_out else "",
        "request_id": logs.request_id(),
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "csrf_token": get_token(request),
    }
    status = HTTPStatus.FORBIDDEN if reason is SIGNED_OUT else response.status_code
    page = render(None, "admin/typed.html", context, status=status)
    if "Retry-After" in response:
        page["Retry-After"] = response["Retry-After"]
    add_never_cache_headers(page)
    return page


def name_of_signed_in(request: HttpRequest) -> str:
    """Return the name of whoever is signed in; empty for nobody."""
    user = request.user
    return (user.get_full_name() or user.get_username()) if user.is_authenticated else ""


def fields_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return names and values of a form without its secrets; none when they are too many."""
    try:
        lists = request.POST.lists()
    except (SuspiciousOperation, UnreadablePostError):
        return []
    fields = [
        (name, value)
        for name, values in lists
        if not SECRET.search(name)
        for value in values
        if value
    ]
    is_bounded = sum(len(name) + len(value) for name, value in fields) <= MAX_CHARACTERS
    return fields if is_bounded else []


def label_of(model: type[Model], name: str) -> str:
    """Return what the form calls a field that somebody types into; empty for every other."""
    part = PART.fullmatch(name)
    try:
        if part is None:
            field = model._meta.get_field(name)
            return capfirst(field.verbose_name) if is_typed(field) else ""
        record = model._meta.get_field(part["parts"]).related_model
        field = record._meta.get_field(part["field"])
    except (FieldDoesNotExist, AttributeError):
        return ""
    number = int(part["number"]) + 1
    label = f"{capfirst(record._meta.verbose_name)} {number}, {field.verbose_name}"
    return label if is_typed(field) else ""


def is_typed(field: Field) -> bool:
    """Tell whether a field is typed, not chosen or ticked."""
    return isinstance(field, TYPED) and not field.choices
