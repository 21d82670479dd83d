"""HTTP over all addresses of the URLconf: each rule with a twin that shows it failing."""

import re
from itertools import chain
from types import SimpleNamespace

import pytest
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.urls import get_resolver, path
from django.views.decorators.http import condition

from portal.responses.queries import TRACKING
from tests import addresses
from tests.laws import http

pytestmark = pytest.mark.django_db

DATA = re.compile(r"/api/.|\.(csv|json|atom|xlsx|ics|xml|txt|ico|png)(\?|$)")
PROGRAMS = re.compile(rf"{DATA.pattern}|/(suggest/|healthz|readyz|metrics|csp-reports)")


def constant_tag(request, *args):
    return '"constant"'


@condition(constant_tag)
def nobody(request):
    raise Http404


def keeps_all(request):
    answer = HttpResponse(request.GET.get("utm_source", "nobody"), content_type="text/plain")
    answer["Cache-Control"] = "public, max-age=60, s-maxage=60"
    return answer


def differs(request):
    answer = HttpResponse(request.method, content_type="text/plain")
    answer["X-Method"] = request.method
    return answer


def keeps_refusals(request):
    answer = HttpResponseBadRequest("no", content_type="text/plain")
    answer["Cache-Control"] = "max-age=60"
    return answer


urlpatterns = [
    path("constant", condition(constant_tag)(keeps_all)),
    path("nobody", nobody),
    path("keeps-all", keeps_all),
    path("differs", differs),
    path("keeps-refusals", keeps_refusals),
    path("refused.csv", keeps_refusals),
    *get_resolver("portal.urls").url_patterns,
]
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"
planted = pytest.mark.urls("tests.laws.test_http")


@pytest.fixture(autouse=True)
def _records():
    addresses.records()


@pytest.fixture
def every() -> list[str]:
    """Addresses that answer, that are not there, that are refused."""
    return [*addresses.public(), *addresses.missing(), *addresses.refused()]


def violations(found) -> list[str]:
    return list(chain.from_iterable(found))


# --- Validators ------------------------------------------------------------------------------


def test_preconditions_hold_only_where_they_speak_of_the_answer(client, every):
    tags = http.tags_of(client, addresses.public())
    assert len(set(tags.values())) == len(tags) > 20
    assert violations(http.condition_violations(client, a, tags) for a in every) == []


@planted
@pytest.mark.parametrize("address", ["/constant", "/nobody"])
def test_a_tag_that_several_addresses_share_is_found(client, address):
    assert http.condition_violations(client, address, {"/other": '"constant"'})


# --- Caching ---------------------------------------------------------------------------------


def test_every_answer_says_who_may_keep_it(client, every):
    answers = [(http.ask(client, a, method), a) for a in every for method in ("GET", "POST")]
    assert {answer.status_code for answer, _ in answers} >= {200, 302, 400, 404, 405}
    assert violations(http.caching_violations(*answer) for answer in answers) == []


@pytest.mark.parametrize("said", ["", "public", "max-age=60"])
def test_a_refusal_that_may_be_kept_is_found(said):
    answer = HttpResponse(status=404, headers={"Cache-Control": said} if said else None)
    assert http.caching_violations(answer, "/nowhere")


def test_a_parameter_nobody_knows_makes_no_other_copy(client):
    assert violations(http.parameter_violations(client, a) for a in addresses.public()) == []


@planted
def test_a_page_that_ignores_its_parameters_is_found(client):
    assert http.parameter_violations(client, "/keeps-all")


def test_what_messengers_append_changes_no_answer(client):
    asked = [
        (address, name)
        for name in (*sorted(TRACKING), "utm_source", "UTM_Term", "gad_source")
        for address in (addresses.public() if name in ("from", "ysclid") else ["/", "/programmes/"])
    ]
    assert violations(http.tracking_violations(client, a, f"{name}=x") for a, name in asked) == []


@planted
def test_an_answer_that_follows_what_was_appended_is_found(client):
    assert http.tracking_violations(client, "/keeps-all", "utm_sourced=x")


# --- Bodies ----------------------------------------------------------------------------------


def test_head_is_get_without_the_body(client, every, monkeypatch):
    # Expires is the second of the answer, and the two are not of one second
    monkeypatch.setattr("django.utils.cache.time", SimpleNamespace(time=lambda: 0.0))
    assert violations(http.head_violations(client, a) for a in every) == []


@planted
def test_a_head_that_differs_is_found(client):
    assert http.head_violations(client, "/differs")
    assert http.sent("GET", "/differs") == len("GET")


def test_a_confirmation_has_neither_body_nor_length(client):
    for address, tag in http.tags_of(client, addresses.public()).items():
        answer = http.ask(client, address, **{"If-None-Match": tag})
        assert answer.status_code == 304
        assert not {"Content-Length", "Content-Type"} & set(answer.headers), address
        assert http.sent("GET", address, **{"If-None-Match": tag}) == 0


# --- Refusals --------------------------------------------------------------------------------


def test_programs_read_problem_details_and_people_pages(client, every):
    found = []
    for address in every:
        for method in ("GET", "POST", "TRACE"):
            answer = http.ask(client, address, method)
            if answer.status_code >= 400:
                programs = bool(PROGRAMS.search(address))
                found += http.problem_violations(answer, address, for_programs=programs)
    assert found == []


@planted
def test_a_refusal_in_plain_text_is_found(client):
    answer = http.ask(client, "/refused.csv")
    assert http.problem_violations(answer, "/refused.csv", for_programs=True)
    assert http.problem_violations(answer, "/refused/", for_programs=False)


def test_open_data_and_its_refusals_are_for_any_site_and_nothing_else_is(client, every):
    desk = ["/admin/", "/admin/login/", "/admin/programmes/programme/", "/admin/nowhere.csv"]
    answers = [(http.ask(client, a, m), a) for a in [*every, *desk] for m in ("GET", "POST")]
    assert (
        violations(
            http.sharing_violations(
                answer, a, is_open=bool(DATA.search(a)) and not a.startswith("/admin/")
            )
            for answer, a in answers
        )
        == []
    )


def test_an_answer_that_is_shared_by_halves_is_found():
    answer = HttpResponse(headers={"Access-Control-Allow-Origin": "*"})
    assert http.sharing_violations(answer, "/programmes.csv", is_open=True)
