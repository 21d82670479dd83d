"""A programme like another one: a draft that begins with what is written there."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import Truncator

from ..derived import refresh
from ..models import Programme
from ..revisions import review
from ..revisions.contents import content, write
from ..revisions.models import in_one_line
from .desk import CleanCharField, in_one_batch

MAX_TITLE = Programme._meta.get_field("title").max_length
OF_THE_ORIGINAL = {"checked_on": None, "replaced_by": []}
"""What is true of the other programme alone: nobody has compared the new one with its sources."""


class CopyForm(forms.Form):
    """What the new programme is called."""

    title = CleanCharField(
        label="Название новой программы",
        max_length=MAX_TITLE,
        widget=forms.Textarea({"rows": 2, "cols": 60}),
    )


class Copying:
    """Makes drafts of programmes there are; for a ``ModelAdmin`` of programmes."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.copy_page)
        return [
            path("<int:pk>/copy/", view, name="programmes_programme_copy"),
            *super().get_urls(),
        ]

    @in_one_batch
    def copy_page(self, request, pk):
        """Ask what the new programme is called, then make it and open its form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        original = Programme.objects.filter(pk=pk).first()
        if original is None or not self.has_view_permission(request, original):
            raise Http404
        begun = {"title": Truncator(f"Похожая: {original}").chars(MAX_TITLE)}
        form = CopyForm(request.POST or None, initial=begun)
        if request.method == "POST" and form.is_valid():
            try:
                made = self.copy(request, original, form.cleaned_data["title"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                return HttpResponseRedirect(self.address("change", made.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": "Создать похожую программу",
            "subtitle": None,
            "opts": self.opts,
            "original": original,
            "form": form,
            "form_url": self.address("change", original.pk),
        }
        return TemplateResponse(request, "admin/programmes/programme/copy.html", context)

    def copy(self, request, original: Programme, title: str) -> Programme:
        """Return a new draft with what is written of another programme.

        Its facts keep their sources and the days they hold for: these are what the sources say.
        None of them stands on the home page, and nothing of the reviews goes along.

        Raises:
            ValidationError: the original itself breaks a rule that came after it.
        """
        made, pks = Programme(title=title), set()
        text = content(original) | OF_THE_ORIGINAL | {"title": title, "slug": self.code_for(made)}
        for fact in text["fact"]:
            fact["home_position"] = None
        comment = in_one_line(f"Создана как похожая на «{original}»")
        with refresh.refresh_once(), review.written_down(Programme, pks, request.user, comment):
            write(made, text)
            pks.add(made.pk)
        self.log_addition(request, made, [{"added": {}}])
        text = f"Создан черновик «{made}». Всё списано с «{original}»: проверьте каждое поле."
        self.message_user(request, text, messages.SUCCESS)
        return made

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Lead from a programme to one like it."""
        if obj and self.has_add_permission(request):
            context["copy_url"] = self.address("copy", obj.pk)
        return super().render_change_form(request, context, obj=obj, **kwargs)
