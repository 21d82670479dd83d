"""JSON-LD: what search engines read is what the record says, and cannot leave its block."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from programmes.calendar import EVENT_COLUMNS
from programmes.dossier import CHANGE_COLUMNS, CHANGE_FILES, EVENT_FILES, linked_data
from programmes.models import Change, Event, Programme
from programmes.tables.columns import COLUMNS
from programmes.words.choices import Format, Kind
from tests.factories import contact, event, exhibitions, fact, internship, organisation, programme

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(client, address) -> dict:
    """Return what the data blocks of a page say, by type."""
    blocks = BLOCK.findall(client.get(address).content.decode())
    documents = [json.loads(block) for block in blocks]
    assert [document["@context"] for document in documents] == ["https://schema.org"]
    return {node["@type"]: node for node in documents[0]["@graph"]}


def test_support_is_a_service_of_government(client):
    contact(exhibitions())
    service = things(client, "/programmes/international-exhibitions/")["GovernmentService"]
    assert service["name"] == "Участие в международных выставках"
    assert service["serviceType"] == "Мероприятие"
    assert service["provider"]["alternateName"] == "Моспром"
    assert service["audience"] == [{"@type": "Audience", "audienceType": "Экспортёры"}]
    assert service["availableChannel"][0]["serviceUrl"] == "https://example.org/apply"
    assert service["mainEntityOfPage"]["lastReviewed"] == "2026-11-20"


def test_learning_is_an_educational_programme_with_its_intake(client):
    internship()
    found = things(client, "/programmes/tekhnostazhirovka/")["EducationalOccupationalProgram"]
    assert found["applicationStartDate"] == "2026-11-01"
    assert found["applicationDeadline"] == "2026-12-01"
    assert "educationalProgramMode" not in found


def test_a_stated_format_is_told(client):
    programme("p", kind=Kind.TRAINING, format=Format.ONLINE)
    found = things(client, "/programmes/p/")["EducationalOccupationalProgram"]
    assert found["educationalProgramMode"] == "Дистанционно"


def test_what_no_source_says_is_left_out():
    node = linked_data.programme(programme("p", kind=Kind.GRANT))
    assert not {"provider", "availableChannel", "applicationDeadline"} & set(node)


def test_an_organisation_has_its_page(client):
    programme("new", operator=organisation("fund", site="https://example.org/"))
    found = things(client, "/organisations/fund/")["Organization"]
    assert found["url"] == "http://testserver/organisations/fund/"
    assert found["sameAs"] == "https://example.org/"


def test_breadcrumbs_lead_from_the_home_page_to_the_programme(client):
    exhibitions()
    steps = things(client, "/programmes/international-exhibitions/")["BreadcrumbList"]
    items = [(step["position"], step["item"]) for step in steps["itemListElement"]]
    assert items == [
        (1, "http://testserver/"),
        (2, "http://testserver/programmes/"),
        (3, "http://testserver/programmes/international-exhibitions/"),
    ]


def test_the_data_page_describes_the_data_set_and_every_file_of_it_opens(client):
    exhibitions()
    found = things(client, "/data/")["Dataset"]
    assert found["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert len(found["variableMeasured"]) == len(COLUMNS)
    for file in found["distribution"]:
        response = client.get(file["contentUrl"])
        assert response["Content-Type"].startswith(file["encodingFormat"])
        response.getvalue()


def test_the_data_page_lists_every_column_with_its_meaning(client):
    page = client.get("/data/").content.decode()
    for column in COLUMNS:
        assert f"<code>{column.key}</code>" in page
        assert column.meaning in page


def test_the_data_page_lists_events_and_changes_with_their_files_columns_and_days(client):
    event(programmes=[exhibitions()])
    Event.objects.update(updated_at=datetime(2026, 3, 1, 22, tzinfo=UTC))
    Change.objects.update(moment=datetime(2026, 4, 1, 12, tzinfo=UTC))
    page = client.get("/data/").content.decode()
    _, events, changes = re.split('<h2 id="(?:events|changes)">', page)
    for part, columns, files, day in (
        (events, EVENT_COLUMNS, EVENT_FILES, "2026-03-02"),
        (changes, CHANGE_COLUMNS, CHANGE_FILES, "2026-04-01"),
    ):
        assert all(f"<code>{column.key}</code>" in part for column in columns)
        assert all(column.meaning and column.example for column in columns)
        assert all(f'href="{reverse(view)}"' in part for view in files)
        assert f'datetime="{day}"' in part.partition("</p>")[0]


def test_the_data_page_knows_the_day_of_the_last_change(client):
    exhibitions()
    assert things(client, "/data/")["Dataset"]["dateModified"] > date(2026, 1, 1).isoformat()


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "A & B"])
def test_no_text_leaves_the_block(client, text):
    programme("p", title=text)
    page = client.get("/programmes/p/").content.decode()
    (block,) = BLOCK.findall(page)
    assert not set("<>&") & set(block)
    assert json.loads(block)["@graph"][0]["name"] == text


@pytest.mark.parametrize(
    ("kind", "name"),
    [("grant", "MonetaryGrant"), ("subsidy", "MonetaryGrant"), ("loan", "LoanOrCredit")],
)
def test_money_is_called_what_search_engines_call_it(kind, name):
    record = programme("money", kind=kind)
    figures = {"amount": (5, "млрд ₽"), "rate": (3, "%"), "term": (18, "месяцев")}
    for measure, (value, unit) in figures.items():
        figure = {"value": value, "bound": "up-to", "unit": unit, "label": measure}
        fact(record, measure, measure=measure, **figure)
    node = linked_data.programme(Programme.objects.for_reading().get(pk=record.pk))
    assert node["@type"] == ["GovernmentService", name]
    assert node["amount"] == {"@type": "MonetaryAmount", "currency": "RUB", "maxValue": 5e9}
    assert ("loanTerm" in node) == (name == "LoanOrCredit")
    if name == "LoanOrCredit":
        assert node["loanTerm"]["maxValue"] == 1.5
        assert node["interestRate"]["maxValue"] == 3


def test_a_loan_of_days_is_not_called_one_of_years():
    record = programme("short", kind="loan")
    figure = {"value": 73, "bound": "up-to", "unit": "дней", "label": "срок", "measure": "term"}
    fact(record, "term", **figure)
    node = linked_data.programme(Programme.objects.for_reading().get(pk=record.pk))
    assert node["loanTerm"]["maxValue"] == 0.2
