"""Two records that are one: all that names the one names the other, which keeps both addresses."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from ..revisions import replacing
from ..words import russian
from .desk import CleanCharField, may_publish
from .finding import MAX_WORDS, Finder
from .guard import revision as state_of


class JoinForm(forms.Form):
    """The record that stays, called by words; and what was shown of both before."""

    words = CleanCharField(
        label="Какая запись останется",
        max_length=MAX_WORDS,
        help_text="Её название, код или адрес.",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, finder: Finder, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.finder, self.record, self.found = finder, record, None

    def clean_words(self):
        """Find the record, and refuse one that cannot take the other's place."""
        self.found = self.finder.one(self.cleaned_data["words"])
        if why := replacing.objection(self.record, self.found):
            raise ValidationError(why)
        return self.cleaned_data["words"]

    @property
    def token(self) -> str:
        """What is confirmed: both records as they are shown."""
        return f"{self.found.pk}-{state_of(self.found)}-{state_of(self.record)}"


class Joining:
    """Joins two records; for a ``ModelAdmin`` of records that programmes name."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_join"
        view = self.admin_site.admin_view(self.join_page)
        return [path("<int:pk>/join/", view, name=name), *super().get_urls()]

    def may_join(self, request) -> bool:
        """Tell whether the signed-in person may: it changes public pages, and deletes a record."""
        return may_publish(request) and self.has_delete_permission(request)

    def join_page(self, request, pk):
        """Ask which record stays, show what moves to it, and move it once that is confirmed."""
        with transaction.atomic():
            record = self.get_object(request, str(pk))
            if record is None:
                raise Http404
            if not self.may_join(request):
                raise PermissionDenied
            finder = Finder(self.model, self)
            form = JoinForm(request.POST or None, finder=finder, record=record)
            if request.method == "POST" and form.is_valid():
                if form.cleaned_data["confirmed"] == form.token:
                    return self.joined(request, record, form.found)
                form = JoinForm(
                    {"words": form.cleaned_data["words"], "confirmed": form.token},
                    finder=finder,
                    record=record,
                )
                form.is_valid()
            context = {
                **self.admin_site.each_context(request),
                "title": f"Объединить: {record}",
                "subtitle": None,
                "opts": self.opts,
                "record": record,
                "form": form,
                "uses": replacing.uses_of(record),
                "form_url": self.address("change", record.pk),
            }
            return TemplateResponse(request, "admin/programmes/join.html", context)

    def joined(self, request, record, other) -> HttpResponseRedirect:
        """Do it, write it into the history of what stays, and say what was done."""
        name, count = str(record), sum(replacing.uses_of(record).values())
        self.hold(other)
        self.log_deletions(request, self.model._base_manager.filter(pk=record.pk))
        replacing.replace(record, other, request.user)
        self.log_change(request, other, f"Объединена с «{name}».")
        moved = russian.count_phrase(count, "ссылка перешла", "ссылки перешли", "ссылок перешло")
        text = f"Объединено: «{name}» теперь — «{other}», {moved}."
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", other.pk))
