"""One question, one answer: every format holds the same programmes in the same order."""

import csv
import io
import json
import re
from urllib.parse import unquote_plus, urlencode

import feedparser
import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from programmes.catalogue import filters
from programmes.tables import OF_FIELD
from programmes.words.bands import Amount, Duration, Rate, Term
from programmes.words.choices import Cost, Format, IntakeStatus, Kind, Level, Side, Stage
from tests.factories import (
    audience,
    draft,
    exhibitions,
    industry,
    internship,
    loan,
    place,
    programme,
)
from tests.laws.pages import LEFTOVER

WORDS = ["", "выставка", "dscnfdrf", "заём экспорт", "mosprom", "стажировка студенту", "жираф", "и"]
WORDS += ["юредическая", "%", '"', "программа", "«»", "практика на предприятии"]

VALUES = {
    "side": [*Side.values],
    "audience": ["exporters", "college-students", "enterprises", "adults", "martians"],
    "kind": [*Kind.values, "gift"],
    "level": [*Level.values],
    "stage": [*Stage.values],
    "operator": ["mosprom", "technopolis", "mfppp", "not-stated", "nobody"],
    "place": ["pechatniki", "rudnevo-park", "not-stated"],
    "industry": ["machine-tools", "not-stated"],
    "cost": [*Cost.values],
    "format": [*Format.values],
    "intake": [*IntakeStatus.values],
    "amount": [*Amount.values, "not-stated", "lots"],
    "rate": [*Rate.values],
    "term": [*Term.values, "not-stated"],
    "duration": [*Duration.values, "not-stated"],
    "programme": ["p3", "p0", "p5", "p1", "nothing"],
    "colour": ["red"],
}
SORTS = ["", "relevance", "title", "updated", "checked", "chosen", "useful", "amount", "date"]

facets = st.lists(
    st.sampled_from([(name, value) for name, values in VALUES.items() for value in values]),
    max_size=4,
)
questions = st.builds(
    lambda words, chosen, sort: [("q", words), *chosen, ("sort", sort)],
    st.sampled_from(WORDS),
    facets,
    st.sampled_from(SORTS),
)


@pytest.fixture
def city(db, monkeypatch):
    """A dozen programmes of all kinds, on pages of three."""
    monkeypatch.setattr(filters, "PAGE_SIZE", 3)
    exhibitions(), internship(), loan(), draft()
    for number, kind in enumerate([*Kind.values][:9]):
        programme(
            f"p{number}",
            title=f"Практика {kind}" if number % 2 else f"Помощь {kind}",
            kind=kind,
            stage=[*Stage.values, ""][number % 7],
            cost=[*Cost.values][number % 4],
            audiences=[audience("adults"), audience("exporters")][: 1 + number % 2],
            places=[place("pechatniki"), place("rudnevo-park")][: number % 3],
            industries=[industry("machine-tools")][: number % 2],
        )


def slugs_of_page(html: str) -> list[str]:
    answer = html.partition('<section class="similar"')[0]
    cards = re.findall(r'<li class="card card-.*?</li>', answer, flags=re.DOTALL)
    return [re.search(r'href="/programmes/([\w-]+)/', card)[1] for card in cards]


def slugs_of_all_pages(client, question) -> list[str] | None:
    """Follow the list from page to page as a visitor would; None when it is refused."""
    slugs, number = [], 1
    while True:
        asked = urlencode([*question, ("page", number)])
        response = client.get(f"/programmes/?{asked}", follow=True)
        if response.status_code == 400:
            return None
        if response.status_code == 404:
            return slugs
        found = slugs_of_page(response.content.decode())
        slugs += found
        if len(found) < filters.PAGE_SIZE:
            return slugs
        number += 1


def as_sent(query: str) -> str:
    """Return a query string as WSGI hands on the bytes of a request."""
    return query.encode("utf-8", "surrogatepass").decode("latin-1")


def slugs_of_csv(client, question) -> list[str] | None:
    response = client.get(f"/programmes.csv?{urlencode(question)}")
    if response.status_code == 400:
        return None
    text = response.getvalue().decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")][1:]


def slugs_of_xlsx(client, question) -> list[str] | None:
    response = client.get(f"/programmes.xlsx?{urlencode(question)}")
    if response.status_code == 400:
        return None
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()), read_only=True)
    return [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def slugs_of_json(client, question) -> list[str] | None:
    """Follow the list from page to page as a program would; None when it is refused."""
    slugs, address = [], f"/programmes.json?{urlencode(question)}"
    while address:
        response = client.get(address)
        if response.status_code == 400:
            return None
        slugs += [record["slug"] for record in response.json()["results"]]
        address = response.json()["next"]
    return slugs


def slugs_of_atom(client, question) -> list[str] | None:
    response = client.get(f"/programmes.atom?{urlencode(question)}")
    if response.status_code == 400:
        return None
    entries = feedparser.parse(response.getvalue()).entries
    found = [entry.link.rstrip("/").rpartition("/")[2] for entry in entries]
    # its order is that of change, so only what it holds can be compared
    return sorted(found, key=slugs_of_all_pages(client, question).index)


FORMATS = {
    "csv": slugs_of_csv,
    "xlsx": slugs_of_xlsx,
    "json": slugs_of_json,
    "atom": slugs_of_atom,
}
ADDRESSES = ["/programmes/", *(f"/programmes.{name}" for name in FORMATS)]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(question=questions)
def test_every_format_gives_the_programmes_of_the_page_or_all_refuse(client, city, question):
    shown = slugs_of_all_pages(client, question)
    found = {name: slugs(client, question) for name, slugs in FORMATS.items()}
    assert found == dict.fromkeys(FORMATS, shown)


def test_the_questions_of_this_test_are_of_all_three_kinds(client, city):
    assert slugs_of_csv(client, [("kind", "gift")]) is None
    assert slugs_of_csv(client, [("q", "жираф")]) == []
    assert len(slugs_of_csv(client, [("side", "business")])) > filters.PAGE_SIZE


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    query=st.one_of(
        st.text(max_size=300),
        st.binary(max_size=60).map(lambda raw: "q=" + "".join(f"%{byte:02X}" for byte in raw)),
        st.lists(st.tuples(st.sampled_from([*VALUES, "q", "page", "sort"]), st.text())).map(
            lambda pairs: urlencode(pairs, errors="surrogatepass")
        ),
    )
)
def test_no_query_string_breaks_any_format(client, city, query):
    # a page quotes what it does not know, and this would look like a template's own
    assume(not LEFTOVER.search(unquote_plus(query)))
    for address in ADDRESSES:
        response = client.get(address, QUERY_STRING=as_sent(query))
        assert response.status_code in (200, 302, 400, 404)
        assert response.getvalue() or response.status_code == 302  # reading a file closes it


HOSTILE = {
    "ten kilobytes": "q=" + "я" * 10_000,
    "ten thousand characters unescaped": "a" * 10_000,
    "a lone surrogate": "q=%ED%A0%80",
    "a null character": "q=%00",
    "a null in a name": "k%00ind=loan",
    "nested brackets": "kind[a][b]=loan",
    "only separators": "&&&===&",
    "the same facet a thousand times": "&".join(["kind=loan"] * 1000),
    "two thousand parameters": "&".join(f"p{n}=1" for n in range(2000)),
    "a percent sign alone": "q=%",
    "half an escape": "q=%d0",
    "an injected header": "q=a%0d%0aSet-Cookie:x=1",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_query_string_is_answered_in_every_format(client, city, query):
    for address in ADDRESSES:
        response = client.get(address, QUERY_STRING=as_sent(query))
        assert response.status_code in (200, 302, 400, 404), address
        assert response.getvalue() or response.status_code == 302


UNKNOWN = ("not-stated", "Не указан")
"""What the question and the pages say; files and the API leave the place empty."""


def test_what_nobody_says_has_one_sign_in_every_format(client, db):
    """Empty, and named in the list of what is unknown: in JSON by fields, in tables by headings."""
    programme("p", operator=None)
    record = client.get("/programmes.json").json()["results"][0]
    written = client.get("/programmes.csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(written, newline=""), delimiter=";")
    named = {OF_FIELD[field].heading for field in record["not_stated"]}
    assert named == {*row["Источники молчат"].split("; ")}
    assert {"Стоимость", "Формат", "Приём заявок", "Оператор", "Место"} <= named
    assert {row[heading] for heading in named} == {""}
    assert not [record[field] for field in ("cost", "format", "operator") if record[field]]
    for sign in UNKNOWN:
        assert sign not in written
        assert sign not in json.dumps(record, ensure_ascii=False)
