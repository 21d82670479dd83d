"""A published entry corrected by an editor and a publisher in real browsers, click by click."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import sideways

EDITOR, CHIEF, SECOND = "anna", "polina", True
SLUG = "tekhnostazhirovka"
MESSAGES = ".messagelist"
STATE = "section.standing"


def form_of(page: Page, slug: str) -> None:
    """Open the form of a programme from its list, as people do."""
    page.set_default_timeout(15_000)
    page.goto(page.url.split("/admin/")[0] + f"/admin/programmes/programme/?q={slug}")
    page.click("#result_list .field-title a")
    page.wait_for_load_state()


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page behind it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def picture(page: Page, name: str) -> None:
    """Take a picture of a page where somebody wants to look at it (PICTURES=folder)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def public(page: Page, slug: str) -> str:
    """Return what a visitor reads on the page of a programme."""
    answer = page.request.get(page.url.split("/admin/")[0] + f"/programmes/{slug}/")
    return answer.text()


def test_a_correction_goes_from_an_editor_over_a_remark_to_the_public(visitor):
    editor = visitor.open("/admin/", staff=EDITOR)
    form_of(editor, SLUG)
    expect(editor.locator(STATE).first).to_contain_text("То, что вы измените, станет правкой.")
    title = editor.input_value("#id_title")
    editor.fill("#id_title", "Техностажировка по-новому")
    picture(editor, "1-correcting")
    press(editor, "Сохранить и отправить на проверку")
    expect(editor.locator(MESSAGES)).to_contain_text("отправлена")
    expect(editor.locator(STATE).first).to_contain_text("на проверке")
    assert "Техностажировка по-новому" not in public(editor, SLUG)
    picture(editor, "2-submitted")

    chief = visitor.open("/admin/", staff=CHIEF)
    picture(chief, "3-desk")
    chief.get_by_role("link", name="Правки: ждут издателя").click()
    chief.get_by_role("link", name="Техностажировка").first.click()
    chief.wait_for_load_state()
    expect(chief.locator(".compared")).to_contain_text("Техностажировка по-новому")
    picture(chief, "4-review")
    press(chief, "Вернуть с замечанием")
    expect(chief.locator(".decision")).to_contain_text("Напишите, что поправить.")
    chief.fill("#id_remark", "Допишите «программа».")
    press(chief, "Вернуть с замечанием")
    expect(chief.locator(MESSAGES)).to_contain_text("возвращена автору")

    editor.goto(editor.url.split("/admin/")[0] + "/admin/")
    editor.get_by_role("link", name="Правки: возвращены мне").click()
    editor.get_by_role("link", name="Техностажировка").first.click()
    editor.get_by_role("link", name="Открыть форму с этой правкой").click()
    expect(editor.locator(STATE).first).to_contain_text("Допишите «программа».")
    editor.fill("#id_title", "Техностажировка по-новому, программа")
    picture(editor, "5-returned")
    press(editor, "Сохранить и отправить на проверку")

    form_of(chief, SLUG)
    assert chief.input_value("#id_title") == "Техностажировка по-новому, программа"
    press(chief, "Сохранить и опубликовать")
    expect(chief.locator(MESSAGES)).to_contain_text("Опубликовано")
    assert "Техностажировка по-новому, программа" in public(chief, SLUG)
    chief.get_by_role("link", name="История").first.click()
    expect(chief.locator(".history")).to_contain_text("№")
    # whoever publishes what another one has written is its second reader
    expect(chief.locator(".history")).not_to_contain_text("без второй проверки")
    picture(chief, "6-history")
    # the text goes back by the same way
    chief.get_by_role("link", name="№").last.click()
    press(chief, "Взять текст этой правки")
    assert chief.input_value("#id_title") == title
    press(chief, "Сохранить и опубликовать")
    assert "Техностажировка по-новому, программа" not in public(chief, SLUG)
    assert not visitor.complaints


def test_what_was_typed_and_not_saved_comes_back(visitor):
    page = visitor.open("/admin/", staff=EDITOR)
    form_of(page, "export-grant")
    page.clock.install()
    page.reload()
    was = page.input_value("#id_title")
    page.fill("#id_title", "Набрано и не сохранено")
    page.clock.fast_forward(10_000)
    expect(page.locator(".autosaved")).to_contain_text("само сохранилось")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.input_value("#id_title") == was
    picture(page, "7-typed")
    press(page, "Показать набранное")
    assert page.input_value("#id_title") == "Набрано и не сохранено"
    expect(page.locator(STATE).first).to_contain_text("в работе")
    assert "Набрано и не сохранено" not in public(page, "export-grant")


def test_two_who_have_a_form_open_are_told_of_each_other(visitor):
    first, second = (visitor.open("/admin/", staff=who) for who in (EDITOR, CHIEF))
    form_of(first, "technopolis-resident")
    form_of(second, "technopolis-resident")
    expect(second.locator(".presence")).to_contain_text("открыли и другие: anna")


def test_somebody_without_an_account_reads_a_correction_by_its_link(visitor):
    page = visitor.open("/admin/", staff=EDITOR)
    form_of(page, "industrial-technopark")
    page.fill("#id_title", "Только для того, у кого ссылка")
    press(page, "Сохранить и продолжить редактирование")
    page.get_by_role("link", name="Что изменится").click()
    link = page.input_value("#id_share")
    outsider = visitor.open("/")
    outsider.goto(link)
    expect(outsider.locator("h1")).to_have_text("Только для того, у кого ссылка")
    picture(outsider, "8-outsider")
    press(page, "Снять правку")
    answer = outsider.goto(link)
    assert answer.status == 410


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_correction_have_nothing_against_them(visitor, width):
    page = visitor.open("/admin/", staff=EDITOR, width=width)
    form_of(page, "industrial-complex")
    page.fill("#id_title", f"Ширина {width}")
    press(page, "Сохранить и продолжить редактирование")
    assert visitor.violations(page) == []
    picture(page, f"9-form-{width}")
    for name in ("Что изменится", "История"):
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
        assert visitor.violations(page) == []
        assert sideways(page) <= 0
        picture(page, f"9-{name}-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_two_sources_are_joined_by_clicks(visitor, width):
    page = visitor.open("/admin/programmes/source/", staff=CHIEF, width=width)
    page.set_default_timeout(15_000)
    page.click("#result_list .field-title a")
    name = page.input_value("#id_title")
    page.get_by_role("link", name="Объединить с другой записью").click()
    page.fill("#id_words", "mayor-blog-2025-11-26")
    press(page, "Показать, что произойдёт")
    assert visitor.violations(page) == []
    assert sideways(page) <= 0
    picture(page, f"10-join-{width}")
    press(page, "Объединить")
    expect(page.locator(MESSAGES)).to_contain_text("Объединено")
    assert page.input_value("#id_title") != name
