"""The tags that write a part of a page once: what they write is what Django would."""

import django.urls
import pytest
from django.template import Context, Template

from programmes.models import Programme

ADDRESSES = {
    "{% url 'catalogue' %}": "/programmes/",
    "{% url name %}": "/programmes/",
    "{% url 'catalogue' as path %}{{ path }}": "/programmes/",
    "{% url 'programme' 'loan' %}": "/programmes/loan/",
    "{% url 'programme' slug=programme.slug %}": "/programmes/loan/",
    "{% url 'admin:index' %}": "/admin/",
}


def write(template: Template) -> str:
    return template.render(Context({"name": "catalogue", "programme": Programme(slug="loan")}))


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_an_address_is_the_one_that_django_writes(text, address):
    template = Template(text)
    assert [write(template), write(template)] == [address, address]


@pytest.mark.parametrize("text", ADDRESSES)
def test_only_the_address_of_a_page_that_has_but_one_is_looked_up_once(monkeypatch, text):
    asked, reverse = [], django.urls.reverse
    monkeypatch.setattr(
        "django.urls.reverse", lambda *args, **named: asked.append(args) or reverse(*args, **named)
    )
    template = Template(text)
    write(template), write(template)
    assert len(asked) == (1 if text == "{% url 'catalogue' %}" else 2)
