"""The description of the API: what each address may be asked and what it answers."""

import json
from http import HTTPStatus

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from portal.responses import MEDIA_TYPE

from ...calendar import MONTH, Time
from ...catalogue import (
    MAX_CHOSEN,
    MAX_PAGE,
    MAX_PAGE_SIZE,
    MAX_QUERY_CHARACTERS,
    PAGE_SIZE,
    FacetIndex,
    ProgrammeFilter,
    Snapshot,
    Sort,
    current,
    today,
)
from ...dossier import ProblemSerializer
from ...tables import CONDITIONS
from ...words import NOT_STATED
from ..changing import SEVERITIES

SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "minLength": 1, "maxLength": 80}
PAGE = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}
WORDS = {"type": "string", "maxLength": MAX_QUERY_CHARACTERS, "pattern": "^[^\\u0000]*$"}
WHITE = r"\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What ``str.strip`` takes for white space, as characters that all engines read alike."""
BLANK = {
    "type": "string",
    "pattern": f"^[{WHITE}]*$",
    "title": "Пустое значение не учитывается",
}
"""What an ordinary GET form sends for a field that nobody filled in."""
MEANINGS = {
    "q": "Запрос словами. Раскладка, опечатки и транслит исправляются, синонимы учитываются.",
    "literal": "Искать слова дословно, без исправлений.",
    "sort": "Сортировка; по умолчанию `relevance` со словами, `chosen` с названными программами, "
    "иначе `useful`.",
    "month": "Месяц: только то, что идёт в нём или до дня которого принимают заявки.",
    "time": "Когда, считая от сегодня; без месяца по умолчанию — предстоящие.",
    "severity": "О чём изменение; `terms` — обо всём, кроме слов.",
    "since": "День по Москве, с которого нужны изменения.",
    "page": "Номер страницы, начиная с 1.",
    "about": "О чём факты: только такие.",
    "measure": "Что измеряют факты: только такие.",
    "page_size": f"Сколько записей на странице; по умолчанию {PAGE_SIZE}.",
    "programme": f"Коды программ, не больше {MAX_CHOSEN}: только они и в этом порядке.",
}


class TermExtension(OpenApiSerializerFieldExtension):
    """Describes a value of a closed vocabulary."""

    target_class = "programmes.dossier.serializers.Term"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        values = [value for value in self.target.of.values if value != NOT_STATED]
        return {
            "type": "object",
            "properties": {
                "value": {"type": "string", "enum": values},
                "label": {"type": "string"},
            },
            "required": ["value", "label"],
        }


class Description(AutoSchema):
    """Describes one view of ours: its parameters from the catalogue, its errors as problems."""

    def get_operation_id(self):
        return self.view.operation

    def get_summary(self):
        return self.view.summary

    def get_description(self):
        return self.view.meaning

    def get_tags(self):
        return [self.view.tag]

    def get_override_parameters(self):
        index = current(today()).sets
        asked = [parameter(name, index) for name in self.view.parameters.names]
        return asked + ([slug(self.view.example_slug)] if "{slug}" in self.path else [])

    def get_response_serializers(self):
        named = {
            HTTPStatus.OK: OpenApiResponse(self.view.answers, self.view.summary),
            HTTPStatus.NOT_MODIFIED: OpenApiResponse(
                description="С прошлого ответа ничего не изменилось (If-None-Match)."
            ),
        }
        if "{slug}" in self.path:
            named[HTTPStatus.MOVED_PERMANENTLY] = OpenApiResponse(
                description="Код записи сменился: нынешний адрес — в Location."
            )
        problems = {
            HTTPStatus.BAD_REQUEST: "Вопрос не понят: какой параметр и почему.",
            HTTPStatus.NOT_FOUND: "Такой записи или такой страницы нет.",
            "default": "Любая другая ошибка.",
        }
        for status, meaning in problems.items():
            named[(status, MEDIA_TYPE)] = OpenApiResponse(ProblemSerializer, meaning)
        return named

    def get_examples(self):
        if self.view.example is None:
            return []
        short = shortly(self.view.example)
        return [OpenApiExample("Ответ", value=short, response_only=True, status_codes=["200"])]


def shortly(value):
    """Return an answer with no list longer than two: enough for an example."""
    if isinstance(value, dict):
        return {key: shortly(each) for key, each in value.items()}
    return [shortly(each) for each in value[:2]] if isinstance(value, list) else value


def parameter(name: str, index: FacetIndex) -> OpenApiParameter:
    """Describe a parameter of the question with all values that it may have now."""
    schemas = {
        "q": WORDS,
        "page": PAGE,
        "page_size": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
        "sort": {"type": "string", "enum": list(dict(Sort.ORDERS))},
        "literal": {"type": "string", "enum": ["1"]},
        "month": {"type": "string", "pattern": f"^{MONTH.pattern}$"},
        "time": {"type": "string", "enum": Time.values},
        "severity": {"type": "string", "enum": list(SEVERITIES)},
        "since": {"type": "string", "format": "date"},
        **{name: {"type": "string", "enum": of.values} for name, of in CONDITIONS.items()},
    }
    facet = ProgrammeFilter.facets().get(name)
    if name == "programme":
        codes = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_CHOSEN}
        return OpenApiParameter(name, codes, description=MEANINGS[name], style="form", explode=True)
    if facet is None:
        return OpenApiParameter(name, or_blank(schemas[name]), description=MEANINGS[name])
    values = index.options[name]
    one = or_blank({"type": "string", "enum": list(values)})
    listed = "\n".join(f"* `{value}` — {label}" for value, label in values.items())
    many = "" if facet.single else " Можно повторить: подойдёт любое из значений."
    return OpenApiParameter(
        name,
        one if facet.single else {"type": "array", "items": one},
        description=f"{facet.label}.{many}\n\n{listed}",
        style=None if facet.single else "form",
        explode=None if facet.single else True,
    )


def allow_empty_values(result: dict, generator, request, public) -> dict:
    """Say of every parameter that it may be sent without a value: a hook of the generator."""
    for item in result["paths"].values():
        for described in item["get"].get("parameters", []):
            if described["in"] == "query":
                described["allowEmptyValue"] = True
    return result


def or_blank(schema: dict) -> dict:
    """Allow a value to be left blank as well."""
    return {"anyOf": [schema, BLANK]}


def slug(example: str | None) -> OpenApiParameter:
    """Describe the slug in an address, with one that exists."""
    examples = [OpenApiExample("Код", value=example)] if example else []
    return OpenApiParameter(
        "slug", SLUG, OpenApiParameter.PATH, description="Код записи.", examples=examples
    )


def description(snapshot: Snapshot) -> dict:
    """Return the OpenAPI document for a version of the catalogue and a day.

    It names the values of every facet and shows real answers, so it moves with the catalogue.
    """
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(document: dict) -> list[dict]:
    """Return what the API can do, as its page for people lists it."""
    return [operation(path, item["get"]) for path, item in document["paths"].items()]


def operation(path: str, described: dict) -> dict:
    """Return one address of the API: what to ask, and a real answer."""
    parameters = described.get("parameters", [])
    slugs = [example for each in parameters for example in each.get("examples", {}).values()]
    examples = described["responses"]["200"]["content"]["application/json"].get("examples", {})
    return {
        "path": path,
        "name": described["operationId"],
        "summary": described["summary"],
        "description": described["description"],
        "address": path.replace("{slug}", slugs[0]["value"]) if slugs else path,
        "parameters": [describe_parameter(each) for each in parameters],
        "example": [
            json.dumps(each["value"], ensure_ascii=False, indent=2) for each in examples.values()
        ],
    }


def describe_parameter(parameter: dict) -> dict:
    """Return a parameter for people: its name, its meaning, its values."""
    meaning, _, _ = parameter["description"].partition("\n\n")
    schema = parameter["schema"].get("items", parameter["schema"])
    first, *_ = schema.get("anyOf", [schema])
    return {
        "name": parameter["name"],
        "meaning": meaning.replace("`", ""),
        "values": first.get("enum", []),
    }
