"""Corrections: what is written of a record that the public sees waits for a publisher."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect

from ..derived import refresh
from ..models import Programme
from ..revisions import review
from ..revisions.contents import Content, content, write
from ..revisions.models import Revision
from ..revisions.typing import forget_typed, typed_by
from ..words import State
from .desk import may_publish
from .guard import revision as state_of
from .reviewing import Reviewing
from .typing import AUTOSAVE, Typing

SUBMIT, PUBLISH = "submit", "publish"
STEP_WORDS = {SUBMIT: "Отправить на проверку", PUBLISH: "Опубликовать"}
WAITING = "Страница на сайте прежняя: правку прочтёт и опубликует издатель."


@dataclass
class Correction:
    """What the form of a request writes instead of the record.

    Attributes:
        record: as the public sees it.
        revision: the correction that there is; None for one that begins with this form.
        base: what the public sees.
        text: what the form shows before anything is typed.
        conflicts: what both the public text and the correction have changed.
        is_apart: whether the record stays as it is when the form is saved.
        typed: what was typed, once the form was found right.
        missing: what that lacks for publication.
    """

    record: Model
    revision: Revision | None
    base: Content
    text: Content
    conflicts: list[review.Conflict]
    is_apart: bool
    typed: Content | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        """What the form remembers of both."""
        if not self.is_apart:
            return state_of(self.record)
        own = self.revision.token if self.revision else "0"
        return f"{state_of(self.record)}-{own}"


class Revising(Typing, Reviewing):
    """Forms that keep revisions; for a ``ModelAdmin`` of records with natural keys."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and take the form of the record or, where one is due, of its correction."""
        request.correction = None
        if request.method != "POST":
            request.correction = self.correction_of(request, object_id)
            if request.correction is None or request.correction.revision is None:
                return super().changeform_view(request, object_id, form_url, extra_context)
            with refresh.try_out():
                return self.shown(request, object_id, form_url, extra_context)
        if AUTOSAVE in request.POST:
            return self.autosave(request, object_id, form_url, extra_context)
        with transaction.atomic():
            request.correction = self.correction_of(request, object_id)
            if request.correction is None:
                return self.written(request, object_id, form_url, extra_context)
            with refresh.try_out():
                answer = self.shown(request, object_id, form_url, extra_context)
            if request.correction.typed is None:
                return answer
            return self.keep(request, request.correction)

    def written(self, request, object_id, form_url, extra_context) -> HttpResponse:
        """Take the form of the record itself, and keep what came of it as a revision."""
        request.written = {int(object_id)} if object_id and str(object_id).isdecimal() else set()
        with review.written_down(self.model, request.written, request.user):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def shown(self, request, object_id, form_url, extra_context) -> HttpResponse:
        """Return the form of a correction, whole, because what it shows is undone behind it."""
        found = request.correction
        try:
            write(self.model._base_manager.get(pk=found.record.pk), found.text, is_tentative=True)
        except ValidationError as error:
            words = f"{found.revision.words} не открывается. {' '.join(error.messages)}"
            self.message_user(request, words, messages.ERROR)
            page = self.address("revision", found.record.pk, found.revision.number)
            return HttpResponseRedirect(page)
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        return answer.render() if hasattr(answer, "render") else answer

    def correction_of(self, request, object_id, *, only_typed=False) -> Correction | None:
        """Return what the form of a request is to write instead of the record, if anything.

        Whoever may publish writes what the public sees at once, unless somebody has begun a
        correction: then both write the same text.

        Args:
            request, object_id: of the form.
            only_typed: nothing is saved; also for a record that would be written at once.
        """
        if object_id is None or not super().has_change_permission(request):
            return None
        record = super().get_object(request, unquote(object_id))
        if record is None:
            return None
        revision, is_apart = self.kept_apart(request, record)
        if not (is_apart or only_typed):
            return None
        base = content(record)
        text, conflicts = review.merged(self.model, revision, base) if revision else (base, [])
        return Correction(record, revision, base, text, conflicts, is_apart)

    def kept_apart(self, request, record: Model) -> tuple[Revision | None, bool]:
        """Return the correction of a record, and whether the form writes one."""
        if not getattr(record, "is_public", False):
            return None, False
        revision = review.opened(record)
        return revision, revision is not None or not may_publish(request)

    def get_object(self, request, object_id, from_field=None):
        """Find a record; under a correction its rules are those of a draft."""
        found = super().get_object(request, object_id, from_field)
        correction = getattr(request, "correction", None)
        if found and correction:
            found.read_as = correction.token
            if isinstance(found, Programme):
                found.state = State.DRAFT
        return found

    def delete_model(self, request, obj):
        """Give up the correction of what goes; what was published of it stays in the list."""
        review.give_up([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        review.give_up(queryset)
        super().delete_queryset(request, queryset)

    def response_add(self, request, obj, post_url_continue=None):
        request.written.add(obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Read what was typed into a correction, while it stands in the tables."""
        correction = getattr(request, "correction", None)
        if correction is None:
            forget_typed(obj, request.user)
            return super().response_change(request, obj)
        correction.typed = content(obj)
        correction.missing = review.obstacles_of(obj)
        return HttpResponse()

    def keep(self, request, correction: Correction) -> HttpResponse:
        """Keep what was typed, take the step whose button was pressed, and say so."""
        record, step = correction.record, request.POST.get("_step")
        if step not in (None, *steps_of(request)):
            raise PermissionDenied
        if correction.typed == correction.base and correction.revision is None:
            self.message_user(request, "Вы ничего не изменили: правки нет.", messages.INFO)
            return self.leave(request, record, step)
        kept = correction.revision
        if kept is None or correction.typed != kept.content or correction.conflicts:
            # whoever only sends on what another one has written is not its author
            kept = review.keep(record, correction.typed, request.user, correction.base)
        forget_typed(record, request.user)
        said = f"{kept.words} сохранена."
        if step and correction.missing:
            text = f"{said} Отправить её пока нельзя. {' '.join(correction.missing)}"
            self.message_user(request, text, messages.ERROR)
        elif step == SUBMIT:
            review.submit(kept)
            self.message_user(request, f"{kept.words} отправлена. {WAITING}", messages.SUCCESS)
        elif step == PUBLISH:
            self.publish(request, record, kept)
        else:
            self.message_user(request, f"{said} {WAITING}", messages.SUCCESS)
        return self.leave(request, record, step)

    def leave(self, request, record: Model, step: str | None) -> HttpResponse:
        """Go where the pressed button leads."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, record)
        if step:
            return HttpResponseRedirect(request.path)
        done = self.response_post_save_change(request, record)
        return self.response_saved(request, request.path, done)

    def publish(self, request, record: Model, revision: Revision) -> bool:
        """Put a correction before the public; say what came of it, tell whether it was done."""
        try:
            with transaction.atomic():
                conflicts = review.publish(record, revision, request.user)
        except ValidationError as error:
            sentences = error.messages
        else:
            sentences = [
                f"{each.title}: на сайте уже «{each.theirs}», в правке «{each.mine}»."
                for each in conflicts
            ]
        if sentences:
            text = f"{revision.words} не опубликована. {' '.join(sentences)}"
            self.message_user(request, text, messages.ERROR)
            return False
        self.log_change(request, record, f"Опубликована правка № {revision.number}.")
        self.message_user(request, f"Опубликовано: {revision.words_lower}.", messages.SUCCESS)
        return True

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Add to the form what it says of corrections and of what waits for a publisher."""
        correction = getattr(request, "correction", None)
        review_of = correction.revision if correction else obj and review.opened(obj)
        if review_of:
            number = review_of.number
            context["revision_url"] = self.address("revision", review_of.object_id, number)
        if obj and self.may_write(request):
            context |= {
                "presence_url": self.address("presence", obj.pk),
                "typed_url": self.address("typed", obj.pk),
                "unsaved": None if request.method == "POST" else typed_by(obj, request.user),
            }
        context["waiting"] = None if correction else review_of
        if correction:
            context["steps"] = [{"key": key, "label": STEP_WORDS[key]} for key in steps_of(request)]
            context["show_delete"] = False  # of the record, which is not what the form shows
        context["correction"] = correction
        return super().render_change_form(request, context, obj=obj, **kwargs)


def steps_of(request) -> list[str]:
    """Return the steps that the signed-in person may take with a correction."""
    return [SUBMIT, PUBLISH] if may_publish(request) else [SUBMIT]
