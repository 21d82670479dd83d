"""Nobody overwrites, deletes or publishes what he has not read: the second of two is told."""

import hashlib
import json
from collections.abc import Iterator

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BoundField, ModelChoiceField
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html

from ..revisions import review
from ..words import Difference, russian
from .asking import is_key

READ = "read_revision"
"""The hidden field in which a page sends along the revision of the record that it shows."""

READ_LIST = "read_list"
"""The hidden field of a list with the revisions of all its rows, those of other pages, too."""

UNREAD = {"last_login"}  # moves by itself, and nobody edits it
MAX_SENTENCES = 20  # of one kind above a page
MAX_AT_ONCE = 300  # records of one action: while it holds them, others wait to save
MAX_CHECKED_AT_ONCE = 10_000  # of one that only notes a day: it holds them for seconds, too
HELD_AT_ONCE = 500  # by one statement
SIGNS = 12  # of a digest: enough to tell apart the states of one record


def revision(record: Model) -> str:
    """Name the state of a record: another state has another name.

    A form that shows a correction of the record says itself what that is called (``read_as``). A
    model that counts its revisions has a number for it, which moves with facts and contacts, too;
    of any other the columns and relations that a form shows are digested.
    """
    shown = getattr(record, "read_as", None)
    if shown is not None:
        return shown
    counted = getattr(record, "revision", None)
    if counted is not None:
        return str(counted)
    every = record._meta.concrete_fields
    fields = [each for each in every if each.editable and each.name not in UNREAD]
    seen = [each.value_to_string(record) for each in fields]
    for relation in record._meta.many_to_many:
        seen.append(sorted(related.pk for related in getattr(record, relation.name).all()))
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:SIGNS]


def revisions(records: QuerySet) -> dict[int, str]:
    """Return the revisions of records by primary key; none where no action takes so many."""
    counted = hasattr(records.model, "revision")
    most = MAX_CHECKED_AT_ONCE if counted else MAX_AT_ONCE
    some = records.order_by("pk")[: most + 1]
    if counted:
        found = {pk: str(number) for pk, number in some.values_list("pk", "revision")}
    else:
        found = {record.pk: revision(record) for record in some}
    return found if len(found) <= most else {}


def pack(read: dict[int, str]) -> str:
    """Return revisions as a short text that nobody else can make; empty when there are none."""
    return signing.dumps(list(read.items()), compress=True) if read else ""


def unpack(text: str) -> dict[int, str]:
    """Return the revisions of such a text; none of a text that was not made here."""
    try:
        return dict(signing.loads(text))
    except signing.BadSignature:
        return {}


def last_changed(record: Model) -> str:
    """Return who changed a record last and when, to end a sentence; empty if not recorded.

    Of a record that is shown with its correction it is the correction that counts.
    """
    correction = review.opened(record) if hasattr(record, "read_as") else None
    if correction:
        return f": {correction.author_name}, {correction.saved_words}"
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk)
    )
    entry = entries.select_related("user").order_by("-action_time", "-pk").first()
    if entry is None:
        return ""
    time = timezone.localtime(entry.action_time)
    return f": {entry.user.get_full_name() or entry.user.get_username()}, {time:%d.%m.%Y %H:%M}"


class GuardedForm(forms.ModelForm):
    """A form that remembers which revision the editor has read, and takes no other for it.

    Its record has to be read in the transaction that saves it, and held until the end of it.
    """

    read_revision = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differing: list[Difference] = []
        self.revision = revision(self.instance) if self.instance.pk else ""
        self.fields[READ].initial = self.revision

    def clean(self):
        """Refuse to overwrite what somebody saved after the editor had opened the form."""
        cleaned = super().clean()
        if self.instance.pk and self.cleaned_data.get(READ) != self.revision:
            self.differing = [difference_of(self[name]) for name in self.changed_data]
            raise ValidationError(self.overtaken(), code="overtaken")
        return cleaned

    def overtaken(self) -> str:
        """Return what to tell an editor whom another one has overtaken."""
        labels = [f"«{self[name].label}»" for name in self.changed_data if not self[name].is_hidden]
        differing = f" От сохранённого отличаются поля: {', '.join(labels)}." if labels else ""
        return (
            f"Пока вы правили, запись изменилась{last_changed(self.instance)}. Она не "
            f"перезаписана, и ваши правки ниже не потеряны.{differing} Откройте запись в новой "
            "вкладке и перенесите туда свои правки."
        )


def difference_of(field: BoundField) -> Difference:
    """Return what is saved in a field and what was typed there, as people read them."""
    label = field.label[:1].upper() + field.label[1:]
    return Difference(label, text_of(field, field.initial), text_of(field, field.value()))


def text_of(field: BoundField, value) -> str:
    """Return a value of a field as people read it: what was chosen by its label."""
    chosen = value if isinstance(value, list | tuple) else [value]
    keys = [str(getattr(each, "pk", each)) for each in chosen if each not in (None, "")]
    if isinstance(field.field, ModelChoiceField):
        records = field.field.queryset.filter(pk__in=[key for key in keys if is_key(key)])
        return "\n".join(sorted(map(str, records)))
    labels = {str(key): label for key, label in getattr(field.field, "choices", ())}
    return "\n".join(str(labels.get(key, key)) for key in keys)


class Guarded(admin.ModelAdmin):
    """Pages that say which revision of a record they show, and act on no other one."""

    form = GuardedForm
    actions = ["delete_selected"]

    def get_object(self, request, object_id, from_field=None):
        """Find a record; one that is about to be changed is held until the transaction ends.

        A form of a record that is gone is refused, not put away by a redirect.
        """
        found = super().get_object(request, object_id, from_field)
        if request.method != "POST":
            return found
        if found:
            self.hold(found)
            # whoever held it before may have changed it
            found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def hold(self, record: Model) -> None:
        """Keep a record from everybody else until the transaction ends."""
        self.model._base_manager.select_for_update(no_key=True).filter(pk=record.pk).first()

    def held(self, pks: list[int]) -> Iterator[Model]:
        """Yield records that nobody else changes until the transaction ends."""
        records = self.model._base_manager.select_for_update().order_by("pk")
        for start in range(0, len(pks), HELD_AT_ONCE):
            yield from records.filter(pk__in=pks[start : start + HELD_AT_ONCE])

    # --- Lists --------------------------------------------------------------------------------

    def action_checkbox(self, obj):
        """Send with each row the revision that it shows."""
        return format_html(
            '{}<input type="hidden" name="{}-{}" value="{}">',
            super().action_checkbox(obj),
            READ,
            obj.pk,
            revision(obj),
        )

    def as_read(
        self, request, chosen: QuerySet, most: int | None = None
    ) -> tuple[list[Model], list[str]]:
        """Hold chosen records until the transaction ends, and leave out those that were changed.

        Args:
            most: how many may be chosen; as many as others can wait for if nothing is said.

        Returns:
            The records that are as the list has shown them, and a sentence for each other one.
        """
        sent, most = request.POST, most or MAX_AT_ONCE
        across = unpack(sent.get(READ_LIST, "")) if sent.get("select_across") == "1" else {}
        pks = sorted(chosen.values_list("pk", flat=True))
        if len(pks) > most:
            limit, count = russian.number(most), russian.number(len(pks))
            return [], [
                f"За раз можно взять не больше {limit} записей, а выбрано {count}: "
                "сузьте список фильтром или поиском. Ничего не изменилось."
            ]
        records, overtaken = [], []
        for record in self.held(pks):
            read = sent.get(f"{READ}-{record.pk}", across.get(record.pk))
            if read == revision(record):
                records.append(record)
            else:
                overtaken.append(
                    f"«{record}» — без изменений. Пока был открыт список, запись изменилась"
                    f"{last_changed(record)}. Прочтите её и повторите."
                )
        return records, overtaken

    @admin.action(description="Удалить выбранное", permissions=["delete"])
    def delete_selected(self, request, queryset):
        """Ask once more, then delete the chosen records that nobody has changed meanwhile."""
        records, overtaken = self.as_read(request, queryset)
        say(self, request, overtaken)
        if not records:
            return None
        chosen = queryset.filter(pk__in=[record.pk for record in records])
        if request.POST.get("post") and not any(self.get_deleted_objects(chosen, request)[2:]):
            self.log_deletions(request, chosen)
            self.delete_queryset(request, chosen)
            counted = russian.count_phrase(len(records), "запись", "записи", "записей")
            self.message_user(request, f"Удалено: {counted}.", messages.SUCCESS)
            return None
        answer = delete_selected(self, request, chosen)
        read = {f"{READ}-{record.pk}": revision(record) for record in records}
        answer.context_data |= {"title": "Удаление выбранного", "read": read}
        return answer

    # --- Deleting -----------------------------------------------------------------------------

    def delete_view(self, request, object_id, extra_context=None):
        """Delete only what the page that asked has shown."""
        record = self.get_object(request, object_id)
        if record is None or not self.has_delete_permission(request, record):
            return super().delete_view(request, object_id, extra_context)
        read = revision(record)
        if request.method == "POST" and request.POST.get(READ) != read:
            text = (
                f"Запись не удалена: пока вы решали, она изменилась{last_changed(record)}. "
                "Прочтите её ещё раз."
            )
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        extra = {"read": {READ: read}} | (extra_context or {})
        return super().delete_view(request, object_id, extra)


def say(model_admin, request, sentences: list[str]) -> None:
    """Show sentences as warnings, the first of them in full and the number of the others."""
    for sentence in sentences[:MAX_SENTENCES]:
        model_admin.message_user(request, sentence, messages.WARNING)
    more = len(sentences) - MAX_SENTENCES
    if more > 0:
        counted = russian.count_phrase(more, "запись", "записи", "записей")
        model_admin.message_user(request, f"И ещё {counted} без изменений.", messages.WARNING)
