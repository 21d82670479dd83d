"""A table brought to the desk: what it would change is shown first, then confirmed."""

import base64
import binascii
import io
import zlib
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from ..catalogue import today
from ..imports import Edit, Plan
from ..imports import table as importing
from ..tables import PAGE, UnreadableError
from ..words import russian

MAX_BYTES = 16 * 2**20  # of an unpacked file
MAX_CHANGES_SHOWN = 200
MAX_NAME = 100  # characters of a file's name
TOO_LARGE = "Файл «{}» слишком велик для этой страницы: загрузите его командой import_programmes."


class TableForm(forms.Form):
    """A table, uploaded first and sent along again with the confirmation.

    It travels with the page, so that no process has to keep it and any of them can take it over.
    Nobody gains by changing it on the way: the same person could upload anything.
    """

    table = forms.FileField(label="Таблица CSV или XLSX", required=False)
    packed = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MAX_NAME)

    def clean(self):
        """Find the table, wherever it stands.

        Raises:
            ValidationError: there is none, or it is too large.
        """
        cleaned = super().clean()
        if uploaded := cleaned.get("table"):
            cleaned["name"] = uploaded.name[-MAX_NAME:]
            content = uploaded.read(MAX_BYTES + 1)
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 4096  # for the other fields
            if len(content) > MAX_BYTES or len(zip_content(content)) > most:
                raise forms.ValidationError(TOO_LARGE.format(cleaned["name"]))
        elif cleaned.get("packed"):
            content = unzip_content(cleaned["packed"])
        else:
            raise forms.ValidationError("Выберите файл.")
        return cleaned | {"content": content}


def zip_content(content: bytes) -> str:
    """Return a file as a text for a hidden field."""
    return base64.b64encode(zlib.compress(content)).decode()


def unzip_content(text: str) -> bytes:
    """Return the file of a hidden field.

    Raises:
        ValidationError: the field was tampered with.
    """
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(text, validate=True), MAX_BYTES)
    except (binascii.Error, zlib.error, ValueError):
        raise forms.ValidationError("Загрузите файл ещё раз.") from None
    if not unpacker.eof:
        raise forms.ValidationError("Загрузите файл ещё раз.")
    return content


def note_in_history(user: int, edits: list[Edit]) -> None:
    """Write into the history of each programme what was changed from a table."""
    LogEntry.objects.bulk_create([entry(user, edit) for edit in edits])


def entry(user: int, edit: Edit) -> LogEntry:
    """Return the line of a programme's history about its change from a table."""
    changed = ", ".join(f"«{change.field}»" for change in edit.changes)
    return LogEntry(
        user_id=user,
        content_type=get_content_type_for_model(edit.programme),
        object_id=edit.programme.pk,
        object_repr=str(edit.programme)[:200],
        action_flag=ADDITION if edit.is_new else CHANGE,
        change_message=f"Из таблицы: {changed}.",
    )


class Importing:
    """Takes tables over; for the ``ModelAdmin`` of programmes."""

    def may_import(self, request) -> bool:
        """Tell whether somebody may: an import changes what the public reads, many at once."""
        may_publish = request.user.has_perm("programmes.publish_programme")
        return (
            may_publish and self.has_add_permission(request) and self.has_change_permission(request)
        )

    def changelist_view(self, request, extra_context=None):
        extra = {"may_import": self.may_import(request)}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.bring))
        return [path("import/", view, name="programmes_programme_import"), *super().get_urls()]

    def bring(self, request):
        """Ask for a table, show what it would change, take it over when that is confirmed."""
        if not self.may_import(request):
            raise PermissionDenied
        form, plan = TableForm(request.POST or None, request.FILES or None), None
        if form.is_valid():
            try:
                plan, done = self.compare_or_apply(request, form.cleaned_data)
            except UnreadableError as error:
                form.add_error(None, f"Файл «{form.cleaned_data['name']}». {error}")
            else:
                if done:
                    return self.response_imported(request, plan)
        return TemplateResponse(
            request, "admin/programmes/programme/import.html", self.page(request, form, plan)
        )

    def compare_or_apply(self, request, cleaned: dict) -> tuple[Plan, bool]:
        """Compare a table, and take it over if this very comparison was confirmed."""
        file, digest = io.BytesIO(cleaned["content"]), cleaned["digest"]
        if not digest:
            return importing.compare(file, today()), False
        note = partial(note_in_history, request.user.pk)
        return importing.apply(file, today(), digest, note=note, user=request.user)

    def response_imported(self, request, plan: Plan) -> HttpResponseRedirect:
        """Say how much was changed and go back to the list."""
        count = russian.programmes_counted(len(plan.edits))
        self.message_user(request, f"Таблица загружена: {count}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:programmes_programme_changelist"))

    def page(self, request, form: TableForm, plan: Plan | None) -> dict:
        """Return the context of the page."""
        again = None
        if plan and plan.edits and not plan.refusals:
            cleaned = form.cleaned_data
            fields = {"packed": zip_content(cleaned["content"]), "name": cleaned["name"]}
            fields["digest"] = plan.digest
            again = TableForm(initial=fields)
        return {
            **self.admin_site.each_context(request),
            "title": "Загрузить таблицу программ",
            "opts": self.opts,
            "form": form,
            "max_rows": PAGE.rows,
            "plan": plan,
            "name": form.cleaned_data["name"] if plan else "",
            "shown": plan.edits[:MAX_CHANGES_SHOWN] if plan else [],
            "hidden": max(0, len(plan.edits) - MAX_CHANGES_SHOWN) if plan else 0,
            "overtaken": bool(plan and form.cleaned_data["digest"])
            and bool(plan.written or not plan.refusals),
            "again": again,
        }
