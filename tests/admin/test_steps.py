"""Steps to the public: who may take which, from where, and what is said when not."""

import pytest
from django.contrib.auth.models import User

from programmes.admin import guard, steps
from programmes.models import Programme
from programmes.words.choices import State
from tests import factories
from tests.forms import act, address, change, said, shown, signed_in

pytestmark = pytest.mark.django_db

STEPS = {
    "submit": (State.DRAFT, State.REVIEW),
    "publish": (State.REVIEW, State.PUBLISHED),
    "return": (State.PUBLISHED, State.DRAFT),
    "archive": (State.PUBLISHED, State.ARCHIVED),
}
ROLES = {
    "editor": (factories.editor, {"submit"}),
    "publisher": (factories.publisher, {"submit", "publish", "return", "archive"}),
    "stranger": (factories.stranger, set()),
}
MATRIX = [(role, step) for role in ROLES for step in STEPS]


def state_of(programme) -> str:
    return Programme.objects.get(pk=programme.pk).state


@pytest.mark.parametrize(("role", "step"), MATRIX)
def test_each_role_takes_its_own_steps_as_actions_and_no_others(client, role, step):
    person, allowed = ROLES[role]
    before, after = STEPS[step]
    programme = factories.programme(state=before)
    act(signed_in(client, person()), step, programme)
    assert state_of(programme) == (after if step in allowed else before)


@pytest.mark.parametrize(("role", "step"), MATRIX)
def test_each_role_takes_its_own_steps_as_buttons_and_no_others(client, role, step):
    person, allowed = ROLES[role]
    before, after = STEPS[step]
    programme = factories.programme(state=before)
    form = shown_to_a_publisher(client, programme)
    signed_in(client, person()) if role != "publisher" else None
    client.post(address("programme", "change", programme.pk), form | {"_step": step})
    assert state_of(programme) == (after if step in allowed else before)


def shown_to_a_publisher(client, programme) -> dict:
    """Return the whole form: what somebody could send who knows its fields."""
    signed_in(client, factories.publisher())
    return shown(client.get(address("programme", "change", programme.pk)))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State)
def test_a_step_from_a_wrong_state_is_refused_with_a_sentence(client, step, state):
    programme = factories.programme(state=state)
    response = act(signed_in(client, factories.publisher()), step, programme)
    moved = state_of(programme) != state
    refusals = (f"а сейчас — «{state.label}»", "без замечания её не возвращают")
    assert moved != any(why in sentence for why in refusals for sentence in said(response))


def test_an_entry_under_review_goes_back_with_a_remark_that_its_author_reads(client):
    programme = factories.draft()
    signed_in(client, factories.editor())
    change(client, programme, _step="submit")
    signed_in(client, factories.publisher())
    answer = change(client, programme, _step="return")
    assert "Напишите в форме записи, что поправить" in said(answer)[0]
    assert state_of(programme) == State.REVIEW
    change(client, programme, _step="return", _remark="Добавьте срок.")
    assert state_of(programme) == State.DRAFT
    signed_in(client, User.objects.get(username="anna"))
    page = client.get(address("programme", "change", programme.pk)).content.decode()
    assert "Добавьте срок." in page


def test_an_action_takes_the_rows_it_can_and_names_the_others(client):
    ready = factories.programme("ready", state=State.REVIEW, title="Готовая")
    factless = factories.programme("factless", state=State.REVIEW, title="Пустая", facts=())
    draft = factories.draft("draft", title="Рано")
    response = act(signed_in(client, factories.publisher()), "publish", ready, factless, draft)
    assert said(response) == [
        "Опубликовано: 1\N{NO-BREAK SPACE}программа.",
        "«Пустая» — без изменений. Добавьте хотя бы один факт с источником.",
        "«Рано» — без изменений. «Опубликовать» можно из состояния «На проверке», "
        "а сейчас — «Черновик».",
    ]
    assert [state_of(p) for p in (ready, factless, draft)] == ["published", "review", "draft"]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"facts": ()}, "Добавьте хотя бы один факт с источником."),
        ({"audiences": []}, "Отметьте хотя бы одну аудиторию в поле «для кого»."),
        ({"checked_on": None}, "Укажите в поле «проверено», когда запись сверили с источниками."),
    ],
)
def test_what_is_missing_keeps_an_entry_from_the_public(client, missing, sentence):
    programme = factories.programme(state=State.REVIEW, **missing)
    response = act(signed_in(client, factories.publisher()), "publish", programme)
    assert sentence in said(response)[0]
    assert state_of(programme) == State.REVIEW


def test_long_lists_of_refusals_are_cut_and_counted(client):
    drafts = [factories.draft(f"draft-{number}") for number in range(23)]
    sentences = said(act(signed_in(client, factories.publisher()), "publish", *drafts))
    assert len(sentences) == 21
    assert sentences[-1] == "И ещё 3\N{NO-BREAK SPACE}записи без изменений."


def test_the_list_offers_an_editor_only_an_editors_steps(client):
    factories.draft()
    response = signed_in(client, factories.editor()).get(address("programme"))
    offered = {name for name, _ in response.context["action_form"].fields["action"].choices}
    assert offered & set(STEPS) == {"submit"}


def test_a_step_is_written_into_the_history_with_its_person(client):
    programme = factories.programme(state=State.REVIEW)
    signed_in(client, factories.publisher())
    act(client, "publish", programme)
    history = client.get(address("programme", "history", programme.pk)).content.decode()
    assert "Состояние: «На проверке» → «Опубликована»." in history
    assert "Борис Лукин" in history


def test_a_button_saves_what_is_typed_and_then_takes_the_step(client):
    programme = factories.draft()
    signed_in(client, factories.editor())
    response = change(client, programme, title="Новое название", _step="submit")
    programme.refresh_from_db()
    assert (programme.title, programme.state) == ("Новое название", State.REVIEW)
    assert said(response) == ["Изменения сохранены. Отправлено на проверку: «Новое название»."]


def test_a_button_keeps_what_is_typed_even_when_the_step_is_refused(client):
    programme = factories.programme(state=State.REVIEW, checked_on=None)
    signed_in(client, factories.publisher())
    response = change(client, programme, title="Новое название", _step="publish")
    programme.refresh_from_db()
    assert (programme.title, programme.state) == ("Новое название", State.REVIEW)
    assert said(response) == [
        "Изменения сохранены, но состояние прежнее. "
        "Укажите в поле «проверено», когда запись сверили с источниками."
    ]


def test_a_form_that_is_wrong_takes_no_step(client):
    programme = factories.draft()
    change(signed_in(client, factories.editor()), programme, title="", _step="submit")
    assert state_of(programme) == State.DRAFT


def test_the_form_shows_only_the_buttons_of_now_and_of_the_person(client):
    programme = factories.draft()
    url = address("programme", "change", programme.pk)
    page = signed_in(client, factories.editor()).get(url).content.decode()
    assert "Сохранить и отправить на проверку" in page
    assert "Сохранить и опубликовать" not in page


def test_a_published_programme_reaches_the_public_list_in_the_same_moment(client):
    programme = factories.programme(state=State.REVIEW, title="Станки для заводов")
    signed_in(client, factories.publisher())
    act(client, "publish", programme)
    assert "Станки для заводов" in client.get("/programmes/").content.decode()
    act(client, "archive", programme)
    assert client.get(f"/programmes/{programme.slug}/").status_code == 410


def test_state_cannot_be_typed_into_the_form(client):
    programme = factories.draft()
    change(signed_in(client, factories.publisher()), programme, state="published")
    assert state_of(programme) == State.DRAFT


@pytest.mark.parametrize("action", ["publish", "mark_checked", "delete_selected"])
def test_an_action_takes_no_more_programmes_than_others_can_wait_for(client, monkeypatch, action):
    monkeypatch.setattr(guard, "MAX_AT_ONCE", 2)
    monkeypatch.setattr(steps, "MAX_CHECKED_AT_ONCE", 2)
    for number in range(3):
        factories.draft(f"d{number}", checked_on=None)
    desk = signed_in(client, factories.publisher())
    listed = shown(desk.get(address("programme")))
    sent = listed | {"action": action, "select_across": "1", "index": "0"}
    rows = {"_selected_action": list(Programme.objects.values_list("pk", flat=True))}
    answer = desk.post(address("programme"), sent | rows, follow=True)
    assert said(answer) == [
        "За раз можно взять не больше 2 записей, а выбрано 3: сузьте список фильтром или поиском. "
        "Ничего не изменилось."
    ]
    assert Programme.objects.filter(state=State.DRAFT, checked_on=None).count() == 3


def test_more_programmes_are_checked_at_once_than_take_a_step(client, monkeypatch):
    monkeypatch.setattr(guard, "MAX_AT_ONCE", 2)
    for number in range(3):
        factories.draft(f"d{number}", checked_on=None)
    desk = signed_in(client, factories.publisher())
    listed = shown(desk.get(f"{address('programme')}?o=1"))
    sent = listed | {"action": "mark_checked", "select_across": "1", "index": "0"}
    rows = {"_selected_action": list(Programme.objects.values_list("pk", flat=True))}
    answer = desk.post(address("programme"), sent | rows, follow=True)
    assert said(answer) == ["Проверено сегодня: 3\xa0программы."]
