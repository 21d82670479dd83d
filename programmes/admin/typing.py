"""What is typed into a form is kept by itself; whoever has the same form open is named."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils import timezone

from ..derived import refresh
from ..revisions import typing
from ..revisions.models import Typed

AUTOSAVE = "_autosave"


class Typing:
    """Keeps what is typed; for a ``ModelAdmin`` whose forms keep revisions."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/presence/", view(self.presence), name=f"{name}_presence"),
            path("<int:pk>/typed/", view(self.typed), name=f"{name}_typed"),
        ]
        return [*own, *super().get_urls()]

    def posted(self, request, pk: int):
        """Return the record that somebody posts to, held.

        Raises:
            Http404: there is none, or nothing was posted.
            PermissionDenied: he may not write it.
        """
        if request.method != "POST":
            raise Http404
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        if not self.may_write(request):
            raise PermissionDenied
        return record

    def presence(self, request, pk):
        """Note that a form is open; answer with the names of the others who have it open."""
        with transaction.atomic():
            others = typing.others_at(self.posted(request, pk), request.user)
        return JsonResponse({"others": others})

    def typed(self, request, pk):
        """Go on from what was typed and not saved, or forget it."""
        with transaction.atomic():
            record = self.posted(request, pk)
            found = typing.typed_by(record, request.user)
            if found and "resume" in request.POST:
                self.resume(request, record, found)
            elif found:
                typing.forget_typed(record, request.user)
                self.message_user(request, "Набранное в прошлый раз удалено.")
        return HttpResponseRedirect(self.address("change", pk))

    def resume(self, request, record: Model, found: Typed) -> None:
        """Write what was typed, with all that others have written meanwhile, and say so."""
        now = self.correction_of(request, str(record.pk), only_typed=True).text
        text, conflicts = typing.resumed(found, self.model, now)
        try:
            with transaction.atomic():
                kept = self.take_text(request, record, text)
        except ValidationError as error:
            words = f"Набранное не записано. {' '.join(error.messages)}"
            self.message_user(request, words, messages.ERROR)
            return
        typing.forget_typed(record, request.user)
        words = f"{kept.words} сохранена с набранным." if kept else "Набранное сохранено в записи."
        self.message_user(request, f"{words} Прочтите его и отправьте дальше.", messages.SUCCESS)
        for each in conflicts:
            words = f"{each.title}: пока вас не было, здесь написали «{each.theirs}»."
            self.message_user(request, f"{words} Теперь — «{each.mine}».", messages.WARNING)

    def autosave(self, request, object_id, form_url, extra_context) -> JsonResponse:
        """Keep what is typed, if the form has no mistakes; answer what the form has to know."""
        with transaction.atomic():
            correction = self.correction_of(request, object_id, only_typed=True)
            if correction is None:
                raise PermissionDenied
            request.correction = correction
            with refresh.try_out():
                self.shown(request, object_id, form_url, extra_context)
            if correction.typed is None:
                return JsonResponse({"saved": ""})
            kept = typing.keep_typed(
                correction.record, correction.typed, request.user, correction.text
            )
        return JsonResponse({"saved": f"{timezone.localtime(kept.typed_at):%H:%M}"})
