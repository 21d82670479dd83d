"""What the address of a list asks for: understood, or said in words not to be."""

import re

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

MAX_QUOTED = 200  # characters of a question that was not understood
MAX_DIGITS = 18  # of a key: every number of so many digits fits a column of eight bytes
TOO_LONG = re.compile(rf"\d{{{MAX_DIGITS + 1}}}")


def is_key(text: str) -> bool:
    """Tell whether a text can be the primary key of a record on both databases."""
    return len(text) <= MAX_DIGITS and text.isascii() and text.isdecimal()


def is_comparable(value: str) -> bool:
    """Tell whether both databases can compare a condition with what they hold."""
    return "\0" not in value and not TOO_LONG.search(value)


class Asked(admin.ModelAdmin):
    """A list that says so when it leaves conditions out; Django's own shows all in silence.

    It stands under its own name: Django's title has the name in the wrong case.
    """

    def changelist_view(self, request, extra_context=None):
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            text = "Среди выбранного есть то, чего в списке нет. Ничего не изменилось."
            return self.shown_again(request, text)
        asked = "&".join(f"{name}={value}" for name, value in request.GET.items())
        quoted = asked if len(asked) <= MAX_QUOTED else f"{asked[:MAX_QUOTED]}…"
        text = f"В адресе есть условие, которого список не понимает: «{quoted}». Показаны все."
        conditions = [value for name, value in request.GET.items() if name != SEARCH_VAR]
        if ERROR_FLAG in request.GET or not all(map(is_comparable, conditions)):
            return self.shown_again(request, text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
        try:
            own = {"title": capfirst(self.opts.verbose_name_plural)}
            response = super().changelist_view(request, own | (extra_context or {}))
        except DisallowedModelAdminLookup:
            return self.shown_again(request, text)
        is_refused = response.get("Location") == f"{request.path}?{ERROR_FLAG}=1"
        return self.shown_again(request, text) if is_refused else response

    def shown_again(self, request: HttpRequest, text: str) -> HttpResponse:
        """Return to the list without any condition, with a sentence above it."""
        self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(request.path)
