"""The JSON API, read-only: programmes, facets, organisations, sources, its own description."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2

from portal.responses import Parameters

from ...catalogue import UNPAGED, CatalogueParameters, current, in_order, today
from ...dossier import (
    FacetsSerializer,
    OrganisationsSerializer,
    OrganisationWithProgrammesSerializer,
    ProgrammeSerializer,
    ProgrammesSerializer,
    SourcesSerializer,
    SourceWithFactsSerializer,
)
from ...models import Fact, Organisation, Programme, Source
from ..caching import page
from .endpoints import Endpoint, Listed, One, asked, sheet
from .openapi import description, operations


class Programmes(Endpoint):
    """The catalogue's list."""

    operation, tag, summary = "list_programmes", "Программы", "Список программ"
    meaning = (
        "Программы, которые отвечают вопросу, целиком, по 20 на странице: те же и в том же "
        "порядке, что в каталоге и в выгрузках. Непонятый параметр или значение — ошибка 400."
    )
    parameters = CatalogueParameters()
    answers = ProgrammesSerializer

    def answer(self, params):
        catalogue = asked(params, paged=True)
        number, query = catalogue.page_number, catalogue.query()
        page = {
            **sheet("api_programmes", number, catalogue.page_count, catalogue.count, query),
            "question": catalogue,
            "results": in_order(Programme.objects.whole(), catalogue.page_pks),
        }
        return self.answers(page, context={"day": catalogue.day}).data


class OneProgramme(One):
    """A published programme."""

    operation, tag, summary = "get_programme", "Программы", "Одна программа"
    meaning = "Вся запись: условия, контакты, факты, у каждого — источник, место в нём и дата."
    answers = ProgrammeSerializer

    def records(self):
        return Programme.objects.whole().published()


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
        return self.answers(asked(params, paged=False)).data


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
