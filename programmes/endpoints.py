"""What every address of the API shares: reading only, refusals, pages, validators."""

from functools import cached_property, wraps
from http import HTTPStatus

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from . import catalogue as lists
from . import wording
from .catalogue import Catalogue, without_blanks
from .filters import ProgrammeFilter, Refusal, is_page, shortened
from .openapi import Description
from .problems import Refused, problem
from .publicity import only_one, today, validated


class Negotiation(DefaultContentNegotiation):
    """Chooses by Accept alone and ignores its parameters: they would change the body."""

    def select_renderer(self, request, renderers, format_suffix=None):
        renderer = renderers[0]
        if len(renderers) > 1:
            asked = request.query_params.get("format")
            renderer, _ = super().select_renderer(request, renderers, asked)
        return renderer, renderer.media_type


class Endpoint(APIView):
    """An address that can only be read. Its attributes are what the description says of it.

    Attributes:
        operation: the name in the description and in generated clients.
        tag, summary, meaning: the group, what it gives in a few words, and in full.
        parameters: all that may be asked; anything else is refused.
        answers: the serializer of the answer.
        vary, variant: as ``publicity.validated`` takes them.
    """

    http_method_names = ("get", "head", "options")
    content_negotiation_class = Negotiation
    schema = Description()
    operation = tag = summary = meaning = ""
    parameters = ()
    answers = None
    vary = ()
    variant = staticmethod(only_one)

    @classmethod
    def as_view(cls, **initkwargs):
        answered = validated(super().as_view(**initkwargs), vary=cls.vary, variant=cls.variant)

        @wraps(answered)
        def negotiated(request, *args, **kwargs):
            # before any kept answer is looked up: that knows nothing of other formats
            if not any(accepts(request, each.media_type) for each in cls.renderer_classes):
                return problem(HTTPStatus.NOT_ACCEPTABLE)
            return answered(request, *args, **kwargs)

        return negotiated

    @property
    def default_response_headers(self):
        # any site may show open data
        shared = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return super().default_response_headers | shared

    def get(self, request, **kwargs):
        """Answer the question of the address."""
        return Response(self.answer(request.GET, **kwargs))

    def options(self, request, *args, **kwargs):
        """Name the methods: Allow stands on every answer."""
        return HttpResponse(status=HTTPStatus.NO_CONTENT)

    def answer(self, params: QueryDict) -> dict:
        """Return the body that answers a question."""
        raise NotImplementedError

    @cached_property
    def example(self) -> dict | None:
        """A real answer for the description; None when there is no record yet."""
        return self.answer(QueryDict())


class Listed(Endpoint):
    """A list of records that programmes refer to, page by page, by slug.

    Attributes:
        records: all of them.
        name: the name of the address.
    """

    parameters = ("page",)
    records: QuerySet
    name: str

    def answer(self, params):
        number = int(understood(params, self.parameters).get("page", ["1"])[0])
        pages = Paginator(self.records.order_by("slug"), lists.PAGE_SIZE)
        if number > pages.num_pages:
            words = wording.counted(pages.num_pages, "страница", "страницы", "страниц")
            sentence = f"Страницы {wording.number(number)} нет: в этом списке {words}."
            raise Refused([Refusal("page", sentence)], HTTPStatus.NOT_FOUND)
        place = sheet(self.name, number, pages.num_pages, pages.count)
        return self.answers({**place, "results": pages.page(number).object_list}).data


class One(Endpoint):
    """One record, by the slug in the address."""

    def records(self) -> QuerySet:
        """Return the records that have an address, with all that their answer shows."""
        raise NotImplementedError

    def answer(self, params, slug):
        understood(params)
        record = get_object_or_404(self.records(), slug=slug)
        return self.answers(record, context={"day": today()}).data

    @cached_property
    def example_slug(self) -> str | None:
        """A record that exists."""
        return self.records().order_by("slug").values_list("slug", flat=True).first()

    @cached_property
    def example(self):
        slug = self.example_slug
        return self.answer(QueryDict(), slug) if slug else None


def accepts(request: HttpRequest, media_type: str) -> bool:
    """Tell whether the Accept header allows a media type, whatever its parameters."""
    main, sub = media_type.split("/")
    allowed = request.accepted_types
    return not allowed or any(
        each.main_type in ("*", main) and each.sub_type in ("*", sub) for each in allowed
    )


def understood(params: QueryDict, allowed: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return the parameters without blank ones.

    Raises:
        Refused: a parameter has no meaning at this address, or the page is no number.
    """
    given = without_blanks(params)
    known = {name: values for name, values in given.items() if name in allowed}
    refusals = [
        Refusal(name, f"Параметр «{shortened(name)}» здесь не действует.")
        for name in given
        if name not in known
    ]
    refusals += ProgrammeFilter.refusals(known, {}, paged=True)
    if refusals:
        raise Refused(refusals)
    return known


def asked(params: QueryDict, *, paged: bool) -> Catalogue:
    """Return the catalogue's answer to a question.

    Raises:
        Refused: the catalogue does not understand it, or the list has no such page (404).
    """
    answer = Catalogue(params, today(), paged=paged)
    if not answer.refusals:
        return answer
    pages = answer.params.get("page", [])
    only_page = {refusal.parameter for refusal in answer.refusals} == {"page"}
    gone = paged and only_page and len(pages) == 1 and is_page(pages[0])
    raise Refused(answer.refusals, HTTPStatus.NOT_FOUND if gone else HTTPStatus.BAD_REQUEST)


def sheet(name: str, number: int, pages: int, count: int, query: str = "") -> dict:
    """Return what surrounds one page of a list: its place and its neighbours.

    Args:
        name: the name of the list's address.
        number: this page.
        pages: the number of pages.
        count: the number of records on all of them.
        query: the question without a page.
    """

    def link(page: int) -> str | None:
        if not 1 <= page <= pages:
            return None
        whole = "&".join(filter(None, [query, f"page={page}" if page > 1 else ""]))
        return settings.PORTAL_URL + reverse(name) + (f"?{whole}" if whole else "")

    return {
        "count": count,
        "page": number,
        "pages": pages,
        "next": link(number + 1),
        "previous": link(number - 1),
    }
