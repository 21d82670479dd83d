"""Accounts in a real browser: a forgotten password, an invitation, a chief editor, own letters."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PEOPLE, PUBLISHER
from tests.browser.visitor import cut, sideways

CHIEF = "maya"
NEW = "верблюд, телескоп, огурец и сваи"


def look(visitor, page: Page, name: str) -> None:
    """Judge a page on a desk and on a phone, and take pictures where somebody wants them."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert visitor.violations(page) == [], name
        assert (sideways(page), cut(page)) == (0, []), (name, width)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def reach(page: Page, words: str, most: int = 60) -> int:
    """Go with Tab to what has these words; return how many steps that took."""
    page.locator("body").focus()
    passed = []
    for step in range(1, most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.textContent || document.activeElement.value || '') + "
            "[...(document.activeElement.labels || [])].map(each => each.textContent).join(' ')"
        )
        if words in said:
            return step
        passed.append(said[:20])
    raise AssertionError(f"«{words}» is not reached by {most} steps: {passed}")


def press(page: Page, found: Locator) -> None:
    """Press a link or a button and wait for the page behind it."""
    with page.expect_navigation():
        found.click()


def letter_link(site, name: str) -> str:
    """Return the link of the last letter to somebody, who is named by the beginning of its key."""
    code = f"""
from portal.mail.models import Letter
print(Letter.objects.filter(key__startswith={name!r}).latest("pk").text)
"""
    return re.search(r"/admin/new-password/\S+", site.manage("shell", "-v0", "-c", code))[0]


def test_a_forgotten_password_is_set_anew_by_keyboard(visitor, site):
    page = visitor.open("/admin/login/")
    look(visitor, page, "login")
    reach(page, "Забыли пароль?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/forgotten-password/")
    look(visitor, page, "forgotten")
    reach(page, "Почта")
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    expect(page.locator(".field-error")).to_contain_text("целиком")
    look(visitor, page, "forgotten-refused")
    page.fill("[name=email]", "forgetful@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/")
    look(visitor, page, "forgotten-sent")

    page.goto(site.address + letter_link(site, "password-"))
    look(visitor, page, "new-password")
    reach(page, "Пароль")
    page.keyboard.type("мимо")
    page.keyboard.press("Tab")
    page.keyboard.type("мимо")
    page.keyboard.press("Enter")
    expect(page.locator(".field-error").first).to_be_visible()
    look(visitor, page, "new-password-refused")
    used = page.url
    page.fill("[name=new_password1]", NEW)
    page.fill("[name=new_password2]", NEW)
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")
    look(visitor, page, "password-saved")
    page.goto(used)
    look(visitor, page, "password-ended")
    page.goto(f"{site.address}/admin/login/")
    page.fill("[name=username]", "forgetful")
    page.fill("[name=password]", NEW)
    page.keyboard.press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()


def test_a_chief_editor_invites_somebody_and_looks_after_the_account(visitor, site):
    page = visitor.open("/admin/", staff=CHIEF)
    look(visitor, page, "chief-index")
    press(page, page.get_by_role("link", name="Все действия"))
    look(visitor, page, "activity")
    page.goto(f"{site.address}/admin/auth/user/")
    look(visitor, page, "people")
    reach(page, "Пригласить")
    page.keyboard.press("Enter")
    page.wait_for_url("**/invite/")
    press(page, page.get_by_role("button", name="Отправить приглашение"))
    expect(page.locator(".errorlist").first).to_be_visible()
    look(visitor, page, "invite-refused")
    reach(page, "Имя")
    for words in ("Нина", "Ли", "nina@example.org"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    look(visitor, page, "invite")
    reach(page, "Отправить приглашение")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Приглашение отправлено: Нина Ли")
    look(visitor, page, "people-invited")
    press(page, page.get_by_role("link", name="nina@example.org").first)
    look(visitor, page, "person")
    page.get_by_label("Прислать приглашение ещё раз").check()
    press(page, page.locator("[name=_continue]").first)
    expect(page.locator(".messagelist")).to_contain_text("Изменения сохранены")
    press(page, page.get_by_role("link", name="История"))
    expect(page.locator("#change-history")).to_contain_text("Приглашение отправлено ещё раз.")
    look(visitor, page, "person-history")

    nina = visitor.open(letter_link(site, "invitation-"))
    nina.fill("[name=new_password1]", NEW)
    nina.fill("[name=new_password2]", NEW)
    nina.keyboard.press("Enter")
    nina.wait_for_url("**/saved/")
    press(nina, nina.get_by_role("link", name="Войти"))
    nina.fill("[name=username]", "nina@example.org")
    nina.fill("[name=password]", NEW)
    nina.keyboard.press("Enter")
    expect(nina.locator("#user-tools")).to_be_visible()
    look(visitor, nina, "invited-index")


@pytest.mark.parametrize("role", [*PEOPLE, "chief"])
def test_each_role_chooses_its_letters(visitor, role):
    page = visitor.open("/admin/", staff=PEOPLE.get(role, CHIEF))
    press(page, page.get_by_role("link", name="Письма", exact=True))
    page.wait_for_url("**/letters/")
    look(visitor, page, f"letters-{role}")
    reach(page, "Раз в неделю")
    page.keyboard.press("Space")
    reach(page, "Сохранить")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Сохранено")
    expect(page.get_by_label("Раз в неделю")).not_to_be_checked()
    page.get_by_label("Раз в неделю").check()
    press(page, page.get_by_role("button", name="Сохранить"))
    expect(page.get_by_label("Раз в неделю")).to_be_checked()


def test_a_superuser_sees_people_and_acts_and_an_old_figure(visitor):
    page = visitor.open("/admin/auth/user/", staff=PUBLISHER)
    look(visitor, page, "people-superuser")
    press(page, page.get_by_role("link", name="Пригласить"))
    look(visitor, page, "invite-superuser")
    page.goto(page.url.partition("/admin/")[0] + "/admin/programmes/programme/?figures=old")
    press(page, page.locator("#result_list .field-title a").first)
    page.locator("summary", has_text="Числа старше срока проверки").click()
    look(visitor, page, "old-figures")
