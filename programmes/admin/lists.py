"""Columns and filters of the list of programmes."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from ..catalogue import today
from ..models import SOON_DAYS, Fact, Programme
from ..words import Side

MEASURED = Fact.objects.filter(programme=OuterRef("pk")).exclude(measure="").order_by()


class SideFilter(admin.SimpleListFilter):
    """Programmes for companies or for learners; each once, whatever number of audiences fits."""

    title = "раздел"
    parameter_name = "side"

    def lookups(self, request, model_admin):
        return Side.choices

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in Side:
            raise IncorrectLookupParameters
        fitting = Programme.objects.filter(audiences__side=self.value()).order_by()
        return queryset.filter(pk__in=fitting.values("pk"))


class DueFilter(admin.SimpleListFilter):
    """Published entries that have to be compared with their sources by today, or soon."""

    title = "проверка"
    parameter_name = "due"
    DAYS = {"yes": 0, "soon": SOON_DAYS}

    def lookups(self, request, model_admin):
        return [
            ("yes", "Опубликованные, которые пора проверить"),
            ("soon", "Пора проверить в ближайшие две недели"),
        ]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.DAYS:
            raise IncorrectLookupParameters
        return queryset.due_for_check(today() + timedelta(days=self.DAYS[self.value()]))


class IntakeFilter(admin.SimpleListFilter):
    """Published entries whose intake ends soon, or has ended: the next one may be known."""

    title = "приём заявок по датам"
    parameter_name = "closes"

    def lookups(self, request, model_admin):
        return [("soon", "Закрылся или закроется за две недели")]

    def queryset(self, request, queryset):
        if self.value() not in (None, "soon"):
            raise IncorrectLookupParameters
        return (
            queryset.closing_by(today() + timedelta(days=SOON_DAYS)) if self.value() else queryset
        )


class FigureFilter(admin.SimpleListFilter):
    """Published entries with a figure that is older than the interval of their checks."""

    title = "числа"
    parameter_name = "figures"

    def lookups(self, request, model_admin):
        return [("old", "Есть числа старше срока проверки")]

    def queryset(self, request, queryset):
        if self.value() not in (None, "old"):
            raise IncorrectLookupParameters
        return queryset.with_old_figures_on(today()) if self.value() else queryset


class GapFilter(admin.SimpleListFilter):
    """Programmes of which a machine can tell nothing: no condition, no figure that is measured."""

    title = "чего не хватает"
    parameter_name = "gap"
    GAPS = {
        "requirements": ("Нет условий для проверки", Q(requirements__isnull=True)),
        "measures": ("Нет чисел для сравнения", ~Exists(MEASURED)),
        "contacts": ("Нет контактов", Q(contacts__isnull=True)),
    }

    def lookups(self, request, model_admin):
        return [(value, label) for value, (label, _) in self.GAPS.items()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in self.GAPS:
            raise IncorrectLookupParameters
        return queryset.filter(self.GAPS[self.value()][1])


FILTERS = [
    "state",
    DueFilter,
    IntakeFilter,
    FigureFilter,
    GapFilter,
    SideFilter,
    ("audiences", admin.RelatedOnlyFieldListFilter),
    "kind",
    "level",
    "nature",
    ("operator", admin.RelatedOnlyFieldListFilter),
    "cost",
    "intake",
]


class Columns:
    """What the list shows of a programme besides its own fields."""

    @admin.display(description="состояние", ordering="state")
    def state_words(self, programme):
        return format_html(
            '<span class="state state-{}">{}</span>',
            programme.state,
            programme.get_state_display(),
        )

    @admin.display(description="для кого")
    def audience_names(self, programme):
        return ", ".join(audience.name for audience in programme.audiences.all()) or "—"

    @admin.display(description="проверено", ordering="checked_on")
    def checked(self, programme):
        day = "никогда"
        if programme.checked_on:
            day = date_format(programme.checked_on, "SHORT_DATE_FORMAT")
        if programme.is_due_for_check(today()):
            return format_html('{} <span class="state state-due">пора проверить</span>', day)
        return day

    @admin.display(description="изменено", ordering="updated_at")
    def changed(self, programme):
        if programme.updated_at is None:
            return None
        return date_format(timezone.localtime(programme.updated_at), "SHORT_DATETIME_FORMAT")
