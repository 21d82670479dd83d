"""The list of facts, and one statement corrected in all programmes that share it."""

import hashlib
from copy import copy
from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Window
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from ..catalogue import today
from ..models import Fact, Programme, Source
from ..revisions import review, statements
from ..revisions.statements import MAX_SHARED, Rewritten
from ..words import russian
from .asking import is_key
from .desk import Desk, RecordList, may_publish
from .forms import StatementForm
from .guard import SIGNS, GuardedForm, say
from .guard import revision as state_of
from .revising import SUBMIT

MAX_SOURCES = 20  # offered by the filter; any other is reached from its own form, and by words
MAX_NAME_CHARACTERS = 70  # of a name in the list
LONG_AGO = timedelta(days=365)

STATEMENT = {"partition_by": [F("source"), F("statement")]}
SHARED_FACTS = (
    Fact.objects.order_by()
    .annotate(first=Window(Min("programme"), **STATEMENT))
    .annotate(last=Window(Max("programme"), **STATEMENT))
    .filter(last__gt=F("first"))
)
RIVALS = (
    Fact.objects.filter(programme=OuterRef("programme"), measure=OuterRef("measure"))
    .filter(unit=OuterRef("unit"), label=OuterRef("label"))
    .exclude(source=OuterRef("source"))
    .exclude(value=OuterRef("value"), bound=OuterRef("bound"))
    .exclude(Q(alternative_to=OuterRef("pk")) | Q(alternatives=OuterRef("pk")))
    .order_by()
)


class ConditionFilter(admin.SimpleListFilter):
    """A filter whose values are conditions, each with its words.

    Attributes:
        conditions: by value; what depends on the day is made when it is asked.
    """

    conditions: dict

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _) in self.conditions.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.conditions:
            raise IncorrectLookupParameters
        return queryset.filter(self.conditions[self.value()][1]())


class CheckFilter(ConditionFilter):
    """Facts by the age of their programme's last check."""

    title = "проверка"
    parameter_name = "checked"
    conditions = {
        "due": (
            "Пора проверить",
            lambda: Q(programme__in=Programme.objects.due_for_check(today()).order_by()),
        ),
        "long-ago": (
            "Больше года назад",
            lambda: Q(programme__checked_on__lt=today() - LONG_AGO),
        ),
        "never": ("Никогда", lambda: Q(programme__checked_on__isnull=True)),
    }


class DisagreementFilter(ConditionFilter):
    """Facts that another source contradicts, whether an editor has noted it or not."""

    title = "расхождения"
    parameter_name = "disagreement"
    conditions = {
        "noted": (
            "Отмечено: источники расходятся",
            lambda: (
                Q(alternative_to__isnull=False)
                | Exists(Fact.objects.filter(alternative_to=OuterRef("pk")).order_by())
            ),
        ),
        "unnoted": (
            "Не отмечено: то же измерено иначе",
            lambda: ~Q(measure="") & Exists(RIVALS),
        ),
    }


class SharedFilter(ConditionFilter):
    """Statements that stand in several programmes in the same words on the same source."""

    title = "где стоит"
    parameter_name = "shared"
    conditions = {"yes": ("В нескольких программах", lambda: Q(pk__in=SHARED_FACTS.values("pk")))}


class SourceFilter(admin.SimpleListFilter):
    """Facts of one source: of those that most rest on, or of any other that is asked for."""

    title = "источник"
    parameter_name = "source"

    def lookups(self, request, model_admin):
        counted = Fact.objects.order_by().values_list("source").annotate(facts=Count("pk"))
        wanted = [pk for pk, _ in counted.order_by("-facts", "source")[:MAX_SOURCES]]
        chosen = self.used_parameters.get(self.parameter_name) or ""
        if is_key(chosen):
            wanted.append(int(chosen))
        sources = Source.objects.filter(pk__in=wanted).order_by("sort_key", "pk")
        return [(str(each.pk), shortened(each)) for each in sources]

    def has_output(self):
        """Stand there without any source, too: a condition that nobody reads would show all."""
        return True

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if not is_key(self.value()):
            raise IncorrectLookupParameters
        return queryset.filter(source=int(self.value()))


class FactList(RecordList):
    """Facts with the number of programmes that share each, counted once for the whole page."""

    def get_results(self, request):
        super().get_results(request)
        page = list(self.result_list)
        named = Fact.objects.filter(
            source__in={fact.source_id for fact in page},
            statement__in={fact.statement for fact in page},
        )
        counted = named.order_by().values_list("source", "statement")
        found = {
            (source, statement): count
            for source, statement, count in counted.annotate(Count("programme", distinct=True))
        }
        for fact in page:
            fact.stands_in = found.get((fact.source_id, fact.statement), 1)
        self.result_list = page


class SharedForm(StatementForm, GuardedForm):
    """A statement, typed once for all programmes that share it."""

    @property
    def values(self) -> dict:
        """What was typed over, by field; not what says the same in another spelling."""
        typed = {name: self.cleaned_data[name] for name in self.changed_data if name in self.own}
        return {name: value for name, value in typed.items() if value != self.initial.get(name)}

    @property
    def own(self) -> set[str]:
        """The fields of the fact."""
        return {*self._meta.fields} & {*self.fields}

    def _post_clean(self):
        """Hold every one of the facts to its rules: one may be shown large, where others are not.

        More than can be held at once are refused.
        """
        super()._post_clean()
        if self.errors:
            return
        facts = self.instance.shared
        if len(facts) > MAX_SHARED:
            text = (
                f"Утверждение стоит больше чем в {MAX_SHARED} программах: "
                "столько сразу не исправить."
            )
            self.add_error(None, text)
            return
        for fact in facts:
            self.check(fact)

    def check(self, stored: Fact) -> None:
        """Note what the rules have against one fact with what was typed."""
        fact = copy(stored)
        for name, value in self.values.items():
            setattr(fact, name, value)
        try:
            fact.clean()
            fact.validate_constraints()
        except ValidationError as error:
            self.add_error(None, f"«{fact.programme}»: {' '.join(error.messages)}")


@admin.register(Fact)
class FactAdmin(Desk):
    """Facts are written in the forms of their programmes, and corrected here for several."""

    form = SharedForm
    list_display = [
        *("stated", "figure", "measure", "of_programme", "checked"),
        *("of_source", "known", "several"),
    ]
    list_filter = [
        *(SharedFilter, DisagreementFilter, CheckFilter, SourceFilter),
        *("measure", "about", "programme__state"),
    ]
    search_fields = [
        *("statement", "label", "code", "programme__title"),
        *("source__title", "source__publisher", "source__url"),
    ]
    ordering = ["programme_id", "position", "pk"]
    fields = ["statement", "bound", "value", "value_to", "unit", "measure", "as_of", "period"]
    actions = []

    def get_changelist(self, request, **kwargs):
        return FactList

    def get_queryset(self, request):
        """Read what facts name after them, and sort by nothing of it.

        In one statement SQLite looks for what a search has found once for each programme.
        """
        return super().get_queryset(request).prefetch_related("programme", "source")

    def has_add_permission(self, request):
        """Nobody adds a fact here: it is written in the form of its programme."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes a fact here, whatever rights he has."""
        return False

    def hold(self, record):
        """Hold the programmes of all that share a statement: their forms hold them, too."""
        pks = statements.sharing(record).values_list("programme", flat=True)
        held = Programme.objects.select_for_update(no_key=True)
        list(held.filter(pk__in=set(pks[: MAX_SHARED + 1])).order_by("pk"))

    def get_object(self, request, object_id, from_field=None):
        """Find a fact with all that are the same statement, and remember how all of them stand."""
        found = super().get_object(request, object_id, from_field)
        if found:
            found.shared = list(statements.sharing(found)[: MAX_SHARED + 1])
            found.read_as = state_of_all(found.shared)
        return found

    def save_model(self, request, obj, form, change):
        """Write what was typed wherever the statement stands, instead of the one fact."""
        request.rewritten = statements.rewrite(
            obj.shared,
            form.values,
            request.user,
            may_publish=may_publish(request),
            is_submitted=request.POST.get("_step") == SUBMIT,
        )

    def log_change(self, request, obj, message):
        """Write it into the histories of the programmes that have it now."""
        programmes = request.rewritten.at_once
        text = "Исправлено общее утверждение."
        LogEntry.objects.log_actions(request.user.pk, programmes, CHANGE, text)

    def response_change(self, request, obj):
        """Say what became of the statement in how many programmes."""
        done: Rewritten = request.rewritten
        if done == Rewritten():
            self.message_user(request, "Вы ничего не изменили.", messages.INFO)
        if done.at_once:
            text = f"Исправлено сразу: {russian.programmes_counted(len(done.at_once))}."
            self.message_user(request, text, messages.SUCCESS)
        if done.apart:
            counted = russian.count_phrase(len(done.apart), "правка", "правки", "правок")
            text = f"Сохранено: {counted}. Страницы на сайте прежние, пока их не опубликуют."
            self.message_user(request, text, messages.SUCCESS)
        say(self, request, done.passed_over)
        return self.response_saved(
            request, request.path, self.response_post_save_change(request, obj)
        )

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Add to the form where the statement stands, and what becomes of it there."""
        facts = obj.shared if obj else []
        waits = not may_publish(request) and any(fact.programme.is_public for fact in facts)
        context |= {
            "programmes": [(programme_link(fact), fact.programme) for fact in facts],
            "waits": waits,
            "source_link": source_link(obj.source) if obj else None,
            "steps": [{"key": SUBMIT, "label": "отправить на проверку"}] if waits else [],
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description="утверждение")
    def stated(self, fact):
        return fact.statement

    @admin.display(description="число")
    def figure(self, fact):
        return fact.figure

    @admin.display(description="программа")
    def of_programme(self, fact):
        return programme_link(fact)

    @admin.display(description="проверена", empty_value="никогда")
    def checked(self, fact):
        return fact.programme.checked_on

    @admin.display(description="источник")
    def of_source(self, fact):
        return source_link(fact.source)

    @admin.display(description="верно", ordering="as_of")
    def known(self, fact):
        return fact.holds_for

    @admin.display(description="программ")
    def several(self, fact):
        """In how many programmes the statement stands; nothing where it is the only one."""
        return fact.stands_in if fact.stands_in > 1 else None


def state_of_all(facts: list[Fact]) -> str:
    """Name the state of some facts: any change to their programmes or corrections is another."""
    seen = []
    for fact in facts:
        opened = review.opened(fact.programme) if fact.programme.is_public else None
        seen.append(f"{fact.pk}-{state_of(fact.programme)}-{opened.token if opened else 0}")
    return hashlib.sha256(" ".join(seen).encode()).hexdigest()[:SIGNS]


def programme_link(fact: Fact):
    """Return a link to a fact in the form of its programme."""
    form = reverse("admin:programmes_programme_change", args=[fact.programme_id])
    return format_html(
        '<a href="{}?fact={}#facts-of-{}">{}</a>',
        *(form, fact.code, fact.pk, shortened(fact.programme)),
    )


def source_link(source: Source):
    """Return a link to the form of a source."""
    form = reverse("admin:programmes_source_change", args=[source.pk])
    return format_html('<a href="{}">{}</a>', form, shortened(source))


def shortened(record) -> str:
    """Return what a record is called, short enough for a list."""
    return Truncator(record).chars(MAX_NAME_CHARACTERS)
