"""Records in a real browser: of every model by every role, and in windows beside a form."""

import pytest
from django.contrib import admin
from playwright.sync_api import Page, expect

from tests.browser.site import PEOPLE
from tests.browser.visitor import cut, sideways
from tests.forms import filled, form_in

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


# --- Every model, by every role, at a phone ----------------------------------------------------

REGISTERED = sorted((model._meta for model in admin.site._registry), key=lambda each: each.label)


WRITTEN_BY_UPKEEP = [
    model
    for model, desk in admin.site._registry.items()
    if "has_add_permission" in vars(type(desk))
]
"""What nobody adds by hand."""

UNCHOSEN = """all => all.filter(each => !each.value && !each.id.includes("-")
    && document.querySelector(`label.required[for="${each.id}"]`)).map(each => each.id)"""
"""The lists of a form that grow while one types, are required and stand empty: their ids."""


class Walk:
    """One person at a phone who goes through the desk by its links and buttons alone.

    Attributes:
        page: where the person is.
        lost: pages on which something is cut or stands outside of the screen.
    """

    def __init__(self, visitor, role: str):
        self.page = visitor.open("/admin/", staff=PEOPLE[role], width=360)
        self.lost = []
        # each role's records have names of their own, none of which holds another
        self.number = (list(PEOPLE).index(role) + 1) * 100

    def look(self) -> None:
        """Note whether everything of the page is to be seen."""
        if sideways(self.page) > 0 or cut(self.page):
            self.lost.append((self.page.url, sideways(self.page), cut(self.page)))

    def click(self, selector: str) -> None:
        """Follow a link or press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(f"{selector} >> visible=true").first.click()
        self.look()

    def say(self) -> str:
        """Return the only message above the page; a form that was refused has said why."""
        assert self.page.locator(".errorlist li, .errornote").all_inner_texts() == []
        return self.page.locator(".messagelist li").inner_text()

    def fill(self) -> str:
        """Fill in what an empty form requires, by the kinds of its fields; return a first word."""
        self.number += 1
        form = form_in(self.page.content())
        sent = {n: v for n, v in filled(form, self.number).items() if v != form.sent.get(n)}
        typed = {name: value for name, value in sent.items() if "-" not in name}  # no parts
        fill(self.page, typed)
        for field in self.page.eval_on_selector_all("select.select2-hidden-accessible", UNCHOSEN):
            self.choose(field)
        texts = [typed[name] for name in typed if form.fields[name].kind in ("text", "textarea")]
        return texts[0].split("\n")[0]

    def choose(self, field: str) -> None:
        """Take the first record that a list offers while one types."""
        self.page.locator(f"#{field} + .select2 [role=combobox]").focus()
        self.page.keyboard.press("Enter")
        self.page.locator(
            ".select2-results__option[data-select2-id]:not(.loading-results)"
        ).first.wait_for()
        self.page.keyboard.press("Enter")

    def add(self) -> str:
        """Add a record and ask for the next empty form; return what the record is found by."""
        self.click(".addlink")
        words = self.fill()
        more = self.page.locator("[name=_addanother]").count()  # programmes are written one by one
        self.click("[name=_addanother]" if more else "[name=_save]")
        assert self.say().startswith("Запись добавлена: «")
        assert self.page.url.endswith("/add/") == bool(more)
        return words

    def find(self, words: str) -> None:
        """Find a record in its list by the search and open it."""
        if not self.page.locator("#searchbar").count():
            self.click(".breadcrumbs a >> nth=2")
        self.page.fill("#searchbar", words)
        self.click("#changelist-search [type=submit]")
        self.click("#result_list tbody th a")

    def change(self) -> None:
        """Type a letter more into the first text of the form, save, and look back."""
        fields = "form :is(input[type=text], textarea):not([name=slug], [readonly])"
        field = self.page.locator(f"#content-main {fields} >> visible=true").first
        typed = f"{field.input_value()}a"
        field.fill(typed)
        self.click("[name=_continue]")
        assert self.say().startswith("Изменения сохранены: «")
        assert field.input_value() == typed

    def read_history(self) -> None:
        """Read what was done, then come back to the form."""
        self.click(".historylink")
        expect(self.page.locator("#change-history tbody tr")).to_have_count(2)
        self.page.go_back()

    def delete(self) -> None:
        """Delete the record on its own page, and go back to it."""
        self.click(".deletelink")
        self.click("input[value=Удалить]")
        assert self.say().startswith("Запись удалена: «")
        self.page.go_back()
        expect(self.page.locator(".messagelist")).to_contain_text("возможно, её удалили")
        expect(self.page.locator("#changelist")).to_be_visible()


def delete_found(page: Page, opts, words: str) -> None:
    """Delete from their list all records that some words find."""
    page.goto(f"{root(page)}{address(opts)}?q={words}")
    page.check("#action-toggle")
    page.select_option("[name=action]", "delete_selected")
    page.click("button[name=index]")
    page.click("input[value=Удалить]")
    expect(page.locator(".messagelist")).to_contain_text("Удалено: ")


def address(opts) -> str:
    return f"/admin/{opts.app_label}/{opts.model_name}/"


def root(page: Page) -> str:
    return page.url.partition("/admin/")[0]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_model_is_walked_through_at_a_phone(visitor, role):
    walk = Walk(visitor, role)
    page = walk.page
    is_editor = role == "editor"
    administrator = visitor.open("/admin/", staff=True) if is_editor else None
    offered = page.eval_on_selector_all("#content a", "all => all.map(a => a.pathname)")
    for opts in REGISTERED:
        is_open = role == "administrator" or opts.app_label not in ("auth", "admin")
        assert (address(opts) in offered) == is_open
        if not is_open:
            for own in (address(opts), f"{address(opts)}add/"):
                assert page.goto(root(page) + own).status == 403
                expect(page.locator("main")).to_contain_text("Вашей учётной записи это не открыто")
            page.goto(f"{root(page)}/admin/")
            continue
        page.goto(root(page) + address(opts))
        if opts.model in WRITTEN_BY_UPKEEP:
            expect(page.locator(".addlink")).to_have_count(0)
            assert (sideways(page), cut(page)) == (0, [])
            continue
        words = walk.add()
        walk.find(words)
        walk.change()
        walk.read_history()
        assert page.locator(".deletelink").first.is_visible() != is_editor
        if is_editor:
            delete_found(administrator, opts, words)
        else:
            walk.delete()
    assert walk.lost == []


def test_long_words_are_broken_at_a_phone(visitor):
    administrator = visitor.open("/admin/programmes/programme/?q=extremes", width=360, staff=True)
    form = administrator.locator("#result_list tbody th a").get_attribute("href").partition("?")[0]
    audience = "/admin/programmes/audience/1/"
    pages = [form, form.replace("change", "history"), f"{audience}change/", f"{audience}delete/"]
    popups = [f"/admin/programmes/{model}/add/?_popup=1" for model in ("audience", "source")]
    for path in pages + popups:
        administrator.goto(root(administrator) + path)
        assert (sideways(administrator), cut(administrator)) == (0, []), path
    editor = visitor.open(form, width=360, staff=PEOPLE["editor"])
    assert (sideways(editor), cut(editor)) == (0, [])
