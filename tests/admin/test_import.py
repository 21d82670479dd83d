"""The desk's page for tables: taken as the list stands; compared first, confirmed."""

import io
import re

import pytest
from django.contrib.admin.models import LogEntry

from programmes.admin import exporting, importing
from programmes.models import Event, Fact, Programme
from programmes.revisions import review
from programmes.words.choices import State
from tests import factories
from tests.forms import signed_in
from tests.sheets import exported, table

pytestmark = pytest.mark.django_db

PAGE = "/admin/programmes/programme/import/"
SLUG = "international-exhibitions"


@pytest.fixture
def desk(client):
    """The client of a publisher."""
    return signed_in(client, factories.publisher())


def upload(desk, file: io.BytesIO) -> str:
    file.name = "table.csv"
    response = desk.post(PAGE, {"table": file})
    assert response.status_code == 200
    return response.content.decode()


def confirmation(html: str) -> dict[str, str]:
    """Return the hidden fields of the form that confirms."""
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', html)[1]
        for name in ("kind", "packed", "digest")
    }


def test_an_export_of_the_portal_changes_nothing(desk):
    factories.exhibitions()
    html = upload(desk, exported(desk))
    assert "без изменений: 1" in html
    assert "Внести изменения" not in html


def test_what_would_change_is_shown_and_nothing_is_changed(desk):
    factories.exhibitions()
    html = upload(desk, table({"slug": SLUG, "title": "Новое <b>название</b>"}))
    assert "Новое &lt;b&gt;название&lt;/b&gt;" in html
    assert "Участие в международных выставках" in html
    assert Programme.objects.get().title == "Участие в международных выставках"


def test_what_was_shown_is_done_when_confirmed(desk):
    factories.exhibitions()
    factories.audience()
    new = {"slug": "new", "title": "Новая", "summary": "Кому-то.", "kind": "Грант"}
    row = {"slug": SLUG, "title": "Новое", "summary": "Кому.", "kind": "Грант"}
    html = upload(desk, table(row, new))
    response = desk.post(PAGE, confirmation(html), follow=True)
    assert "Таблица загружена: 2\N{NO-BREAK SPACE}программы." in response.content.decode()
    assert Programme.objects.get(slug=SLUG).title == "Новое"
    assert Programme.objects.get(slug="new").state == State.DRAFT
    assert "Из таблицы: «Название»" in str(
        list(LogEntry.objects.values_list("change_message", flat=True))
    )


def test_a_catalogue_that_changed_meanwhile_is_shown_again(desk):
    record = factories.exhibitions()
    fields = confirmation(upload(desk, table({"slug": SLUG, "title": "Новое"})))
    record.cost_note, record.revision = "Иначе", 1
    record.save()
    html = desk.post(PAGE, fields).content.decode()
    assert "Ничего не загружено" in html
    assert Programme.objects.get().title != "Новое"
    desk.post(PAGE, confirmation(html))
    assert Programme.objects.get().title == "Новое"


def test_refused_rows_are_named_and_cannot_be_confirmed(desk):
    factories.exhibitions()
    html = upload(desk, table({"slug": SLUG, "kind": "Подарок"}))
    assert "Строка 2, столбец «Вид поддержки»: «Подарок» — такого нет." in html
    assert "Внести изменения" not in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Выберите файл."),
        ({"packed": "rubbish", "digest": "x"}, "Загрузите файл ещё раз."),
        ({"packed": importing.zip_content(b"Slug")[:-8], "digest": "x"}, "Загрузите файл ещё раз."),
        ({"table": io.BytesIO(b"one;two")}, "Столбца «one» в каталоге нет."),
    ],
)
def test_what_is_no_table_is_refused(desk, fields, sentence):
    assert sentence in desk.post(PAGE, {"x": "x", **fields}).content.decode()


def test_a_file_too_large_for_the_page_is_sent_to_the_command(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4200
    noise = "".join(f"{number**7};" for number in range(500))
    assert "командой import_programmes" in upload(desk, io.BytesIO(noise.encode()))


@pytest.mark.parametrize("person", [factories.reader, factories.stranger])
def test_only_who_writes_may_bring_a_table(client, person):
    factories.exhibitions()
    file = table({"slug": SLUG, "title": "Новое"})
    file.name = "table.csv"
    assert signed_in(client, person()).post(PAGE, {"table": file}).status_code in (302, 403)


def test_what_an_editor_brings_waits_for_a_publisher(client):
    record = factories.exhibitions()
    desk = signed_in(client, factories.editor())
    html = upload(desk, table({"slug": SLUG, "title": "Новое"}))
    assert "страницы останутся прежними, пока издатель их не опубликует" in html
    answer = desk.post(PAGE, confirmation(html), follow=True).content.decode()
    assert "Сохранено: 1\N{NO-BREAK SPACE}правка. Страницы на сайте прежние" in answer
    assert Programme.objects.get().title != "Новое"
    assert review.opened(record).content["title"] == "Новое"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(("person", "seen"), [(factories.reader, False), (factories.editor, True)])
def test_the_list_leads_to_the_page_for_whom_it_is_with_its_filters(client, person, seen):
    response = signed_in(client, person()).get("/admin/programmes/programme/?state=draft")
    assert (f"{PAGE}?state=draft" in response.content.decode()) == seen


def test_other_lists_do_not_lead_to_it(desk):
    assert "import/" not in desk.get("/admin/programmes/place/").content.decode()


# --- Files of a list -------------------------------------------------------------------------


def test_the_page_offers_the_list_as_files_of_each_kind(desk):
    html = desk.get(f"{PAGE}?state=draft").content.decode()
    for kind in ("programme", "fact", "contact", "requirement"):
        for suffix in ("csv", "xlsx"):
            assert f"/admin/programmes/programme/export/{kind}.{suffix}?state=draft" in html


def test_a_file_holds_the_facts_of_the_list_in_its_order(desk):
    factories.exhibitions(), factories.internship(), factories.draft()
    answer = desk.get("/admin/programmes/programme/export/fact.csv?state=published&o=1")
    lines = b"".join(answer.streaming_content).decode().splitlines()[1:]
    assert [line.partition(";")[0] for line in lines] == ["tekhnostazhirovka", SLUG, SLUG]
    assert "facts-" in answer["Content-Disposition"]


@pytest.mark.parametrize("query", ["?nonsense=1", "?kind__x=1", f"?operator__id__exact={'9' * 30}"])
def test_a_file_of_a_question_that_is_not_understood_is_not_sent(desk, query):
    answer = desk.get(f"/admin/programmes/programme/export/fact.csv{query}", follow=True)
    assert "которого список не понимает" in answer.content.decode()


def test_a_list_that_is_too_long_is_not_sent(desk, monkeypatch):
    monkeypatch.setattr(exporting, "MAX_EXPORTED", 1)
    factories.exhibitions(), factories.internship()
    answer = desk.get("/admin/programmes/programme/export/fact.csv", follow=True)
    assert "В списке больше 1\N{NO-BREAK SPACE}записи" in answer.content.decode()


@pytest.mark.parametrize("file", ["place.csv", "fact.ods", "event.csv"])
def test_what_the_list_has_no_file_of_is_not_found(desk, file):
    assert desk.get(f"/admin/programmes/programme/export/{file}").status_code == 404


def test_who_may_not_see_facts_gets_no_file_of_them(client):
    desk = signed_in(client, factories.reader())
    address = "/admin/programmes/programme/export/{}.csv"
    assert desk.get(address.format("programme")).getvalue().startswith("\ufeffКод;".encode())
    assert desk.get(address.format("fact")).status_code == 403


# --- Other kinds -----------------------------------------------------------------------------


def test_facts_are_brought_through_the_same_page(desk):
    factories.exhibitions()
    file = io.BytesIO(f"Код программы;Код;Место в источнике\n{SLUG};since;абзац 9".encode())
    file.name = "table.csv"
    html = desk.post(PAGE, {"table": file, "kind": "fact"}).content.decode()
    assert "Факты. Изменится: 1, новых: 0, удалится: 0, без изменений: 0" in html
    answer = desk.post(PAGE, confirmation(html), follow=True).content.decode()
    assert "Таблица загружена: 1\N{NO-BREAK SPACE}программа." in answer
    assert Fact.objects.get(code="since").locator == "абзац 9"


def test_events_have_a_page_of_their_own(desk):
    factories.event()
    file = io.BytesIO("Код;Примечание\nsial-2027;Перенос".encode())
    file.name = "table.csv"
    page = "/admin/programmes/event/import/"
    html = desk.post(page, {"table": file}).content.decode()
    desk.post(page, confirmation(html))
    assert Event.objects.get().note == "Перенос"
