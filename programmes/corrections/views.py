"""Pages of a message: the form, and what became of it. No shared cache keeps them."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods

from portal.access.guarded_form import RefusedError
from portal.methods import read_only
from portal.responses import Parameters, refusal, without_blanks

from . import inbox
from .forms import MessageForm
from .subjects import Subject, SubjectParameters

MISSING = (
    "Проверьте, целиком ли скопирована ссылка. Сообщения хранятся полгода после ответа, потом мы "
    "их удаляем."
)


def of_parameters(parameters: Parameters) -> Callable:
    """Lead a reader to the clean address, and refuse what it asks for twice."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def led(request):
            if request.method == "POST":
                return view(request)  # what was typed is worth more than a clean address
            clean = {n: v for n, v in without_blanks(request.GET).items() if n in parameters.names}
            if refusals := parameters.refusals(clean):
                return refusal(request, HTTPStatus.BAD_REQUEST, refusals)
            if clean != dict(request.GET.lists()):
                query = parameters.query(request.GET)
                return redirect(f"{request.path}?{query}".rstrip("?"))
            return view(request)

        return led

    return decorate


# the browser may keep it, so that going back brings back what was typed
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
@of_parameters(SubjectParameters())
def message(request: HttpRequest) -> HttpResponse:
    """The form of a message about a page or a fact; sent, it leads to the page of its state."""
    subject = Subject.read(request.GET)
    if request.method != "POST":
        return form_page(request, MessageForm(subject=subject))
    form = MessageForm(request.POST, subject=subject)
    if not form.is_valid():
        return form_page(request, form.shown_again(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        taken = inbox.take(request, form)
    except RefusedError as error:
        return form.put_off(error, partial(form_page, request))
    return redirect(inbox.state_address(taken))


def form_page(
    request: HttpRequest, form: MessageForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Return the page with the form; its own address is where it is sent."""
    context = {
        "form": form,
        "address": request.get_full_path(),
        "mail": settings.MAIL_IS_SET_UP,
        "editors_email": settings.EDITORS_EMAIL,
    }
    return render(request, "corrections/form.html", context, status=status)


def show_again(request: HttpRequest, failed: HttpResponse) -> HttpResponse:
    """Return the form that could not be read, with all that was typed; it needs no database.

    Args:
        failed: the answer that the visitor would get.
    """
    form = MessageForm(request.POST, subject=Subject.unread(request.GET))
    return form.unread(failed, partial(form_page, request))


message.show_again = show_again


@never_cache
@read_only
@of_parameters(Parameters(("key",), drops_others=True))
def state(request: HttpRequest) -> HttpResponse:
    """What became of a message, for whoever has its link."""
    found = inbox.of_key(request.GET.get("key", ""))
    if found is None:
        return refusal(request, HTTPStatus.NOT_FOUND, detail=MISSING)
    return render(request, "corrections/state.html", {"correction": found})
