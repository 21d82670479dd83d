"""Links that do not open, in a real browser: seen by visitors, found and checked by editors."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import PEOPLE
from tests.browser.visitor import cut, sideways

SENTENCE = "ссылка не открывается с"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_visitor_reads_beside_a_link_that_it_does_not_open(visitor, width):
    page = visitor.open("/programmes/extremes/", width=width)
    marks = page.locator(".link-fails")
    expect(marks).to_have_count(2)  # the source and the contact, not the telephone
    expect(page.locator(".source-list .link-fails")).to_contain_text(SENTENCE)
    expect(page.locator(".contacts .link-fails")).to_contain_text(SENTENCE)
    assert (sideways(page), cut(page)) == (0, [])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_whoever_works_at_the_desk_finds_what_to_mend_and_has_it_checked_again(
    visitor, role, width
):
    page = visitor.open("/admin/", width=width, staff=PEOPLE[role])
    page.get_by_role("link", name="Ссылки не открываются 2").click()
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(2)
    assert (sideways(page), cut(page)) == (0, [])
    page.check("#action-toggle")
    page.select_option("[name=action]", "check_again")
    page.click("button[name=index]")
    expect(page.locator(".messagelist")).to_contain_text("Будут проверены в течение часа: 2")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".field-told")).to_contain_text("Страницы нет (404)")
    expect(page.locator("[name=_save]")).to_have_count(0)
    assert (sideways(page), cut(page)) == (0, [])
    page.locator(".field-used a").first.click()
    expect(page).to_have_url(re.compile("/admin/programmes/"))
