"""A table brought to the desk: what it would change is shown first, then confirmed."""

import base64
import binascii
import io
import zlib
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from ..catalogue import today
from ..imports import Edit, Plan, Rights, TextEdit
from ..imports import table as importing
from ..models import Programme
from ..revisions.natural import TABLE_OF, Table
from ..tables import PAGE, PAGE_OF_PARTS, UnreadableError
from ..words import russian
from .desk import may_publish
from .exporting import SUFFIXES, Exporting, may_view, tables_of

MAX_BYTES = 16 * 2**20  # of an unpacked file
MAX_CHANGES_SHOWN = 200
MAX_NAME = 100  # characters of a file's name
MAX_NAMED = 10  # fields, in one line of the history
KEPT_APART = "Страницы на сайте прежние: прочтите правки в списке «Правки» и отправьте издателю."
TOO_LARGE = "Файл «{}» слишком велик для этой страницы: загрузите его командой import_programmes."


class TableForm(forms.Form):
    """A table, uploaded first and sent along again with the confirmation.

    It travels with the page, so that no process has to keep it and any of them can take it over.
    Nobody gains by changing it on the way: the same person could upload anything.
    """

    kind = forms.ChoiceField(label="Что в таблице", required=False)
    table = forms.FileField(label="Таблица CSV или XLSX", required=False)
    packed = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MAX_NAME)

    def __init__(self, *args, tables: list[Table], **kwargs):
        super().__init__(*args, **kwargs)
        self.tables = {each.name: each for each in tables}
        plurals = {name: each.model._meta.verbose_name_plural for name, each in self.tables.items()}
        self.fields["kind"].choices = [(key, capfirst(words)) for key, words in plurals.items()]

    def clean_kind(self) -> Table:
        """Return the table that is meant: the first one if nothing is said."""
        return self.tables[self.cleaned_data["kind"] or next(iter(self.tables))]

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


def note_in_history(user: int, edits: list[Edit | TextEdit]) -> None:
    """Write into the history of each record what was changed from a table."""
    LogEntry.objects.bulk_create([entry(user, edit) for edit in edits])


def entry(user: int, edit: Edit | TextEdit) -> LogEntry:
    """Return the line of a record's history about its change from a table."""
    names = list(dict.fromkeys(change.field for change in edit.changes))
    changed = ", ".join(f"«{name}»" for name in names[:MAX_NAMED])
    more = f" и ещё {len(names) - MAX_NAMED}" if len(names) > MAX_NAMED else ""
    is_gone = isinstance(edit, TextEdit) and edit.text is None
    return LogEntry(
        user_id=user,
        content_type=get_content_type_for_model(edit.record),
        object_id=edit.record.pk,
        object_repr=str(edit.record)[:200],
        action_flag=DELETION if is_gone else ADDITION if edit.is_new else CHANGE,
        change_message=f"Из таблицы: {changed}{more}.",
    )


class Importing(Exporting):
    """Takes tables over; for a ``ModelAdmin`` of records with natural keys."""

    def may_import(self, request) -> bool:
        """Tell whether somebody may: what he may not publish becomes corrections."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def rights(self, request, table: Table) -> Rights:
        """Return what the signed-in person may do with the records of a table."""
        name = table.model._meta.model_name
        allowed = {
            action: request.user.has_perm(f"programmes.{action}_{name}")
            for action in ("add", "change", "delete")
        }
        return Rights(publish=may_publish(request), **allowed)

    def changelist_view(self, request, extra_context=None):
        extra = {}
        if self.may_import(request):
            query = request.GET.urlencode()
            extra["tables_url"] = f"{self.address('import')}{'?' if query else ''}{query}"
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.bring))
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [path("import/", view, name=name), *super().get_urls()]

    def bring(self, request):
        """Ask for a table, show what it would change, take it over when that is confirmed."""
        if not self.may_import(request):
            raise PermissionDenied
        tables = [each for each in tables_of(self.model) if may_view(request, each)]
        form = TableForm(request.POST or None, request.FILES or None, tables=tables)
        plan = None
        if form.is_valid():
            try:
                plan, done = self.compare_or_apply(request, form.cleaned_data)
            except UnreadableError as error:
                form.add_error(None, f"Файл «{form.cleaned_data['name']}». {error}")
            else:
                if done:
                    return self.response_imported(request, plan)
        return TemplateResponse(request, "admin/tables.html", self.page(request, form, plan))

    def compare_or_apply(self, request, cleaned: dict) -> tuple[Plan, bool]:
        """Compare a table, and take it over if this very comparison was confirmed."""
        file, digest, kind = io.BytesIO(cleaned["content"]), cleaned["digest"], cleaned["kind"]
        limits = PAGE if kind.model is Programme else PAGE_OF_PARTS
        asked = {"limits": limits, "kind": kind, "rights": self.rights(request, kind)}
        if not digest:
            return importing.compare(file, today(), **asked), False
        note = partial(note_in_history, request.user.pk)
        return importing.apply(file, today(), digest, note=note, user=request.user, **asked)

    def response_imported(self, request, plan: Plan) -> HttpResponseRedirect:
        """Say how much was changed and go back to the list."""
        count = len(plan.edits) - plan.corrections
        said = []
        if count or not plan.corrections:
            said.append(f"Таблица загружена: {russian.count_phrase(count, *self.words)}.")
        if plan.corrections:
            kept = russian.count_phrase(plan.corrections, "правка", "правки", "правок")
            said.append(f"Сохранено: {kept}. {KEPT_APART}")
        self.message_user(request, " ".join(said), messages.SUCCESS)
        return HttpResponseRedirect(self.address("changelist"))

    @property
    def words(self) -> tuple[str, str, str]:
        """What the records of the list are called beside a number."""
        return TABLE_OF[self.model].words

    def page(self, request, form: TableForm, plan: Plan | None) -> dict:
        """Return the context of the page."""
        again = None
        if plan and plan.edits and not plan.refusals:
            cleaned = form.cleaned_data
            fields = {"packed": zip_content(cleaned["content"]), "name": cleaned["name"]}
            fields |= {"digest": plan.digest, "kind": cleaned["kind"].name}
            again = TableForm(initial=fields, tables=[*form.tables.values()])
            again.fields["kind"].widget = forms.HiddenInput()
        return {
            **self.admin_site.each_context(request),
            "title": "Таблицы",
            "opts": self.opts,
            "form": form,
            "files": self.files(request, form),
            "list_url": self.address("changelist"),
            "import_url": request.path,
            "limits": [PAGE, PAGE_OF_PARTS],
            "plan": plan,
            "name": form.cleaned_data["name"] if plan else "",
            "shown": plan.edits[:MAX_CHANGES_SHOWN] if plan else [],
            "hidden": max(0, len(plan.edits) - MAX_CHANGES_SHOWN) if plan else 0,
            "overtaken": bool(plan and form.cleaned_data["digest"])
            and bool(plan.written or not plan.refusals),
            "again": again,
            "may_publish": may_publish(request),
        }

    def files(self, request, form: TableForm) -> list[dict]:
        """Return the files that the list can be taken as: what each holds, and its addresses."""
        query = request.GET.urlencode()
        ending = f"?{query}" if query else ""
        return [
            {
                "title": title,
                "links": [
                    (suffix.upper(), f"{self.address('export', name, suffix)}{ending}")
                    for suffix in SUFFIXES
                ],
            }
            for name, title in form.fields["kind"].choices
        ]
