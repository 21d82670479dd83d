"""The JSON API, read-only: programmes, events, changes, what they name, its own description."""

from bisect import bisect_left, bisect_right
from http import HTTPStatus
from itertools import accumulate
from urllib.parse import urlencode

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2

from portal.responses import Parameters

from ...calendar import CalendarParameters, ask_calendar
from ...catalogue import (
    OF_PAGES,
    PAGED,
    UNPAGED,
    Answer,
    CatalogueParameters,
    Listing,
    Question,
    current,
    in_order,
    today,
)
from ...catalogue import filters as lists
from ...dossier import (
    ChangesSerializer,
    EventsSerializer,
    FacetsSerializer,
    FactsSerializer,
    OrganisationsSerializer,
    OrganisationWithProgrammesSerializer,
    ProgrammeSerializer,
    ProgrammesSerializer,
    SourcesSerializer,
    SourceWithFactsSerializer,
    in_words,
)
from ...models import Fact, Organisation, Programme, Source
from ...tables import CONDITIONS
from ..asking import apart
from ..caching import page
from ..changing import CHANGES_PARAMETERS, asked_changes
from .endpoints import Endpoint, Listed, One, answer_of, listed_page, sheet
from .openapi import description, operations
from .problems import Refused


class Programmes(Endpoint):
    """The catalogue's list."""

    operation, tag, summary = "list_programmes", "Программы", "Список программ"
    meaning = (
        "Программы, которые отвечают вопросу, целиком, по 20 на странице: те же и в том же "
        "порядке, что в каталоге и в выгрузках. Непонятый параметр или значение — ошибка 400."
    )
    parameters = PAGED
    answers = ProgrammesSerializer

    def answer(self, params):
        answer = answer_of(params, OF_PAGES)
        number, query = answer.question.page_number, answer.question.query()
        page = {
            **sheet("api_programmes", number, answer.page_count, answer.count, query),
            "question": answer,
            "results": in_order(Programme.objects.whole(), answer.page_pks),
            "similar": in_order(Programme.objects.all(), answer.similar),
        }
        return self.answers(page, context={"day": answer.snapshot.day}).data


class OneProgramme(One):
    """A published programme."""

    operation, tag, summary = "get_programme", "Программы", "Одна программа"
    meaning = "Вся запись: условия, контакты, факты, у каждого — источник, место в нём и дата."
    answers = ProgrammeSerializer

    def records(self):
        return Programme.objects.whole().published()

    def withdrawn(self, slug):
        closed = Programme.objects.archived().filter(slug=slug).first()
        if closed is None:
            return ""
        instead = ", ".join(closed.replaced_by.published().values_list("slug", flat=True))
        return "Программа закрыта." + (f" Вместо неё: {instead}." if instead else "")


class Facts(Endpoint):
    """The facts of the programmes that answer a question, as a flat list."""

    operation, tag, summary = "list_facts", "Программы", "Факты программ"
    meaning = (
        "Факты программ, которые отвечают вопросу, по 20 на странице: утверждение, число с "
        "границей и единицей, дата, источник и место в нём. Программы — в порядке каталога."
    )
    parameters = CatalogueParameters((*PAGED.names, *CONDITIONS))
    answers = FactsSerializer

    def answer(self, params):
        asked, conditions, refusals = apart(params, tuple(CONDITIONS))
        snapshot = current(today())
        question = Question.read(asked, snapshot.sets, OF_PAGES)
        answer = Answer(question, snapshot, question.page_size)
        if refusals := [*question.refusals, *refusals]:
            raise Refused(refusals)
        facts = FactsInOrder(answer.pks, conditions)
        listing = Listing(facts, question.page_size, {"page": question.page_number})
        if listing.refusals:
            raise Refused(listing.refusals, HTTPStatus.NOT_FOUND)
        query = "&".join(filter(None, [question.query(), urlencode(conditions)]))
        place = listed_page("api_facts", listing, query)
        page = {**place, "question": answer, "results": listing.rows}
        return self.answers(page, context={"day": snapshot.day}).data


class FactsInOrder:
    """The public facts of programmes as one list, of which a slice reads no more than it needs.

    Args:
        pks: the programmes in their order.
        conditions: the value of each of ``CONDITIONS`` that the facts shall have.
    """

    def __init__(self, pks: list[int], conditions: dict[str, str]):
        self.pks = pks
        self.facts = Fact.objects.public().filter(**conditions)

    @cached_property
    def counts(self) -> list[int]:
        """How many facts each programme has."""
        grouped = self.facts.order_by().values_list("programme").annotate(count=Count("pk"))
        counts = dict(grouped)
        return [counts.get(pk, 0) for pk in self.pks]

    def count(self) -> int:
        return sum(self.counts)

    def __getitem__(self, asked: slice) -> list[Fact]:
        ends = list(accumulate(self.counts))
        first, last = bisect_right(ends, asked.start), bisect_left(ends, asked.stop)
        near = self.pks[first : last + 1]
        places = {pk: place for place, pk in enumerate(near)}
        facts = self.facts.filter(programme__in=[*places]).order_by("position", "pk")
        found = facts.select_related("programme", "source", "alternative_to")
        ordered = sorted(found, key=lambda fact: places[fact.programme_id])
        before = ends[first - 1] if first else 0
        return ordered[asked.start - before : asked.stop - before]


class Events(Endpoint):
    """The calendar."""

    operation, tag, summary = "list_events", "События и изменения", "События"
    meaning = (
        "События программ, которые отвечают вопросу, по 100 на странице: те же и в том же порядке, "
        "что в календаре и его файлах. Без месяца — предстоящие, в месяце — все."
    )
    parameters = CalendarParameters()
    answers = EventsSerializer

    def answer(self, params):
        answer = ask_calendar(params, today(), self.parameters, page_size=lists.MAX_PAGE_SIZE)
        if answer.question.refusals:
            raise Refused(answer.question.refusals, answer.question.status)
        query, day = answer.question.query(), answer.snapshot.day
        page = {
            **listed_page("api_events", answer.listing, query),
            "question": {"words": answer.in_words, "query": query, "day": day},
            "results": answer.page,
        }
        return self.answers(page, context={"day": day}).data


class Changes(Endpoint):
    """The log of changes."""

    operation, tag, summary = "list_changes", "События и изменения", "Изменения"
    meaning = (
        "Что изменилось в программах, которые отвечают вопросу: было и стало, новые первыми, "
        "по 50 на странице. Без вопроса — во всех, в том числе закрытых."
    )
    parameters = CHANGES_PARAMETERS
    answers = ChangesSerializer

    def answer(self, params):
        asked = asked_changes(params)
        if asked.refusals:
            raise Refused(asked.refusals, asked.status)
        listing = asked.listing()
        if listing.refusals:
            raise Refused(listing.refusals, HTTPStatus.NOT_FOUND)
        words, day = asked.answer.question.in_words, asked.answer.snapshot.day
        page = {
            **listed_page("api_changes", listing, asked.query()),
            "question": {"words": words, "query": asked.query(), "day": day},
            "results": [in_words(change) for change in listing.rows],
        }
        return self.answers(page).data


class Facets(Endpoint):
    """The facets beside the catalogue's list."""

    operation, tag, summary = "list_facets", "Программы", "Фильтры со счётчиками"
    meaning = (
        "Для вопроса — сколько программ даст каждое значение каждого фильтра. Фильтр сосчитан "
        "без собственного выбора, как в каталоге."
    )
    parameters = UNPAGED
    answers = FacetsSerializer

    def answer(self, params):
        return self.answers(answer_of(params, ())).data


class Organisations(Listed):
    """Operators and partners."""

    operation, tag, summary = "list_organisations", "Организации", "Список организаций"
    meaning = "Операторы и партнёры программ, по коду, по 20 на странице."
    answers = OrganisationsSerializer
    records, name = Organisation.objects.public(), "api_organisations"


class OneOrganisation(One):
    """An operator or partner with its published programmes."""

    operation, tag, summary = "get_organisation", "Организации", "Одна организация"
    meaning = "Организация и её опубликованные программы."
    answers = OrganisationWithProgrammesSerializer

    def records(self):
        published = Programme.objects.published().order_by("slug")
        return Organisation.objects.public().prefetch_related(
            Prefetch("operated", published), Prefetch("partnered", published)
        )


class Sources(Listed):
    """What the facts rest on."""

    operation, tag, summary = "list_sources", "Источники", "Список источников"
    meaning = "Публикации, на которые опираются факты каталога, по коду, по 20 на странице."
    answers = SourcesSerializer
    records, name = Source.objects.public(), "api_sources"


class OneSource(One):
    """A source with every public statement that rests on it."""

    operation, tag, summary = "get_source", "Источники", "Один источник"
    meaning = "Источник и все утверждения опубликованных программ, которые на него опираются."
    answers = SourceWithFactsSerializer

    def records(self):
        facts = Fact.objects.public().select_related("programme", "alternative_to")
        ordered = facts.order_by("programme__slug", "position", "pk")
        return Source.objects.public().prefetch_related(Prefetch("facts", ordered))


class Schema(Endpoint):
    """The OpenAPI description, as JSON or YAML: by Accept or by ``format``."""

    schema = None  # it does not describe itself
    renderer_classes = (OpenApiJsonRenderer2, OpenApiYamlRenderer2)
    parameters = Parameters(("format",))

    def answer(self, params):
        return current(today()).part(description)


@page
def reference(request: HttpRequest) -> HttpResponse:
    """The description of the API for people."""
    document = current(today()).part(description)
    return render(request, "programmes/api.html", {"operations": operations(document)})
