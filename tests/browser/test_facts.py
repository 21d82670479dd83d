"""Facts and their sources in a browser: listed, corrected once, a source made of its address."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import PEOPLE
from tests.browser.visitor import cut, sideways, wait_for_list

LIST = "/admin/programmes/programme/"
FACTS = "/admin/programmes/fact/"
NEW = "https://example.org/a-page-that-no-source-has"


def test_a_pasted_address_that_no_source_has_becomes_one_by_keyboard(visitor):
    page = visitor.open(f"{LIST}add/", staff=PEOPLE["editor"])
    page.locator("#id_facts-0-source + .select2 [role=combobox]").focus()
    page.keyboard.press("Enter")
    wait_for_list(page)
    page.keyboard.insert_text(NEW)
    expect(page.locator("[role=option]").first).to_have_text(
        f"Завести источник по этому адресу: {NEW}"
    )
    assert visitor.violations(page) == []
    with page.expect_popup() as opening:
        page.keyboard.press("Enter")
    window = opening.value
    assert window.input_value("#id_url") == NEW
    window.fill("#id_title", "Новая страница")
    window.fill("#id_publisher", "Редакция")
    window.select_option("#id_reliability", "official")
    window.locator("[name=_save]").first.click()
    chosen = page.locator("#id_facts-0-source option:checked")
    expect(chosen).to_have_text("Редакция: Новая страница")
    page.locator("#id_facts-0-source + .select2 [role=combobox]").focus()
    page.keyboard.press("Enter")
    wait_for_list(page)
    page.keyboard.type(f"{NEW}/?utm_source=letter")
    expect(page.locator("[role=option]").first).to_have_text("Редакция: Новая страница")
    administrator = visitor.open("/admin/programmes/source/?q=Новая страница", staff=True)
    administrator.click("#result_list tbody th a")
    administrator.click(".deletelink")
    administrator.click("input[value=Удалить]")


def test_an_enter_before_the_list_has_answered_chooses_nothing(visitor):
    page = visitor.open(f"{LIST}add/", staff=PEOPLE["editor"])
    page.locator("#id_facts-0-source + .select2 [role=combobox]").click()
    expect(page.locator("[role=option][aria-selected]").first).to_be_visible()
    wait_for_list(page)
    page.keyboard.insert_text("технострим")
    page.keyboard.press("Enter")
    assert page.input_value("#id_facts-0-source") == ""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_facts_are_listed_corrected_and_copied_in_sight_of_everybody(visitor, role, width):
    page = visitor.open(f"{FACTS}?q=Электромашино", staff=PEOPLE[role], width=width)
    looked = []

    def look() -> None:
        looked.append((page.url, sideways(page), cut(page), visitor.violations(page)))

    look()
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".standing")).to_contain_text("Стоит в одной программе")
    look()
    page.locator(".standing ul a").click()
    expect(page.locator(".part.has_original > details[open]")).to_have_count(1)
    page.locator(".object-tools a:has-text('Создать похожую')").click()
    look()
    title = page.input_value("#id_title")
    page.goto(page.url.partition(LIST)[0] + f"{LIST}add/")
    page.fill("#id_title", title.removeprefix("Похожая: "))
    page.locator("[name=_save]").first.click()
    expect(page.get_by_label("всё равно сохранить")).to_be_visible()
    look()
    assert [each[1:] for each in looked] == [(0, [], [])] * 4, looked
