"""The JSON API: the same answers as the page, every fact with its source, refusals as problems."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from programmes.catalogue import filters as catalogue
from programmes.derived import refresh
from programmes.web.api import views
from programmes.words.choices import Bound, ContactKind, State
from tests.factories import (
    contact,
    draft,
    exhibitions,
    fact,
    internship,
    loan,
    organisation,
    programme,
    source,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/programmes"


def slugs(answer) -> list[str]:
    return [record["slug"] for record in answer.json()["results"]]


def one(client, slug="international-exhibitions") -> dict:
    return client.get(f"{LIST}/{slug}").json()


# --- The list -------------------------------------------------------------------------------


def test_the_list_holds_published_programmes_only(client):
    exhibitions(), draft()
    assert slugs(client.get(LIST)) == ["international-exhibitions"]


def test_a_question_of_the_page_is_a_question_of_the_api(client):
    exhibitions(), internship(), loan()
    assert slugs(client.get(f"{LIST}?audience=exporters&kind=loan")) == ["export-agro-loan"]


@pytest.mark.parametrize("address", [LIST, f"{LIST}/", "/programmes.json"])
def test_every_address_of_the_list_gives_the_same(client, address):
    exhibitions()
    assert client.get(address).content == client.get(LIST).content


@pytest.mark.parametrize("address", [f"{LIST}/rudnevo", "/programmes/rudnevo.json"])
def test_every_address_of_a_programme_gives_the_same(client, address):
    programme("rudnevo")
    assert client.get(address).json()["slug"] == "rudnevo"


def test_following_next_gives_every_programme_once_in_the_order_of_the_list(client, monkeypatch):
    monkeypatch.setattr(catalogue, "PAGE_SIZE", 2)
    for number in range(5):
        programme(f"p{number}")
    found, address = [], f"{LIST}?kind=consulting"
    while address:
        answer = client.get(address)
        found += slugs(answer)
        address = answer.json()["next"]
    assert found == [f"p{number}" for number in range(5)]


def test_the_first_page_is_reached_backwards_by_its_clean_address(client, monkeypatch):
    monkeypatch.setattr(catalogue, "PAGE_SIZE", 1)
    exhibitions(), loan()
    answer = client.get(f"{LIST}?page=2").json()
    assert answer["previous"] == "http://testserver/api/v1/programmes"
    assert (answer["count"], answer["page"], answer["pages"], answer["next"]) == (2, 2, 2, None)


def test_the_answer_says_how_the_question_was_understood(client):
    exhibitions()
    question = client.get(f"{LIST}?q=dscnfdrb&kind=event").json()["question"]
    assert question["query"] == "q=dscnfdrb&kind=event"
    assert "«Мероприятие»" in question["words"]
    assert question["understanding"]["searched"] == "выставки"
    assert question["understanding"]["repairs"][0]["kind"] == "layout"


def test_without_words_there_is_nothing_to_understand(client):
    assert client.get(LIST).json()["question"]["understanding"] is None


def test_the_list_costs_the_same_queries_for_one_programme_and_for_twenty(
    client, django_assert_max_num_queries
):
    for number in range(20):
        made = programme(f"p{number}", operator=organisation(f"o{number}"))
        contact(made, source=source(f"s{number}"))
        fact(made, "f2", alternative_to=made.facts.get())
    client.get(LIST)  # builds the sets of this version
    with django_assert_max_num_queries(16):
        assert len(slugs(client.get(LIST))) == 20


# --- One programme --------------------------------------------------------------------------


def test_every_fact_carries_its_source_the_place_in_it_and_its_date(client):
    programme("p", facts=[{"as_of": date(2025, 11, 26)}])
    (stated,) = one(client, "p")["facts"]
    assert stated["locator"] == "абзац 2"
    assert stated["as_of"] == "2025-11-26"
    assert stated["source"]["slug"] == "mayor-blog"
    assert stated["source"]["publisher"] == "Правительство Москвы"
    assert stated["source"]["published_on"] == "2025-11-26"
    assert stated["source"]["publication_url"] == "https://example.org/mayor-blog"


def test_a_figure_keeps_its_bound(client):
    exhibitions()
    figure = one(client)["facts"][0]["figure"]
    assert figure["value"] == 1000
    assert figure["bound"] == {"value": "more-than", "label": "свыше"}
    assert figure["unit"] == "компаний"


def test_a_fraction_stays_a_fraction(client):
    programme("p", facts=[{"value": "27.30", "bound": Bound.EXACTLY}])
    assert one(client, "p")["facts"][0]["figure"]["value"] == 27.3


def test_a_fact_without_a_figure_says_so(client):
    programme("p")
    assert one(client, "p")["facts"][0]["figure"] is None


def test_facts_that_disagree_name_each_other(client):
    made = programme("p")
    fact(made, "other", alternative_to=made.facts.get(), position=2)
    assert [stated["alternative_to"] for stated in one(client, "p")["facts"]] == [None, "f1"]


def test_what_no_source_says_is_named(client):
    programme("p")
    record = one(client, "p")
    assert record["cost"] is record["format"] is record["operator"] is None
    assert record["intake"]["status"] is record["intake"]["recorded"] is None
    assert {"cost", "format", "intake", "operator", "places", "since"} <= set(record["not_stated"])


def test_what_a_source_says_is_not_among_the_unknown(client):
    exhibitions()
    assert not {"cost", "format", "operator", "since"} & set(one(client)["not_stated"])


def test_the_intake_is_told_for_today_and_as_recorded(client, monkeypatch):
    monkeypatch.setattr("programmes.web.api.endpoints.today", lambda: date(2027, 1, 1))
    internship()
    intake = one(client, "tekhnostazhirovka")["intake"]
    assert intake["status"]["value"] == "closed"
    assert intake["recorded"]["value"] == "dated"
    assert intake["closes"] == "2026-12-01"


def test_addresses_are_whole(client):
    exhibitions()
    record = one(client)
    assert record["url"] == "http://testserver/programmes/international-exhibitions/"
    assert client.get(urlsplit(record["api_url"]).path).json() == record


def test_contacts_carry_the_source_that_names_them(client):
    contact(programme("p"), "+7 (495) 777-26-96", kind=ContactKind.PHONE)
    (given,) = one(client, "p")["contacts"]
    assert given["href"] == "tel:+74957772696"
    assert given["source"]["slug"] == "mayor-blog"


def test_the_moment_of_change_is_the_record_s_own(client):
    made = programme("p")
    refresh.refresh([made.pk], is_seen=False)
    made.refresh_from_db()
    assert one(client, "p")["updated_at"][:16] == made.updated_at.astimezone().isoformat()[:16]


def test_a_draft_has_no_address(client):
    draft()
    assert client.get(f"{LIST}/machine-building-centre").status_code == 404


# --- What programmes refer to ---------------------------------------------------------------


def test_an_organisation_shows_its_published_programmes(client):
    exhibitions()
    draft(operator=organisation("mosprom"), partners=[organisation("mosprom")])
    record = client.get("/api/v1/organisations/mosprom").json()
    assert [each["slug"] for each in record["operated"]] == ["international-exhibitions"]
    assert record["partnered"] == []


def test_a_source_shows_the_public_facts_that_rest_on_it(client):
    exhibitions(), draft()
    facts = client.get("/api/v1/sources/mayor-blog").json()["facts"]
    assert {each["programme"]["slug"] for each in facts} == {"international-exhibitions"}
    assert [each["code"] for each in facts] == ["companies", "since"]


@pytest.mark.parametrize("name", ["organisations", "sources"])
def test_lists_of_records_go_by_pages(client, name, monkeypatch):
    monkeypatch.setattr(catalogue, "PAGE_SIZE", 1)
    for slug in ("b", "a"):
        facts = [{"source": source(slug)}]
        programme(f"by-{slug}", operator=organisation(slug), facts=facts)
    first = client.get(f"/api/v1/{name}").json()
    second = client.get(first["next"]).json()
    assert [first["results"][0]["slug"], second["results"][0]["slug"]] == ["a", "b"]
    assert second["next"] is None


def test_facets_are_counted_as_the_catalogue_counts_them(client):
    exhibitions(), internship(), loan()
    answer = client.get("/api/v1/facets?kind=loan").json()
    kinds = next(each for each in answer["facets"] if each["parameter"] == "kind")
    counts = {option["value"]: option["count"] for option in kinds["options"]}
    assert counts == {"event": 1, "internship": 1, "loan": 1}
    assert answer["count"] == 1


# --- Refusals -------------------------------------------------------------------------------


REFUSED = {
    "an unknown parameter": (f"{LIST}?colour=red", 400, "«colour» каталогу неизвестен"),
    "an unknown value": (f"{LIST}?kind=gift", 400, "нет значения «gift»"),
    "a null character": (f"{LIST}?q=a%00b", 400, "нулевой символ"),
    "a page that is no number": (f"{LIST}?page=two", 400, "а не «two»"),
    "a page named twice": (f"{LIST}?page=1&page=2", 400, "указан несколько раз"),
    "a page past the end": (f"{LIST}?page=9", 404, "Страницы 9 нет"),
    "a page of facets": ("/api/v1/facets?page=1", 400, "здесь не действует"),
    "a parameter of one record": (f"{LIST}/p?kind=loan", 400, "здесь не действует"),
    "a filter of organisations": ("/api/v1/organisations?kind=loan", 400, "«kind» здесь не"),
    "a null page of sources": ("/api/v1/sources?page=%00", 400, "нулевой символ"),
    "a page past the end of sources": ("/api/v1/sources?page=2", 404, "Страницы 2 нет"),
    "a question of .json": ("/programmes.json?kind=gift", 400, "нет значения «gift»"),
    "an unknown programme": (f"{LIST}/nothing", 404, "Проверьте адрес"),
    "an unknown .json": ("/programmes/nothing.json", 404, "Проверьте адрес"),
    "an unknown address": ("/api/v1/nothing", 404, "Проверьте адрес"),
    "an unknown format of the description": ("/api/v1/schema?format=xml", 404, "Проверьте"),
}


@pytest.mark.parametrize(("address", "status", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_a_problem_with_a_sentence(client, address, status, sentence):
    programme("p")
    answer = client.get(address)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == answer.json()["status"] == status
    assert sentence in answer.json()["detail"]


def test_each_misunderstood_parameter_has_its_sentence(client):
    errors = client.get(f"{LIST}?kind=gift&page=0").json()["errors"]
    assert [error["parameter"] for error in errors] == ["kind", "page"]


def test_too_many_parameters_are_a_problem_as_well(client):
    answer = client.get(LIST + "?" + "&".join(f"p{n}=1" for n in range(6000)))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_the_api_only_reads(client, method):
    answer = getattr(client, method)(LIST)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["title"] == "Этот метод здесь не действует"


def test_an_answer_in_another_format_is_refused(client):
    answer = client.get(LIST, headers={"accept": "text/csv"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


def test_a_kept_answer_is_not_given_for_another_format(client):
    known = client.get(LIST)["ETag"]
    headers = {"accept": "text/csv", "if-none-match": known}
    assert client.get(LIST, headers=headers).status_code == 406


def test_an_error_of_ours_is_a_problem_too(client, monkeypatch):
    programme("p")
    monkeypatch.setattr(views.Programmes, "answer", lambda *args: 1 / 0)
    client.raise_request_exception = False
    answer = client.get(LIST)
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"


# --- HTTP -----------------------------------------------------------------------------------

ADDRESSES = [LIST, "/programmes.json", f"{LIST}/p", "/api/v1/facets", "/api/v1/sources"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_sent_again_until_something_changes(
    client, address, django_assert_max_num_queries
):
    programme("p")
    known = client.get(address)["ETag"]
    with django_assert_max_num_queries(2):
        assert client.get(address, headers={"if-none-match": known}).status_code == 304
    programme("q")
    assert client.get(address, headers={"if-none-match": known}).status_code == 200


def test_a_304_varies_as_the_answer_that_it_confirms(client):
    programme("p")
    answer = client.get(LIST)
    again = client.get(LIST, headers={"if-none-match": answer["ETag"]})
    assert again["Vary"] == answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ADDRESSES)
def test_shared_caches_may_keep_an_answer_for_everyone(client, address):
    programme("p")
    answer = client.get(address)
    assert "public" in answer["Cache-Control"]
    assert not {"Accept", "Cookie"} & {name.strip() for name in answer.get("Vary", "").split(",")}
    assert not answer.cookies


def test_nobody_keeps_a_refusal(client):
    answer = client.get(f"{LIST}/nothing")
    assert answer["Cache-Control"] == "no-cache"
    assert "ETag" not in answer


def test_head_gives_the_headers_alone(client):
    programme("p")
    answer = client.head(LIST)
    assert answer.status_code == 200
    assert answer.content == b""


def test_options_names_the_methods(client):
    answer = client.options(LIST)
    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_any_site_may_show_the_data(client):
    answer = client.get(LIST)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/json; indent=8", ""])
def test_the_body_is_the_same_whatever_json_is_asked_for(client, accept):
    programme("p")
    answer = client.get(LIST, headers={"accept": accept})
    assert answer["Content-Type"] == "application/json"
    assert answer.content == client.get(LIST).content


def test_a_closed_programme_is_gone_and_says_what_to_use_instead(client):
    closed = programme("old", state=State.ARCHIVED)
    closed.replaced_by.add(programme("new"))
    for address in ("/api/v1/programmes/old", "/programmes/old.json"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"] == "Программа закрыта. Вместо неё: new."


def test_a_programme_that_never_was_is_not_found(client):
    assert client.get("/api/v1/programmes/nothing").status_code == 404
