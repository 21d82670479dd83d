"""The loader of fixtures: fills, repeats, spares editors' changes, replaces on demand."""

from decimal import Decimal

import pytest

from programmes.imports.fixtures import TABLES
from programmes.models import Fact, Organisation, Programme
from tests import factories, small_catalogue
from tests.small_catalogue import change, load, rows

pytestmark = pytest.mark.django_db
FILE = "programmes/exhibitions.toml"


@pytest.fixture
def files(tmp_path):
    return small_catalogue.write(tmp_path)


# --- Filling an empty database ----------------------------------------------------------------


def test_an_empty_database_is_filled(files):
    printed = load(files)
    assert printed == (
        "Создано: 1 источник, 2 организации, 1 аудитория, 1 место, 1 отрасль, "
        "1 страна, 1 группа синонимов, 1 программа, 2 контакта, 2 факта, 1 условие, 1 событие.\n"
    )


def test_a_programme_gets_its_fields_lists_and_relations(files):
    load(files)
    programme = Programme.objects.get()
    assert programme.operator.short_name == "Моспром"
    assert [audience.slug for audience in programme.audiences.all()] == ["exporters"]
    assert programme.benefit_items == ["Место на стенде", "Переводчик"]
    assert programme.state == "published"


def test_a_figure_keeps_its_bound_and_its_fraction(files):
    load(files)
    figures = Fact.objects.order_by("code").values_list("value", "bound")
    assert list(figures) == [(1000, "more-than"), (Decimal("27.5"), "exactly")]


def test_a_fact_names_the_one_it_disagrees_with(files):
    load(files)
    assert Fact.objects.get(code="other-count").alternative_to.code == "companies"


def test_facts_and_contacts_stand_in_the_order_of_the_file(files):
    load(files)
    programme = Programme.objects.get()
    assert [fact.code for fact in programme.facts.all()] == ["companies", "other-count"]
    assert [contact.kind for contact in programme.contacts.all()] == ["site", "phone"]


# --- Repeating --------------------------------------------------------------------------------


def test_a_second_load_changes_nothing_and_says_so(files):
    load(files)
    before = rows()
    assert load(files) == "Ничего не изменилось.\n"
    assert rows() == before


def test_an_unchanged_catalogue_is_compared_in_a_few_queries(files, django_assert_max_num_queries):
    load(files)
    with django_assert_max_num_queries(2 * len(TABLES) + 6):
        load(files)


def test_a_record_no_editor_touched_follows_the_file(files):
    load(files)
    change(files, FILE, "Международные выставки", "Выставки за рубежом")
    assert load(files) == (
        "Обновлено: 1 программа.\n"
        "  программа exhibitions: title — «Международные выставки» → «Выставки за рубежом»\n"
    )
    assert Programme.objects.get().title == "Выставки за рубежом"


def test_a_relation_no_editor_touched_follows_the_file(files):
    load(files)
    change(
        files,
        FILE,
        'operator = "mosprom"',
        'partners = ["zone", "mosprom"]',
    )
    load(files)
    programme = Programme.objects.get()
    assert programme.operator is None
    assert sorted(partner.slug for partner in programme.partners.all()) == ["mosprom", "zone"]


def test_an_updated_record_goes_on_following_the_file(files):
    for title in ("Выставки за рубежом", "Выставки в других странах"):
        load(files)
        change(files, FILE, Programme.objects.get().title, title)
    load(files)
    assert Programme.objects.get().title == "Выставки в других странах"


def test_a_record_the_files_no_longer_name_stays_and_is_named(files):
    load(files)
    path = files / FILE
    path.write_text(path.read_text("utf-8").partition("[[fact]]\n")[0], "utf-8")
    assert load(files) == (
        "Ничего не изменилось.\n"
        "Оставлено, хотя в файлах больше нет: 2 факта, 1 условие.\n"
        "  факт exhibitions/companies\n"
        "  факт exhibitions/other-count\n"
        "  условие exhibitions/Малый или средний бизнес\n"
    )
    assert Fact.objects.count() == 2


def test_a_form_opened_before_the_load_is_outdated_by_a_changed_fact(files):
    load(files)
    before = Programme.objects.get().revision
    change(files, FILE, "абзац 2", "абзац 20")
    load(files)
    assert Programme.objects.get().revision == before + 1


# --- Editors' changes -------------------------------------------------------------------------


def test_an_editors_change_is_kept_and_named(files):
    load(files)
    Programme.objects.update(title="Выставки: редакция Анны")
    assert load(files) == (
        "Ничего не изменилось.\n"
        "Оставлено как изменил редактор: 1 программа.\n"
        "  программа exhibitions: "
        "title — «Выставки: редакция Анны», в файле «Международные выставки»\n"
    )
    assert Programme.objects.get().title == "Выставки: редакция Анны"


def test_an_editors_change_is_kept_when_the_file_changes_another_field(files):
    load(files)
    Programme.objects.update(title="Выставки: редакция Анны")
    change(files, FILE, "Компании показывают", "Предприятия показывают")
    load(files)
    assert Programme.objects.get().summary == "Компании показывают продукцию за рубежом."


def test_an_editors_change_of_a_relation_is_kept(files):
    load(files)
    Programme.objects.get().audiences.set([factories.audience("adults")])
    change(files, FILE, "Международные выставки", "Выставки за рубежом")
    load(files)
    assert Programme.objects.get().title == "Международные выставки"


def test_an_editors_change_of_one_fact_does_not_hold_the_others_back(files):
    load(files)
    Fact.objects.filter(code="companies").update(locator="абзац 3")
    change(files, FILE, "абзац 2", "абзац 20")
    change(files, FILE, "абзац 5", "абзац 50")
    load(files)
    assert Fact.objects.get(code="companies").locator == "абзац 3"
    assert Fact.objects.get(code="other-count").locator == "абзац 50"


def test_a_record_saved_with_a_browsers_line_ends_still_counts_as_untouched(files):
    load(files)
    Programme.objects.update(benefits="Место на стенде\r\nПереводчик")
    change(files, FILE, "Международные выставки", "Выставки за рубежом")
    load(files)
    assert Programme.objects.get().title == "Выставки за рубежом"


def test_a_record_an_editor_made_under_the_same_code_is_the_editors(files):
    factories.organisation("mosprom", name="Моспром", short_name="Наш Моспром")
    assert "Оставлено как изменил редактор: 1 организация." in load(files)
    assert Organisation.objects.get(slug="mosprom").short_name == "Наш Моспром"


def test_what_an_editor_deleted_stays_deleted_and_is_named(files):
    load(files)
    Programme.objects.get().delete()
    printed = load(files)
    # the event that named it was changed with it
    assert printed.startswith(
        "Ничего не изменилось.\n"
        "Оставлено как изменил редактор: 1 событие.\n"
        "  событие sial-2027: programmes — пусто, в файле «exhibitions»\n"
        "Не возвращено, потому что удалил или переименовал редактор: "
        "1 программа, 2 контакта, 2 факта, 1 условие.\n"
        "  программа exhibitions\n"
    )
    assert not Programme.objects.exists()


def test_a_new_fact_of_a_deleted_programme_is_left_out_and_named(files):
    load(files)
    Programme.objects.get().delete()
    change(files, FILE, '"companies"', '"firms"')
    change(files, FILE, 'to = "companies"', 'to = "firms"')
    change(files, FILE, 'fact = "companies"', 'fact = "firms"')
    printed = load(files)
    assert (
        "Не загружено, потому что ссылается на удалённое редактором: 1 факт.\n"
        "  факт exhibitions/firms\n"
    ) in printed
    assert not Fact.objects.exists()


# --- Replacing on demand ----------------------------------------------------------------------


def test_update_replaces_an_editors_change_and_says_what_it_replaced(files):
    load(files)
    Programme.objects.update(title="Выставки: редакция Анны", cost="free")
    assert load(files, update=True) == (
        "Обновлено: 1 программа.\n"
        "  программа exhibitions: "
        "title — «Выставки: редакция Анны» → «Международные выставки»; "
        "cost — «free» → «not-stated»\n"
    )
    assert Programme.objects.get().title == "Международные выставки"


def test_update_shortens_long_texts(files):
    load(files)
    Programme.objects.update(description="Длинное слово " * 100)
    line = load(files, update=True).splitlines()[1]
    assert line.endswith("…» → пусто")
    assert len(line) < 120


def test_update_brings_back_what_an_editor_deleted(files):
    load(files)
    Programme.objects.get().delete()
    printed = load(files, update=True)
    assert "Восстановлено: 1 программа, 2 контакта, 2 факта, 1 условие.\n" in printed
    assert Fact.objects.count() == 2
    assert Programme.objects.get().events.count() == 1


def test_after_update_the_record_follows_the_file_again(files):
    factories.organisation("mosprom", name="Моспром", short_name="Наш Моспром")
    load(files, update=True)
    change(files, "organisations.toml", 'short_name = "Моспром"', 'short_name = "МЭЦ"')
    load(files)
    assert Organisation.objects.get(slug="mosprom").short_name == "МЭЦ"


# --- Only checking ----------------------------------------------------------------------------


def test_check_says_what_would_be_done_and_does_nothing(files):
    before = rows()
    printed = load(files, check=True)
    assert printed.startswith("Файлы в порядке. База не изменена; загрузка сделала бы вот что.\n")
    assert "1 программа" in printed
    assert rows() == before
