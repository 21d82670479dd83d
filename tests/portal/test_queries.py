"""Query strings: what is appended to them, how they are written, how many spellings there are."""

import re
from itertools import product
from urllib.parse import quote, urlencode

import feedparser
import pytest
from django.http import QueryDict

from portal.responses.queries import Parameters, readable
from programmes.catalogue.filters import OF_FORMAT, OF_PAGES, ProgrammeFilter
from tests.factories import exhibitions, internship, loan, programme
from tests.reading import text

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


@pytest.fixture
def three(db):
    """Exhibitions, an internship and a loan."""
    return exhibitions(), internship(), loan()


def canonical_address(answer) -> str:
    return CANONICAL.search(answer.content.decode())[1].replace("&amp;", "&")


# --- What messengers and search engines append -----------------------------------------------


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("utm_source=tg&kind=loan&ysclid=a%20b", "kind=loan"),
        ("from=vk", ""),
        ("_openstat&kind=loan", "kind=loan"),
        ("UTM_Source=a&FBCLID=b", ""),
        ("%75tm_source=a", ""),
        ("kind=loan&", "kind=loan&"),
        ("utm=1&fromage=2", "utm=1&fromage=2"),
        ("q=utm_source", "q=utm_source"),
    ],
)
def test_what_was_appended_is_left_out_and_the_rest_stays(sent, read):
    assert readable(sent) == read


def test_a_page_shows_nothing_of_what_was_appended(client, three):
    page = client.get("/programmes/?kind=loan&utm_source=secret-letter").content.decode()
    assert "secret-letter" not in page
    assert "utm_source" not in page


def test_a_misspelt_parameter_is_refused_beside_an_appended_one(client, three):
    answer = client.get("/programmes/?ysclid=x&audiense=exporters")
    assert answer.status_code == 400
    assert "Возможно, нужен «audience»." in text(answer)


def test_the_desk_reads_its_own_parameters(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root"))
    answer = client.get("/admin/programmes/programme/?utm_source=x", follow=True)
    assert "utm_source" in answer.content.decode()  # the list names the filter that it lacks


# --- Encodings -------------------------------------------------------------------------------


def in_1251(words: str) -> str:
    return quote(words.encode("windows-1251"))


@pytest.mark.parametrize("words", ["выставки", "ЗАЁМ № 1", "«кредит» — на пресс"])
def test_words_in_windows_1251_are_read_as_such(client, three, words):
    page = client.get(f"/programmes/?q={in_1251(words)}")
    assert page.status_code == 200
    assert text(page) == text(client.get(f"/programmes/?{urlencode({'q': words})}"))


def test_a_file_and_the_api_read_windows_1251_as_the_page_does(client, three):
    asked = f"q={in_1251('выставки')}"
    found = client.get(f"/api/v1/programmes?{asked}").json()
    assert found["question"]["query"] == urlencode({"q": "выставки"})
    assert client.get(f"/programmes.csv?{asked}").status_code == 200


CUT = quote("выставки")[:-3]  # half a character is left of the last one


@pytest.mark.parametrize("value", ["%98", "%ED%A0%80", "a%FFb%81", CUT, "%EF%BF%BD"])
def test_what_nobody_can_read_is_refused_and_never_shown(client, three, value):
    addresses = ("/programmes/", "/programmes.csv", "/api/v1/programmes", "/suggest/")
    for address, name in product(addresses, ("q", "kind", "page", "columns", "%D0")):
        answer = client.get(f"{address}?{name}={value}")
        assert answer.status_code == 400, answer.request["QUERY_STRING"]
        assert "\N{REPLACEMENT CHARACTER}" not in answer.content.decode()


def test_unreadable_words_get_a_sentence(client, three):
    assert "не удалось прочитать часть знаков" in text(client.get("/programmes/?q=%98"))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/programmes.csv", "Параметр «□» каталогу неизвестен."),
        ("/suggest/", "Параметр «□» здесь не действует."),
    ],
)
def test_a_name_that_nobody_can_read_is_shown_as_a_square(client, three, address, sentence):
    assert client.get(f"{address}?%98=x").json()["detail"] == sentence


# --- One spelling a question -----------------------------------------------------------------

SPELLINGS = {
    "": [
        "page=1",
        "page=01",
        "q=",
        "sort=useful",
        "sort=relevance",
        "literal=1",
        "q=+&page=&kind=",
    ],
    "kind=event&kind=loan": [
        "kind=loan&kind=event",
        "kind=loan&kind=event&kind=loan",
        "page=1&kind=event&kind=loan",
        "kind=event&kind=&kind=loan&sort=",
    ],
    "q=%D0%B7%D0%B0%D1%91%D0%BC&audience=exporters": [
        "audience=exporters&q=%D0%B7%D0%B0%D1%91%D0%BC",
        "q=+%D0%B7%D0%B0%D1%91%D0%BC+&audience=exporters&sort=relevance",
    ],
}
PAIRS = [(one, other) for one, others in SPELLINGS.items() for other in others]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_question_has_one_canonical_address_and_one_answer(client, three, one, other):
    first = client.get(f"/programmes/?{one}".rstrip("?"))
    second = client.get(f"/programmes/?{other}", follow=True)
    assert canonical_address(first) == canonical_address(second)
    assert canonical_address(first) == f"http://testserver/programmes/?{one}".rstrip("?")
    assert first["ETag"] == second["ETag"]
    assert first.content == second.content


@pytest.mark.parametrize(("one", "other"), [pair for pair in PAIRS if "page" not in pair[1]])
def test_a_question_is_one_feed(client, three, one, other):
    feeds = [
        feedparser.parse(client.get(f"/programmes.atom?{query}").getvalue()).feed
        for query in (one, other)
    ]
    assert feeds[0].id == feeds[1].id
    assert feeds[0].links == feeds[1].links


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_api_answers_a_question_once(client, three, one, other):
    first, second = (client.get(f"/api/v1/programmes?{query}") for query in (one, other))
    assert first.json() == second.json()
    assert first["ETag"] == second["ETag"]


def test_another_spelling_is_no_copy_of_its_own_for_a_proxy(client, three):
    assert "s-maxage" in client.get("/programmes/?kind=loan")["Cache-Control"]
    for query in ("kind=loan&page=1", "page=01&kind=loan", "kind=%6Coan", "kind=loan&utm_source=a"):
        assert client.get(f"/programmes/?{query}")["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("page", ["0" * 5000, "1" + "0" * 5000, "000000001" + "9" * 5000])
def test_a_page_of_thousands_of_digits_is_refused(client, three, page):
    for address in ("/programmes/", "/api/v1/programmes", "/api/v1/sources"):
        assert client.get(f"{address}?page={page}").status_code == 400


def test_the_second_page_is_another_question(client, db):
    for number in range(21):
        programme(f"p{number:02}")
    assert canonical_address(client.get("/programmes/?page=02")).endswith("/programmes/?page=2")


@pytest.mark.parametrize("of_format", [OF_FORMAT, OF_PAGES, ()])
@pytest.mark.parametrize("query", [query for pair in PAIRS for query in pair])
def test_the_canonical_spelling_of_a_spelling_is_itself(of_format, query):
    once = ProgrammeFilter.canonical(dict(QueryDict(query).lists()), of_format)
    assert ProgrammeFilter.canonical(once, of_format) == once


# --- Blank values ----------------------------------------------------------------------------

BLANKS = {
    "/programmes.csv": ("columns=&columns=slug", "columns=slug"),
    "/programmes.xlsx": ("columns=slug&columns=+", "columns=slug"),
    "/programmes.json": ("kind=&kind=loan&page=", "kind=loan"),
    "/api/v1/sources": ("page=&page=1", "page=1"),
    "/api/v1/schema": ("format=&format=yaml&format=", "format=yaml"),
    "/sitemap.xml": ("page=&page=1&page=", "page=1"),
    "/suggest/": ("q=%D0%B2%D1%8B%D1%81%D1%82&q=", "q=%D0%B2%D1%8B%D1%81%D1%82"),
}


@pytest.mark.parametrize("address", BLANKS)
def test_blank_values_are_dropped_everywhere(client, three, address):
    blank, clean = (client.get(f"{address}?{query}") for query in BLANKS[address])
    assert blank.status_code == clean.status_code == 200
    assert blank["ETag"] == clean["ETag"]
    assert blank["Content-Type"] == clean["Content-Type"]


def test_a_person_is_led_to_the_clean_address(client, three):
    answer = client.get("/programmes/?q=&kind=loan&kind=event")
    assert (answer.status_code, answer["Location"]) == (302, "/programmes/?kind=event&kind=loan")
    answer = client.get("/about/?foo=1")
    assert (answer.status_code, answer["Location"]) == (302, "/about/")


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"q": ["a"]}, ""),
        ({"x": ["a"]}, "Параметр «x» здесь не действует."),
        ({"q": ["a", "b"]}, "Параметр «q» указан несколько раз: оставьте одно значение."),
        ({"q": ["a\0"]}, "В параметре «q» есть нулевой символ: уберите его."),
    ],
)
def test_an_address_refuses_what_it_does_not_know(params, sentence):
    refusals = Parameters(("q",)).refusals(params)
    assert " ".join(refusal.sentence for refusal in refusals) == sentence
