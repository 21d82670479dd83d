"""An alert from the list to its end: on a phone, by keyboard, without scripts."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import tab_to
from tests.browser.visitor import sideways


def link(site, email: str, page: str) -> str:
    """Return the link to a page of alerts in the letter that waits for a mailbox."""
    file = site.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        query = "SELECT text FROM mail_letter WHERE recipient = ?"
        [(text,)] = connection.execute(query, [email]).fetchall()
    [found] = re.findall(rf"\S+/alerts/{page}/\S+", text)
    return found


def look(visitor, page, *, scripts: bool) -> None:
    """Judge a page: nothing outside of the screen, nothing in the way of anybody."""
    assert sideways(page) <= 0
    if scripts:
        assert visitor.violations(page) == []


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_a_list_is_followed_changed_and_left(visitor, site, width, scripts):
    email = f"anna{width}@portal.example"
    page = visitor.open("/programmes/?audience=exporters", width=width, scripts=scripts)
    page.get_by_role("link", name="Следить по почте").click()
    expect(page.locator("h1")).to_have_text("Следить за изменениями")
    page.get_by_role("button", name="Подписаться").click()
    expect(page.locator(".field-error")).to_have_text("Напишите адрес почты.")
    look(visitor, page, scripts=scripts)
    page.get_by_label("Ваша почта").fill(email)
    page.get_by_label("Раз в день").check()
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Подписаться").click()
    expect(page.locator("h1")).to_have_text("Проверьте почту")
    look(visitor, page, scripts=scripts)

    page.goto(link(site, email, "confirm"))
    look(visitor, page, scripts=scripts)
    page.get_by_role("button", name="Подтвердить").click()
    expect(page.get_by_role("status")).to_contain_text("Подписка подтверждена.")
    look(visitor, page, scripts=scripts)
    page.get_by_label("Только важное").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("status")).to_have_text("Сохранено.")
    expect(page.get_by_label("Только важное")).to_be_checked()
    page.get_by_role("button", name="Отменить подписку").click()
    expect(page.locator("h1")).to_have_text("Вы отписаны")
    look(visitor, page, scripts=scripts)
    page.go_back()
    page.reload()
    expect(page.locator("h1")).to_contain_text("нет")


def test_a_programme_is_followed_by_keyboard_alone(visitor):
    page = visitor.open("/alerts/?programme=rudnevo")
    tab_to(page, "[name=email]")
    page.keyboard.type("boris@portal.example")
    tab_to(page, "[name=rhythm]:checked")
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(3500)
    tab_to(page, ".message-fields [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Проверьте почту")


def test_going_back_brings_back_the_address(visitor):
    page = visitor.open("/alerts/events/")
    page.fill("[name=email]", "anna@portal.example")
    page.goto(f"{visitor.address}/events/")
    page.go_back()
    expect(page.locator("[name=email]")).to_have_value("anna@portal.example")
