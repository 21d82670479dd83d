"""What is decided of a revision: by whom, of which one, and what comes of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from programmes.catalogue import Snapshot
from programmes.models import Programme, Source
from programmes.revisions import review
from programmes.revisions.models import Revision
from programmes.revisions.states import ReviewState
from programmes.words.choices import State
from tests import factories
from tests.forms import address, change, delete, said, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    return factories.editor()


@pytest.fixture
def boris(db):
    return factories.publisher()


@pytest.fixture
def programme(db):
    return factories.programme(title="Как было")


def corrected(client, anna, programme, **typed) -> Revision:
    """Let Анна write a correction and send it to the publishers."""
    change(signed_in(client, anna), programme, **({"title": "Как станет"} | typed), _step="submit")
    return review.opened(programme)


def decide(client, revision: Revision, decision: str, **given):
    """Press a button on the page of a revision, as it is shown now."""
    url = address("programme", "revision", revision.object_id, revision.number)
    token = client.get(url).context["revision"].token
    return client.post(url, {"token": token, "decision": decision} | given, follow=True)


def title() -> str:
    return Programme.objects.get().title


def test_what_was_submitted_is_read_old_beside_new(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    url = address("programme", "revision", programme.pk, revision.number)
    (part,) = signed_in(client, boris).get(url).context["parts"]
    assert [(each.field, each.old, each.new) for each in part.differences] == [
        ("название", "Как было", "Как станет")
    ]


def test_a_publisher_returns_a_correction_with_a_remark_and_never_without(
    client, anna, boris, programme
):
    revision = corrected(client, anna, programme)
    signed_in(client, boris)
    answer = decide(client, revision, "return")
    assert answer.context["form"].errors == {"remark": ["Напишите, что поправить."]}
    decide(client, revision, "return", remark="Коротко.")
    revision.refresh_from_db()
    assert (revision.state, revision.remark) == (ReviewState.RETURNED, "Коротко.")
    assert revision.reviewer == boris
    page = signed_in(client, anna).get(address("programme", "change", programme.pk))
    assert "Коротко." in page.content.decode()


def test_what_was_submitted_is_never_written_over(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    change(signed_in(client, anna), programme, title="Ещё иначе")
    revision.refresh_from_db()
    assert (revision.state, revision.content["title"]) == (ReviewState.REPLACED, "Как станет")
    assert review.opened(programme).number == revision.number + 1


def test_a_decision_about_what_has_been_replaced_is_not_taken(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    url = address("programme", "revision", programme.pk, revision.number)
    token = signed_in(client, boris).get(url).context["revision"].token
    change(signed_in(client, anna), programme, title="Ещё иначе")
    signed_in(client, boris)
    answer = client.post(url, {"token": token, "decision": "publish"}, follow=True)
    assert "Прочтите её ещё раз" in said(answer)[0]
    assert title() == "Как было"


def test_the_remark_to_what_was_changed_meanwhile_stays_as_it_was_typed(
    client, anna, boris, programme
):
    revision = corrected(client, anna, programme)
    given = {"token": "an-older-one", "decision": "return", "remark": "Поправьте «это»"}
    url = address("programme", "revision", programme.pk, revision.number)
    answer = signed_in(client, boris).post(url, given)
    assert shown(answer)["remark"] == "Поправьте «это»"
    assert shown(answer)["token"] == revision.token


@pytest.mark.parametrize("decision", ["publish", "schedule", "return", "second"])
def test_an_editor_decides_nothing_of_a_publishers(client, anna, programme, decision):
    revision = corrected(client, anna, programme)
    day = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = decide(client, revision, decision, remark="Да", publish_at=day)
    assert answer.status_code == 403
    assert title() == "Как было"


def test_an_author_gives_his_correction_up(client, anna, programme):
    revision = corrected(client, anna, programme)
    decide(client, revision, "drop")
    assert review.opened(programme) is None
    assert Revision.objects.get(pk=revision.pk).state == ReviewState.DROPPED


# --- Both have changed the same -----------------------------------------------------------------


def test_a_check_of_the_record_meanwhile_does_not_get_lost(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    Programme.objects.update(cost_note="Узнали вчера")
    decide(signed_in(client, boris), revision, "publish")
    programme.refresh_from_db()
    assert (programme.title, programme.cost_note) == ("Как станет", "Узнали вчера")


def test_what_both_have_changed_is_shown_and_not_published(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    Programme.objects.update(title="Из таблицы")
    answer = decide(signed_in(client, boris), revision, "publish")
    assert "на сайте уже «Из таблицы», в правке «Как станет»" in said(answer)[0]
    assert title() == "Из таблицы"
    form = client.get(address("programme", "change", programme.pk)).content.decode()
    assert "на сайте сейчас «Из таблицы»" in form
    change(client, programme, _step="publish")  # saved by somebody who has read both
    assert title() == "Как станет"


# --- A second pair of eyes ----------------------------------------------------------------------


def test_what_a_publisher_changes_alone_is_marked_until_another_one_has_read_it(
    client, boris, programme
):
    change(signed_in(client, boris), programme, title="Сам")
    revision = Revision.objects.get()
    assert (title(), revision.is_unreviewed) == ("Сам", True)
    assert decide(client, revision, "second").status_code == 403
    signed_in(client, factories.person("gennady", "Издатели"))
    decide(client, revision, "second")
    revision.refresh_from_db()
    assert (revision.is_unreviewed, revision.reviewer_name) == (False, "gennady")


def test_a_new_publication_that_two_have_read_ends_the_mark_of_what_was_before(
    client, anna, boris, programme
):
    change(signed_in(client, boris), programme, title="Сам")
    change(client, programme, _step="return")
    change(signed_in(client, anna), programme, title="Вдвоём", _step="submit")
    change(signed_in(client, boris), programme, _step="publish")
    assert (title(), Revision.objects.unreviewed().count()) == ("Вдвоём", 0)


def test_what_two_have_seen_is_not_marked(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    decide(signed_in(client, boris), revision, "publish")
    revision.refresh_from_db()
    assert (revision.state, revision.is_unreviewed) == (ReviewState.APPLIED, False)


# --- At an hour ---------------------------------------------------------------------------------


def scheduled(client, boris, revision, **given) -> Revision:
    """Give a correction its hour, tomorrow."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    decide(
        signed_in(client, boris),
        revision,
        "schedule",
        publish_at=tomorrow.strftime("%Y-%m-%dT%H:%M"),
        **given,
    )
    revision.refresh_from_db()
    return revision


def come(revision: Revision, **moments) -> None:
    """Let the hour of a revision come, and the timer run."""
    Revision.objects.filter(pk=revision.pk).update(**moments)
    call_command("publish_due", verbosity=0)
    revision.refresh_from_db()


PAST = timezone.now() - timedelta(hours=1)


def test_a_correction_is_published_at_its_hour_and_not_before(client, anna, boris, programme):
    revision = scheduled(client, boris, corrected(client, anna, programme))
    assert revision.state == ReviewState.APPROVED
    call_command("publish_due", verbosity=0)
    assert title() == "Как было"
    come(revision, publish_at=PAST)
    assert (title(), revision.state) == ("Как станет", ReviewState.APPLIED)


def test_an_hour_that_has_passed_is_refused_beside_its_field(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    signed_in(client, boris)
    answer = decide(client, revision, "schedule", publish_at="2020-01-01T10:00")
    assert "Этот час уже прошёл" in answer.context["form"].errors["publish_at"][0]


def test_what_cannot_be_published_at_its_hour_goes_back_with_the_reason(
    client, anna, boris, programme
):
    revision = scheduled(client, boris, corrected(client, anna, programme))
    Programme.objects.update(title="Из таблицы")
    come(revision, publish_at=PAST)
    assert revision.state == ReviewState.RETURNED
    assert "сейчас «Из таблицы»" in revision.remark


def test_an_entry_is_archived_at_its_hour(client, anna, boris, programme):
    revision = corrected(client, anna, programme)
    later = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    scheduled(client, boris, revision, archive_at=later)
    come(revision, publish_at=PAST)
    assert revision.archive_at is not None
    come(revision, archive_at=PAST)
    assert Programme.objects.get().state == State.ARCHIVED


def test_a_first_publication_has_its_hour_too(client, anna, boris):
    draft = factories.draft()
    change(signed_in(client, anna), draft, _step="submit")
    revision = scheduled(client, boris, review.opened(draft))
    come(revision, publish_at=PAST)
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED


def test_a_first_publication_of_something_else_than_was_read_is_refused(client, anna, boris):
    draft = factories.draft()
    change(signed_in(client, anna), draft, _step="submit")
    revision = scheduled(client, boris, review.opened(draft))
    Programme.objects.update(title="Из таблицы")
    come(revision, publish_at=PAST)
    draft.refresh_from_db()
    assert (draft.state, revision.state) == (State.REVIEW, ReviewState.RETURNED)


# --- Back to an old text ------------------------------------------------------------------------


def test_an_old_text_comes_back_as_a_correction(client, boris, programme):
    change(signed_in(client, boris), programme, title="Хуже")
    client.post(address("programme", "restore", programme.pk, 1), {"before": "1"})
    assert title() == "Хуже"
    assert review.opened(programme).content["title"] == "Как было"
    change(client, programme, _step="publish")
    assert title() == "Как было"


def test_an_old_text_of_a_draft_comes_back_at_once(client, anna):
    draft = factories.draft(title="Как было")
    change(signed_in(client, anna), draft, title="Хуже")
    client.post(address("programme", "restore", draft.pk, 1), {"before": "1"})
    assert title() == "Как было"
    assert Revision.objects.count() == 2


def test_an_old_text_of_what_is_under_review_waits_for_the_publishers(client, anna):
    draft = factories.draft(title="Первый")
    change(signed_in(client, anna), draft, title="Второй", _step="submit")
    change(client, draft, title="Третий")
    client.post(address("programme", "restore", draft.pk, 1), {"": ""})
    last = Revision.objects.first()
    assert (last.content["title"], last.state) == ("Второй", ReviewState.SUBMITTED)


def test_two_revisions_are_compared(client, boris, programme):
    for words in ("Раз", "Два"):
        change(signed_in(client, boris), programme, title=words)
    url = address("programme", "revision", programme.pk, 2)
    (part,) = client.get(f"{url}?with=1").context["parts"]
    assert (part.differences[0].old, part.differences[0].new) == ("Раз", "Два")


# --- What a correction names --------------------------------------------------------------------


def test_a_record_that_only_a_correction_names_is_not_deleted_and_takes_its_new_code_along(
    client, anna, boris, programme
):
    spare = factories.organisation("spare")
    corrected(client, anna, programme, operator=spare.pk)
    url = address("organisation", "change", spare.pk)
    page = signed_in(client, boris).get(address("organisation", "delete", spare.pk))
    assert "Правка № 1: Как было" in page.content.decode()
    client.post(url, shown(client.get(url)) | {"slug": "renamed"})
    assert review.opened(programme).content["operator"] == "renamed"


def test_a_correction_that_names_what_is_gone_opens_its_page_with_a_sentence(
    client, anna, programme
):
    spare = factories.organisation("spare")
    corrected(client, anna, programme, operator=spare.pk)
    spare.delete()
    answer = client.get(address("programme", "change", programme.pk), follow=True)
    assert "организация «spare» больше нет" in said(answer)[0].lower()


# --- Whoever else changes a record --------------------------------------------------------------


def test_the_line_of_somebody_whose_account_is_gone_stays(client, boris, programme):
    change(signed_in(client, boris), programme, title="Сам")
    boris.delete()
    revision = Revision.objects.get()
    assert (revision.author, revision.author_name) == (None, "Борис Лукин")


def test_an_editors_proposal_of_a_source_keeps_the_sources_page(client, anna, programme):
    source = Source.objects.get()
    url = address("source", "change", source.pk)
    signed_in(client, anna)
    client.post(url, shown(client.get(url)) | {"title": "Иначе"})
    source.refresh_from_db()
    assert source.title != "Иначе"
    assert review.opened(source).content["title"] == "Иначе"


def test_the_correction_of_a_record_that_is_deleted_waits_for_nobody(client, anna, boris):
    draft = factories.draft()
    change(signed_in(client, anna), draft, _step="submit")
    revision = review.opened(draft)
    delete(signed_in(client, boris), "programme", draft.pk)
    revision.refresh_from_db()
    assert revision.state == ReviewState.DROPPED
    answer = client.get(revision.desk_url, follow=True)
    assert said(answer)[-1] == "Этой записи нет: возможно, её удалили."


def test_a_form_that_shows_a_correction_leaves_nothing_of_it_to_the_public(
    client, anna, boris, programme, monkeypatch
):
    """What is made for everybody from a version must not be made from what is tried out."""
    corrected(client, anna, programme)
    made, build = [], Snapshot.__init__

    def note(self, *args, **kwargs):
        made.append(args)
        build(self, *args, **kwargs)

    monkeypatch.setattr(Snapshot, "__init__", note)
    url = address("programme", "change", programme.pk)
    fields = shown(signed_in(client, boris).get(url))
    client.post(url, fields | {"title": ""})
    client.post(url, fields | {"_autosave": "1"})
    client.post(url, fields)
    assert made == []
    client.get("/programmes/")
    assert made


def test_a_history_has_one_line_for_what_a_form_has_added_and_one_for_each_change(client, anna):
    signed_in(client, anna)
    client.post(
        address("source", "add"),
        {
            "title": "Новая публикация",
            "publisher": "Мэрия",
            "reliability": "official",
            "slug": "new",
        },
    )
    source = Source.objects.get(slug="new")
    url = address("source", "change", source.pk)
    client.post(url, shown(client.get(url)) | {"title": "Другая"})
    lines = client.get(address("source", "history", source.pk)).context["lines"]
    assert [line.what for line in lines] == ["«заголовок»", lines[1].what]
    assert lines[1].revision.number == 1
