"""The header and the list on a phone: one row, what it opens, cards that leave room for others."""

from statistics import median

import pytest
from playwright.sync_api import expect

INNER = "/programmes/rudnevo/"
MENU, SEARCH = "[popovertarget=site-menu]", "[popovertarget=site-search]"


def height(page, selector) -> float:
    return page.locator(selector).first.bounding_box()["height"]


@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_the_header_is_one_row(visitor, width):
    page = visitor.open(INNER, width=width)
    assert height(page, ".site-header") <= 56
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_a_button_opens_the_sections(visitor, scripts):
    page = visitor.open(INNER, width=360, scripts=scripts, has_touch=True)
    sources = page.locator(".site-nav").get_by_text("Источники")
    expect(sources).to_be_hidden()
    page.tap(MENU)
    sources.tap()
    page.wait_for_url("**/sources/")


def test_the_escape_key_closes_the_sections_and_returns_to_the_button(visitor):
    page = visitor.open(INNER, width=360)
    page.focus(MENU)
    page.keyboard.press("Enter")
    expect(page.locator(".site-nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(MENU)).to_be_focused()


def test_on_a_phone_a_button_opens_the_search_ready_to_type(visitor):
    page = visitor.open(INNER, width=360)
    page.click(SEARCH)
    expect(page.locator("#header-search")).to_be_focused()
    page.keyboard.type("грант")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programmes/?q=**")


def test_in_a_wide_window_nothing_has_to_be_opened(visitor):
    page = visitor.open(INNER)
    expect(page.locator(".site-nav")).to_be_visible()
    expect(page.locator("#header-search")).to_be_visible()
    expect(page.locator(MENU)).to_be_hidden()
    expect(page.locator(SEARCH)).to_be_hidden()


@pytest.mark.parametrize(("width", "tallest", "highest"), [(1280, 130, 260), (360, 210, 420)])
def test_cards_leave_room_for_others(visitor, width, tallest, highest):
    page = visitor.open("/programmes/?page_size=100", width=width)
    heights = page.eval_on_selector_all(".card", "cards => cards.map(card => card.offsetHeight)")
    assert median(heights) <= tallest
    assert page.locator(".card").first.bounding_box()["y"] <= highest


def test_a_card_leads_to_a_comparison_with_another_programme(visitor):
    page = visitor.open("/programmes/")
    page.locator(".side-by-side").first.click()
    page.locator(".beside a").first.click()
    expect(page.locator(".compared table")).to_be_visible()


def test_a_single_programme_is_compared_with_those_that_are_kept(visitor):
    page = visitor.open("/programmes/")
    page.locator("[data-keep]").nth(1).click()
    page.locator(".side-by-side").first.click()
    page.click("[data-beside]")
    expect(page.locator(".compared table")).to_be_visible()
    assert page.url.count("programme=") == 2


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [INNER, "/programmes/", "/compare/?programme=rudnevo"])
def test_nothing_moves_while_a_page_opens_on_a_slow_line(visitor, path, width):
    page = visitor.open("/", width=width)
    slow_down(page, 100_000)
    page.goto(visitor.address + path, wait_until="networkidle")
    moved = """() => new Promise(done => new PerformanceObserver(list => done(
        list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
        .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"""
    assert page.evaluate(moved) == 0


def slow_down(page, line: int):
    """Let nothing come from what the browser has kept, and all of it at ``line`` bytes a second."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    speed = {"downloadThroughput": line, "uploadThroughput": line}
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 50} | speed)
