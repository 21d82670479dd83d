"""The desk's lists: who may see them, what they show, find and filter, at what cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.derived import refresh
from programmes.models import (
    Audience,
    CatalogueVersion,
    Contact,
    Industry,
    Lemma,
    Organisation,
    Place,
    Posting,
    Programme,
    Source,
    SynonymGroup,
)
from programmes.words.choices import State
from tests import factories
from tests.forms import act, address, delete, form_of, said, signed_in

pytestmark = pytest.mark.django_db

MODELS = ["programme", "organisation", "source", "audience", "place", "industry", "synonymgroup"]


@pytest.fixture
def publisher(client):
    return signed_in(client, factories.publisher())


def titles(client, query: str = "") -> set[str]:
    """Return the titles in the list of programmes under a query string."""
    response = client.get(f"{address('programme')}?{query}")
    return {programme.title for programme in response.context["cl"].result_list}


@pytest.mark.parametrize("model", MODELS)
def test_an_editor_opens_every_list_and_its_empty_form(client, model):
    signed_in(client, factories.editor())
    assert client.get(address(model)).status_code == 200
    assert client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_stranger_is_sent_away_from_every_list(client, model):
    signed_in(client, factories.stranger())
    assert client.get(address(model)).status_code == 302


@pytest.mark.parametrize("model", [CatalogueVersion, Lemma, Posting, Contact])
def test_bookkeeping_and_parts_have_no_list_of_their_own(admin_client, model):
    assert admin_client.get(f"/admin/programmes/{model._meta.model_name}/").status_code == 404


# --- Search ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["станки", "Станки", "СТАНКИ", "  станки ", "отечественные СТАН"])
def test_search_ignores_the_case_of_cyrillic(publisher, words):
    factories.programme("tools", title="Станки", summary="Отечественные станки заводам.")
    factories.programme("other", title="Выставки")
    assert titles(publisher, f"q={words}") == {"Станки"}


@pytest.mark.parametrize("words", ["заем", "заём", "ЗАЁМ"])
def test_search_takes_e_for_yo(publisher, words):
    factories.loan()
    factories.exhibitions()
    assert titles(publisher, f"q={words}") == {"Заём «Экспорт АПК»"}


@pytest.mark.parametrize("words", ["моспром", "international-exhib", "зарубежных"])
def test_search_looks_at_operator_slug_and_summary(publisher, words):
    factories.exhibitions()
    factories.internship()
    assert titles(publisher, f"q={words}") == {"Участие в международных выставках"}


def test_search_for_what_nobody_wrote_finds_nothing(publisher):
    factories.exhibitions()
    assert titles(publisher, "q=%25") == set()


@pytest.mark.parametrize(
    ("model", "words"),
    [("organisation", "МОСПРОМ"), ("source", "ПУБЛИКАЦИЯ"), ("audience", "ЭКСПОРТЁР")],
)
def test_search_in_the_other_lists_knows_cyrillic_too(publisher, model, words):
    factories.exhibitions()
    response = publisher.get(f"{address(model)}?q={words}")
    assert len(response.context["cl"].result_list) == 1


# --- Filters ---------------------------------------------------------------------------------


def test_the_due_filter_keeps_what_has_to_be_checked_today(publisher):
    today = timezone.localdate()
    factories.programme("due", title="Пора", checked_on=today - timedelta(days=90))
    factories.programme("fresh", title="Рано", checked_on=today - timedelta(days=89))
    factories.programme("never", title="Никогда", checked_on=None, state=State.DRAFT)
    assert titles(publisher, "due=yes") == {"Пора"}
    page = publisher.get(address("programme")).content.decode()
    assert "Опубликованные, которые пора проверить" in page


def test_the_side_filter_shows_a_programme_of_two_audiences_once(publisher):
    factories.loan()
    factories.internship()
    response = publisher.get(f"{address('programme')}?side=business")
    assert [str(programme) for programme in response.context["cl"].result_list] == [
        "Заём «Экспорт АПК»"
    ]


@pytest.mark.parametrize(
    "query",
    ["state__exact=published", "kind__exact=loan", "cost__exact=paid", "intake__exact=continuous"],
)
def test_every_field_an_editor_asks_for_filters_the_list(publisher, query):
    factories.loan()
    factories.draft()
    assert titles(publisher, query) == {"Заём «Экспорт АПК»"}


def test_operator_and_audience_filter_the_list(publisher):
    factories.internship()
    factories.loan()
    operator = factories.organisation("technopolis").pk
    audience = factories.audience("college-students").pk
    assert titles(publisher, f"operator__id__exact={operator}") == {"Техностажировка"}
    assert titles(publisher, f"audiences__id__exact={audience}") == {"Техностажировка"}


# --- Cost ------------------------------------------------------------------------------------


def make(model: str, number: int) -> None:
    """Make a record with all that its row of the list shows."""
    slug = f"record-{number}"
    match model:
        case "programme":
            operator = factories.organisation(f"operator-{number}")
            audiences = [factories.audience(f"audience-{number}"), factories.audience()]
            factories.programme(slug, operator=operator, audiences=audiences)
        case "organisation":
            factories.programme(slug, operator=factories.organisation(slug))
        case "source":
            factories.programme(slug, facts=[{"source": factories.source(slug)}])
        case "audience":
            factories.programme(slug, audiences=[factories.audience(slug)])
        case "place":
            factories.programme(slug, places=[factories.place(slug)])
        case "industry":
            factories.programme(slug, industries=[factories.industry(slug)])
        case "synonymgroup":
            factories.synonyms(slug)


def queries_of(client, url: str) -> int:
    """Return how many queries a page takes once everything that is kept is kept."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_of_twenty_takes_no_more_queries_than_a_list_of_one(publisher, model):
    make(model, 1)
    one = queries_of(publisher, address(model))
    with refresh.refresh_once():
        for number in range(2, 21):
            make(model, number)
    assert queries_of(publisher, address(model)) == one


def test_a_form_of_ten_facts_takes_no_more_queries_than_a_form_of_one(publisher):
    programme = factories.programme()
    factories.contact(programme)
    url = address("programme", "change", programme.pk)
    one = queries_of(publisher, url)
    for number in range(2, 11):
        source = factories.source(f"source-{number}")
        factories.fact(programme, f"f{number}", source=source)
        factories.contact(programme, f"https://example.org/{number}", source=source)
    assert queries_of(publisher, url) == one


# --- Checks and files ------------------------------------------------------------------------


def test_the_first_page_counts_what_waits_and_links_to_it(publisher):
    factories.programme("due", checked_on=date(2020, 1, 1))
    factories.draft("first", checked_on=None)
    factories.draft("second", checked_on=date(2020, 1, 1))
    page = publisher.get(reverse("admin:index")).content.decode()
    assert "Пора проверить опубликованное</strong> <span>1\N{NO-BREAK SPACE}программа" in page
    assert "В черновиках</strong> <span>2\N{NO-BREAK SPACE}программы" in page
    assert f"{address('programme')}?due=yes" in page


def test_the_first_page_tells_nothing_to_staff_without_a_group(client):
    person = factories.stranger()
    person.is_staff = True
    person.save()
    page = signed_in(client, person).get(reverse("admin:index")).content.decode()
    assert "Пора проверить" not in page


def test_marking_as_checked_sets_the_day_in_moscow_and_is_logged(publisher):
    programme = factories.programme(checked_on=date(2020, 1, 1))
    response = act(publisher, "mark_checked", programme)
    programme.refresh_from_db()
    assert programme.checked_on == timezone.localdate()
    assert said(response) == ["Проверено сегодня: 1\N{NO-BREAK SPACE}программа."]
    history = publisher.get(address("programme", "history", programme.pk)).content.decode()
    assert "Сверено с источниками." in history


def test_csv_of_selected_rows_begins_as_the_public_file_with_these_rows(publisher):
    first = factories.exhibitions()
    factories.internship()
    rows = {"action": "export_csv", "_selected_action": [first.pk]}
    answer = publisher.post(address("programme"), rows)
    public = publisher.get("/programmes.csv?q=выставки&operator=mosprom")
    own, theirs = (b"".join(each.streaming_content).split(b"\r\n") for each in (answer, public))
    assert own[1].startswith(theirs[1])
    assert own[1].decode().endswith(";Опубликована")
    assert (len(own), len(theirs)) == (3, 3)
    assert "no-store" in answer["Cache-Control"]


def test_csv_has_drafts_too_for_the_editors(client):
    draft = factories.draft()
    signed_in(client, factories.editor())
    rows = {"action": "export_csv", "_selected_action": [draft.pk]}
    lines = b"".join(client.post(address("programme"), rows).streaming_content).decode("utf-8-sig")
    assert "machine-building-centre;" in lines


@pytest.mark.parametrize("model", [Organisation, Source, Audience, Place, Industry, SynonymGroup])
def test_reference_records_can_be_added_by_an_editor_and_deleted_by_a_publisher_only(model):
    name = model._meta.model_name
    editor, publisher = factories.editor(), factories.publisher()
    assert editor.has_perm(f"programmes.add_{name}")
    assert not editor.has_perm(f"programmes.delete_{name}")
    assert publisher.has_perm(f"programmes.delete_{name}")


def test_an_audience_in_use_cannot_be_deleted(publisher):
    programme = factories.programme()
    page = delete(publisher, "audience", programme.audiences.get().pk).content.decode()
    assert "Программа «Программа export-consulting»" in page
    assert programme.audiences.exists()


def test_an_audience_nobody_uses_can_be_deleted(publisher):
    audience = factories.audience("adults")
    delete(publisher, "audience", audience.pk)
    assert not Audience.objects.filter(pk=audience.pk).exists()


def test_a_source_of_a_fact_cannot_be_deleted(publisher):
    factories.programme()
    source = factories.source()
    delete(publisher, "source", source.pk)
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_published_programme_cannot_be_deleted_but_an_archived_one_can(publisher):
    published = factories.programme("published")
    archived = factories.programme("archived", state=State.ARCHIVED)
    answers = [
        delete(publisher, "programme", record.pk).status_code for record in (published, archived)
    ]
    assert answers == [403, 200]
    assert list(Programme.objects.all()) == [published]


def test_a_group_of_synonyms_needs_two_different_phrases(publisher):
    url = address("synonymgroup", "add")
    response = publisher.post(url, {"slug": "loan", "words": "Заём\r\nзаём"})
    errors = response.context["adminform"].form.errors
    assert errors == {
        "words": ["Напишите хотя бы два разных слова или выражения, каждое в своей строке."]
    }
    assert "Заём\r\nзаём" in response.content.decode()


def test_a_group_of_synonyms_is_kept_with_plain_newlines(publisher):
    publisher.post(address("synonymgroup", "add"), {"slug": "loan", "words": "заём\r\nкредит"})
    assert SynonymGroup.objects.get().words == "заём\nкредит"


def test_chosen_published_programmes_are_not_deleted_and_the_way_out_is_named(publisher):
    shown, draft = factories.loan(), factories.draft()
    url = address("programme")
    chosen = {"action": "delete_selected", "_selected_action": [shown.pk, draft.pk], "index": "0"}
    for confirmed in ({}, {"post": "yes"}):
        listed = form_of(publisher.get(url)).sent
        page = publisher.post(url, listed | chosen | confirmed).content.decode()
        assert f"«{shown.title}» опубликована: уберите её в архив." in page
        assert 'value="Удалить"' not in page
    assert Programme.objects.filter(pk__in=[shown.pk, draft.pk]).count() == 2
