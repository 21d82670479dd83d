"""What letters tell: new, changed, gone, soon closed; once each, and nothing of nothing."""

from datetime import date

import pytest

from programmes.alerts import sending
from programmes.alerts.models import Alert
from programmes.models import Audience, Change, Event, Programme
from programmes.words import EventState, Follows, Intake, Kind, Rhythm, State
from tests.alerts.subscribers import digests, subscribed, told
from tests.factories import audience, event, programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(clock):
    programme("first", title="Первая программа", cost_note="До 5 млн ₽")
    clock.turn(days=1)
    return clock


def change(slug="first", **fields) -> None:
    record = Programme.objects.get(slug=slug)
    record.slug = fields.pop("new_slug", slug)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def test_nothing_happened_and_no_letter_comes(clock):
    subscribed()
    clock.turn(days=1)
    assert told() == []
    assert Alert.objects.get().told_on == date(2027, 2, 3)


def test_a_change_is_told_with_old_and_new_once(clock):
    subscribed()
    clock.turn(hours=3)
    change(cost_note="До 10 млн ₽")
    clock.turn(days=1)
    [letter] = told()
    assert "ИЗМЕНИЛОСЬ\n\n• Первая программа" in letter
    assert "До 5 млн ₽ → До 10 млн ₽" in letter
    clock.turn(days=1)
    assert told() == []


def test_a_change_of_the_last_hour_waits_for_the_next_letter(clock):
    subscribed()
    clock.turn(hours=22, minutes=30)
    change(cost_note="До 10 млн ₽")
    clock.turn(minutes=50)
    assert told() == []
    change(cost_note="До 20 млн ₽")  # the same hour: one change, from the first text to the last
    clock.turn(days=1)
    [letter] = told()
    assert "До 5 млн ₽ → До 20 млн ₽" in letter
    assert "10 млн" not in letter


def test_a_new_programme_is_told_as_new_and_not_again_as_changed(clock):
    subscribed("audience=exporters")
    clock.turn(hours=3)
    programme("second", title="Вторая программа", summary="Для тех, кто вывозит.")
    clock.turn(hours=23)
    [letter] = told()
    assert "НОВОЕ\n\n• Вторая программа\nДля тех, кто вывозит." in letter
    assert "ИЗМЕНИЛОСЬ" not in letter
    clock.turn(days=1)
    assert told() == []


def test_a_programme_of_the_last_hour_is_told_once_as_new(clock):
    subscribed()
    clock.turn(hours=23)
    programme("second", title="Вторая программа")
    clock.turn(minutes=30)
    assert told() == []
    clock.turn(days=1)
    [letter] = told()
    assert letter.count("• Вторая программа") == 1
    assert "ИЗМЕНИЛОСЬ" not in letter


def test_a_programme_that_begins_to_match_is_new(clock):
    programme("grant", title="Грант заводам", kind=Kind.LOAN)
    clock.turn(days=1)
    subscribed("kind=grant")
    clock.turn(hours=3)
    change("grant", kind=Kind.GRANT)
    clock.turn(days=1)
    [letter] = told()
    assert "НОВОЕ\n\n• Грант заводам" in letter


def test_a_programme_that_matches_no_more_is_told_with_the_reason(clock):
    programme("grant", title="Грант заводам", kind=Kind.GRANT)
    clock.turn(days=1)
    subscribed("kind=grant")
    clock.turn(hours=3)
    change("grant", kind=Kind.LOAN)
    clock.turn(days=1)
    [letter] = told()
    assert "• Грант заводам\nБольше не подходит под ваш вопрос" in letter


def test_a_withdrawn_programme_is_told_by_the_name_that_the_public_knew(clock):
    programme("second", title="Вторая программа")
    clock.turn(days=1)
    subscribed()
    clock.turn(hours=3)
    change("second", state=State.DRAFT, title="Ещё не решено")
    clock.turn(days=1)
    [letter] = told()
    assert "• Вторая программа\nСнята с публикации" in letter
    assert "Ещё не решено" not in letter
    assert "/programmes/second/" not in letter


def test_a_deleted_programme_is_counted(clock):
    programme("second", title="Вторая программа")
    clock.turn(days=1)
    subscribed()
    clock.turn(hours=3)
    Programme.objects.get(slug="second").delete()
    clock.turn(days=1)
    [letter] = told()
    assert "• 1 программа\nУдалены с портала".replace(
        " ", "\N{NO-BREAK SPACE}", 0
    ) in letter.replace("\N{NO-BREAK SPACE}", " ")


def test_only_what_is_important_is_told_to_whoever_wants_no_more(clock):
    subscribed(is_terms_only=True)
    subscribed(email="boris@example.org")
    clock.turn(hours=3)
    change(summary="Другими словами о том же.")
    clock.turn(days=1)
    told()
    assert [each.recipient for each in digests()] == ["boris@example.org"]
    change(cost_note="До 10 млн ₽")
    clock.turn(days=1)
    assert len(told()) == 2


def test_a_last_day_is_told_two_weeks_before_and_once(clock):
    change(intake=Intake.DATED, intake_closes=date(2027, 2, 20))
    clock.turn(hours=2)
    subscribed()
    for day in range(3, 6):
        clock.turn(days=1)
        assert told() == [], day
    clock.turn(days=1)  # the 6th
    [letter] = told()
    assert "СКОРО ПОСЛЕДНИЙ ДЕНЬ\n\n• Первая программа" in letter
    assert "осталось 14" in letter
    for _ in range(15):
        clock.turn(days=1)
        assert told() == []


def test_the_last_day_of_an_event_is_told_to_those_who_follow_its_programme(clock):
    first = Programme.objects.get()
    event("expo", title="Выставка", programmes=[first], applications_until=date(2027, 2, 17))
    clock.turn(hours=3)
    subscribed("programme=first")
    clock.turn(days=1)
    [letter] = told()
    assert "• Выставка\nЗаявки до 17 февраля 2027 года" in letter.replace("\N{NO-BREAK SPACE}", " ")


def test_letters_come_once_a_week_to_whoever_wants_that(clock):
    subscribed(rhythm=Rhythm.WEEKLY)
    clock.turn(hours=2)
    change(cost_note="До 10 млн ₽")
    for _ in range(6):
        clock.turn(days=1)
        assert told() == []
    clock.turn(days=1)
    assert len(told()) == 1


def test_no_letter_comes_at_night(clock):
    subscribed()
    change(cost_note="До 10 млн ₽")
    clock.turn(hours=18)  # six in the morning
    assert told() == []
    clock.turn(hours=1)
    assert len(told()) == 1


def test_many_changes_are_counted_and_led_to(clock):
    for number in range(20):
        programme(f"p{number}", title=f"Программа {number:02}")
    clock.turn(days=1)
    subscribed()
    clock.turn(hours=2)
    for number in range(20):
        change(f"p{number}", cost_note="До 10 млн ₽")
    clock.turn(days=1)
    [letter] = told()
    assert letter.count("• Программа") == 12
    assert "И ещё 8: http" in letter
    assert "/changes/?since=2027-02-03" in letter


# --- Questions that change -------------------------------------------------------------------


def test_a_programme_that_is_withdrawn_is_waited_for(clock):
    subscribed("programme=first")
    clock.turn(hours=2)
    change(state=State.DRAFT)
    clock.turn(days=1)
    [letter] = told()
    assert "• Первая программа\nСнята с публикации" in letter
    clock.turn(days=3)
    assert told() == []
    change(state=State.PUBLISHED)
    clock.turn(days=1)
    [letter] = told()
    assert "НОВОЕ\n\n• Первая программа" in letter


def test_a_programme_that_is_deleted_ends_its_alert_and_forgets_the_address(clock):
    subscribed("programme=first")
    clock.turn(hours=2)
    Programme.objects.all().delete()
    clock.turn(days=1)
    [letter] = told()
    assert "Подписка закончилась" in letter
    assert not Alert.objects.exists()


def test_of_several_programmes_those_that_are_left_are_followed_on(clock):
    programme("second", title="Вторая программа")
    clock.turn(days=1)
    subscribed("programme=first&programme=second")
    clock.turn(hours=2)
    change("second", state=State.ARCHIVED)
    clock.turn(days=1)
    [letter] = told()
    assert "• Вторая программа\nВ архиве" in letter
    assert "• Первая" not in letter
    Programme.objects.get(slug="second").delete()
    change(cost_note="До 10 млн ₽")
    clock.turn(days=1)
    [letter] = told()
    assert "• Первая программа" in letter
    assert Alert.objects.get().query == "programme=first"


def test_an_audience_that_has_no_programme_at_the_moment_is_waited_for(clock):
    programme("mine", title="Шахта", audiences=[audience("miners")])
    clock.turn(days=1)
    subscribed("audience=miners")
    clock.turn(hours=2)
    change("mine", state=State.DRAFT)
    clock.turn(days=1)
    assert "• Шахта\nСнята с публикации" in told()[0]
    change("mine", state=State.PUBLISHED)
    clock.turn(days=1)
    assert "НОВОЕ\n\n• Шахта" in told()[0]


def test_a_condition_that_nobody_knows_any_more_ends_the_alert_with_a_sentence(clock):
    programme("mine", audiences=[audience("miners")])
    clock.turn(days=1)
    subscribed("audience=miners")
    Programme.objects.get(slug="mine").delete()
    Audience.objects.get(slug="miners").delete()
    clock.turn(days=1)
    [letter] = told()
    assert "Подписка закончилась" in letter
    assert "miners" in letter
    assert not Alert.objects.exists()


def test_a_new_code_of_a_programme_is_followed_on(clock):
    subscribed("programme=first")
    clock.turn(hours=2)
    change("first", new_slug="renamed")
    clock.turn(days=1)
    told()
    assert Alert.objects.get().query == "programme=renamed"


# --- The calendar ----------------------------------------------------------------------------


@pytest.fixture
def exhibition():
    return event("expo", title="Выставка", programmes=[Programme.objects.get()])


def test_a_new_event_is_told_with_its_days(clock):
    subscribed(follows=Follows.EVENTS)
    event("expo", title="Выставка", programmes=[Programme.objects.get()])
    clock.turn(days=1)
    [letter] = told()
    plain = letter.replace("\N{NO-BREAK SPACE}", " ")
    assert "НОВОЕ\n\n• Выставка\n19–21 мая 2027 года, Шанхай" in plain
    clock.turn(days=1)
    assert told() == []


def test_an_event_that_moves_is_told_old_and_new(clock, exhibition):
    subscribed(follows=Follows.EVENTS)
    exhibition.begins, exhibition.ends = date(2027, 6, 1), date(2027, 6, 2)
    exhibition.state = EventState.MOVED
    exhibition.save()
    clock.turn(days=1)
    [letter] = told()
    plain = letter.replace("\N{NO-BREAK SPACE}", " ")
    assert "Было: Выставка: 19–21 мая 2027 года" in plain
    assert "Стало: Выставка: 1–2 июня 2027 года" in plain


def test_an_event_that_is_over_leaves_without_a_word(clock, exhibition):
    subscribed(follows=Follows.EVENTS)
    clock.turn(days=120)
    assert told() == []
    clock.turn(days=1)
    assert told() == []


def test_an_event_that_is_taken_out_is_told(clock, exhibition):
    subscribed(follows=Follows.EVENTS)
    Event.objects.all().delete()
    clock.turn(days=1)
    [letter] = told()
    assert "Больше нет в календаре" in letter


def test_what_is_followed_alike_is_read_once(clock, django_assert_max_num_queries):
    for number in range(30):
        subscribed("audience=exporters", f"v{number}@example.org")
    change(cost_note="До 10 млн ₽")
    clock.turn(days=1)
    sending.post_due()
    assert len({each.text.partition("Вы подписаны")[0] for each in digests()}) == 1
    assert Change.objects.exists()


def test_the_calendar_tells_of_intakes_as_it_shows_them(clock):
    subscribed(follows=Follows.EVENTS)
    change(intake=Intake.DATED, intake_closes=date(2027, 3, 20))
    clock.turn(days=1)
    [letter] = told()
    plain = letter.replace("\N{NO-BREAK SPACE}", " ")
    assert "НОВОЕ\n\n• Первая программа\nпо 20 марта 2027 года" in plain
    change(intake_closes=date(2027, 4, 20))
    clock.turn(days=1)
    plain = told()[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "Было: Первая программа: по 20 марта 2027 года" in plain
    clock.turn(days=63)  # from the 4th of February to the 8th of April
    [letter] = told()
    assert "СКОРО ПОСЛЕДНИЙ ДЕНЬ\n\n• Первая программа" in letter
    clock.turn(days=30)
    assert told() == []
