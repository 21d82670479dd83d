"""Named programmes, the size of a page, and which programmes stand first."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from programmes import catalogue
from programmes.words import Intake
from tests.catalogue.test_catalogue import TODAY
from tests.factories import contact, draft, programme

pytestmark = pytest.mark.django_db


def asked(query: str):
    return catalogue.ask(QueryDict(query), TODAY)


def slugs(query: str) -> list[str]:
    return [each.slug for each in asked(query).page]


@pytest.fixture
def four():
    for slug in "abcd":
        programme(slug, title=f"Программа {slug}")


def test_named_programmes_come_in_the_order_in_which_they_are_named(four):
    assert slugs("programme=c&programme=a&programme=d") == ["c", "a", "d"]


def test_a_programme_named_twice_comes_once(four):
    assert slugs("programme=c&programme=a&programme=c") == ["c", "a"]


def test_named_programmes_can_be_sorted_and_narrowed(four):
    assert slugs("programme=c&programme=a&sort=title") == ["a", "c"]
    assert slugs("programme=c&programme=a&kind=grant") == []


def test_a_strategy_is_found_by_its_name():
    programme("plan", nature="background")
    assert slugs("") == []
    assert slugs("programme=plan") == ["plan"]


def test_a_programme_that_is_not_published_is_refused_with_a_sentence(four):
    draft("hidden")
    (refusal,) = asked("programme=a&programme=hidden").question.refusals
    assert refusal.sentence == "Программы «hidden» в каталоге нет."


def test_nobody_names_more_programmes_than_a_hundred(four):
    (refusal, *_) = asked("&".join(f"programme=p{n}" for n in range(101))).question.refusals
    assert refusal.sentence == "Названо больше 100 программ: сократите список."


def test_a_choice_is_said_in_words_and_can_be_dropped(four):
    answer = asked("programme=c&programme=a")
    assert answer.question.in_words == "Выбранные программы"
    (chip,) = answer.chips
    assert (chip.label, chip.value, chip.query) == ("Выбранные программы", "2\u00a0программы", "")


def test_an_order_that_the_question_has_no_use_for_is_the_usual_one(four):
    assert asked("sort=chosen").question.sort == "useful"
    assert asked("programme=a&sort=relevance").question.sort == "chosen"


def test_a_page_is_as_long_as_asked(four):
    answer = asked("page_size=3&page=2&sort=title")
    assert ([each.slug for each in answer.page], answer.page_count) == (["d"], 2)


@pytest.mark.parametrize("size", ["0", "101", "-1", "много"])
def test_a_page_of_an_impossible_size_is_refused(four, size):
    (refusal,) = asked(f"page_size={size}").question.refusals
    assert refusal.sentence == f"На странице бывает от 1 до 100 программ, а не «{size}»."


def test_what_can_be_used_now_and_is_known_best_stands_first():
    programme("closed", intake="closed")
    programme("bare")
    full = programme("full", eligibility="Все", benefits="Деньги", application="Письмом")
    contact(full)
    programme("open", intake="continuous")
    assert slugs("") == ["open", "full", "bare", "closed"]


def test_first_stands_what_can_be_used_now_then_soon_then_perhaps_and_last_what_is_closed():
    later, earlier = TODAY + timedelta(days=9), TODAY - timedelta(days=9)
    programme("a-closed", intake=Intake.DATED, intake_opens=earlier, intake_closes=earlier)
    programme("b-unknown")
    programme("c-soon", intake=Intake.DATED, intake_opens=later, intake_closes=later)
    programme("d-open", intake=Intake.CONTINUOUS)
    assert slugs("sort=useful") == ["d-open", "c-soon", "b-unknown", "a-closed"]


def test_of_what_is_as_usable_the_better_known_stands_first():
    programme("a-bare")
    programme("b-known", eligibility="Заводы", application="На сайте", cost="free")
    programme("c-half", eligibility="Заводы")
    assert slugs("sort=useful") == ["b-known", "c-half", "a-bare"]
