"""Sources, operators and partners are found by typing: quickly, in order, and without scripts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Programme, Source
from tests import factories
from tests.forms import address, change, errors, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


def offered(client, model: str, field: str, term: str) -> list[str]:
    """Return what the list of a field offers for some letters."""
    asked = {"app_label": "programmes", "model_name": model, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), asked)
    return [each["text"] for each in answer.json()["results"]]


def test_a_list_offers_what_holds_the_words_by_the_alphabet(editor):
    for slug, name in [("c", "Ямал"), ("a", "ёлка"), ("b", "«Арбат»"), ("d", "Дом")]:
        factories.organisation(slug, short_name=name, name=f"Фонд {slug}")
    assert offered(editor, "programme", "operator", "") == ["«Арбат»", "Дом", "ёлка", "Ямал"]
    assert offered(editor, "programme", "partners", "ЕЛКА") == ["ёлка"]


def test_a_source_is_found_by_its_pasted_address(editor):
    source = factories.source("one")
    factories.source("another")
    assert offered(editor, "fact", "source", source.url) == [str(source)]
    assert offered(editor, "contact", "source", source.url) == [str(source)]


def test_a_list_of_sources_is_in_the_order_of_the_alphabet_too(editor):
    for slug, title in [("a", "Яблоко"), ("b", "ёж"), ("c", "Арка")]:
        factories.source(slug, title=title)
    found = offered(editor, "fact", "source", "")
    assert [text.rpartition(": ")[2] for text in found] == ["Арка", "ёж", "Яблоко"]


@pytest.mark.parametrize("who", [factories.stranger, None])
def test_nobody_else_may_ask_a_list(client, who):
    if who:
        signed_in(client, who())
    asked = {"app_label": "programmes", "model_name": "fact", "field_name": "source"}
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 302


def test_a_form_holds_only_the_names_that_are_chosen(editor):
    for number in range(30):
        factories.source(f"source-{number}", title=f"Публикуемое {number}")
    programme = factories.draft(facts=[{"source": Source.objects.get(slug="source-7")}])
    page = editor.get(address("programme", "change", programme.pk)).content.decode()
    assert page.count("Публикуемое") == 1


def test_a_form_of_many_sources_takes_no_more_queries_than_of_one(editor):
    def queries(*sources) -> int:
        slug = f"of-{len(sources)}"
        programme = factories.draft(slug, facts=[{"source": source} for source in sources])
        url = address("programme", "change", programme.pk)
        editor.get(url)
        with CaptureQueriesContext(connection) as asked:
            editor.get(url)
        return len(asked)

    assert queries(*(factories.source(f"s{n}") for n in range(9))) == queries(factories.source())


def test_a_form_of_sixteen_facts_is_light(editor):
    alike = "Городская программа помогла предприятиям выйти на зарубежные рынки в этом году."
    facts = [{"statement": alike, "position": number} for number in range(16)]
    programme = factories.draft(facts=facts)
    for number in range(3):
        factories.contact(programme, f"https://example.org/{number}")
    page = editor.get(address("programme", "change", programme.pk))
    assert len(page.content) <= 290_000  # among 3,000 sources and 10,000 programmes 8 kB more


def test_a_save_asks_no_constraint_of_a_fact_that_nobody_has_touched(editor):
    def checks(count: int) -> int:
        programme = factories.draft(f"of-{count}", facts=[{}] * count)
        fields = shown(editor.get(address("programme", "change", programme.pk)))
        with CaptureQueriesContext(connection) as asked:
            send(editor, address("programme", "change", programme.pk), fields, cost_note="Иначе")
        assert Programme.objects.get(pk=programme.pk).cost_note == "Иначе"
        return sum("_check" in query["sql"] for query in asked)

    assert checks(9) == checks(1)


def test_what_a_field_is_for_stands_in_the_form_once_and_describes_all(editor):
    programme = factories.draft(facts=[{"position": number} for number in range(3)])
    page = editor.get(address("programme", "change", programme.pk)).content.decode()
    ids = set(re.findall(r' id="([^"]+)"', page))
    described = re.findall(r'aria-describedby="(id_facts[^"]+)"', page)
    assert ids.issuperset(described)
    assert len(described) > 30
    assert page.count("Одно законченное предложение своими словами") == 2  # shown, and to copy


# --- Without scripts ---------------------------------------------------------------------------


def typed_fact(words: str, **fields) -> dict:
    """Return a fact in the first free place of a form, its source called by words."""
    return {
        "facts-0-about": "subject",
        "facts-0-statement": "Утверждение.",
        "facts-0-source-words": words,
        "facts-0-locator": "абзац 1",
        **fields,
    }


@pytest.mark.parametrize("words", ["займы", "МЭР займы", "loans", "https://example.org/loans"])
def test_words_that_mean_one_source_choose_it(editor, words):
    source = factories.source("loans", title="О займах: займы", publisher="Мэр")
    factories.source("loans-and-grants", title="О грантах", publisher="Мэр")
    change(editor, factories.draft(facts=[]), **typed_fact(words))
    assert Programme.objects.get().facts.get().source == source


def test_words_that_mean_several_offer_them(editor):
    sources = [factories.source(f"s{number}", title=f"О займах {number}") for number in range(3)]
    programme = factories.draft(facts=[])
    answer = change(editor, programme, **typed_fact("о займах"))
    assert errors(answer)["facts-0-source"] == [
        "По словам «о займах» нашлось несколько: выберите из списка или напишите точнее."
    ]
    fields = shown(answer)
    assert fields["facts-0-source-words"] == "о займах"
    page = answer.content.decode()
    assert all(f'<option value="{source.pk}">' in page for source in sources)
    url = address("programme", "change", programme.pk)
    send(editor, url, fields, **{"facts-0-source": sources[1].pk, "facts-0-source-words": None})
    assert programme.facts.get().source == sources[1]


def test_a_contradicted_fact_is_called_by_its_words_or_its_code(editor):
    programme = factories.draft(facts=[{"statement": "Всего 10 фирм."}, {"statement": "Иначе."}])
    for words in ("10 фирм", "f1"):
        change(editor, programme, **{"facts-1-alternative_to-words": words})
        assert programme.facts.get(code="f2").alternative_to == programme.facts.get(code="f1")
        programme.facts.update(alternative_to=None)


def test_words_that_mean_nothing_are_kept_and_said(editor):
    answer = change(editor, factories.draft(facts=[]), **typed_fact("такого нет"))
    assert errors(answer)["facts-0-source"] == ["По словам «такого нет» ничего не нашлось."]
    assert shown(answer)["facts-0-source-words"] == "такого нет"


def test_operator_and_partners_are_called_by_words(editor):
    operator, partner = factories.organisation("mosprom"), factories.organisation("mfppp")
    kept = factories.organisation("technopolis")
    programme = factories.draft(partners=[kept])
    change(editor, programme, **{"operator-words": "моспром", "partners-words": "МФППП"})
    programme.refresh_from_db()
    assert programme.operator == operator
    assert set(programme.partners.all()) == {kept, partner}


def test_operator_and_partners_are_taken_away(editor):
    programme = factories.draft(
        operator=factories.organisation("mosprom"), partners=[factories.organisation("mfppp")]
    )
    change(editor, programme, operator="", partners=None)
    programme.refresh_from_db()
    assert programme.operator is None
    assert not programme.partners.exists()


@pytest.mark.parametrize("field", ["operator", "partners", "facts-0-source", "audiences"])
def test_a_key_that_nothing_has_is_refused_on_the_form(editor, field):
    url = address("programme", "change", factories.draft().pk)
    fields = shown(editor.get(url))
    for value in ("не число", "9" * 40, "9" * 5000, "-1", "999999", "²", "\x00"):
        answer = send(editor, url, fields, **{field: value})
        assert answer.status_code == 200
        assert list(errors(answer)) == [field], value


def test_a_form_gives_no_way_to_change_or_delete_what_others_use(editor):
    programme = factories.draft(operator=factories.organisation())
    page = editor.get(address("programme", "change", programme.pk)).content.decode()
    for field in ("operator", "partners", "facts-0-source"):
        assert f'id="add_id_{field}"' in page
        assert f'id="change_id_{field}"' not in page
        assert f'id="delete_id_{field}"' not in page
