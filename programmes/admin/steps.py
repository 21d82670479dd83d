"""Steps of programmes towards the public, and checks of them: as actions and as buttons."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect

from ..catalogue import today
from ..derived import refresh
from ..models import STEPS, Programme, Step, move
from ..revisions import review
from ..revisions.models import MAX_REMARK
from ..words import State, clean_text, russian
from .guard import MAX_CHECKED_AT_ONCE, say

REMARK = "_remark"
REMARK_WANTED = "Напишите в форме записи, что поправить: без замечания её не возвращают."
CHECKED_BY_PUBLISHER = "Отметить опубликованную запись проверенной может только издатель."


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

    def take(self, request, programme: Programme, step: Step) -> list[str]:
        """Take a programme that is held one step on, unless something stands in the way.

        Returns:
            Sentences for what stood in the way; none when the step was taken.
        """
        refusals = step.refusals(programme)
        is_unread = step.target == State.DRAFT and programme.state == State.REVIEW
        remark = clean_text(request.POST.get(REMARK, ""))[:MAX_REMARK]
        if not refusals and is_unread and not remark:
            refusals = [REMARK_WANTED]
        if not refusals:
            before = programme.get_state_display()
            move(programme, step.target)
            if step.target == State.REVIEW:
                review.submit_record(programme, request.user)
            elif step.target == State.PUBLISHED:
                review.settle(programme, request.user)
            elif is_unread:
                review.settle(programme, request.user, remark)
            after = programme.get_state_display()
            self.log_change(request, programme, f"Состояние: «{before}» → «{after}».")
        return refusals

    def response_change(self, request, obj):
        """After saving, take the step whose button was pressed, and stay on the form."""
        if "_step" not in request.POST:
            return super().response_change(request, obj)
        step = next((s for s in self.steps_for(request) if s.key == request.POST["_step"]), None)
        if step is None:
            raise PermissionDenied
        if refusals := self.take(request, obj, step):
            text = f"Изменения сохранены, но состояние прежнее. {' '.join(refusals)}"
            self.message_user(request, text, messages.ERROR)
        else:
            text = f"Изменения сохранены. {step.done}: «{obj}»."
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @admin.action(description="Отметить проверенными сегодня", permissions=["change"])
    def mark_checked(self, request, queryset):
        """Note that the selected entries agree with their sources today.

        Visitors read the day of the check, so that of a published entry is a publisher's.
        """
        programmes, refused = self.as_read(request, queryset, most=MAX_CHECKED_AT_ONCE)
        checked = []
        for programme in programmes:
            if self.has_change_permission(request, programme):
                checked.append(programme)
            else:
                refused.append(f"«{programme}» — без изменений. {CHECKED_BY_PUBLISHER}")
        refresh.check_all(checked, today())
        LogEntry.objects.log_actions(request.user.pk, checked, CHANGE, "Сверено с источниками.")
        if checked:
            text = f"Проверено сегодня: {russian.programmes_counted(len(checked))}."
            self.message_user(request, text, messages.SUCCESS)
        say(self, request, refused)


def take_all(model_admin, request, queryset, *, step: Step) -> None:
    """Take the selected programmes a step on and say which were left where they are, and why."""
    programmes, refused = model_admin.as_read(request, queryset)
    taken = 0
    for programme in programmes:
        if refusals := model_admin.take(request, programme, step):
            refused.append(f"«{programme}» — без изменений. {' '.join(refusals)}")
        else:
            taken += 1
    if taken:
        words = f"{step.done}: {russian.programmes_counted(taken)}."
        model_admin.message_user(request, words, messages.SUCCESS)
    say(model_admin, request, refused)
