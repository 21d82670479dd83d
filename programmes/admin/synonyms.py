"""The list and the form of synonyms, and what a group would change before it is saved."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ..catalogue import today
from ..models import SynonymGroup
from ..questions.trying import MAX_LINES, effect
from ..words import clean_text
from .desk import Desk, is_correcting, may_publish
from .revising import Revising

MAX_LINE_CHARACTERS = 200  # of a phrase that is tried out
NEW_GROUP = "new-group"
"""Stands for the code of a group that is only tried out."""


@admin.register(SynonymGroup)
class SynonymGroupAdmin(Revising, Desk):
    change_form_template = "admin/programmes/synonyms_form.html"
    list_display = ["__str__", "slug", "in_use"]
    list_filter = ["in_use"]
    search_fields = ["words", "slug"]
    code_from = ("words",)

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.try_page))
        return [path("try/", view, name="programmes_synonymgroup_try"), *super().get_urls()]

    def get_fields(self, request, obj=None):
        decides = may_publish(request) and not is_correcting(request)
        return ["slug", "words", *(["in_use"] if decides else [])]

    def save_model(self, request, obj, form, change):
        """Let the group of whoever may not publish wait for somebody who may."""
        if not may_publish(request):
            obj.in_use = False
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, **kwargs):
        context |= {"uses": [], "try_url": self.address("try")}
        return super().render_change_form(request, context, **kwargs)

    def try_page(self, request):
        """Show what typed words would change in the answers to recent questions; save nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        lines = clean_text(request.POST.get("words", "")).splitlines()[:MAX_LINES]
        phrases = [line.strip()[:MAX_LINE_CHARACTERS] for line in lines if line.strip()]
        context = {
            **self.admin_site.each_context(request),
            "title": "Что изменится",
            "subtitle": None,
            "opts": self.opts,
            "phrases": phrases,
            "effect": effect(request.POST.get("slug") or NEW_GROUP, phrases, today()),
        }
        return TemplateResponse(request, "admin/questions/tried.html", context)
