"""Validators of public answers: what they move with, and what they are never compared with."""

import re
from datetime import date

import pytest

from programmes.models import Programme
from programmes.web import caching
from tests import addresses
from tests.derived.test_refresh import change
from tests.factories import exhibitions, internship
from tests.laws.http import ask

pytestmark = pytest.mark.django_db

PAGE = "/programmes/tekhnostazhirovka/"


@pytest.fixture
def known(client):
    """Ask for an address; give the headers with which a client would confirm its copy."""
    internship()

    def of(address, **headers):
        answer = ask(client, address, **headers)
        return {"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}

    return of


def confirmed(client, address, headers) -> bool:
    return ask(client, address, **headers).status_code == 304


def test_a_copy_is_confirmed_by_its_tag_and_never_by_a_date(client, known):
    tag, moment = known(PAGE)
    assert confirmed(client, PAGE, tag)
    assert not confirmed(client, PAGE, moment)


@pytest.mark.parametrize("number", [0, 1])
def test_the_day_after_an_intake_closed_no_copy_is_confirmed(client, known, monkeypatch, number):
    monkeypatch.setattr("programmes.web.pages.views.today", lambda: date(2026, 12, 1))
    monkeypatch.setattr(caching, "today", lambda: date(2026, 12, 1))
    validators = known(PAGE)[number]
    monkeypatch.setattr("programmes.web.pages.views.today", lambda: date(2026, 12, 2))
    monkeypatch.setattr(caching, "today", lambda: date(2026, 12, 2))
    answer = ask(client, PAGE, **validators)
    assert answer.status_code == 200
    assert "Закрыт" in answer.body.decode()


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", ["RELEASE", "PORTAL_URL", "EDITORS_EMAIL"])
def test_after_a_release_no_copy_is_confirmed(client, known, settings, name, number):
    validators = known("/about/")[number]
    setattr(settings, name, "https://another.example")
    assert not confirmed(client, "/about/", validators)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("variant", [{"Cookie": "low-vision=1"}, {"HX-Request": "true"}])
def test_another_variant_is_not_confirmed(client, known, variant, number):
    validators = known("/programmes/")[number]
    assert not confirmed(client, "/programmes/", {**variant, **validators})


@pytest.mark.parametrize(
    ("cookie", "is_part", "name"),
    [("", False, ""), ("low-vision=1", False, "v"), ("", True, "x"), ("low-vision=1", True, "vx")],
)
def test_each_variant_of_a_page_has_a_name_of_its_own(rf, cookie, is_part, name):
    request = rf.get("/programmes/", headers={"Cookie": cookie})
    request.htmx = is_part
    assert caching.page_variant(request) == name


@pytest.mark.parametrize("status", [304, 412])
def test_an_answer_without_its_file_does_not_claim_the_length_of_the_file(client, known, status):
    validators, _ = known("/programmes.csv")
    headers = validators if status == 304 else {"If-Match": '"another"'}
    answer = client.get("/programmes.csv", headers=headers)
    assert answer.status_code == status
    length = len(b"".join(answer) if answer.streaming else answer.content)
    assert int(answer.get("Content-Length", length)) == length


def test_a_record_that_was_withdrawn_is_not_confirmed(client, known):
    record = exhibitions()
    address = record.get_absolute_url()
    tag, _ = known(address)
    record.state = "archived"
    record.save()
    for validator in (tag, {"If-None-Match": "*"}):
        assert ask(client, address, **validator).status_code == 410


@pytest.mark.parametrize(
    ("address", "times"), [("/programmes/", 1), ("/programmes.atom", 1), ("/programmes.csv", 0)]
)
def test_all_but_files_are_made_in_one_reading(client, monkeypatch, address, times):
    """A file may have to wait for its turn, and reads by itself when it has it."""
    exhibitions()  # a version of which nothing is kept
    begun, real = [], caching.consistent_reading

    def noted(*known):
        begun.append(address)
        return real(*known)

    monkeypatch.setattr(caching, "consistent_reading", noted)
    assert client.get(address).status_code == 200
    assert len(begun) == times


def test_an_answer_has_the_tag_of_the_state_that_it_was_made_from(client, monkeypatch):
    record, real = exhibitions(), caching.consistent_reading

    def changed_first(*known):
        change(record, title="Исправлено")
        return real(*known)

    monkeypatch.setattr(caching, "consistent_reading", changed_first)
    made = ask(client, record.get_absolute_url())
    assert "Исправлено" in made.body.decode()
    monkeypatch.setattr(caching, "consistent_reading", real)
    assert ask(client, record.get_absolute_url())["ETag"] == made["ETag"]


def test_a_condition_that_fails_is_refused_in_words(client, known):
    for address in ("/about/", "/programmes.csv", "/programmes.json"):
        answer = ask(client, address, **{"If-Match": '"another"'})
        assert answer.status_code == 412
        assert "Условие запроса не выполнено" in answer.body.decode()
        assert ask(client, address, **{"If-Match": "*"}).status_code == 200


def test_a_condition_never_hides_a_refusal(client, known):
    assert ask(client, "/programmes.csv?kind=gift", **{"If-Match": '"another"'}).status_code == 400


@pytest.mark.parametrize("address", ["/programmes.csv", "/programmes.xlsx", "/programmes.atom"])
def test_a_file_that_has_not_changed_is_not_made_again(client, known, monkeypatch, address):
    tag, _ = known(address)
    monkeypatch.setattr("programmes.catalogue.answer.current", lambda day: 1 / 0)
    assert confirmed(client, address, tag)


def test_a_file_is_made_although_its_headers_are_kept(client, known):
    known("/programmes.csv")
    assert ask(client, "/programmes.csv").body


def test_nobody_else_answers_for_longer_than_a_minute_without_asking(client, known):
    for address in addresses.public():
        said = ask(client, address).get("Cache-Control", "")
        ages = dict(re.findall(r"(max-age|s-maxage)=(\d+)", said))
        if address != "/.well-known/security.txt":
            assert int(ages.get("max-age", 0)) == 0, address
        assert int(ages.get("s-maxage", 0)) <= 60, address


def test_a_copy_serves_through_an_outage_of_a_day_and_no_longer(client, known):
    assert "stale-if-error=86400" in ask(client, "/programmes/")["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "names"),
    [("/programmes/", {"Cookie", "HX-Request"}), ("/api/v1/schema", {"Accept"})],
)
def test_caches_are_told_what_selects_a_variant(client, known, address, names):
    said = ask(client, address)["Vary"]
    assert names <= {each.strip() for each in said.split(",")}


def test_an_answer_without_a_body_has_no_headers_of_one(client, known):
    tag, _ = known("/programmes.csv")
    headers = client.get("/programmes.csv", headers=tag).headers
    assert headers.keys() & {"Content-Type", "Content-Length", "Content-Disposition"} == set()


def test_an_address_of_the_api_refuses_other_methods_whatever_it_is_of(client, known):
    slug = Programme.objects.first().slug
    assert client.post(f"/api/v1/programmes/{slug}").status_code == 405


# --- Formats of one address ------------------------------------------------------------------

SCHEMA = "/api/v1/schema"


def test_however_a_program_asks_a_description_has_two_variants(client):
    accepted = ["", "*/*", "application/json", "application/yaml", "a/b, application/json"]
    accepted += [f"application/yaml, x/{n}" for n in range(5)] + ["application/*;q=0.1, x/|| y"]
    answers = [ask(client, SCHEMA, **{"Accept": each}) for each in accepted]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer["ETag"] for answer in answers}) == 2
    kinds = {answer["ETag"]: answer["Content-Type"] for answer in answers}
    assert len(set(kinds.values())) == 2


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("application/yaml", "application/yaml"),
        ("application/yaml, application/json;q=0.5", "application/json"),
        ("application/yaml;q=0.5, */*", "application/yaml"),
        ("application/json;q=0, application/yaml", "application/yaml"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_the_wanted_format_is_chosen(client, accepted, kind):
    assert ask(client, SCHEMA, **{"Accept": accepted})["Content-Type"].startswith(kind)


def test_a_format_in_the_address_wins(client):
    answer = ask(client, f"{SCHEMA}?format=yaml", **{"Accept": "application/json"})
    assert answer["Content-Type"].startswith("application/yaml")


def test_a_format_that_no_address_has_is_refused(client):
    for address in (SCHEMA, "/api/v1/programmes"):
        assert ask(client, address, **{"Accept": "image/png"}).status_code == 406
