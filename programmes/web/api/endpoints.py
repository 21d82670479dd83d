"""What every address of the API shares: reading only, refusals, pages, validators."""

from collections.abc import Iterable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.responses import NO_PARAMETERS, problem

from ...catalogue import Answer, Listing, PageParameters, Refusal, ask, today
from ...catalogue import filters as lists
from ...models import redirects
from ..caching import cacheable
from .openapi import Description
from .problems import Refused


class Negotiation(BaseContentNegotiation):
    """Chooses among the few formats of an address; what else Accept says would change the body."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        if len(renderers) == 1:  # there, `format` asks where a programme happens
            return renderers[0], renderers[0].media_type
        asked = request.query_params.get("format")
        wanted = preferred_type(request, renderers)
        for renderer in renderers:
            if (renderer.format == asked) if asked else (renderer.media_type == wanted):
                return renderer, renderer.media_type
        raise Http404


def preferred_type(request: HttpRequest, renderers: Iterable) -> str | None:
    """Return the media type that Accept allows; None when it allows none of the renderers'.

    The first one that is named, else the first that a wildcard allows: weights are not compared,
    so that the proxy can tell the few variants apart by as simple a rule.
    """
    types = [renderer.media_type for renderer in renderers]
    if not request.headers.get("Accept", "").strip():
        return types[0]
    accepted = {f"{each.main_type}/{each.sub_type}".lower() for each in request.accepted_types}
    for name in types:
        if name in accepted:
            return name
    return types[0] if accepted & {"*/*", "application/*"} else None


class Endpoint(APIView):
    """An address that can only be read. Its attributes are what the description says of it.

    Attributes:
        operation: the name in the description and in generated clients.
        tag, summary, meaning: the group, what it gives in a few words, and in full.
        parameters: all that may be asked; anything else is refused.
        answers: the serializer of the answer.
    """

    http_method_names = ("get", "head", "options")
    content_negotiation_class = Negotiation
    schema = Description()
    operation = tag = summary = meaning = ""
    parameters = NO_PARAMETERS
    answers = None

    @classmethod
    def as_view(cls, **initkwargs):
        answered = cacheable(
            super().as_view(**initkwargs),
            parameters=cls.parameters,
            vary=("Accept",) if len(cls.renderer_classes) > 1 else (),
            variant=lambda request: preferred_type(request, cls.renderer_classes),
        )

        @wraps(answered)
        def negotiated(request, *args, **kwargs):
            # before any kept answer is looked up: that knows nothing of other formats
            if not preferred_type(request, cls.renderer_classes):
                return problem(HTTPStatus.NOT_ACCEPTABLE)
            return answered(request, *args, **kwargs)

        return negotiated

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

    parameters = PageParameters()
    records: QuerySet
    name: str

    def answer(self, params):
        listing = Listing(self.records.order_by("slug"), lists.PAGE_SIZE, params)
        if listing.refusals:
            raise Refused(listing.refusals, HTTPStatus.NOT_FOUND)
        place = listed_page(self.name, listing)
        return self.answers({**place, "results": listing.rows}).data


class One(Endpoint):
    """One record, by the slug in the address."""

    def records(self) -> QuerySet:
        """Return the records that have an address, with all that their answer shows."""
        raise NotImplementedError

    def get(self, request, slug):
        """Answer, or lead from a code that the record had before to the one it has now."""
        try:
            return super().get(request, slug=slug)
        except Http404:
            now = redirects.current(self.records(), slug)
            if now is None:
                if sentence := self.withdrawn(slug):
                    raise Refused([Refusal("slug", sentence)], HTTPStatus.GONE) from None
                raise
        before, _, after = request.path.rpartition(slug)
        return HttpResponsePermanentRedirect(f"{before}{now}{after}")

    def withdrawn(self, slug: str) -> str:
        """Return what became of a record that the public saw once; empty for any other."""
        return ""

    def answer(self, params, slug):
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


def answer_of(params: QueryDict, of_format: tuple[str, ...]) -> Answer:
    """Return the catalogue's answer to a question.

    Raises:
        Refused: the catalogue does not understand it, or the list has no such page (404).
    """
    answer = ask(params, today(), of_format=of_format)
    if answer.question.refusals:
        raise Refused(answer.question.refusals, answer.question.status)
    return answer


def listed_page(name: str, listing: Listing, query: str = "") -> dict:
    """Return what surrounds a page of a listing: ``sheet`` of it."""
    return sheet(name, listing.number, listing.paginator.num_pages, listing.count, query)


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
