"""A month of editorial work, played through by each role; run by itself it prints what it took."""

from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.site import PEOPLE
from tests.browser.visitor import wait_for_list

MESSAGES = ".messagelist"
TITLE = "Школа станочников при Технополисе"
PAGE = "https://example.org/school-of-machinists"
SOURCE = "Набор в школу станочников"
FIRST, SECOND = (
    "Обучение длится три месяца.",
    "После обучения предлагают работу на заводах столицы.",
)
MOST_CLICKS, MOST_KEYS = 63, 878
"""What a new programme with two facts took before the desk was an editorial system."""


def public(hands: Hands, path: str) -> str:
    """Return what a visitor reads at an address."""
    return hands.page.request.get(hands.page.url.split("/admin/")[0] + path).text()


def home(hands: Hands) -> None:
    """Go to the first page of the desk."""
    hands.follow(hands.page.locator("#site-name a, #branding a").first)


def add_programme(editor: Hands) -> None:
    """Write a programme with two facts of a source that is not there yet, and submit it."""
    editor.follow(editor.page.locator(".model-programme .addlink"))
    editor.type("#id_title", TITLE)
    editor.type("#id_summary", "Учит работе на станках с числовым управлением.")
    editor.choose("#id_kind", "Обучение")
    editor.click(editor.page.get_by_label("Взрослые, которые меняют профессию"))
    editor.type("#id_facts-0-statement", FIRST)
    cite(editor, 0, "Завести источник")
    with editor.beside(editor.page.locator("[role=option]").first):
        editor.type("#id_title", SOURCE)
        editor.type("#id_publisher", "Технополис")
        editor.choose("#id_reliability", "Официальный сайт")
        editor.click(editor.page.locator("[name=_save]").first)
    editor.click(editor.page.locator("#facts-group .addlink >> visible=true"))
    editor.type("#id_facts-1-statement", SECOND)
    cite(editor, 1, SOURCE)
    editor.key("Enter")
    editor.button("Сохранить и продолжить редактирование")
    editor.button("Сохранить и отправить на проверку")
    expect(editor.page.locator(MESSAGES)).to_contain_text("Отправлено")


def cite(editor: Hands, number: int, offered: str) -> None:
    """Say what a fact is about and where it stands; the source is called by its address."""
    editor.choose(f"#id_facts-{number}-about", "Что вы получите")
    editor.type(f"#id_facts-{number}-locator", "абзац 2")
    editor.click(editor.page.locator(f"#id_facts-{number}-source + .select2 [role=combobox]"))
    wait_for_list(editor.page)
    editor.paste(PAGE)
    expect(editor.page.locator("[role=option]").first).to_contain_text(offered)


def search(hands: Hands, words: str) -> None:
    """Look for programmes in their list."""
    hands.link("Программы", whole=True)
    hands.type("#searchbar", words)
    hands.enter()


def correct(editor: Hands) -> None:
    """Change a sentence of a published programme and submit the correction."""
    search(editor, "поручительство московского")
    editor.follow(editor.page.locator("#result_list .field-title a").first)
    editor.type("#id_cost_note", "Процент от суммы")
    editor.button("Сохранить и отправить на проверку")
    expect(editor.page.locator(MESSAGES)).to_contain_text("отправлена")


def send_back(publisher: Hands) -> None:
    """Read a correction old → new and return it with a remark."""
    publisher.link("Правки: ждут издателя")
    publisher.link("Поручительство")
    publisher.type("#id_remark", "Укажите, как часто платят.")
    publisher.button("Вернуть с замечанием")
    expect(publisher.page.locator(MESSAGES)).to_contain_text("возвращена автору")


def mend(editor: Hands) -> None:
    """Read the remark, mend the text and submit it again."""
    editor.link("Правки: возвращены мне")
    editor.link("Поручительство")
    editor.link("Открыть форму с этой правкой")
    editor.type("#id_cost_note", "Процент от суммы поручительства, раз в год")
    editor.button("Сохранить и отправить на проверку")


def publish_correction(publisher: Hands) -> None:
    """Read the mended text and publish it."""
    publisher.link("Правки: ждут издателя")
    publisher.link("Поручительство")
    publisher.button("Опубликовать")


def publish_programme(publisher: Hands) -> None:
    """Compare a new programme with its source, date the check and publish it."""
    publisher.link("Ждут издателя")
    publisher.link(TITLE)
    publisher.click(publisher.page.get_by_role("link", name="Сегодня").last)
    publisher.button("Сохранить и опубликовать")
    expect(publisher.page.locator(MESSAGES)).to_contain_text("Опубликовано")


def answer_question(editor: Hands) -> None:
    """Make a word that people ask in vain a synonym, after a look at what that changes."""
    editor.link("Вопросы без ответа")
    editor.link("ипотека", whole=True)
    editor.link("Сделать синонимом")
    editor.type("[name=meaning]", "льготный кредит")
    editor.button("Показать, что изменится")
    editor.button("Сохранить")


def bring_table(editor: Hands) -> None:
    """Take the facts of a programme out as a table and bring them back with another word.

    What is typed in the program for tables is not counted.
    """
    search(editor, TITLE)
    editor.link("Таблицы")
    line = editor.page.locator("li", has_text="Факты")
    with editor.page.expect_download() as downloading:
        editor.click(line.get_by_role("link", name="CSV"))
    table = downloading.value.path().read_text("utf-8-sig")
    assert FIRST in table
    changed = table.replace(FIRST, "Обучение длится четыре месяца.").encode("utf-8-sig")
    editor.choose("[name=kind]", "Факты")
    editor.counts["clicks"] += 2  # the button and the file
    file = {"name": "facts.csv", "mimeType": "text/csv", "buffer": changed}
    editor.page.set_input_files("[type=file]", file)
    editor.button("Сравнить с каталогом")
    editor.button("Внести изменения")


def check(publisher: Hands) -> None:
    """Note of a programme in the list that it was compared with its sources."""
    search(publisher, TITLE)
    publisher.click(publisher.page.locator(".action-select").first)
    publisher.choose("[name=action]", "Отметить проверенными сегодня")
    publisher.button("Выполнить")


def archive(publisher: Hands) -> None:
    """Take a programme that has ended from the public."""
    search(publisher, TITLE)
    publisher.click(publisher.page.locator(".action-select").first)
    publisher.choose("[name=action]", "Убрать в архив")
    publisher.button("Выполнить")
    expect(publisher.page.locator(MESSAGES)).to_contain_text("архив")


def invite(chief: Hands) -> None:
    """Invite a new editor and look at what everybody did."""
    chief.link("Пользователи", whole=True)
    chief.link("Пригласить")
    chief.type("#id_first_name", "Олег")
    chief.type("#id_last_name", "Ким")
    chief.type("#id_email", "oleg@example.org")
    chief.click(chief.page.get_by_label("Редакторы", exact=True))
    chief.button("Отправить приглашение")
    expect(chief.page.locator(MESSAGES)).to_contain_text("Приглашение отправлено")
    home(chief)
    chief.link("Все действия")
    expect(chief.page.locator("#content")).to_contain_text("oleg@example.org")


MONTH = [
    ("editor", "writes a new programme with two facts", add_programme),
    ("publisher", "publishes the new programme", publish_programme),
    ("editor", "corrects what is published", correct),
    ("publisher", "returns the correction with a remark", send_back),
    ("editor", "mends it", mend),
    ("publisher", "publishes the correction", publish_correction),
    ("editor", "makes a question without an answer a synonym", answer_question),
    ("editor", "brings a table of facts", bring_table),
    ("publisher", "notes a check in the list", check),
    ("publisher", "archives the programme", archive),
    ("maya", "invites an editor and reads what was done", invite),
]
"""Who does what, in turn."""


def test_a_month_of_work_takes_few_clicks_and_keys(visitor, figure):
    people = {
        role: Hands(visitor.open("/admin/", staff=PEOPLE.get(role, role)), figure)
        for role in dict.fromkeys(role for role, _, _ in MONTH)
    }
    for role, what, work in MONTH:
        home(people[role])
        with people[role].task(f"{role} {what}") as counts:
            work(people[role])
        if work is add_programme:
            assert counts["clicks"] <= MOST_CLICKS
            assert counts["keys"] <= MOST_KEYS
    assert TITLE not in public(people["editor"], "/programmes/?q=станочник")
    assert "раз в год" in public(people["editor"], "/programmes/guarantee-fund/")
