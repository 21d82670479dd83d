"""The description of the API: valid, true of the answers, readable by people."""

import re

import pytest
from jsonschema import Draft202012Validator, ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator

from programmes.catalogue.filters import PAGED
from programmes.web.api import openapi
from tests.factories import (
    contact,
    event,
    exhibitions,
    fact,
    industry,
    internship,
    loan,
    organisation,
    programme,
)

pytestmark = pytest.mark.django_db

SCHEMA = "/api/v1/schema/"


@pytest.fixture
def described(client):
    """A catalogue with something in every field, and its description."""
    fairs = exhibitions()
    contact(fairs), internship(), loan()
    event(programmes=[fairs], industries=[industry()], organiser=organisation())
    made = programme("plain")
    fact(made, "other", alternative_to=made.facts.get())
    return client.get(SCHEMA).json()


def valid_examples(document) -> list[tuple[str, dict, dict]]:
    """Return the name, the schema and the example of every operation's answer."""
    found = []
    for path, item in document["paths"].items():
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        found += [(path, content["schema"], e["value"]) for e in content["examples"].values()]
    return found


def check(document, schema, value):
    Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def test_the_description_is_valid_openapi_3_1(described):
    assert described["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_an_empty_catalogue_has_a_valid_description_too(client):
    assert list(OpenAPIV31SpecValidator(client.get(SCHEMA).json()).iter_errors()) == []


def test_every_operation_shows_a_true_example(described):
    examples = valid_examples(described)
    assert {path for path, _, _ in examples} == set(described["paths"])
    for _, schema, value in examples:
        check(described, schema, value)


def test_whole_answers_fit_the_description(client, described):
    for path, schema, _ in valid_examples(described):
        (slug,) = [*slug_examples(described["paths"][path]["get"]), ""][:1]
        check(described, schema, client.get(path.replace("{slug}", slug)).json())


def slug_examples(operation) -> list[str]:
    return [e["value"] for p in operation["parameters"] for e in p.get("examples", {}).values()]


def test_a_refusal_fits_the_description(client, described):
    answers = described["paths"]["/api/v1/programmes"]["get"]["responses"]
    schema = answers["400"]["content"]["application/problem+json"]["schema"]
    check(described, schema, client.get("/api/v1/programmes?kind=gift").json())


def test_an_answer_that_does_not_fit_is_found(described):
    with pytest.raises(ValidationError, match="is a required property"):
        check(described, {"$ref": "#/components/schemas/Programme"}, {"title": "Без кода"})


def test_every_parameter_of_the_catalogue_is_described_with_its_values(described):
    parameters = described["paths"]["/api/v1/programmes"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == [*PAGED.names]
    kinds = next(each for each in parameters if each["name"] == "kind")
    assert "loan" in kinds["schema"]["items"]["anyOf"][0]["enum"]
    assert "`loan` — Заём" in kinds["description"]


def test_what_a_whole_answer_refuses_is_not_described(client, described):
    for path in ("/api/v1/programmes", "/api/v1/facets"):
        parameters = described["paths"][path]["get"]["parameters"]
        is_described = "page" in {each["name"] for each in parameters}
        assert is_described is (client.get(f"{path}?page=1").status_code == 200)


def test_the_calendar_and_the_log_are_described_with_questions_of_their_own(client, described):
    of_events = described["paths"]["/api/v1/events"]["get"]["parameters"]
    times = next(each for each in of_events if each["name"] == "time")
    assert times["schema"]["anyOf"][0]["enum"] == ["upcoming", "past", "all"]
    of_changes = described["paths"]["/api/v1/changes"]["get"]["parameters"]
    severities = next(each for each in of_changes if each["name"] == "severity")
    assert {"terms", "money"} <= {*severities["schema"]["anyOf"][0]["enum"]}
    assert {each["name"] for each in of_changes}.isdisjoint({"sort", "page_size", "view"})


def test_a_new_operator_becomes_a_value_at_once(client, described):
    programme("new", operator=organisation("newcomer"))
    parameters = client.get(SCHEMA).json()["paths"]["/api/v1/programmes"]["get"]["parameters"]
    operators = next(each for each in parameters if each["name"] == "operator")
    assert "newcomer" in operators["schema"]["items"]["anyOf"][0]["enum"]


def test_the_description_and_the_catalogue_agree_on_what_is_blank():
    blank = re.compile(openapi.BLANK["pattern"])
    assert all(bool(blank.match(c)) == (not c.strip()) for c in map(chr, range(0x3100)))


def test_records_say_that_a_former_code_leads_to_the_new_one(described):
    for path, item in described["paths"].items():
        responses = item["get"]["responses"]
        assert ("301" in responses) is ("{slug}" in path)
        assert "content" not in responses.get("301", {})


def test_each_operation_says_in_russian_what_it_gives_and_how_it_fails(described):
    for item in described["paths"].values():
        operation = item["get"]
        assert {"200", "304", "400", "404", "default"} <= set(operation["responses"])
        for text in (operation["summary"], operation["description"]):
            assert re.search("[а-яё]", text)


def test_nothing_of_the_code_s_own_documentation_gets_into_the_description(client, described):
    descriptions = re.findall(r'"description": ?"([^"]*)"', client.get(SCHEMA).content.decode())
    assert [text for text in descriptions if not re.search("[а-яё]", text)] == []


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("", "*/*", "application/json"),
        ("", "application/yaml", "application/yaml; charset=utf-8"),
        ("?format=yaml", "*/*", "application/yaml; charset=utf-8"),
        ("?format=json", "*/*", "application/json"),
    ],
)
def test_the_description_comes_as_json_or_yaml(client, query, accept, media_type):
    answer = client.get(SCHEMA + query, headers={"accept": accept})
    assert answer["Content-Type"] == media_type
    assert "Accept" in answer["Vary"]


def test_json_and_yaml_have_validators_of_their_own(client):
    json = client.get(SCHEMA, headers={"accept": "application/json"})
    yaml = client.get(SCHEMA, headers={"accept": "application/yaml"})
    assert json["ETag"] != yaml["ETag"]


def test_people_read_every_address_parameter_and_example(client, described):
    page = client.get("/api/").content.decode()
    for path in described["paths"]:
        assert f"<code>{path}</code>" in page
    for name in PAGED.names:
        assert f"<code>{name}</code>" in page
    assert page.count("Пример ответа") == len(described["paths"])


def test_people_get_a_page_of_an_empty_catalogue_too(client):
    assert client.get("/api/").status_code == 200
