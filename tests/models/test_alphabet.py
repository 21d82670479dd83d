"""The alphabet: every list that people read is in one order, the same on both databases."""

import ast
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import OrderBy

from programmes.derived import refresh
from programmes.models import Audience, Industry, Organisation, Place, Programme, Source
from programmes.models.alphabet import Alphabetical
from programmes.models.fields import LineField, LinesField
from programmes.words.choices import Kind
from programmes.words.russian import title_key
from tests import factories
from tests.forms import address, signed_in
from tests.laws.tree import texts

NAMES = ["«Технохантер»", "Ярмарка", "Ёмкости", "гранты", "Аренда", "Займы", "«аванс»", "Export"]
ORDER = [
    *("Export", "«аванс»", "Аренда", "гранты", "Ёмкости"),
    *("Займы", "«Технохантер»", "Ярмарка"),
]


@pytest.fixture
def named(db):
    """Return a programme that names, in the wrong order, one record of each kind for each name."""
    with refresh.refresh_once():
        made = {
            make: [make(f"n{number}", **fields(name)) for number, name in enumerate(NAMES)]
            for make, fields in {
                factories.audience: lambda name: {"name": name, "genitive": name},
                factories.place: lambda name: {"name": name},
                factories.industry: lambda name: {"name": name},
                factories.organisation: lambda name: {"name": name, "short_name": name},
                factories.source: lambda name: {"title": name},
            }.items()
        }
        for number, (name, source) in enumerate(zip(NAMES, made[factories.source], strict=True)):
            programme = factories.programme(
                f"p{number}",
                title=name,
                operator=made[factories.organisation][number],
                partners=made[factories.organisation],
                places=made[factories.place],
                industries=made[factories.industry],
                audiences=made[factories.audience],
                facts=[{"source": made[factories.source][0]}, {"code": "f2", "source": source}],
            )
    return programme


def found_in(text: str) -> list[str]:
    """Return the names in a part of a page, each once, in their order."""
    titles = re.findall("<h3.*?</h3>", f"<h3{text}", re.DOTALL) if "</h3>" in text else [text]
    text = re.sub("<[^>]+>", "|", "|".join(titles).replace("\u00ad", ""))
    found = re.findall("|".join(rf"(?<=[|\s]){re.escape(name)}(?=[|\s,])" for name in NAMES), text)
    return list(dict.fromkeys(found))


def part(client, path: str, beginning: str, end: str) -> str:
    page = client.get(path).content.decode()
    assert beginning in page, (path, beginning)
    return page.partition(beginning)[2].partition(end)[0]


PUBLIC = {
    "the catalogue": ("/programmes/", "<h3", "<nav"),
    "the catalogue by date, where all dates are alike": (
        *("/programmes/?sort=checked", "<h3", "<nav"),
    ),
    "an organisation's page": ("/organisations/n0/", 'id="partner"', "</main>"),
    "the facts of a source": ("/sources/n0/", "Факты из этого источника", "</main>"),
    "the sources of one day": ("/sources/", "<main", "</main>"),
    "the audiences beside the list": ("/programmes/", 'name="audience"', "</fieldset>"),
    "the operators beside the list": ("/programmes/", 'name="operator"', "</fieldset>"),
    "the places beside the list": ("/programmes/", 'name="place"', "</fieldset>"),
    "the industries beside the list": ("/programmes/", 'name="industry"', "</fieldset>"),
}


@pytest.mark.parametrize(("path", "beginning", "end"), PUBLIC.values(), ids=PUBLIC)
def test_a_public_list_is_in_the_order_of_the_alphabet(client, named, path, beginning, end):
    assert found_in(part(client, path, beginning, end)) == ORDER


@pytest.mark.parametrize("relation", ["partners", "places", "industries", "audiences"])
def test_what_a_programme_names_is_in_the_order_of_the_alphabet(named, relation):
    read = Programme.objects.for_reading().get(pk=named.pk)
    names = [getattr(each, each.sorted_by) for each in getattr(read, relation).all()]
    assert names == ORDER


DESK = [Audience, Industry, Organisation, Place, Programme, Source]


@pytest.mark.parametrize("model", DESK)
def test_each_column_of_a_list_of_the_desk_is_sorted_as_people_sort(client, named, model):
    signed_in(client, factories.publisher())
    columns = client.get(address(model._meta.model_name)).context["cl"].list_display
    for number, column in enumerate(columns):
        for query in ({"o": f"{number}"}, {"o": f"-{number}"}, {}):
            answer = client.get(address(model._meta.model_name), query)
            rows = [getattr(row, row.sorted_by) for row in answer.context["cl"].result_list]
            shown = [row for row in rows if row in NAMES]
            assert len(shown) == len(NAMES)
            if column == model.sorted_by:
                assert shown == (ORDER[::-1] if query == {"o": f"-{number}"} else ORDER)


def test_a_text_without_a_key_cannot_be_sorted_by(client, named):
    signed_in(client, factories.publisher())
    columns = client.get(address("source")).context["cl"].list_display
    answer = client.get(address("source"), {"o": columns.index("publisher")})
    assert "publisher" not in answer.context["cl"].sortable_by
    assert "publisher" not in str(answer.context["cl"].queryset.query.order_by)


@pytest.mark.django_db
def test_the_desk_sorts_terms_as_its_forms_list_them(client):
    for number, kind in enumerate(reversed(Kind)):
        factories.programme(f"p{number}", kind=kind)
    signed_in(client, factories.publisher())
    columns = client.get(address("programme")).context["cl"].list_display
    answer = client.get(address("programme"), {"o": columns.index("kind")})
    assert [each.kind for each in answer.context["cl"].result_list] == list(Kind)


@pytest.mark.django_db
def test_the_desk_offers_publishers_in_the_order_of_the_alphabet(client):
    for number, name in enumerate(NAMES):
        factories.source(f"s{number}", publisher=name)
    signed_in(client, factories.publisher())
    filters = client.get(address("source")).context["cl"].filter_specs
    offered = next(each for each in filters if each.title == "кто опубликовал")
    assert offered.lookup_choices == ORDER


@pytest.mark.parametrize("field", ["operator", "partners", "audiences", "places", "industries"])
def test_the_form_of_a_programme_offers_records_in_the_order_of_the_alphabet(client, named, field):
    signed_in(client, factories.publisher())
    answer = client.get(address("programme", "change", named.pk))
    choices = answer.context["adminform"].form.fields[field].choices
    assert [str(label) for _, label in choices if str(label) in NAMES] == ORDER


@pytest.mark.django_db
def test_a_renamed_record_moves_in_the_order_of_the_alphabet():
    first, second = factories.place("a", name="Аа"), factories.place("b", name="Бб")
    first.name = "Яя"
    first.save(update_fields=["name"])
    assert list(Place.objects.all()) == [second, first]


@pytest.mark.django_db
def test_the_keys_are_made_anew_with_the_index():
    place = factories.place(name="Ёлки")
    Place.objects.filter(pk=place.pk).update(sort_key=b"?")
    refresh.rebuild()
    place.refresh_from_db()
    assert bytes(place.sort_key) == title_key("Ёлки").encode()


# --- Nothing is left to the database's own alphabet ------------------------------------------

MODELS = list(apps.get_app_config("programmes").get_models())
HUMAN = {
    field.name
    for model in MODELS
    for field in model._meta.concrete_fields
    if isinstance(field, LineField | LinesField)
}


def names_of(ordering) -> list[str]:
    """Return the columns that an ordering names, as far as it does so by name."""
    named = [each.expression.name if isinstance(each, OrderBy) else each for each in ordering]
    return [name.lstrip("-").split("__")[-1] for name in named]


@pytest.mark.parametrize("model", MODELS)
def test_no_model_is_ordered_by_a_text_that_people_read(model):
    assert HUMAN.isdisjoint(names_of(model._meta.ordering))


def orders_by_text(source: str) -> list[str]:
    """Return the texts that people read by which a module tells a database to order."""
    return [
        argument.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by"
        for argument in node.args
        if isinstance(argument, ast.Constant) and names_of([argument.value])[0] in HUMAN
    ]


def test_no_query_is_ordered_by_a_text_that_people_read():
    found = {path: orders_by_text(text) for path, text in texts("programmes/*.py").items()}
    assert not any(found.values()), {path: names for path, names in found.items() if names}


def test_an_order_by_a_text_is_found():
    assert orders_by_text('x.order_by("-programme__title", "pk")') == ["-programme__title"]


def test_every_record_with_a_name_of_its_own_is_kept_in_order():
    registered = [model for model in MODELS if admin.site.is_registered(model)]
    # a log has the order of time, a part that of its programme
    others = {"-moment", "programme"}
    listed = [model for model in registered if others.isdisjoint(model._meta.ordering)]
    assert listed
    assert all(issubclass(model, Alphabetical) for model in listed)
