"""The list of facts, and one statement corrected in all programmes that share it."""

import pytest

from programmes.models import Fact, Programme, Source
from programmes.revisions import review
from programmes.revisions.models import Revision
from programmes.revisions.states import ReviewState
from programmes.words.choices import Bound, Measure
from tests import factories
from tests.admin.test_models import page_of
from tests.admin.test_public import addresses, catalogue, public_bytes, send_every_change
from tests.forms import address, change, errors, said, send, shown, signed_in

pytestmark = pytest.mark.django_db

OLD, NEW = "Участвовали 10 фирм.", "Участвовали 12 фирм."
FIGURE = {"value": 10, "bound": Bound.EXACTLY, "unit": "фирм"}


def three_programmes() -> list[Fact]:
    """Return the fact of two published programmes and of a draft that share a statement."""
    made = [
        factories.programme("first", facts=[{"statement": OLD, **FIGURE}]),
        factories.programme("second", facts=[{"statement": OLD, **FIGURE}]),
        factories.draft("third", facts=[{"statement": OLD, **FIGURE}]),
    ]
    return [programme.facts.get() for programme in made]


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


@pytest.fixture
def publisher(client):
    return signed_in(client, factories.publisher())


def correct(client, fact: Fact, **typed):
    """Type over the statement of a fact on its own page."""
    url = address("fact", "change", fact.pk)
    typed = typed or {"statement": NEW, "value": "12"}
    return send(client, url, shown(client.get(url)), **typed)


def statements_now() -> list[str]:
    return list(Fact.objects.order_by("pk").values_list("statement", flat=True))


def test_an_editor_corrects_a_statement_once_and_what_the_public_sees_waits(editor):
    facts = three_programmes()
    answer = correct(editor, facts[0])
    assert said(answer) == [
        "Исправлено сразу: 1\N{NO-BREAK SPACE}программа.",
        "Сохранено: 2\N{NO-BREAK SPACE}правки. Страницы на сайте прежние, пока их не опубликуют.",
    ]
    assert statements_now() == [OLD, OLD, NEW]
    opened = [review.opened(fact.programme) for fact in facts]
    (first, second) = [each.content["fact"][0] for each in opened[:2]]
    assert first["statement"] == second["statement"] == NEW
    assert (first["value"], first["unit"]) == ("12", "фирм")
    assert {each.state for each in opened[:2]} == {ReviewState.WORKING}
    review.publish(facts[0].programme, opened[0], factories.publisher())
    assert statements_now() == [NEW, OLD, NEW]


@pytest.mark.parametrize("person", [factories.editor, factories.publisher])
@pytest.mark.parametrize("typed", [{"_save": ""}, {"statement": f" {OLD} "}])
def test_whoever_changes_nothing_begins_no_correction_and_is_told_so(client, person, typed):
    facts = three_programmes()
    answer = correct(signed_in(client, person()), facts[0], **typed)
    assert said(answer) == ["Вы ничего не изменили."]
    assert not Revision.objects.exists()
    assert {each.revision for each in Programme.objects.all()} == {0}


def test_corrections_of_a_statement_go_to_the_publishers_together(editor):
    facts = three_programmes()
    correct(editor, facts[2], statement=NEW, value="12", _step="submit")
    states = [review.opened(fact.programme).state for fact in facts[:2]]
    assert states == [ReviewState.SUBMITTED] * 2


def test_a_publisher_corrects_a_statement_wherever_it_stands_at_once(publisher):
    facts = three_programmes()
    numbers = [fact.programme.revision for fact in facts]
    correct(publisher, facts[0])
    assert statements_now() == [NEW] * 3
    for fact, number in zip(facts, numbers, strict=True):
        programme = Programme.objects.get(pk=fact.programme_id)
        assert programme.revision == number + 1
        (line,) = Revision.objects.of(programme)
        assert line.comment.startswith("Общее утверждение исправлено сразу везде (3")
        assert line.is_unreviewed == programme.is_public
        page = publisher.get(address("programme", "history", programme.pk)).content.decode()
        assert page.count("Общее утверждение исправлено") == 1


def test_what_only_looks_alike_stays_as_it_is(publisher):
    facts = three_programmes()
    other = factories.source("other")
    for slug, fields in (
        ("a", {"source": other, **FIGURE}),
        ("b", {**FIGURE, "value": 11}),
        ("c", {}),
    ):
        factories.programme(slug, facts=[{"statement": OLD, **fields}])
    correct(publisher, facts[0])
    assert statements_now() == [NEW] * 3 + [OLD] * 3


def test_whoever_was_overtaken_in_one_of_the_programmes_is_told_and_nothing_is_written(client):
    facts = three_programmes()
    url = address("fact", "change", facts[0].pk)
    read = shown(signed_in(client, factories.publisher()).get(url))
    change(signed_in(client, factories.editor()), facts[1].programme, cost_note="Иначе")
    signed_in(client, factories.person("gennady", "Издатели"))
    answer = send(client, url, read, statement=NEW)
    assert "Пока вы правили, запись изменилась" in answer.content.decode()
    assert statements_now() == [OLD] * 3


def test_a_correction_that_says_otherwise_already_is_left_and_named(editor):
    facts = three_programmes()
    change(editor, facts[0].programme, **{"facts-0-statement": "Участвовали 13 фирм."})
    answer = correct(editor, facts[1], statement=NEW)
    assert said(answer)[-1] == (
        "«Программа first» — без изменений. "
        "Правка №\N{NO-BREAK SPACE}1 уже меняет это утверждение иначе."
    )
    kept = review.opened(facts[0].programme).content["fact"][0]
    assert kept["statement"] == "Участвовали 13 фирм."
    assert review.opened(facts[1].programme).content["fact"][0]["statement"] == NEW


def test_a_correction_of_something_else_takes_the_statement_up(publisher, client):
    facts = three_programmes()
    signed_in(client, factories.editor())
    change(client, facts[0].programme, cost_note="Иначе")
    signed_in(client, factories.person("gennady", "Издатели"))
    correct(client, facts[1])
    assert statements_now() == [OLD, NEW, NEW]
    text = review.opened(facts[0].programme).content
    assert (text["cost_note"], text["fact"][0]["statement"]) == ("Иначе", NEW)


def test_a_rule_that_another_programme_would_break_is_named_with_it(publisher):
    facts = three_programmes()
    Fact.objects.filter(pk=facts[1].pk).update(is_key=True, label="участвовали")
    answer = correct(publisher, facts[0], value="", bound="", unit="")
    assert errors(answer)["__all__"] == [
        "«Программа second»: Крупно можно показать только число с подписью."
    ]
    assert Fact.objects.get(pk=facts[0].pk).value == 10


def test_nothing_that_an_editor_sends_of_a_fact_changes_a_public_byte(client):
    catalogue()
    paths = addresses()
    before = public_bytes(client, paths)
    assert send_every_change(client, factories.chief(), factories.editor(), Fact) == 3
    client.logout()
    assert public_bytes(client, paths) == before


def test_nobody_adds_or_deletes_a_fact_by_itself(client):
    fact = three_programmes()[0]
    signed_in(client, factories.chief())
    assert client.get(page_of(Fact, "add")).status_code == 403
    assert client.post(page_of(Fact, "delete", fact.pk), {"post": "yes"}).status_code == 403


# --- The list ---------------------------------------------------------------------------------


def listed(client, query: str) -> list[str]:
    """Return the codes of the programmes whose facts a list shows."""
    page = client.get(f"{address('fact')}?{query}")
    return sorted(fact.programme.slug for fact in page.context["cl"].result_list)


def test_facts_are_listed_by_source_check_disagreement_measure_and_words(editor):
    three_programmes()
    rare = factories.source("rare", title="Редкое")
    rate = {"measure": Measure.RATE, "unit": "%", "bound": Bound.EXACTLY, "label": "ставка"}
    rates = [
        {"statement": "Ставка 3 %.", "value": 3, **rate},
        {"statement": "Ставка 5 %.", "value": 5, "source": rare, **rate},
    ]
    factories.programme("rates", facts=rates, checked_on="2020-01-01")
    noted = factories.programme("noted", facts=rates)
    one, other = noted.facts.all()
    Fact.objects.filter(pk=other.pk).update(alternative_to=one)
    assert listed(editor, f"source={rare.pk}") == ["noted", "rates"]
    form = editor.get(address("source", "change", rare.pk)).content.decode()
    assert f'href="{address("fact")}?source={rare.pk}"' in form
    assert listed(editor, "shared=yes&q=участвовали") == ["first", "second", "third"]
    assert listed(editor, "disagreement=noted") == ["noted", "noted"]
    assert listed(editor, "disagreement=unnoted") == ["rates", "rates"]
    assert listed(editor, "checked=due") == ["rates", "rates"]
    assert listed(editor, "checked=long-ago") == ["rates", "rates"]
    assert listed(editor, f"measure={Measure.RATE}&q=ставка 5") == ["noted", "rates"]
    assert listed(editor, f"q={rare.url}") == ["noted", "rates"]


def test_a_condition_that_no_filter_has_is_said_not_to_be_understood(editor):
    for query in ("source=x", "checked=sometimes", "disagreement=0", "shared=no"):
        answer = editor.get(f"{address('fact')}?{query}", follow=True)
        assert "условие, которого список не понимает" in "".join(said(answer)), query


def test_a_list_of_facts_takes_no_more_queries_for_many(editor, django_assert_max_num_queries):
    for number in range(9):
        source = factories.source(f"s{number}")
        factories.draft(f"d{number}", facts=[{"source": source}, {}])
    editor.get(address("fact"))
    with django_assert_max_num_queries(25):
        editor.get(address("fact"))


def test_a_form_of_another_record_than_a_programme_offers_no_preview(editor):
    source = factories.source()
    assert Source.objects.get() == source
    assert b'name="_preview"' not in editor.get(address("source", "change", source.pk)).content
