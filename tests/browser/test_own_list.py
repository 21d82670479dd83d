"""A list kept in the browser: ticked on cards, shown by its address, shared as a link."""

import re

from playwright.sync_api import expect

NAV = "[data-kept]"
STAR = "[data-keep]"


def test_a_star_keeps_a_programme_and_a_second_press_drops_it(visitor):
    page = visitor.open("/programmes/")
    star = page.locator(STAR).first
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(page.locator(NAV)).to_have_text("Мой список (1)")
    assert page.url.endswith("/programmes/")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(page.locator(NAV)).to_have_text("Мой список")


def test_the_space_bar_keeps_a_programme_and_leaves_the_page_where_it_is(visitor):
    page = visitor.open("/programmes/")
    star = page.locator(STAR).nth(6)
    star.scroll_into_view_if_needed()
    star.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("scrollY") == before


def test_the_list_opens_with_what_was_kept_and_forgets_what_is_dropped(visitor):
    page = visitor.open("/programmes/")
    kept = [page.locator(STAR).nth(number).get_attribute("data-keep") for number in (0, 1)]
    for number in (0, 1):
        page.locator(STAR).nth(number).click()
    page.click(NAV)
    page.wait_for_url(f"**/list/?programme={kept[0]}&programme={kept[1]}")
    page.locator("[data-drop]").first.click()
    page.wait_for_url(f"**/list/?programme={kept[1]}")
    expect(page.locator(NAV)).to_have_text("Мой список (1)")


def test_a_star_survives_a_new_list_and_the_way_back(visitor):
    page = visitor.open("/programmes/")
    star = page.locator(STAR).first
    slug = star.get_attribute("data-keep")
    star.click()
    page.click(".card h3 a >> nth=0")
    page.go_back()
    expect(page.locator(f"[data-keep={slug}]").first).to_have_attribute("aria-pressed", "true")


def test_somebody_elses_list_is_kept_only_when_asked(visitor):
    page = visitor.open("/list/?programme=rudnevo&programme=export-grant")
    expect(page.locator(NAV)).to_have_text("Мой список")
    page.click("[data-keep-all]")
    expect(page.locator(NAV)).to_have_text("Мой список (2)")


def test_without_scripts_a_star_is_a_link_to_the_list(visitor):
    page = visitor.open("/programmes/", scripts=False)
    page.locator(STAR).first.click()
    page.wait_for_url("**/list/?programme=*")
    expect(page.locator("h1")).to_have_text("Мой список")


def test_the_questions_of_a_fit_lead_to_three_groups(visitor):
    page = visitor.open("/fit/", scripts=False)
    for number in range(1, 7):
        page.locator("fieldset input").first.check()
        page.click("text=Дальше")
        expect(page.locator(".fit-said li")).to_have_count(number)
        if not page.locator("fieldset").count():
            break
    expect(page.locator(".fit-group h2").first).to_have_text(re.compile("Подходит"))
    expect(page.locator("fieldset")).to_have_count(0)
