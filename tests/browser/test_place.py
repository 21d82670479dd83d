"""The place on the page: what a visitor touches stays where it is, and going back returns there."""

import pytest
from playwright.sync_api import Locator, Page, expect

SLACK = 8  # pixels nobody notices
DEEP = 300  # pixels scrolled before anything is ticked
COUNT = "#answer .list-head h2"


def top(box: Locator) -> float:
    """Return how far below the upper edge of the window a box stands."""
    return box.evaluate("box => box.getBoundingClientRect().top")


def scrolled(page: Page) -> float:
    """Return how far the page is scrolled."""
    return page.evaluate("scrollY")


def bring_to_the_middle(page: Page, facet: str, value: str) -> Locator:
    """Open what hides the value of a facet and scroll until it stands amid the window."""
    if not page.locator("#facet-kind").is_visible():
        page.click("#panel > summary")
    if page.locator(f"#facet-{facet}").get_attribute("open") is None:
        page.click(f"#facet-{facet} summary")
    box = page.locator(f"#{facet}-{value}")
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    assert scrolled(page) >= DEEP
    return box


def tick(page: Page, box: Locator, hand: str) -> None:
    """Tick a box as a mouse, a finger or a keyboard does, and wait for the new list."""
    if hand == "touch":
        box.tap()
    elif hand == "mouse":
        box.click()
    else:
        box.evaluate("box => box.focus({preventScroll: true})")
        page.keyboard.press("Space")
    page.wait_for_url(f"**{box.get_attribute('name')}={box.get_attribute('value')}*")
    expect(page.locator(COUNT)).to_have_text("1\N{NO-BREAK SPACE}программа")
    # the browser moves the page, if at all, when it draws the new list
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("hand", ["mouse", "touch", "keyboard"])
@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize(("facet", "value"), [("kind", "guarantee"), ("audience", "veterans")])
def test_a_ticked_box_stays_where_it_is(visitor, width, hand, facet, value):
    page = visitor.open("/programmes/", width=width, has_touch=hand == "touch")
    box = bring_to_the_middle(page, facet, value)
    before = top(box)
    tick(page, box, hand)
    assert abs(top(box) - before) <= SLACK


def test_going_back_returns_to_the_question_its_ticks_and_its_place(visitor):
    page = visitor.open("/programmes/")
    box = bring_to_the_middle(page, "kind", "guarantee")
    before = scrolled(page)
    tick(page, box, "mouse")
    page.go_back()
    expect(page.locator(COUNT)).not_to_have_text("1\N{NO-BREAK SPACE}программа")
    assert page.url.endswith("/programmes/")
    assert not page.locator("#kind-guarantee").is_checked()
    page.wait_for_function("y => Math.abs(scrollY - y) <= 8", arg=before)


def test_after_going_back_the_page_still_helps(visitor):
    page = visitor.open("/programmes/")
    page.check("#kind-guarantee")
    expect(page.locator(COUNT)).to_have_text("1\N{NO-BREAK SPACE}программа")
    page.go_back()
    expect(page.locator(COUNT)).not_to_have_text("1\N{NO-BREAK SPACE}программа")
    page.locator("#q").press_sequentially("выст")
    expect(page.locator("[role=option]").first).to_be_visible()
