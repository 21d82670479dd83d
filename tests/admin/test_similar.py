"""What is like a record there is: a new one is noticed, a draft is made of another programme."""

import pytest

from programmes.models import Programme, Source
from programmes.revisions.models import Revision
from programmes.words.choices import Bound, State
from tests import factories
from tests.admin.test_public import addresses, public_bytes
from tests.forms import address, change, form_of, said, send, shown, signed_in

pytestmark = pytest.mark.django_db

QUESTION = "Похоже, такая запись уже есть"


@pytest.fixture
def editor(client):
    return signed_in(client, factories.editor())


def add(client, model: str, **typed):
    """Type into the empty form of a model and save."""
    url = address(model, "add")
    return send(client, url, shown(client.get(url)), **typed)


def similar(answer) -> list[str]:
    """Return the records that a form shows as like the new one."""
    return [str(each) for each in answer.context["adminform"].form.similar]


# --- Noticed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["ПРОМЫШЛЕННАЯ  ипотека", "Ипотека промышленная", "«Промышленной ипотеки»"]
)
def test_a_programme_called_almost_as_another_one_is_saved_at_the_second_time(editor, title):
    there = factories.programme("loan", title="Промышленная ипотека")
    factories.programme("other", title="Промышленная ипотека для станкостроителей")
    answer = add(editor, "programme", title=title)
    page = answer.content.decode()
    assert QUESTION in page
    assert similar(answer) == ["Промышленная ипотека"]
    assert f'href="{address("programme", "change", there.pk)}"' in page
    assert Programme.objects.count() == 2
    assert "_anyway" in form_of(answer).fields
    send(editor, address("programme", "add"), shown(answer), _anyway="1")
    assert Programme.objects.count() == 3


def test_a_programme_with_the_page_or_the_source_of_another_one_is_noticed(editor):
    source = factories.source("rare")
    there = factories.programme("there", facts=[{"source": source}])
    factories.contact(there, "https://example.org/loan", source=factories.source("other"))
    page = {"contacts-TOTAL_FORMS": "1", "contacts-0-value": "http://www.example.org/loan/"}
    answer = add(editor, "programme", title="Иное", **page)
    assert similar(answer) == ["Программа there"]
    named = {"facts-0-source": str(source.pk)}
    assert similar(add(editor, "programme", title="Иное", **named)) == ["Программа there"]
    for number in range(2):  # what several programmes name tells nothing
        factories.programme(f"more-{number}", facts=[{"source": source}])
    assert similar(add(editor, "programme", title="Иное", **named)) == []


def test_a_programme_like_no_other_is_saved_at_once(editor):
    factories.programme("loan", title="Промышленная ипотека")
    assert said(add(editor, "programme", title="Выставка станков")) == [
        "Запись добавлена: «Выставка станков»."
    ]


def test_a_source_with_the_address_of_another_one_is_noticed(editor):
    there = factories.source("there", url="https://example.org/loan")
    empty = address("source", "add")
    typed = {"title": "Заём", "publisher": "Мэр", "reliability": "official"}
    typed |= {"url": "http://example.org/loan/?utm_source=x"}
    answer = editor.post(empty, shown(editor.get(empty)) | typed)
    assert similar(answer) == [str(there)]
    assert Source.objects.count() == 1
    send(editor, empty, shown(answer), _anyway="1")
    assert Source.objects.count() == 2


def test_an_entry_that_is_there_is_changed_without_a_question(editor):
    factories.draft("one", title="Промышленная ипотека")
    other = factories.draft("other", title="Промышленная ипотека")
    change(editor, other, cost_note="Половина")
    assert Programme.objects.get(pk=other.pk).cost_note == "Половина"


# --- A programme like another one ---------------------------------------------------------------


@pytest.fixture
def original():
    made = factories.programme(
        "loan",
        title="Промышленная ипотека",
        partners=[factories.organisation("mfppp")],
        facts=[
            {"value": 10, "bound": Bound.EXACTLY, "label": "фирм", "is_key": True},
            {"as_of": "2025-08-25"},
        ],
    )
    made.facts.filter(code="f1").update(home_position=1)
    made.facts.filter(code="f2").update(alternative_to=made.facts.get(code="f1"))
    factories.contact(made)
    factories.requirement(made, "Только для фирм")
    return made


def copied(client, original, title="Ипотека для станкостроителей"):
    """Open the page for a programme like another one, type its title, press the button."""
    form = client.get(address("programme", "change", original.pk)).content.decode()
    url = address("programme", "copy", original.pk)
    assert f'href="{url}"' in form
    return client.post(url, shown(client.get(url)) | {"title": title}, follow=True)


def test_a_draft_is_made_of_a_programme_with_all_that_is_written_there(client, editor, original):
    paths = addresses()
    before = public_bytes(client, paths)
    answer = copied(editor, original)
    made = Programme.objects.exclude(pk=original.pk).get()
    assert answer.request["PATH_INFO"] == address("programme", "change", made.pk)
    assert made.title == "Ипотека для станкостроителей"
    assert made.slug.startswith("ipoteka")
    assert (made.state, made.checked_on) == (State.DRAFT, None)
    assert list(made.partners.all()) == list(original.partners.all())
    assert made.facts.get(code="f2").alternative_to == made.facts.get(code="f1")
    assert made.facts.get(code="f2").as_of.isoformat() == "2025-08-25"
    assert made.facts.get(code="f1").home_position is None
    assert (made.contacts.count(), made.requirements.get().fact.programme) == (1, made)
    (line,) = Revision.objects.of(made)
    assert line.comment == "Создана как похожая на «Промышленная ипотека»"
    client.logout()
    assert public_bytes(client, paths) == before


def test_a_second_draft_of_the_same_title_has_a_code_of_its_own(editor, original):
    for _ in range(2):
        copied(editor, original)
    assert Programme.objects.count() == 3
    assert Programme.objects.order_by().values("slug").distinct().count() == 3


def test_whoever_may_add_no_programme_makes_no_draft_of_one(client, original):
    user = factories.editor()
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_programme"))
    signed_in(client, user)
    url = address("programme", "copy", original.pk)
    assert client.get(url).status_code == client.post(url, {"title": "x"}).status_code == 403
    assert url not in client.get(address("programme", "change", original.pk)).content.decode()
    assert Programme.objects.count() == 1
