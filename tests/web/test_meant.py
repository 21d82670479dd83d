"""Misspelt addresses: they lead to the page that was meant, and nowhere else."""

from urllib.parse import quote

import pytest

from tests.factories import draft, exhibitions

pytestmark = pytest.mark.django_db

PAGE = "/programmes/international-exhibitions/"


@pytest.fixture(autouse=True)
def _published():
    exhibitions(), draft()


def lead(client, path: str) -> str:
    """Return where an address leads by one redirect or two; empty when it is not found."""
    answer = client.get(quote(path), follow=True)
    if answer.status_code == 404:
        return ""
    assert len(answer.redirect_chain) in (1, 2)
    assert {status for _, status in answer.redirect_chain} == {301}
    return answer.redirect_chain[-1][0]


@pytest.mark.parametrize(
    "end", [").", ")", ".", ",", "/).", "»", "».", "…", "'", '"', "*", "_", "\u200b", "\u00a0", "]"]
)
def test_what_a_messenger_took_along_is_left(client, end):
    assert lead(client, PAGE.rstrip("/") + end) == PAGE


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/programmes/International-Exhibitions/", PAGE),
        ("/Programmes/INTERNATIONAL-EXHIBITIONS", PAGE),
        ("/programmes/international-exhibitions", PAGE),
        ("/programmes//international-exhibitions/", PAGE),
        ("/programmes/«international-exhibitions»/", PAGE),
        ("/organisations/Mosprom).", "/organisations/mosprom/"),
        ("/sources/mayor-blog,", "/sources/mayor-blog/"),
        ("/About).", "/about/"),
        ("/programmes.csv).", "/programmes.csv"),
        ("/Programmes", "/programmes/"),
        ("/).", "/"),
    ],
)
def test_a_misspelt_address_leads_to_the_page_it_means(client, path, meant):
    assert client.get(quote(path)).status_code == 301
    answer = client.get(quote(path), follow=True)
    assert answer.redirect_chain[-1] == (meant, 301)


@pytest.mark.parametrize(
    "path",
    [
        "/programmes/nobody-knows).",
        "/programmes/Machine-Building-Centre/",
        "/programmes/machine-building-centre).",
        "/nowhere).",
        "/api/v1/nothing).",
        "/Admin-of-others/",
    ],
)
def test_an_address_that_means_nothing_of_ours_is_not_found(client, path):
    assert client.get(quote(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        # a browser reads the beginning of each as another host
        ("//Programmes/international-exhibitions).", PAGE),
        ("/\\programmes/international-exhibitions).", PAGE),
        ("//about", "/about/"),
        ("//evil.example/programmes/International-Exhibitions/", ""),
        ("/\\evil.example/programmes/international-exhibitions).", ""),
        ("/programmes/..//evil.example/", ""),
        ("/programmes/international-exhibitions@evil.example/", ""),
    ],
)
def test_no_address_leads_to_another_site(client, path, meant):
    # as a server hands it on: the client itself would take «//about» for a host
    answer = client.get("/", PATH_INFO=path)
    assert (answer.status_code, answer.get("Location", "")) == (301 if meant else 404, meant)


def test_the_question_goes_along(client):
    answer = client.get("/Programmes/?kind=event&utm_source=x")
    assert answer["Location"] == "/programmes/?kind=event"


def test_what_is_sent_to_a_misspelt_address_is_not_redirected(client):
    assert client.post("/About/").status_code == 404


@pytest.mark.parametrize("word", ["экспорт", "станки).", "ø", "田中"])
@pytest.mark.parametrize("end", ["", "/"])
def test_a_word_in_other_letters_is_not_cut_off(client, word, end):
    assert client.get(quote(f"/programmes/{word}{end}")).status_code == 404


@pytest.mark.parametrize("code", ["×", "\x9b-", "»", "%D7", "International-Exhibitions"])
@pytest.mark.parametrize("kind", ["programmes", "organisations", "sources"])
def test_a_program_that_asks_for_one_record_is_not_led_to_another_answer(client, kind, code):
    answer = client.get(quote(f"/api/v1/{kind}/{code}"))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_desk_is_not_given_away(client):
    assert client.get("/Admin).").status_code == 404
