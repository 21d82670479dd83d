"""The editors' desk in a real browser: nothing typed is lost, and long lists stay short."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PASSWORD, PUBLISHER
from tests.browser.visitor import sideways, wait_for_list

LIST = "/admin/programmes/programme/"
FORM = f"{LIST}1/change/"
LONG = f"{LIST}?q=extremes"
NOTE = ".unsaved"
SAVE = "[name=_save]"


@pytest.fixture
def desk(visitor):
    """Open a page of the desk; the questions that the browser asks are noted and denied."""

    def opened(path: str = FORM, **window) -> Page:
        page = visitor.open(path, staff=True, **window)
        page.asked = []
        page.on("dialog", lambda dialog: (page.asked.append(dialog.type), dialog.dismiss()))
        return page

    return opened


def leave(page: Page) -> list[str]:
    """Go to the first page by its breadcrumb; return what the browser asked before."""
    page.locator(".breadcrumbs a").first.click()
    page.wait_for_timeout(300)
    return page.asked


def long_form(page: Page) -> None:
    """Open the entry with thirty-one facts."""
    page.goto(page.url.split("/admin/")[0] + LONG)
    page.click("#result_list .field-title a")


# --- Before typed text is left -----------------------------------------------------------------


def test_typed_text_is_not_left_without_a_question(desk):
    page = desk()
    page.fill("#id_title", "Новое название")
    expect(page.locator(NOTE)).to_have_text("Есть несохранённые правки.")
    assert leave(page) == ["beforeunload"]
    assert page.input_value("#id_title") == "Новое название"


def test_the_back_button_asks_too(desk):
    page = desk(LIST)
    page.goto(page.url.replace(LIST, FORM))
    page.fill("#id_title", "Новое название")
    page.evaluate("history.back()")
    page.wait_for_timeout(300)
    assert page.asked == ["beforeunload"]


@pytest.mark.parametrize(
    "untouched",
    [
        lambda page: page.click("h1"),
        lambda page: (page.press("#id_title", "x"), page.press("#id_title", "Backspace")),
        lambda page: page.click("#facts-group .addlink >> visible=true"),
        lambda page: (page.click("#contacts-group .addlink"), page.click(".inline-deletelink")),
    ],
    ids=["nothing done", "typed and taken back", "an empty fact", "a contact added and removed"],
)
def test_an_untouched_form_asks_nothing(desk, untouched):
    page = desk()
    page.locator("#id_title").press("End")
    untouched(page)
    page.wait_for_timeout(400)
    expect(page.locator(NOTE)).to_have_text("")
    assert leave(page) == []


def test_a_saved_form_asks_nothing_and_the_back_button_shows_what_was_saved(desk):
    page = desk(LIST)
    page.goto(page.url.replace(LIST, FORM))
    page.fill("#id_cost_note", "Половина расходов")
    page.locator(SAVE).first.click()
    page.wait_for_url(f"**{LIST}")
    page.go_back()
    expect(page.locator("#id_cost_note")).to_have_value("Половина расходов")
    page.click("h1")
    expect(page.locator(NOTE)).to_have_text("")
    assert leave(page) == []


def test_a_refused_form_is_unsaved_until_it_is_taken(desk):
    page = desk()
    page.fill("#id_title", "")
    page.locator(SAVE).first.click()
    expect(page.locator(".errornote")).to_be_visible()
    page.click("h1")
    expect(page.locator(NOTE)).to_have_text("Есть несохранённые правки.")
    assert leave(page) == ["beforeunload"]


def test_the_preview_of_what_is_typed_opens_beside_the_form(desk):
    page = desk()
    page.fill("#id_title", "Набрано и не сохранено")
    with page.context.expect_page() as opening:
        page.locator("[name=_preview]").first.click()
    preview = opening.value
    assert preview.inner_text("h1") == "Набрано и не сохранено"
    assert "ещё не сохранено" in preview.inner_text(".preview")
    assert page.input_value("#id_title") == "Набрано и не сохранено"
    assert leave(page) == ["beforeunload"]


def test_a_session_that_ended_costs_two_clicks_and_no_text(desk, visitor):
    page = desk()
    page.fill("#id_cost_note", "Долго набирали")
    page.context.clear_cookies(name="session")
    page.locator(SAVE).first.click()
    expect(page.locator("h1")).to_have_text("Сеанс закончился")
    assert visitor.violations(page) == []
    with page.context.expect_page() as opening:
        page.click("text=Войти в новой вкладке")
    sign_in = opening.value
    sign_in.fill("[name=username]", PUBLISHER)
    sign_in.fill("[name=password]", PASSWORD)
    sign_in.click("[type=submit]")
    sign_in.wait_for_url("**/admin/")
    page.click('input[value="Отправить ещё раз"]')
    expect(page.locator("h1")).to_have_text("Форма устарела")
    expect(page.locator("#content")).to_contain_text(PUBLISHER)
    page.click('input[value="Отправить ещё раз"]')
    page.wait_for_url(f"**{LIST}")
    page.goto(page.url.replace(LIST, FORM))
    assert page.input_value("#id_cost_note") == "Долго набирали"
    assert page.asked == []


# --- Long lists --------------------------------------------------------------------------------


def test_a_source_is_found_by_keyboard(desk, visitor):
    page = desk(f"{LIST}add/")
    expect(page.locator("#id_title")).to_be_focused()
    page.locator("#id_facts-0-source + .select2 [role=combobox]").focus()
    page.keyboard.press("Enter")
    wait_for_list(page)
    page.keyboard.type("технострим")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+a")
    page.keyboard.type("техностажировка")
    expect(page.locator("[role=option]").first).to_contain_text(re.compile("Техностажировка"))
    assert visitor.violations(page) == []
    chosen = page.locator("[role=option]").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#select2-id_facts-0-source-container")).to_have_text(chosen)
    assert page.locator("#id_facts-0-source").input_value()


def test_a_source_is_found_in_a_fact_that_was_just_added(desk):
    page = desk()
    page.click("#facts-group .addlink >> visible=true")
    new = page.locator("#facts-group .part:not(.has_original):not(.empty-form)").last
    new.locator("[role=combobox]").first.click()
    page.locator("[role=option]").first.click()
    assert new.locator("select.admin-autocomplete").input_value()


def test_a_contradicted_fact_is_chosen_from_a_list_that_is_filled_when_it_is_entered(desk):
    page = desk(LIST)
    long_form(page)
    page.click("#facts-3 summary >> nth=0")
    page.click("#facts-3 fieldset.collapse summary")
    field = page.locator("#id_facts-3-alternative_to")
    assert field.locator("option").all_inner_texts() == ["нет"]
    field.focus()
    assert field.locator("option").count() == 32
    field.press("ArrowDown")
    chosen = page.input_value("#id_facts-0-id")
    assert field.input_value() == chosen
    page.locator("[name=_continue]").first.click()
    assert page.input_value("#id_facts-3-alternative_to") == chosen
    page.click("#facts-3 summary >> nth=0")
    page.click("#facts-3 fieldset.collapse summary")
    page.select_option("#id_facts-3-alternative_to", "")
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Изменения сохранены")


@pytest.mark.parametrize("width", [1280, 360])
def test_thirty_facts_are_passed_by_keyboard_in_few_steps(desk, width):
    page = desk(LIST, width=width)
    long_form(page)
    last = page.locator(SAVE).last
    for _ in range(150):
        page.keyboard.press("Tab")
        if last.evaluate("button => button === document.activeElement"):
            return
    raise AssertionError("«Сохранить» is more than 150 steps away")


def test_a_mistake_opens_its_fact(desk):
    page = desk(LIST)
    long_form(page)
    page.click("#facts-3 summary >> nth=0")
    page.fill("#id_facts-3-locator", "")
    page.locator(SAVE).first.click()
    expect(page.locator("#id_facts-3-locator")).to_be_visible()
    expect(page.locator("#id_facts-4-locator")).not_to_be_visible()
    page.click("text=Факт 4, место в источнике")
    expect(page.locator("#id_facts-3-locator")).to_be_in_viewport()


def test_without_scripts_a_source_is_called_by_words(desk):
    page = desk(f"{LIST}add/", scripts=False)
    page.fill("#id_title", "Без сценариев")
    page.fill("[name=operator-words]", "мфппп")
    page.locator(SAVE).first.click()
    page.click("#result_list .field-title a:text('Без сценариев')")
    assert page.locator("#id_operator option:checked").inner_text() == "МФППП"


@pytest.mark.parametrize("path", [FORM, f"{LIST}add/"], ids=["form", "empty form"])
def test_the_form_fits_a_phone_and_is_accessible_there(desk, visitor, path):
    page = desk(path, width=360)
    for part in page.locator(".part:not(.empty-form) > details > summary").all()[:2]:
        if not part.evaluate("summary => summary.parentElement.open"):
            part.click()
    assert sideways(page) <= 0
    assert visitor.violations(page) == []
