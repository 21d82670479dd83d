"""Pages of revisions: the history of a record, one revision old → new, what is decided of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..models import Programme, move
from ..revisions import review
from ..revisions.contents import content
from ..revisions.merging import compare
from ..revisions.models import MAX_REMARK, Revision, type_of
from ..revisions.states import AT_PUBLISHERS, ReviewState
from ..words import State
from .desk import CleanCharField, is_before_the_public, may_publish

MAX_LINES = 200  # of a history
A_MOMENT = timedelta(minutes=1)
DECISIONS = {
    "submit": "Отправить на проверку",
    "publish": "Опубликовать",
    "schedule": "Назначить час",
    "return": "Вернуть с замечанием",
    "drop": "Снять правку",
    "second": "Подтвердить: проверено вторым",
    "stay": "Не убирать в архив",
}
"""What can be decided of a revision: the name of the button and its words."""


class DecisionForm(forms.Form):
    """What a publisher decides of a revision, and of which one."""

    token = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[*DECISIONS.items()])
    remark = CleanCharField(
        label="Замечание автору",
        max_length=MAX_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Что поправить: без замечания правку не возвращают.",
    )
    publish_at = forms.DateTimeField(
        label="Опубликовать",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="День и час по Москве.",
    )
    archive_at = forms.DateTimeField(
        label="Убрать в архив",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Если программа закончится в известный час; иначе оставьте пустым.",
    )

    def clean(self):
        """Ask for what the decision cannot do without."""
        found = super().clean()
        now, decision = timezone.now(), found.get("decision")
        if decision == "return" and not found.get("remark") and "remark" not in self.errors:
            self.add_error("remark", "Напишите, что поправить.")
        if decision != "schedule" or self.errors:
            return found
        publish_at, archive_at = found.get("publish_at"), found.get("archive_at")
        if publish_at is None:
            self.add_error("publish_at", "Укажите день и час.")
        elif publish_at <= now:
            self.add_error("publish_at", "Этот час уже прошёл: укажите более поздний.")
        elif archive_at and archive_at <= publish_at:
            self.add_error("archive_at", "Убрать можно только позже, чем опубликовать.")
        return found


@dataclass(frozen=True)
class Line:
    """A line of a history: who did what and when, and the revision that came of it, if any."""

    moment: datetime
    who: str
    what: str
    revision: Revision | None = None


class Reviewing:
    """Pages of revisions; for a ``ModelAdmin`` of records with natural keys."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:pk>/history/", view(require_safe(self.history_page)), name=f"{name}_history"
            ),
            path(
                "<int:pk>/revisions/<int:number>/",
                view(self.revision_page),
                name=f"{name}_revision",
            ),
            path(
                "<int:pk>/revisions/<int:number>/restore/",
                view(self.restore),
                name=f"{name}_restore",
            ),
        ]
        return [*own, *super().get_urls()]

    def seen(self, request, pk: int) -> Model:
        """Return a record that the signed-in person may read; held, where something is decided.

        Raises:
            Http404: there is none.
        """
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def history_page(self, request, pk):
        """Show all that became of a record, the last first; lines of deleted people stay."""
        if not self.model._base_manager.filter(pk=pk).exists():
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        record = self.seen(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"История: {record}",
            "subtitle": None,
            "opts": self.opts,
            "record": record,
            "lines": history_of(record),
            "form_url": self.address("change", record.pk),
        }
        return TemplateResponse(request, "admin/programmes/history.html", context)

    def revision_page(self, request, pk, number):
        """Show one revision old → new and take what is decided of it."""
        if not self.model._base_manager.filter(pk=pk).exists():
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        with transaction.atomic():
            record = self.seen(request, pk)
            revision = Revision.objects.of(record).filter(number=number).first()
            if revision is None:
                raise Http404
            form = DecisionForm(request.POST or None, initial={"token": revision.token})
            if request.method == "POST" and form.is_valid():
                if form.cleaned_data["token"] == revision.token:
                    self.decide(request, record, revision, form.cleaned_data)
                    return HttpResponseRedirect(request.path)
                text = "Пока вы читали, с правкой что-то сделали. Прочтите её ещё раз."
                self.message_user(request, text, messages.WARNING)
                form.data = form.data.copy()
                form.data["token"] = revision.token
            return self.page_of(request, record, revision, form)

    def page_of(self, request, record: Model, revision: Revision, form: DecisionForm):
        """Return the page of a revision: what it changes, or how it differs from another one."""
        other = request.GET.get("with", "")
        chosen = (
            Revision.objects.of(record).filter(number=other).first()
            if other.isdecimal() and len(other) < 9
            else None
        )
        conflicts, old, new = [], revision.base or {}, revision.content
        if chosen:
            old = chosen.content
        elif revision.is_open and not is_before_the_public(record):
            old = {}  # all of it is new to the public
        elif revision.is_open:
            old = content(record)
            new, conflicts = review.merged(self.model, revision, old)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{revision.words}: {record}",
            "subtitle": None,
            "opts": self.opts,
            "record": record,
            "revision": revision,
            "other": chosen,
            "others": Revision.objects.of(record).exclude(pk=revision.pk)[:MAX_LINES],
            "parts": compare(self.model, old, new),
            "conflicts": conflicts,
            "form": form,
            "decisions": {key: DECISIONS[key] for key in self.allowed(request, record, revision)},
            "may_restore": self.may_write(request)
            and not (revision.is_open and is_publishable(record)),
            "share_url": self.share_url(request, revision),
            "form_url": self.address("change", record.pk),
            "history_url": self.address("history", record.pk),
            "restore_url": self.address("restore", record.pk, revision.number),
        }
        return TemplateResponse(request, "admin/programmes/revision.html", context)

    def share_url(self, request, revision: Revision) -> str:
        """Return the link for somebody without an account; none, but of programmes."""
        return ""

    def may_write(self, request) -> bool:
        """Tell whether the signed-in person may begin a correction of any record."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def allowed(self, request, record: Model, revision: Revision) -> list[str]:
        """Return what the signed-in person may decide of a revision now."""
        publishes = may_publish(request) and self.may_write(request)
        if not revision.is_open:
            second = publishes and revision.is_unreviewed and revision.author != request.user
            stays = publishes and revision.archive_at and revision.state == ReviewState.APPLIED
            return [key for key, may in (("second", second), ("stay", stays)) if may]
        is_mine = revision.author == request.user
        can = {
            "submit": self.may_write(request)
            and revision.state in SUBMITTABLE
            and is_before_the_public(record),
            "publish": publishes and is_publishable(record),
            "schedule": publishes and is_publishable(record),
            "return": publishes and revision.state in AT_PUBLISHERS,
            "drop": publishes or (is_mine and self.may_write(request)),
        }
        return [key for key, may in can.items() if may]

    def decide(self, request, record: Model, revision: Revision, given: dict) -> None:
        """Do what was decided of a revision and say so.

        Raises:
            PermissionDenied: the signed-in person may not, or not now.
        """
        decision = given["decision"]
        if decision not in self.allowed(request, record, revision):
            raise PermissionDenied
        said = {
            "submit": "отправлена на проверку",
            "return": "возвращена автору",
            "drop": "снята",
            "second": "подтверждена",
            "stay": "больше не уведёт запись в архив",
        }
        match decision:
            case "publish":
                self.publish(request, record, revision)
                return
            case "submit":
                if obstacles := self.lacking(record, revision):
                    text = f"{revision.words} не отправлена. {' '.join(obstacles)}"
                    self.message_user(request, text, messages.ERROR)
                    return
                review.submit(revision)
            case "schedule":
                review.approve(revision, request.user, given["publish_at"], given["archive_at"])
                said["schedule"] = f"будет опубликована: {revision.publish_words}"
            case "return":
                review.send_back(revision, request.user, given["remark"])
                if isinstance(record, Programme) and record.state == State.REVIEW:
                    move(record, State.DRAFT)
            case "drop":
                review.drop(revision, request.user)
            case "second":
                review.second(record, revision, request.user)
            case "stay":
                revision.archive_at = None
                revision.save(update_fields=["archive_at"])
        self.log_change(request, record, f"{revision.words} {said[decision]}.")
        self.message_user(request, f"{revision.words} {said[decision]}.", messages.SUCCESS)

    def lacking(self, record: Model, revision: Revision) -> list[str]:
        """Return what a correction lacks for publication."""
        return review.obstacles_with(record, revision)

    def restore(self, request, pk, number):
        """Begin a correction with the text of an old revision, or with what was before it."""
        if request.method != "POST":
            raise Http404
        with transaction.atomic():
            record = self.seen(request, pk)
            if not self.may_write(request):
                raise PermissionDenied
            revision = Revision.objects.of(record).filter(number=number).first()
            text = revision and (revision.base if "before" in request.POST else revision.content)
            if not text:
                raise Http404
            try:
                with transaction.atomic():
                    kept = self.take_text(request, record, text)
            except ValidationError as error:
                words = f"Прежний текст не возвращён. {' '.join(error.messages)}"
                self.message_user(request, words, messages.ERROR)
            else:
                words = "Прежний текст возвращён в запись."
                if kept:
                    words = (
                        f"{kept.words} начата с прежнего текста: прочтите её и отправьте дальше."
                    )
                self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", record.pk))

    def take_text(self, request, record: Model, text: dict) -> Revision | None:
        """Give a text to the correction of a record, or to a record that nobody sees.

        Returns:
            The correction; None where the record itself was written.

        Raises:
            ValidationError: the models refuse it, or something that it names is gone.
        """
        base = content(record)
        text = {**base, **text, "slug": base["slug"]}  # the address does not go back
        if is_before_the_public(record):
            return review.keep(record, text, request.user, base)
        with review.written_down(self.model, {record.pk}, request.user):
            review.overwrite(record, text)
        return None


SUBMITTABLE = (ReviewState.WORKING, ReviewState.RETURNED)


def history_of(record: Model) -> list[Line]:
    """Return the lines of a record's history, the last first: revisions, steps, checks."""
    revisions = list(Revision.objects.of(record)[:MAX_LINES])
    lines = [
        Line(each.saved_at, each.author_name or "портал", each.comment, each) for each in revisions
    ]
    first = min((each.saved_at for each in revisions), default=None)
    entries = LogEntry.objects.filter(content_type=type_of(type(record)), object_id=str(record.pk))
    for entry in entries.select_related("user").order_by("-action_time")[:MAX_LINES]:
        # what a form has changed stands in the revision that is written just behind it
        if first and entry.action_time >= first - A_MOMENT and entry.change_message.startswith("["):
            continue
        who = entry.user.get_full_name() or entry.user.get_username()
        lines.append(Line(entry.action_time, who, entry.get_change_message() or str(entry)))
    return sorted(lines, key=lambda line: line.moment, reverse=True)[:MAX_LINES]


def is_publishable(record: Model) -> bool:
    """Tell whether a record is before the public, or waits for its first publication."""
    return is_before_the_public(record) or getattr(record, "state", None) == State.REVIEW
