"""Steps of programmes towards the public, and checks of them: as actions and as buttons."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect

from .. import upkeep, wording
from ..models import Programme
from ..models.workflow import STEPS, Step
from ..publicity import today

MOST_SENTENCES = 20


class Steps:
    """Takes programmes from state to state; for a ``ModelAdmin`` of programmes."""

    def steps_for(self, request) -> list[Step]:
        """Return the steps that the signed-in person may take at all."""
        return [step for step in STEPS if request.user.has_perm(step.permission)]

    def get_actions(self, request):
        """Add the steps that the signed-in person may take to the list's actions."""
        actions = super().get_actions(request)
        if not actions:
            return actions  # a window for choosing a record offers none
        own = {s.key: (partial(take_all, step=s), s.key, s.label) for s in self.steps_for(request)}
        return own | actions

    def take(self, request, pk: int, step: Step) -> tuple[Programme, list[str]]:
        """Take one programme a step on, unless something stands in the way.

        Returns:
            The programme, and sentences for what stood in the way; none when it was taken.
        """
        with upkeep.batched():
            programme = Programme.objects.select_for_update().get(pk=pk)
            refusals = step.refusals(programme)
            if not refusals:
                before = programme.get_state_display()
                programme.state, programme.revision = step.target, programme.revision + 1
                programme.save(update_fields=["state", "revision"])
                after = programme.get_state_display()
                self.log_change(request, programme, f"Состояние: «{before}» → «{after}».")
        return programme, refusals

    def response_change(self, request, obj):
        """After saving, take the step whose button was pressed, and stay on the form."""
        if "_step" not in request.POST:
            return super().response_change(request, obj)
        step = next((s for s in self.steps_for(request) if s.key == request.POST["_step"]), None)
        if step is None:
            raise PermissionDenied
        programme, refusals = self.take(request, obj.pk, step)
        if refusals:
            text = f"Изменения сохранены, но состояние прежнее. {' '.join(refusals)}"
            self.message_user(request, text, messages.ERROR)
        else:
            text = f"Изменения сохранены. {step.done}: «{programme}»."
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @admin.action(description="Отметить проверенными сегодня", permissions=["change"])
    def mark_checked(self, request, queryset):
        """Note that the selected entries agree with their sources today.

        Open to editors for published entries too: the note changes no word that visitors read.
        """
        pks = sorted(queryset.values_list("pk", flat=True))
        for programme in Programme.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            programme.checked_on, programme.revision = today(), programme.revision + 1
            programme.save(update_fields=["checked_on", "revision"])
            self.log_change(request, programme, "Сверено с источниками.")
        text = f"Проверено сегодня: {wording.programmes_counted(len(pks))}."
        self.message_user(request, text, messages.SUCCESS)


def take_all(model_admin, request, queryset, *, step: Step) -> None:
    """Take the selected programmes a step on and say which were left where they are, and why."""
    taken, refused = 0, []
    for pk in sorted(queryset.values_list("pk", flat=True)):
        programme, refusals = model_admin.take(request, pk, step)
        if refusals:
            refused.append(f"«{programme}» — без изменений. {' '.join(refusals)}")
        else:
            taken += 1
    if taken:
        words = f"{step.done}: {wording.programmes_counted(taken)}."
        model_admin.message_user(request, words, messages.SUCCESS)
    say(model_admin, request, refused)


def say(model_admin, request, sentences: list[str]) -> None:
    """Show sentences as warnings, the first of them in full and the number of the others."""
    for sentence in sentences[:MOST_SENTENCES]:
        model_admin.message_user(request, sentence, messages.WARNING)
    more = len(sentences) - MOST_SENTENCES
    if more > 0:
        text = f"И ещё {wording.programmes_counted(more)} без изменений."
        model_admin.message_user(request, text, messages.WARNING)
