"""The list and the form of events, and the events in the form of a programme."""

from calendar import monthrange
from datetime import date
from itertools import chain

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from ..catalogue import today
from ..models import Event, Programme
from ..words import MONTHS, State
from .desk import is_before_the_public, is_correcting, may_publish
from .finding import Finding
from .importing import Importing
from .pasting import Pasting
from .uses import Named, NamedForm, under_review

NOT_YOURS = (
    "«{}» уже на сайте, и её событие посетители увидят сразу: сохраните событие без этой "
    "программы и попросите издателя её добавить."
)


class EventForm(NamedForm):
    """An event; only who may publish ties it to a programme that the public sees.

    Attributes:
        may_publish: whether the signed-in person is one of them, or writes what waits for them.
    """

    may_publish = False

    class Meta:
        widgets = {"industries": forms.CheckboxSelectMultiple}

    def clean_programmes(self):
        """Refuse to change a public page by the way; the programmes are held until it is saved."""
        chosen = self.cleaned_data["programmes"]
        held = Programme.objects.select_for_update().filter(pk__in=[each.pk for each in chosen])
        for programme in held.order_by("pk"):
            if programme.state == State.PUBLISHED and not self.may_publish:
                raise ValidationError(NOT_YOURS.format(programme), code="public")
        return chosen


class MonthFilter(admin.SimpleListFilter):
    """The events of a month, with those that began before it or go on after it."""

    title = "месяц"
    parameter_name = "month"

    def lookups(self, request, model_admin):
        days = Event.objects.order_by().values_list("begins", "ends")
        months = {(day.year, day.month) for day in filter(None, chain.from_iterable(days))}
        return [
            (f"{year}-{month:02}", f"{MONTHS[month - 1]} {year}")
            for year, month in sorted(months, reverse=True)
        ]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        try:
            first = date.fromisoformat(f"{self.value()}-01")
        except ValueError:
            raise IncorrectLookupParameters from None
        last = first.replace(day=monthrange(first.year, first.month)[1])
        days = queryset.alias(first=Coalesce("begins", "ends"), last=Coalesce("ends", "begins"))
        return days.filter(first__lte=last, last__gte=first)


@admin.register(Event)
class EventAdmin(Finding, Pasting, Importing, Named):
    """Events, which are tied to programmes by themselves: these keep none from being deleted."""

    form = EventForm
    list_display = ["title", "days", "where_words", "state", "programme_titles"]
    list_filter = [MonthFilter, "state", ("programmes", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "slug", "place", "note", "country__name", "organiser__short_name"]
    autocomplete_fields = ["programmes", "organiser", "country", "source"]
    code_from = ("title",)
    fields = [
        "title",
        "slug",
        ("begins", "ends", "applications_until"),
        "state",
        "programmes",
        ("place", "country"),
        "organiser",
        "industries",
        "note",
        ("source", "locator"),
    ]

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return events.select_related("country").prefetch_related("programmes")

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Tell the form who fills it in."""
        form = super().get_form(request, obj, change, **kwargs)
        form.may_publish = may_publish(request) or is_correcting(request)
        return form

    def save_model(self, request, obj, form, change):
        """Save what was changed; what was not is not counted as a change for calendars."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Tie the event to its programmes; who reads one of them under review is told."""
        before = list(under_review(form.instance).values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        tied = under_review(form.instance).exclude(pk__in=before)
        self.outdate(request, tied, f"Добавлено событие «{form.instance}».")

    def delete_model(self, request, obj):
        self.outdate(request, under_review(obj), f"Удалено событие «{obj}».")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for event in queryset.order_by("pk"):
            self.outdate(request, under_review(event), f"Удалено событие «{event}».")
        super().delete_queryset(request, queryset)

    def may_join(self, request) -> bool:
        """Join no events: nothing names one."""
        return False

    def get_deleted_objects(self, objs, request):
        """Let an event go whose programmes stay: it names them, and not they it."""
        return super(Named, self).get_deleted_objects(objs, request)

    def render_change_form(self, request, context, **kwargs):
        """Leave out where the event is used: its programmes are a field of the form."""
        return super(Named, self).render_change_form(request, context | {"uses": []}, **kwargs)

    @admin.display(description="когда", ordering="begins")
    def days(self, event):
        return event.date_words

    @admin.display(description="где", empty_value="—")
    def where_words(self, event):
        return event.where or None

    @admin.display(description="программы", empty_value="—")
    def programme_titles(self, event):
        return ", ".join(programme.title for programme in event.programmes.all()) or None


def events_of(request, programme: Programme) -> dict:
    """Return the events of a programme as links, and where one is added.

    Args:
        request: whose user may see events, and add one, or not.
        programme: the programme whose form shows them.
    """
    context = {"events": [], "add_event_url": ""}
    if request.user.has_perm("programmes.view_event"):
        context["events"] = [event_link(each) for each in programme.events.all()]
    is_closed = is_before_the_public(programme) and not may_publish(request)
    if request.user.has_perm("programmes.add_event") and not is_closed:
        add = reverse("admin:programmes_event_add")
        context["add_event_url"] = f"{add}?programmes={programme.pk}"
    return context


def event_link(event: Event):
    """Return a link to the form of an event, with its days and whether it is over."""
    url = reverse("admin:programmes_event_change", args=[event.pk])
    state = "прошло" if event.is_over_on(today()) else event.get_state_display().lower()
    return format_html('<a href="{}">{}</a>: {}, {}', url, event, event.date_words, state)
