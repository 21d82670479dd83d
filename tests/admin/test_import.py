"""The desk's page for tables: compared first, confirmed, for publishers only."""

import io
import re

import pytest
from django.contrib.admin.models import LogEntry

from programmes.admin import importing
from programmes.models import Programme
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
        name: re.search(f'name="{name}" value="([^"]*)"', html)[1] for name in ("packed", "digest")
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


@pytest.mark.parametrize("person", [factories.editor, factories.stranger])
def test_only_who_publishes_may_bring_a_table(client, person):
    factories.exhibitions()
    file = table({"slug": SLUG, "title": "Новое"})
    file.name = "table.csv"
    assert signed_in(client, person()).post(PAGE, {"table": file}).status_code in (302, 403)


@pytest.mark.parametrize(
    ("person", "seen"), [(factories.editor, False), (factories.publisher, True)]
)
def test_the_list_leads_to_the_page_for_whom_it_is(client, person, seen):
    response = signed_in(client, person()).get("/admin/programmes/programme/")
    assert (PAGE in response.content.decode()) == seen


def test_other_lists_do_not_lead_to_it(desk):
    assert PAGE not in desk.get("/admin/programmes/place/").content.decode()
