"""Whole journeys by keyboard alone, and the catalogue under htmx."""

import re

from playwright.sync_api import Page, expect

COUNT = "#answer .list-head h2"


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until what the selector names has the focus, which must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) != "none", f"the focus on {selector} is not visible"
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_a_programme_is_found_filtered_read_and_exported_by_keyboard(visitor):
    page = visitor.open("/")
    tab_to(page, "#q")
    page.keyboard.type("выставки")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programmes/?q=*")
    tab_to(page, "#kind-event")
    page.keyboard.press("Space")
    page.wait_for_url("**kind=event*")
    tab_to(page, ".downloads a[href^='/programmes.csv']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    page.keyboard.press("Shift+Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('.card h3 a')"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".programme h1")).to_be_visible()


def test_the_first_tab_leads_past_the_header(visitor):
    page = visitor.open("/programmes/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_ticking_a_filter_changes_list_address_and_count_and_keeps_the_focus(visitor):
    page = visitor.open("/programmes/")
    page.focus("#kind-guarantee")
    page.keyboard.press("Space")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    assert page.url.endswith("/programmes/?kind=guarantee")
    assert page.evaluate("document.activeElement.id") == "kind-guarantee"
    assert page.locator("#kind-guarantee").is_checked()
    expect(page.locator("#announcement")).to_have_text(re.compile("Найдено: 1.программа"))
    assert page.title().startswith("Программы, вид поддержки\N{NO-BREAK SPACE}— «Поручительство»")


def test_back_and_forward_bring_back_the_list_and_its_filters(visitor):
    page = visitor.open("/programmes/")
    page.check("#kind-guarantee")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    page.go_back()
    expect(page.locator(COUNT)).not_to_have_text(re.compile("^1.программа"))
    assert not page.locator("#kind-guarantee").is_checked()
    page.go_forward()
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    assert page.locator("#kind-guarantee").is_checked()
    # what was brought back still works
    page.uncheck("#kind-guarantee")
    expect(page.locator(COUNT)).not_to_have_text(re.compile("^1.программа"))


def test_a_programme_and_back_finds_the_same_list(visitor):
    page = visitor.open("/programmes/")
    page.check("#kind-guarantee")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    page.click(".card h3 a")
    expect(page.locator(".programme h1")).to_be_visible()
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    assert page.locator("#kind-guarantee").is_checked()


def test_a_facet_that_was_opened_stays_open(visitor):
    page = visitor.open("/programmes/")
    page.click("#facet-cost summary")
    page.check("#kind-guarantee")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    assert page.locator("#facet-cost").get_attribute("open") is not None


def test_two_filters_ticked_at_once_end_in_the_answer_to_both(visitor):
    page = visitor.open("/programmes/")
    page.check("#kind-guarantee")
    page.check("#kind-grant")
    expect(page.locator(COUNT)).to_have_text(re.compile("6.программ"))
    page.wait_for_url("**/programmes/?kind=grant&kind=guarantee")


def test_the_order_changes_with_the_list(visitor):
    page = visitor.open("/programmes/")
    first = page.locator(".card h3").first.inner_text()
    page.select_option("#sort", "checked")
    page.wait_for_url("**/programmes/?sort=checked")
    page.select_option("#sort", "")
    page.wait_for_url("**/programmes/")
    expect(page.locator(".card h3").first).to_have_text(first)


def test_a_server_that_fails_is_shown_and_not_hidden(visitor):
    page = visitor.open("/programmes/")
    page.route(
        "**/programmes/**",
        lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_(),
    )
    page.check("#kind-guarantee")
    page.wait_for_url("**kind=guarantee")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    # the browser rightly reports the request that was cut
    visitor.complaints.clear()


def test_without_scripts_the_same_form_has_its_button(visitor):
    page = visitor.open("/programmes/", scripts=False)
    page.check("#kind-guarantee")
    page.click(".panel-button")
    page.wait_for_url("**/programmes/?kind=guarantee")
    expect(page.locator(".card")).to_have_count(1)


def test_on_a_phone_the_filters_open_and_make_room_for_the_list(visitor):
    page = visitor.open("/programmes/", width=360)
    assert not page.locator("#kind-guarantee").is_visible()
    page.click("#panel > summary")
    page.check("#kind-guarantee")
    expect(page.locator(COUNT)).to_have_text(re.compile("1.программа"))
    assert page.locator("#kind-guarantee").is_visible()
    expect(page.locator(".panel-button")).to_have_text(re.compile("Показать: 1.программа"))
    expect(page.locator(".panel-button")).to_be_in_viewport()
    # judged where the floating button has come to rest: half under it no target is large enough
    page.locator("#panel").evaluate("panel => panel.scrollIntoView({block: 'end'})")
    assert visitor.violations(page) == []
    page.click(".panel-button")
    expect(page.locator("#kind-guarantee")).not_to_be_visible()
    assert visitor.violations(page) == []


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(visitor):
    page = visitor.open("/")
    field = page.locator("#q")
    field.press_sequentially("техн")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    assert visitor.violations(page) == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    title = chosen.get_attribute("data-text")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programmes/*/")
    assert page.locator("h1").inner_text() == title


def test_a_suggested_word_asks_the_catalogue(visitor):
    page = visitor.open("/")
    page.locator("#q").press_sequentially("выст")
    page.locator("[role=option]", has_text="слово").first.click()
    page.wait_for_url("**/programmes/?q=*")
    assert page.locator("#q").input_value() == "выставка"


def test_enter_of_an_input_method_neither_chooses_nor_asks(visitor):
    page = visitor.open("/")
    page.locator("#q").press_sequentially("техн")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.locator("#q").evaluate(
        """field => [{isComposing: true}, {keyCode: 229}].forEach(how => field.dispatchEvent(
          new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...how})))"""
    )
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    assert page.url == visitor.address + "/"


def test_a_suggestion_that_failed_is_asked_for_again(visitor):
    page = visitor.open("/")
    field, options = page.locator("#q"), page.locator("[role=option]")
    page.route("**/suggest/*", lambda route: route.fulfill(status=503))
    with page.expect_response(re.compile(r"/suggest/\?q=%D0%B2%D1%8B%D1%81%D1%82$")):
        field.press_sequentially("выст")
    page.unroute("**/suggest/*")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()


def test_escape_puts_the_suggestions_away_and_keeps_the_words(visitor):
    page = visitor.open("/")
    page.locator("#q").press_sequentially("выст")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    assert page.locator("#q").input_value() == "выст"


def test_the_version_for_low_vision_is_a_link_there_and_back(visitor):
    page = visitor.open("/sources/", scripts=False)
    page.click(".sight")
    expect(page.locator("html.low-vision")).to_have_count(1)
    assert page.url.endswith("/sources/")
    assert not page.locator("svg").first.is_visible()
    page.click(".sight")
    expect(page.locator("html:not(.low-vision)")).to_have_count(1)
    assert page.context.cookies() == []
