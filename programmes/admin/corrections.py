"""The inbox: what visitors wrote, what it is about, what becomes of it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from ..corrections import inbox
from ..corrections.kinds import Stage
from ..corrections.models import Correction, as_number
from .desk import Desk
from .finding import Finding
from .forms import NamingForm
from .guard import GuardedForm

WRITTEN = ("kind", "programme", "wrong", "right", "where")
"""What a visitor has said: an editor types it only when writing down what came by telephone."""


class NumberField(forms.ModelChoiceField):
    """Another message, called by its number as people write it."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(as_number(value) if value else value)

    def prepare_value(self, value):
        """Show the chosen one by its number, and what was typed as it was typed."""
        if not value or isinstance(value, str):
            return value
        return self.queryset.get(pk=value).number


class CorrectionForm(NamingForm, GuardedForm):
    """A message with what the editors do about it."""

    duplicate_of = NumberField(
        Correction.objects.all(),
        to_field_name="number",
        label="Повторяет",
        required=False,
        help_text="Номер сообщения, в котором об этом уже написано.",
        error_messages={"invalid_choice": "Сообщения с таким номером нет."},
    )

    class Meta:
        widgets = {
            name: forms.Textarea({"rows": 4}) for name in ("wrong", "right", "answer", "note")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["wrong"].required = True

    def clean(self):
        """Ask for what each end of a message needs, beside its field."""
        cleaned = super().clean()
        state = cleaned.get("state")
        if state == Stage.DECLINED and not cleaned.get("answer"):
            self.add_error("answer", "Объясните посетителю, почему сведения остаются как есть.")
        repeated = cleaned.get("duplicate_of")
        if state == Stage.DUPLICATE and not repeated and "duplicate_of" not in self.errors:
            self.add_error("duplicate_of", "Выберите сообщение, которое это повторяет.")
        if repeated and repeated.pk == self.instance.pk:
            self.add_error("duplicate_of", "Сообщение не повторяет само себя: выберите другое.")
        return cleaned

    def _get_validation_exclusions(self):
        """Leave the moment of the end to the save, which knows it."""
        return super()._get_validation_exclusions() - {"state"} | {"closed_at", "email"}


class WaitingFilter(admin.SimpleListFilter):
    """What nobody has dealt with yet."""

    title = "ждёт редакцию"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", "Новые и в работе")]

    def queryset(self, request, queryset):
        if self.value() not in (None, "yes"):
            raise IncorrectLookupParameters
        return queryset.waiting() if self.value() else queryset


@admin.register(Correction)
class CorrectionAdmin(Finding, Desk):
    form = CorrectionForm
    list_display = ["shown", "state", "kind", "about", "received", "page_now"]
    list_filter = [WaitingFilter, "state", "kind", ("programme", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["number", "subject", "wrong", "right", "where"]
    autocomplete_fields = ["programme", "source"]
    readonly = ["shown", "received", "about", "read_statement", "page_now", "reply_to"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme", "fact")

    def get_fieldsets(self, request, obj=None):
        """Show what was written as it is; ask for it only where there is nothing yet."""
        ours = ["state", "answer", "source", "duplicate_of", "note"]
        if obj is None:
            return [("Что сообщили", {"fields": WRITTEN}), ("Что делаем", {"fields": ours})]
        about = ["shown", "received", "about", "read_statement", "page_now"]
        wrote = ["kind", *(name for name in WRITTEN[2:] if getattr(obj, name)), "reply_to"]
        return [
            ("О чём", {"fields": about}),
            ("Что пишет посетитель", {"fields": wrote}),
            ("Что делаем", {"fields": ours}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly, *WRITTEN] if obj else self.readonly

    def save_model(self, request, obj, form, change):
        """Save, and post the letter when that closes the message."""
        if not change:
            inbox.note_by_hand(obj)
        posts = inbox.settle(obj)
        super().save_model(request, obj, form, change)
        if posts:
            text = "Ответ поставлен в очередь писем; адрес посетителя из сообщения удалён."
            self.message_user(request, text, messages.INFO)
        if obj.state == Stage.ACCEPTED and obj.programme and not obj.has_page_changed:
            text = (
                f"Страница «{obj.programme}» с тех пор не менялась: внесите исправление и назовите "
                "в ней этот источник."
            )
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="номер", ordering="number")
    def shown(self, correction):
        return str(correction)

    @admin.display(description="получено", ordering="written_at")
    def received(self, correction):
        return date_format(timezone.localtime(correction.written_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description="о чём", empty_value="—")
    def about(self, correction):
        """The programme with a link to its form, or the page of another kind."""
        if correction.programme is None:
            return correction.subject or None
        form = reverse("admin:programmes_programme_change", args=[correction.programme.pk])
        return format_html('<a href="{}">{}</a>', form, correction.programme)

    @admin.display(description="утверждение на странице", empty_value="—")
    def read_statement(self, correction):
        """The fact as the visitor has read it, and whether it still stands so."""
        if not correction.statement:
            return None
        now = correction.fact.statement if correction.fact else "факт удалён"
        if now == correction.statement:
            return correction.statement
        return format_html("{} <b>Теперь: {}</b>", correction.statement, now)

    @admin.display(description="страница с тех пор", empty_value="—")
    def page_now(self, correction):
        """Whether the programme's page is still what the visitor has read."""
        if correction.programme is None:
            return None
        if not correction.has_page_changed:
            return "не менялась"
        moment = correction.programme.updated_at
        when = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
        return f"изменена {when}".strip()

    @admin.display(description="письмо")
    def reply_to(self, correction):
        """Whether an answer is waited for by letter; to whom, no editor has to know."""
        if correction.email:
            return "посетитель ждёт ответа письмом: оно уйдёт, когда сообщение будет закрыто"
        return "адреса нет: ответ виден на странице с номером"
