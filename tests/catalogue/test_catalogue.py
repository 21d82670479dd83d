"""Catalogue: what a question means, what it gives, what it refuses."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from programmes import catalogue as catalogue_module
from programmes.catalogue import filters
from programmes.catalogue.filters import ProgrammeFilter
from programmes.models import Programme
from tests.factories import draft, exhibitions, internship, loan, programme

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """Exhibitions for exporters, an internship for students, a loan for both kinds of company."""
    return exhibitions(), internship(), loan()


def ask(query="", **options):
    return catalogue_module.ask(QueryDict(query), TODAY, **options)


def slugs(query=""):
    answer = ask(query)
    assert answer.question.refusals == []
    return [programme.slug for programme in answer.page]


def sentence(query, **options):
    answer = ask(query, **options)
    assert answer.pks == []
    return " ".join(refusal.sentence for refusal in answer.question.refusals)


def options(answer, facet):
    found = next(each for each in answer.facets if each.name == facet)
    return {option.value: option for option in found.options}


def test_no_question_gives_all_published_programmes(three):
    draft()
    assert slugs("sort=title") == [
        "export-agro-loan",
        "tekhnostazhirovka",
        "international-exhibitions",
    ]


def test_values_of_one_facet_widen_the_answer(three):
    assert set(slugs("kind=loan&kind=event")) == {"export-agro-loan", "international-exhibitions"}


def test_two_facets_narrow_the_answer(three):
    assert slugs("audience=exporters&kind=loan") == ["export-agro-loan"]


def test_a_side_gives_the_programmes_of_its_audiences(three):
    assert slugs("side=learning") == ["tekhnostazhirovka"]


def test_what_is_not_stated_can_be_asked_for(three):
    assert slugs("cost=not-stated") == ["tekhnostazhirovka"]


def test_a_programme_without_a_place_is_found_under_not_stated(three):
    assert set(slugs("place=not-stated")) == {"export-agro-loan", "international-exhibitions"}


def test_intake_is_reckoned_for_the_day_of_the_question(three):
    assert "tekhnostazhirovka" in slugs("intake=open")
    later = catalogue_module.ask(QueryDict("intake=open"), date(2027, 1, 1))
    assert [record.slug for record in later.page] == ["export-agro-loan"]


def test_a_programme_with_two_matching_audiences_comes_once(three):
    assert slugs("side=business").count("export-agro-loan") == 1


def test_a_facet_is_counted_without_its_own_choice(three):
    counts = options(ask("kind=loan&audience=exporters"), "kind")
    assert (counts["event"].count, counts["loan"].count) == (1, 1)


def test_a_facet_is_counted_within_the_choices_of_the_others(three):
    assert options(ask("side=learning"), "kind")["loan"].count == 0


def test_every_count_is_what_following_its_link_gives(three):
    for facet in ask("audience=exporters&kind=event").facets:
        for option in facet.options:
            if not option.selected:
                alone = ask("audience=exporters&kind=event").question.query(
                    **{facet.name: [option.value]}
                )
                assert ask(alone).count == option.count, (facet.name, option.value)


def test_every_chip_leads_to_the_question_without_it(three):
    chips = ask("audience=exporters&kind=event&kind=internship").chips
    assert [chip.query for chip in chips] == [
        "kind=event&kind=internship",
        "audience=exporters&kind=internship",
        "audience=exporters&kind=event",
    ]


def test_an_empty_answer_names_the_filter_to_drop_and_what_that_gives(three):
    answer = ask("audience=college-students&kind=loan")
    ways = {way["label"]: way["count"] for way in answer.ways_out}
    assert answer.count == 0
    assert ways == {"Для кого: Студенты колледжей": 1, "Вид поддержки: Заём": 1}


def test_a_step_of_the_path_is_said_as_one(three):
    words = ask("stage=show&audience=exporters").question.in_words
    assert words == "Программы для экспортёров, для шага «Показать продукцию»"


def test_the_question_is_said_in_words(three):
    assert ask("kind=loan&kind=event").question.in_words == (
        "Программы, вид поддержки\N{NO-BREAK SPACE}— «Мероприятие» или «Заём»"
    )


def test_whom_the_programmes_are_for_is_said_after_for(three):
    assert ask("audience=exporters&audience=enterprises&side=business").question.in_words == (
        "Программы для бизнеса, для промышленных предприятий или экспортёров"
    )


def test_titles_sort_without_regard_to_quotes_case_and_yo():
    for slug, title in {"c": "Ёлка", "b": "«Енот»", "d": "жук", "a": "Дом"}.items():
        programme(slug, title=title)
    assert slugs() == ["a", "c", "b", "d"]


def test_the_order_by_check_puts_the_newest_first_and_titles_break_ties():
    programme("old", title="А", checked_on=date(2026, 1, 1))
    programme("b", title="Б")
    programme("a", title="А")
    assert slugs("sort=checked") == ["a", "b", "old"]


@pytest.mark.parametrize(
    ("order", "titles"), [("updated", "авб"), ("checked", "бва"), ("begun", "ваб")]
)
def test_each_order_by_date_reads_its_own_date(order, titles):
    days = {"а": (3, 1, 2), "б": (1, 3, 1), "в": (2, 2, 3)}
    for title, numbers in days.items():
        updated, checked, begun = (date(2026, 1, number) for number in numbers)
        made = programme(
            f"p-{numbers[0]}", title=title, checked_on=checked, since=begun, since_precision="day"
        )
        Programme.objects.filter(pk=made.pk).update(updated_at=moment(updated.day))
    answer = ask()
    names = dict(Programme.objects.values_list("pk", "title"))
    assert "".join(names[pk] for pk in answer.index.ordered(order, answer.selected)) == titles


def test_a_programme_that_began_nobody_knows_when_stands_behind_the_others():
    programme("unknown", title="а")
    begun = programme("known", since=date(1990, 1, 1), since_precision="day")
    answer = ask()
    assert next(answer.index.ordered("begun", answer.selected)) == begun.pk


def moment(hour: int) -> datetime:
    return datetime(2026, 1, 1, hour, tzinfo=UTC)


def test_a_value_that_no_programme_has_gives_nothing_beside_one_that_some_have(three):
    assert slugs("format=online&format=mixed") == slugs("format=online")
    assert slugs("format=mixed") == []


def test_pages_share_the_answer_out_without_loss(three, monkeypatch):
    monkeypatch.setattr(filters, "PAGE_SIZE", 2)
    assert slugs() + slugs("page=2") == [row.slug for row in ask().rows()]


def test_the_same_value_twice_is_the_value_once(three):
    assert slugs("kind=loan&kind=loan") == ["export-agro-loan"]


def test_blank_values_are_dropped(three):
    answer = ask("q=&kind=&kind=loan&page=")
    assert answer.question.query_with_page == "kind=loan"


REFUSED = {
    "an unknown parameter": ("colour=red", "«colour» каталогу неизвестен"),
    "a misspelt parameter, with the right one": ("audiense=exporters", "нужен «audience»"),
    "an unknown value": ("kind=gift", "В фильтре «Вид поддержки» нет значения «gift»"),
    "a value of another facet": ("kind=exporters", "нет значения «exporters»"),
    "two sides": ("side=business&side=learning", "указан несколько раз"),
    "two questions": ("q=a&q=b", "указан несколько раз"),
    "an unknown order": ("sort=date", "Сортировки «date» нет"),
    "a long question": ("q=" + "a" * 201, "длиннее 200 знаков"),
    "a null character": ("q=a%00b", "нулевой символ"),
    "page zero": ("page=0", "целое число от 1"),
    "a page that is no number": ("page=two", "а не «two»"),
    "an arabic digit": ("page=٣", "целое число от 1"),
    "a page past the end": ("page=9", "Страницы 9 нет"),
    "a huge page": ("page=" + "9" * 400, "целое число от 1"),
}


@pytest.mark.parametrize(("query", "expected"), REFUSED.values(), ids=REFUSED)
def test_the_catalogue_refuses(query, expected, three):
    assert expected in sentence(query)


def test_a_whole_list_has_no_pages(three):
    assert "здесь не действует" in sentence("page=1", of_format=())


def test_a_refused_question_keeps_what_was_understood(three):
    assert ask("kind=loan&colour=red").question.understood_query == "kind=loan"


def test_a_refused_question_is_quoted_printably_and_shortly(three):
    said = sentence("kind=" + "%07" + "x" * 500)
    assert "\x07" not in said
    assert len(said) < 150


def test_the_sets_agree_with_what_django_filter_selects(three):
    programme("plain", operator=None, stage="")
    queries = ["side=business", "audience=exporters&audience=college-students", "stage=show"]
    queries += [
        "operator=mosprom&operator=not-stated",
        "place=not-stated",
        "industry=machine-tools",
    ]
    queries += ["cost=paid&format=not-stated", "intake=open", "kind=loan&kind=event&side=business"]
    for query in queries:
        published = Programme.objects.published().with_intake_on(TODAY)
        by_sql = ProgrammeFilter(QueryDict(query), queryset=published)
        assert by_sql.is_valid(), query
        assert {p.pk for p in by_sql.qs.order_by("pk")} == set(ask(query).pks), query


def test_a_question_costs_the_same_queries_for_three_programmes_and_for_thirty(
    three, django_assert_num_queries
):
    for number in range(27):
        programme(f"p{number}")
    ask()  # the sets of this version are built once
    with django_assert_num_queries(4):
        answer = ask("kind=consulting&kind=loan")
        assert len(answer.page) == 20
        assert answer.facets
