"""The law of pages, fed with violations; conftest.py holds every answer against it."""

import pytest
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from programmes.models import Programme
from tests.laws.pages import page_violations

GOOD = '<html lang="ru"><title>Программы</title><h1>Программы</h1></html>'
urlpatterns = [
    path("good", lambda request: HttpResponse(GOOD)),
    path("bad", lambda request: HttpResponse("<p>{{ title }}</p>")),
    path("text", lambda request: HttpResponse("a{{b", content_type="text/plain")),
]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (GOOD.replace(' lang="ru"', ""), "<html lang> is [None], not ru once"),
        (GOOD.replace("ru", "en"), "<html lang> is ['en'], not ru once"),
        (GOOD.replace("h1", "h2"), "0 h1 instead of one"),
        (GOOD.replace("</html>", "<h1>Вторая</h1></html>"), "2 h1 instead of one"),
        (GOOD.replace("<title>Программы</title>", "<svg><title>Путь</title></svg>"), "no title"),
        (GOOD.replace("<h1>", '<h1 onclick="go()">'), "inline handler <h1 onclick>"),
        (GOOD.replace("<h1>", '<h1 hx-on:click="go()">'), "inline handler <h1 hx-on:click>"),
        (GOOD.replace("<h1>", "<h1>{{ q }}"), "leftover template syntax {{"),
        (GOOD.replace("<h1>", "<h1>{% q %}"), "leftover template syntax {%"),
    ],
)
def test_a_page_that_breaks_the_law_is_found(html, found):
    assert page_violations(html) == [found]


def test_a_part_of_a_page_owes_no_head_but_obeys_the_rest():
    assert page_violations("<ul><li>Программа</li></ul>", whole=False) == []
    assert page_violations("<ul onclick='go()'></ul>", whole=False)


@pytest.mark.urls("tests.laws.test_pages")
def test_the_client_fails_the_test_on_a_page_that_breaks_the_law():
    assert Client().get("/good").status_code == 200
    assert Client().get("/text").status_code == 200
    with pytest.raises(AssertionError, match="/bad: leftover template syntax"):
        Client().get("/bad")


@pytest.mark.django_db
def test_pages_of_an_unordered_list_fail_the_test():
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(Programme.objects.order_by(), 10).page(1)
