"""Questions without an answer at the desk: read, answered by a synonym or a word, set aside."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.urls import reverse

from programmes.admin import questions
from programmes.catalogue import ask, today
from programmes.models import Programme, SynonymGroup
from programmes.questions import ledger, trying
from programmes.questions.models import Question, Standing, Week, monday
from programmes.revisions import review
from programmes.revisions.states import ReviewState
from tests import factories, reading
from tests.forms import form_of, said, signed_in

pytestmark = pytest.mark.django_db
ALL = [factories.chief, factories.publisher, factories.editor]
every_person = pytest.mark.parametrize("person", ALL, ids=lambda make: make.__name__)


def url(page, *args):
    return reverse(f"admin:questions_question_{page}", args=args)


def asked(words, number=1, day=None):
    """Keep a question that was asked so often in the week of a day."""
    week, _ = Week.objects.get_or_create(begins=monday(day or today()))
    question, _ = Question.objects.get_or_create(words=words)
    question.counts.create(week=week, number=number)
    return question


def finds(words):
    params = QueryDict(mutable=True)
    params["q"] = words
    return ask(params, today()).count


@pytest.fixture
def question(db):
    factories.loan()
    return asked("ссуда", 12)


def write(client, page, question, **typed):
    """Send the form of a page of a question, and once more what it then shows."""
    address = url(page, question.pk)
    shown = client.post(address, form_of(client.get(address)).sent | typed)
    return client.post(address, form_of(shown).sent, follow=True) if page == "synonym" else shown


# --- The list -------------------------------------------------------------------------------


@every_person
def test_the_list_has_the_most_frequent_first_with_what_each_finds_now(client, question, person):
    asked("ясли", 30)
    signed_in(client, person())
    page = reading.text(client.get(url("changelist")))
    assert page.index("ясли 30 раз") < page.index("ссуда 12 раз")
    assert "ничего" in page
    for way in ("Сделать синонимом", "Добавить слово программе", "Не наше"):
        assert way in page


def test_the_list_of_a_week_has_the_numbers_of_that_week(client, question):
    signed_in(client, factories.editor())
    last = monday(today()) - timedelta(days=7)
    asked("борщ", 5, last)
    asked("борщ", 40)
    page = reading.text(client.get(f"{url('changelist')}?week={last}"))
    assert "борщ 5 раз" in page
    assert "ссуда" not in page


def test_a_week_that_the_list_does_not_have_is_said_not_to_be_understood(client, question):
    signed_in(client, factories.editor())
    for odd in ("week=2020-01-06", "week=x", "standing=odd"):
        answer = client.get(f"{url('changelist')}?{odd}", follow=True)
        assert "условие, которого список не понимает" in said(answer)[0]


def test_the_first_page_says_how_many_questions_wait(client, question):
    signed_in(client, factories.editor())
    page = client.get(reverse("admin:index")).content.decode()
    assert "<strong>Вопросы без ответа</strong> <span>1\N{NO-BREAK SPACE}вопрос" in page


def test_what_was_not_counted_is_said_above_the_list(client, question, monkeypatch):
    signed_in(client, factories.editor())
    assert "не учтено" not in reading.text(client.get(url("changelist")))
    Week.objects.update(left_out=1234)
    monkeypatch.setattr(ledger, "MAX_WAITING_LINES", 1)
    page = reading.text(client.get(url("changelist")))
    assert "не учтено вопросов: 1 234" in page
    assert "Список полон" in page


def test_many_questions_cost_no_more_statements_than_few(
    client, question, django_assert_max_num_queries
):
    for number in range(12):
        asked(f"борщ{'ж' * number}")
    signed_in(client, factories.editor())
    client.get(url("changelist"))
    with django_assert_max_num_queries(25):
        client.get(url("changelist"))


def test_whoever_may_only_read_has_no_buttons_and_decides_nothing(client, question):
    reader = factories.person("nina", None)
    reader.is_staff = True
    reader.save()
    signed_in(client, reader)
    assert client.get(url("changelist")).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_question"))
    page = reading.text(client.get(url("changelist")))
    assert "ссуда" in page
    assert "Не наше" not in page.split("Фильтр")[0]
    assert client.post(url("settle", question.pk), {"standing": "foreign"}).status_code == 403
    for name in ("synonym", "keyword"):
        assert client.get(url(name, question.pk)).status_code == 403
        assert client.post(url(name, question.pk)).status_code == 403
    assert Question.objects.waiting().exists()


# --- Not ours -------------------------------------------------------------------------------


@every_person
def test_what_is_not_ours_goes_with_one_click_and_comes_back_with_another(client, question, person):
    signed_in(client, person())
    page = client.get(url("changelist"))
    sent = form_of(page).sent | {"standing": "foreign"}
    answer = client.post(f"{url('settle', question.pk)}?standing=settled", sent, follow=True)
    assert said(answer) == ["Больше не покажем, пока не вернёте в список: «ссуда»."]
    assert answer.request["QUERY_STRING"] == "standing=settled"
    assert "ссуда" not in reading.text(client.get(url("changelist"))).split("Больше")[0]
    aside = client.get(f"{url('changelist')}?standing=foreign")
    assert "Вернуть в список" in reading.text(aside)
    client.post(url("settle", question.pk), form_of(aside).sent | {"standing": "open"})
    assert Question.objects.waiting().get() == question


def test_several_are_set_aside_at_once(client, question):
    other = asked("борщ")
    signed_in(client, factories.editor())
    fields = form_of(client.get(url("changelist"))).sent
    chosen = {"action": "set_aside", "_selected_action": [question.pk, other.pk], "index": "0"}
    answer = client.post(url("changelist"), fields | chosen, follow=True)
    assert said(answer)[0].endswith("2\N{NO-BREAK SPACE}вопроса.")
    assert not Question.objects.waiting().exists()


def test_reading_decides_nothing(client, question):
    signed_in(client, factories.publisher())
    assert client.get(f"{url('settle', question.pk)}?standing=foreign").status_code == 405
    assert client.post(url("settle", question.pk), {"standing": "odd"}).status_code == 404
    assert client.post(url("settle", 10**9), {"standing": "foreign"}).status_code == 404
    assert Question.objects.waiting().exists()


# --- A synonym ------------------------------------------------------------------------------


def test_the_effect_of_a_synonym_is_shown_and_nothing_is_written_before_it_is_confirmed(
    client, question
):
    asked("ссуда инженер")
    signed_in(client, factories.publisher())
    address = url("synonym", question.pk)
    opened = form_of(client.get(address)).sent
    assert opened["word"] == "ссуда"
    page = reading.text(client.post(address, opened | {"meaning": "заём"}))
    assert "Найдётся по 1 вопросу из 2" in page
    assert "ссуда ничего 1 программа" in page
    assert not SynonymGroup.objects.exists()
    assert finds("ссуда") == 0


def test_a_new_group_of_a_publisher_is_found_by_at_once(client, question):
    signed_in(client, factories.publisher())
    answer = write(client, "synonym", question, meaning="заём")
    assert "действует" in said(answer)[0]
    assert SynonymGroup.objects.get().phrases == ["заём", "ссуда"]
    assert finds("ссуда") == 1
    question.refresh_from_db()
    assert (question.standing, question.settled_on) == (Standing.SETTLED, today())


def test_a_new_group_of_an_editor_waits_for_a_publisher(client, question):
    signed_in(client, factories.editor())
    answer = write(client, "synonym", question, meaning="заём")
    assert "заработает, когда её отметит издатель" in said(answer)[0]
    assert finds("ссуда") == 0


@pytest.mark.parametrize("person", ALL[1:], ids=lambda make: make.__name__)
def test_a_group_that_has_the_meaning_is_extended_by_the_rules_of_its_form(
    client, question, person
):
    group = factories.synonyms()
    user = person()
    signed_in(client, user)
    write(client, "synonym", question, meaning="кредитом")
    group.refresh_from_db()
    if person is factories.publisher:
        assert group.phrases == ["заём", "займ", "кредит", "ссуда"]
        assert finds("ссуда") == 1
    else:
        assert "ссуда" not in group.words
        kept = review.opened(group)
        assert (kept.state, kept.author) == (ReviewState.SUBMITTED, user)
        assert kept.content["words"].endswith("\nссуда")


def test_a_correction_that_somebody_writes_takes_the_word_in_and_is_not_published_with_it(
    client, question
):
    group = factories.synonyms()
    base = {"slug": group.slug, "words": group.words, "in_use": True}
    review.keep(group, {**base, "words": group.words + "\nденьги"}, factories.editor(), base)
    signed_in(client, factories.publisher())
    answer = write(client, "synonym", question, meaning="заём")
    assert "дополнена: её ещё пишут" in said(answer)[0]
    group.refresh_from_db()
    assert "ссуда" not in group.words
    assert review.opened(group).content["words"].splitlines()[-2:] == ["деньги", "ссуда"]


def test_a_group_that_was_changed_meanwhile_is_shown_anew_before_it_is_written(client, question):
    group = factories.synonyms()
    signed_in(client, factories.publisher())
    address = url("synonym", question.pk)
    sent = form_of(client.get(address)).sent | {"meaning": "заём"}
    shown = form_of(client.post(address, sent)).sent
    group.words += "\nденьги"
    group.save()
    again = client.post(address, shown)
    assert "деньги" in reading.text(again)
    group.refresh_from_db()
    assert "ссуда" not in group.words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"meaning": "ссуды"}, "Это то же самое слово."),
        ({"word": "займ", "meaning": "кредит"}, "Это слово уже есть: «заём = займ = кредит»."),
        ({"meaning": ""}, "Обязательное поле."),
    ],
)
def test_a_synonym_that_changes_nothing_is_refused_beside_its_field(
    client, question, typed, sentence
):
    factories.synonyms()
    signed_in(client, factories.publisher())
    address = url("synonym", question.pk)
    answer = client.post(address, form_of(client.get(address)).sent | typed)
    assert sentence in reading.text(answer)
    assert SynonymGroup.objects.count() == 1


def test_the_form_of_a_group_shows_what_it_would_change_and_saves_nothing(client, question):
    group = factories.synonyms()
    signed_in(client, factories.editor())
    form = form_of(client.get(reverse("admin:programmes_synonymgroup_change", args=[group.pk])))
    sent = form.sent | {"words": "заём\r\nссуда", "slug": group.slug}
    address = reverse("admin:programmes_synonymgroup_try")
    page = reading.text(client.post(address, sent))
    assert "Найдётся по 1 вопросу из 1" in page
    assert "займ" not in page
    assert "Недавних вопросов без ответа" in reading.text(client.post(address, {"words": ""}))
    group.refresh_from_db()
    assert "ссуда" not in group.words
    assert client.get(address).status_code == 405


def test_the_effect_is_reckoned_for_so_many_questions_at_most(question, monkeypatch):
    monkeypatch.setattr(trying, "MAX_TRIED", 2)
    for other in ("ссуда инженер", "ссуда завод", "борщ"):
        asked(other)
    effect = trying.effect("new", ["заём", "ссуда"], today())
    assert len(effect.questions) == 2
    assert effect.questions[0].words == "ссуда"


# --- A word of a programme ------------------------------------------------------------------


def test_a_word_of_a_publisher_stands_in_the_programme_at_once(client, question):
    signed_in(client, factories.publisher())
    write(client, "keyword", question, programme="экспорт апк", word="взять ссуду")
    assert finds("взять ссуду") == 1
    question.refresh_from_db()
    assert question.standing == Standing.SETTLED


def test_a_word_of_an_editor_is_a_correction(client, question):
    record = Programme.objects.get(slug="export-agro-loan")
    signed_in(client, factories.editor())
    write(client, "keyword", question, programme=record.title)
    record.refresh_from_db()
    assert record.keywords == ""
    kept = review.opened(record)
    assert (kept.state, kept.content["keywords"]) == (ReviewState.SUBMITTED, "ссуда")


def test_a_draft_takes_the_word_itself_and_outdates_open_forms(client, question):
    draft = factories.draft()
    signed_in(client, factories.editor())
    write(client, "keyword", question, programme=draft.slug)
    before = draft.revision
    draft.refresh_from_db()
    assert (draft.keywords, draft.revision) == ("ссуда", before + 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"programme": "нет такой"}, "ничего не нашлось"),
        ({"programme": "экспорт апк", "word": "=ссуда"}, "ссуда"),
        ({"programme": "экспорт апк", "word": ""}, "Обязательное поле."),
        ({"programme": "machine-building-centre", "word": "Ссуда"}, "это слово уже есть"),
    ],
)
def test_a_word_that_cannot_be_taken_is_refused(client, question, typed, sentence):
    factories.draft(keywords="ссуда")
    signed_in(client, factories.publisher())
    address = url("keyword", question.pk)
    answer = client.post(address, form_of(client.get(address)).sent | typed)
    assert answer.status_code == 200
    assert sentence in reading.text(answer)
    assert 'class="errorlist' in answer.content.decode()
    assert Question.objects.waiting().exists()


# --- Why ------------------------------------------------------------------------------------


def test_it_is_explained_by_what_each_programme_is_found(client, question):
    factories.synonyms()
    signed_in(client, factories.editor())
    page = reading.text(client.get(url("why"), {"q": "кредит экспортёрам"}))
    assert "кредит : синоним «заём»" in page.replace("само слово; ", "")
    assert "кредит синоним «заём» название: Заём «Экспорт АПК»" in page
    assert "экспортёрам однокоренное слово название: Заём « Экспорт АПК»" in page


@pytest.mark.parametrize("odd", ["абракадабра", "q" * 1000, "", "  ", "kind=x", "заём\0"])
def test_any_question_is_explained_or_refused(client, question, odd):
    signed_in(client, factories.editor())
    assert client.get(url("why"), {"q": odd}).status_code == 200


def test_so_many_programmes_are_explained_at_most(client, question):
    for number in range(12):
        factories.programme(f"loan-{number}", title=f"Заём {number}")
    signed_in(client, factories.editor())
    page = reading.text(client.get(url("why"), {"q": "заём"}))
    assert "Ниже первые 10" in page
    assert page.count("Чем найдено") == 10
    assert questions.NO_WORDS not in page
