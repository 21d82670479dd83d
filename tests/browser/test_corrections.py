"""A correction from the page to the desk and back: by keyboard, on a phone, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import PEOPLE
from tests.browser.test_journeys import tab_to
from tests.browser.visitor import sideways

NUMBER = re.compile(r"Сообщение №\s\d{4}-\d{4}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_visitor_reports_a_fact_and_reads_the_answer(visitor, width, scripts):
    page = visitor.open("/programmes/rudnevo/", width=width, scripts=scripts)
    # facts are folded: with their question they come into sight
    page.locator(".fact-group > summary").first.click()
    page.locator(".fact .report").first.click()
    statement = page.locator(".message-fact").inner_text()
    assert statement
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".field-error")).to_have_text("Напишите, что неверно.")
    if scripts:
        assert visitor.violations(page) == []
    assert sideways(page) <= 0
    text = f"Не так: {width} {scripts}."
    page.fill("[name=wrong]", text)
    page.fill("[name=email]", "anna@example.org")
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator("h1")).to_have_text(NUMBER)
    number = page.locator("h1").inner_text()
    if scripts:
        assert visitor.violations(page) == []
    assert sideways(page) <= 0

    desk = visitor.open("/admin/", staff=PEOPLE["editor"])
    desk.get_by_role("link", name="Сообщения посетителей").first.click()
    desk.get_by_role("link", name=number.partition(" ")[2]).click()
    expect(desk.locator("#content")).to_contain_text(statement)
    expect(desk.locator("#content")).to_contain_text(text)
    assert visitor.violations(desk) == []
    desk.set_viewport_size({"width": 360, "height": 900})
    assert sideways(desk) <= 0
    desk.select_option("[name=state]", "declined")
    desk.fill("[name=answer]", "Сверили с источником: всё так.")
    desk.get_by_role("button", name="Сохранить", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("Ответ поставлен в очередь писем")

    page.reload()
    expect(page.locator("main")).to_contain_text("Сверили с источником: всё так.")
    assert page.context.cookies() == [] or all(
        cookie["name"] in ("csrf", "pinned") for cookie in page.context.cookies()
    )


def test_a_message_is_sent_by_keyboard_alone(visitor):
    page = visitor.open("/corrections/?page=/sources/")
    tab_to(page, "[name=wrong]")
    page.keyboard.type("Источник открывается с ошибкой.")
    page.wait_for_timeout(3500)
    tab_to(page, ".message-fields [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(NUMBER)


def test_going_back_brings_back_what_was_typed(visitor):
    page = visitor.open("/corrections/?page=/sources/")
    page.fill("[name=wrong]", "Долго набирали.")
    page.goto(f"{visitor.address}/sources/")
    page.go_back()
    expect(page.locator("[name=wrong]")).to_have_value("Долго набирали.")


def test_nobody_meets_the_trap(visitor):
    page = visitor.open("/corrections/")
    box = page.locator("[aria-hidden]:has([name=homepage])").bounding_box()
    assert (box["width"], box["height"]) == (1, 1)
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "homepage"
