"""«Письма»: which letters about the work at the desk somebody wants, each for himself."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from ..revisions import wishes
from ..revisions.states import LetterKind
from .desk import may_publish


class LettersForm(forms.Form):
    """A tick for each kind of letters that the person may get."""

    wanted = forms.MultipleChoiceField(
        label="Присылать", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, kinds: list[LetterKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.value, kind.label) for kind in kinds]


class OwnLetters:
    """Adds the page to the ``ModelAdmin`` of accounts; it is open to all who may enter the desk."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.letters_page)
        return [path("letters/", view, name="auth_user_letters"), *super().get_urls()]

    def letters_page(self, request):
        """Show what is sent, and note what is wanted of it."""
        kinds = kinds_for(request)
        off = wishes.unwanted(request.user)
        initial = {"wanted": [kind for kind in kinds if kind not in off]}
        # whoever wants none sends no field
        sent = request.POST if request.method == "POST" else None
        form = LettersForm(sent, kinds=kinds, initial=initial)
        if form.is_valid():
            wishes.switch(request.user, kinds, form.cleaned_data["wanted"])
            self.message_user(request, "Сохранено: такие письма и будут.", messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": "Письма",
            "subtitle": None,
            "form": form,
        }
        return TemplateResponse(request, "admin/own_letters.html", context)


def kinds_for(request) -> list[LetterKind]:
    """Return the kinds of letters that somebody may get: of what is submitted, publishers."""
    return [kind for kind in LetterKind if kind != LetterKind.SUBMITTED or may_publish(request)]
