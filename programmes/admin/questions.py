"""The list of questions without an answer, and why a question finds what it finds."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST, require_safe

from portal.database import consistent_reading

from ..catalogue import MAX_QUERY_CHARACTERS, current, today
from ..questions import ledger
from ..questions.models import Question, Standing, Week, monday, week_words
from ..questions.reasons import explain
from ..questions.trying import found
from ..words import russian
from .answering import Answering
from .desk import CleanCharField, Desk, RecordList
from .guard import say

NO_WORDS = "—"


class WhyForm(forms.Form):
    """A question as a visitor would type it."""

    q = CleanCharField(label="Вопрос", max_length=MAX_QUERY_CHARACTERS)


class StandingFilter(admin.SimpleListFilter):
    """What became of a question; what nobody has dealt with if nothing is chosen."""

    title = "состояние"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [(Standing.SETTLED.value, "Разобраны"), (Standing.FOREIGN.value, "Не наше")]

    def queryset(self, request, queryset):
        value = self.value() or Standing.OPEN
        if value not in Standing.values:
            raise IncorrectLookupParameters
        return queryset.filter(standing=value)

    def choices(self, changelist):
        """Call the usual list by what it has: it has not all."""
        usual, *others = super().choices(changelist)
        yield usual | {"display": "Ждут редакцию"}
        yield from others


class WeekFilter(admin.SimpleListFilter):
    """How often in one week; in all that are kept if none is chosen."""

    title = "неделя"
    parameter_name = "week"

    def lookups(self, request, model_admin):
        weeks = Week.objects.filter(counts__isnull=False).distinct().order_by("-begins")
        return [(f"{week.begins}", str(week)) for week in weeks]

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset.with_numbers()
        if value not in dict(self.lookup_choices):
            raise IncorrectLookupParameters
        return queryset.with_numbers(date.fromisoformat(value)).filter(asked__gt=0)


class QuestionList(RecordList):
    """Questions with what each finds now: one that was answered meanwhile says so."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        with consistent_reading():
            snapshot = current(today())
            for question in self.result_list:
                question.found = found(question.words, snapshot)
                question.list_query = self.get_query_string()

    def _get_default_ordering(self):
        return ["-asked", "words"]


@admin.register(Question)
class QuestionAdmin(Answering, Desk):
    """Words are written by those who ask; editors say what becomes of them."""

    change_list_template = "admin/questions/change_list.html"
    list_display = ["words", "times", "last_asked", "finds_now", "answers"]
    list_filter = [StandingFilter, WeekFilter]
    list_per_page = 25
    search_fields = ["words"]
    actions = ["set_aside", "take_back", "delete_selected"]

    def get_urls(self):
        view, name = self.admin_site.admin_view, "questions_question"
        own = [
            path("<int:pk>/settle/", view(require_POST(self.settle)), name=f"{name}_settle"),
            path("why/", view(require_safe(self.why_page)), name=f"{name}_why"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).with_numbers()

    def get_changelist(self, request, **kwargs):
        return QuestionList

    def get_ordering(self, request):
        """Leave the order to the list, which knows how often each was asked."""
        return []

    def get_list_display(self, request):
        """Leave out the buttons for those who may only read."""
        return [*self.list_display[:-1], *self.buttons(request)]

    def get_fields(self, request, obj=None):
        return ["words", "standing", "settled_on", "by_weeks", *self.buttons(request)]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def buttons(self, request) -> list[str]:
        """Return the column of what can be done, for those who may."""
        return ["answers"] if self.has_settle_permission(request) else []

    def has_add_permission(self, request):
        """Nobody adds a question here: visitors ask them."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody rewrites what was asked."""
        return False

    def has_settle_permission(self, request):
        """Tell whether the signed-in person may say what becomes of a question."""
        return request.user.has_perm("questions.settle_question")

    def changelist_view(self, request, extra_context=None):
        """Say above the list what it could not count."""
        week = Week.objects.filter(begins=monday(today())).first()
        is_full = Question.objects.waiting().count() >= ledger.MAX_WAITING_LINES
        counted = {"left_out": week.left_out if week else 0, "is_full": is_full}
        return super().changelist_view(request, counted | (extra_context or {}))

    # --- What becomes of a question -----------------------------------------------------------

    def settle(self, request, pk):
        """Note with one click that a question is not ours, or that it is after all."""
        question = self.asked(pk, self.has_settle_permission(request))
        standing = request.POST.get("standing")
        if standing not in SAID:
            raise Http404
        self.note(request, [question], Standing(standing))
        query = request.META["QUERY_STRING"]
        return HttpResponseRedirect(f"{self.address('changelist')}?{query}".rstrip("?"))

    @admin.action(description="Не наше", permissions=["settle"])
    def set_aside(self, request, queryset):
        """Show the chosen questions no more."""
        questions, overtaken = self.as_read(request, queryset)
        say(self, request, overtaken)
        self.note(request, questions, Standing.FOREIGN)

    @admin.action(description="Вернуть в список", permissions=["settle"])
    def take_back(self, request, queryset):
        """Let the chosen questions wait again."""
        questions, overtaken = self.as_read(request, queryset)
        say(self, request, overtaken)
        self.note(request, questions, Standing.OPEN)

    def note(self, request, questions: list[Question], standing: Standing) -> None:
        """Write down what becomes of some questions, and say so."""
        if not questions:
            return
        ledger.settle(questions, standing, today())
        for question in questions:
            self.log_change(request, question, f"{standing.label}.")
        named = f"«{questions[0]}»" if len(questions) == 1 else questions_counted(len(questions))
        self.message_user(request, f"{SAID[standing]}: {named}.", messages.SUCCESS)

    # --- Why a question finds what it finds ---------------------------------------------------

    def why_page(self, request):
        """Explain the answer to a question that an editor types."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = WhyForm(request.GET if "q" in request.GET else None)
        explained = explain(form.cleaned_data["q"], today()) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": "Почему это нашлось",
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "explained": explained,
        }
        return TemplateResponse(request, "admin/questions/why.html", context)

    # --- Columns ------------------------------------------------------------------------------

    @admin.display(description="спросили", ordering="asked")
    def times(self, question):
        if not question.asked:
            return NO_WORDS
        return russian.count_phrase(question.asked, "раз", "раза", "раз")

    @admin.display(description="последняя неделя", ordering="last_week")
    def last_asked(self, question):
        return week_words(question.last_week) if question.last_week else NO_WORDS

    @admin.display(description="сейчас находит")
    def finds_now(self, question):
        """What a visitor would be shown now, all of it or by a part of the words."""
        if not question.found.count:
            return "ничего"
        programmes = russian.programmes_counted(question.found.count)
        return programmes if question.found.is_whole else f"{programmes}, не все слова"

    @admin.display(description="по неделям")
    def by_weeks(self, question):
        rows = [(week_words(row.week_id), row.number) for row in question.counts.all()]
        return format_html_join("; ", "{}: {}", rows) or NO_WORDS

    @admin.display(description="что сделать")
    def answers(self, question):
        """The ways to answer a question, each a click away."""
        is_ours = question.standing != Standing.FOREIGN
        return format_html(
            '<span class="row-actions"><a href="{}">Сделать синонимом</a> '
            '<a href="{}">Добавить слово программе</a> <a href="{}">Почему так</a> '
            '<button class="button" name="standing" value="{}" formaction="{}{}">{}</button>'
            "</span>",
            self.address("synonym", question.pk),
            self.address("keyword", question.pk),
            f"{self.address('why')}?{urlencode({'q': question.words})}",
            Standing.FOREIGN if is_ours else Standing.OPEN,
            self.address("settle", question.pk),
            getattr(question, "list_query", ""),
            "Не наше" if is_ours else "Вернуть в список",
        )


SAID = {
    Standing.FOREIGN: "Больше не покажем, пока не вернёте в список",
    Standing.OPEN: "Снова ждёт редакцию",
}


def questions_counted(count: int) -> str:
    """Return «1 вопрос», «2 вопроса», «5 вопросов»."""
    return russian.count_phrase(count, "вопрос", "вопроса", "вопросов")
