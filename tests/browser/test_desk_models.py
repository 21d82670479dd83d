"""Records added in a real browser: one after the other, and in windows beside a form."""

import pytest
from playwright.sync_api import Page, expect

TYPED = {
    "organisation": {"short_name": "Проба", "name": "Проба"},
    "source": {"title": "Проба", "publisher": "Редакция", "reliability": "official"},
    "audience": {"name": "Проба", "genitive": "пробы", "side": "business"},
    "place": {"name": "Проба"},
    "industry": {"name": "Проба"},
}
"""What a person types into the empty form of each model."""


def fill(page: Page, typed: dict[str, str]) -> None:
    """Type into the fields of a form and choose from its lists."""
    for name, text in typed.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def press(page: Page, button: str) -> None:
    page.locator(f"[name={button}]:visible").first.click()


def test_another_source_is_added_after_the_first_and_both_are_deleted_from_the_list(visitor):
    page = visitor.open("/admin/programmes/source/add/", staff=True)
    for number, button in ((1, "_addanother"), (2, "_save")):
        fill(page, TYPED["source"] | {"title": f"Проба {number}"})
        press(page, button)
        expect(page.locator(".messagelist")).to_contain_text(f"Проба {number}")
    page.goto(f"{page.url.partition('?')[0]}?q=проба")
    page.check("#action-toggle")
    page.select_option("[name=action]", "delete_selected")
    page.click("button[name=index]")
    page.click("input[value=Удалить]")
    expect(page.locator("#result_list")).to_have_count(0)


@pytest.mark.parametrize(
    ("field", "model"),
    [("audiences", "audience"), ("places", "place"), ("industries", "industry")],
)
def test_what_is_added_in_a_window_stands_in_the_list_ticked_and_is_saved(visitor, field, model):
    page = visitor.open("/admin/programmes/programme/add/", staff=True)
    page.fill("[name=title]", "Проба окна")
    with page.expect_popup() as opening:
        page.click(f"#add_id_{field}")
    fill(opening.value, TYPED[model])
    press(opening.value, "_save")
    added = page.get_by_label("Проба", exact=True)
    expect(added).to_be_checked()
    press(page, "_continue")
    expect(page.get_by_label("Проба", exact=True)).to_be_checked()
    delete(page, "programme")
    page.goto(page.url.replace("/programme/", f"/{model}/"))
    page.locator("#result_list").get_by_role("link", name="Проба").first.click()
    delete(page, model)


def delete(page: Page, model: str) -> None:
    """Delete the record whose form is open."""
    page.click(".deletelink")
    page.click("input[value=Удалить]")
    page.wait_for_url(f"**/admin/programmes/{model}/")


def test_an_operator_added_in_a_window_is_chosen(visitor):
    page = visitor.open("/admin/programmes/programme/add/", staff=True)
    page.fill("[name=title]", "Проба окна")
    with page.expect_popup() as opening:
        page.click("#add_id_operator")
    fill(opening.value, TYPED["organisation"])
    press(opening.value, "_save")
    expect(page.locator("#id_operator option:checked")).to_have_text("Проба")
    press(page, "_continue")
    expect(page.locator("#id_operator option:checked")).to_have_text("Проба")
    delete(page, "programme")
    page.goto(page.url.replace("/programme/", "/organisation/"))
    page.locator("#result_list").get_by_role("link", name="Проба").first.click()
    delete(page, "organisation")
