"""Pages of alerts: the form, what is confirmed, changed, ended. No shared cache keeps them."""

from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.access.guarded_form import RefusedError
from portal.mail import outbox
from portal.methods import read_only
from portal.responses import refusal

from ..catalogue import today
from ..words import Follows, Rhythm
from . import links, subscribing
from .following import Following
from .forms import AlertForm, RhythmForm
from .models import Alert

NOT_OURS = (
    "Проверьте, целиком ли скопирована ссылка. Если подписка закончилась или её не подтвердили за "
    "двое суток, мы её уже удалили вместе с адресом."
)
UNKNOWN_ACTION = (
    "Ничего не изменилось. Вернитесь на шаг назад и выберите, как часто писать, или отмену."
)
DONE = {
    "begun": "Подписка подтверждена. Первое письмо придёт, когда что-то произойдёт.",
    "changed": "Сохранено.",
    "ended": "Подписка отменена.",
}
"""What the page of all alerts says when something was done on it."""


# the browser may keep it, so that going back brings back what was typed
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, follows: Follows = Follows.PROGRAMMES) -> HttpResponse:
    """The form that follows a question by mail, and the ways to follow it without."""
    following = Following.read(follows, request.GET, today())
    if following.refusals:
        return refusal(request, HTTPStatus.BAD_REQUEST, following.refusals)
    show = partial(form_page, request, following)
    if request.method != "POST":
        if following.query != request.GET.urlencode():
            return redirect(f"{request.path}?{following.query}".rstrip("?"))
        return show(AlertForm())
    form = AlertForm(request.POST)
    if not settings.MAIL_IS_SET_UP or not form.is_valid():
        return show(form.shown_again(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked = form.cleaned_data
    try:
        subscribing.subscribe(
            request,
            following,
            asked["email"],
            Rhythm(asked["rhythm"]),
            is_terms_only=asked["is_terms_only"],
        )
    except RefusedError as error:
        return form.put_off(error, show)
    return redirect("alert_asked")


def form_page(
    request: HttpRequest,
    following: Following | None,
    form: AlertForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Return the page with the form; its own address is where it is sent."""
    context = {
        "form": form,
        "following": following,
        "address": request.get_full_path(),
        "mail": settings.MAIL_IS_SET_UP,
    }
    return render(request, "alerts/form.html", context, status=status)


def show_again(request: HttpRequest, failed: HttpResponse) -> HttpResponse:
    """Return the form that could not be read, with all that was typed; it needs no database.

    Args:
        failed: the answer that the visitor would get.
    """
    return AlertForm(request.POST).unread(failed, partial(form_page, request, None))


follow.show_again = show_again


@never_cache
@read_only
def asked(request: HttpRequest) -> HttpResponse:
    """What comes next, the same whoever asked for whichever mailbox."""
    return render(request, "alerts/asked.html", {"is_held_up": outbox.is_held_up()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The button that begins an alert: what only reads links must not press it."""
    number = links.number_to_confirm(request.GET.get("key", ""))
    alert = Alert.objects.filter(number=number).first() if number else None
    if alert is None:
        return refusal(request, HTTPStatus.NOT_FOUND, detail=NOT_OURS)
    if request.method != "POST":
        context = {"alert": alert, "following": subscribing.following_of(alert)}
        return render(request, "alerts/confirm.html", context)
    begun = subscribing.accept(number)
    if begun is None:
        sentence = (
            f"На этот адрес уже оформлено {subscribing.MAX_OF_ADDRESS} подписок: отмените лишние."
        )
        return refusal(request, HTTPStatus.CONFLICT, detail=sentence)
    return led_back(begun, "begun")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """All alerts of a mailbox, to be changed and ended one by one or together."""
    alerts = subscribing.of_same_mailbox(links.number_to_manage(request.GET.get("key", "")))
    if not alerts:
        return refusal(request, HTTPStatus.NOT_FOUND, detail=NOT_OURS)
    if request.method == "POST":
        return managed(request, alerts)
    context = {
        "alerts": [(each, subscribing.following_of(each)) for each in alerts],
        "mailbox": masked(alerts[0].email),
        "address": request.get_full_path(),
        "rhythms": Rhythm.choices,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "alerts/manage.html", context)


def managed(request: HttpRequest, alerts: list[Alert]) -> HttpResponse:
    """Change or end what was chosen, and lead to what is left.

    Args:
        alerts: all of the mailbox.
    """
    action, number = request.POST.get("action", ""), request.POST.get("alert", "")
    chosen = alerts if action == "end_all" else [each for each in alerts if each.number == number]
    left = [each for each in alerts if each not in chosen]
    if action in ("end", "end_all"):
        for each in chosen:
            subscribing.end(each)
        return led_back(left[0], "ended") if left else render(request, "alerts/ended.html")
    form = RhythmForm(request.POST)
    if action != "change" or not chosen or not form.is_valid():
        return refusal(request, HTTPStatus.BAD_REQUEST, detail=UNKNOWN_ACTION)
    asked = form.cleaned_data
    subscribing.change(chosen[0], Rhythm(asked["rhythm"]), is_terms_only=asked["is_terms_only"])
    return led_back(chosen[0], "changed")


def led_back(alert: Alert, done: str) -> HttpResponse:
    """Lead to all alerts of a mailbox, which says what was done."""
    return redirect(f"{links.manage_url(alert)}&done={done}")


# the key says who may, and a mail program that unsubscribes has no cookie (RFC 8058)
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """The end of an alert: at once for mail programs, by one button for people."""
    number = links.number_to_manage(request.GET.get("key", ""))
    if not number:
        return refusal(request, HTTPStatus.NOT_FOUND, detail=NOT_OURS)
    alert = Alert.objects.filter(number=number).first()
    if alert is None:
        return render(request, "alerts/ended.html")
    following = subscribing.following_of(alert)
    if request.method != "POST":
        context = {"following": following, "manage_url": links.manage_url(alert)}
        return render(request, "alerts/unsubscribe.html", context)
    subscribing.end(alert)
    return render(request, "alerts/ended.html", {"following": following})


def masked(email: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it: «a•••@mail.ru»."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
