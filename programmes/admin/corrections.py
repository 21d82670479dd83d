"""The inbox: what visitors wrote, what it is about, what becomes of it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from ..corrections import inbox
from ..corrections.kinds import Stage
from ..corrections.models import Correction, as_number
from ..models import Programme
from .desk import Desk
from .finding import Finding
from .forms import NamingForm
from .guard import GuardedForm
from .pasting import Pasting

MAX_MESSAGES_SHOWN = 10  # in the form of a programme
MAX_FOLLOWING_CHANGES = 10  # of those that followed an accepted message
WRITTEN = ("kind", "programme", "wrong", "right", "where")
"""What a visitor has said: an editor types it only when writing down what came by telephone."""


def form_of(correction: Correction) -> str:
    """Return the address of the form of a message's programme, with the fact in sight."""
    form = reverse("admin:programmes_programme_change", args=[correction.programme.pk])
    fact = correction.fact
    if fact is None or fact.programme_id != correction.programme.pk:
        return form
    return f"{form}?fact={fact.code}#facts-of-{fact.pk}"


def messages_of(request: HttpRequest, programme: Programme) -> dict:
    """Return the messages about a programme that wait, as links, and where all of them are.

    Args:
        request: whose user may see messages or not.
        programme: the programme whose form shows them.
    """
    if not request.user.has_perm("corrections.view_correction"):
        return {}
    waiting = programme.corrections.waiting()
    found = list(waiting.order_by("written_at", "pk")[: MAX_MESSAGES_SHOWN + 1])
    more = waiting.count() - MAX_MESSAGES_SHOWN if len(found) > MAX_MESSAGES_SHOWN else 0
    listed = reverse("admin:corrections_correction_changelist")
    return {
        "messages_open": [message_link(each) for each in found[:MAX_MESSAGES_SHOWN]],
        "messages_more": more,
        "messages_url": f"{listed}?waiting=yes&programme__id__exact={programme.pk}",
    }


def message_link(correction: Correction):
    """Return a link to a message, with its kind and how it begins."""
    url = reverse("admin:corrections_correction_change", args=[correction.pk])
    beginning = Truncator(correction.wrong or correction.right).chars(80)
    kind = correction.get_kind_display().lower()
    return format_html('<a href="{}">{}</a>: {} — {}', url, correction, kind, beginning)


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
            name: AdminTextareaWidget({"rows": 4}) for name in ("wrong", "right", "answer", "note")
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
class CorrectionAdmin(Finding, Pasting, Desk):
    form = CorrectionForm
    list_display = ["shown", "state", "kind", "about", "received", "page_now"]
    list_filter = [WaitingFilter, "state", "kind", ("programme", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["number", "subject", "wrong", "right", "where"]
    autocomplete_fields = ["programme", "source"]
    readonly = ["shown", "received", "about", "read_statement", "page_now", "became", "reply_to"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("programme", "fact")

    def get_fieldsets(self, request, obj=None):
        """Show what was written as it is; ask for it only where there is nothing yet."""
        ours = ["state", "answer", "source", "duplicate_of", "note"]
        if obj is None:
            return [("Что сообщили", {"fields": WRITTEN}), ("Что делаем", {"fields": ours})]
        about = ["received", *self.known_about(obj)]
        wrote = ["kind", *(name for name in WRITTEN[2:] if getattr(obj, name)), "reply_to"]
        return [
            ("О чём", {"fields": about}),
            ("Что пишет посетитель", {"fields": wrote}),
            ("Что делаем", {"fields": ours}),
        ]

    @staticmethod
    def known_about(obj: Correction) -> list[str]:
        """Return the fields that say something of what a message is about."""
        is_known = {
            "about": obj.programme or obj.subject,
            "read_statement": obj.statement,
            "page_now": obj.programme,
            "became": obj.programme and obj.state == Stage.ACCEPTED,
        }
        return [name for name, known in is_known.items() if known]

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Leave out the button for another message: they are written by others."""
        context["show_save_and_add_another"] = obj is None
        return super().render_change_form(request, context, obj=obj, **kwargs)

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
            text = format_html(
                'Страница «{}» с тех пор не менялась: <a href="{}">внесите исправление</a> и '
                "назовите в ней этот источник.",
                obj.programme,
                form_of(obj),
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
        return format_html('<a href="{}">{}</a>', form_of(correction), correction.programme)

    @admin.display(description="утверждение на странице")
    def read_statement(self, correction):
        """The fact as the visitor has read it, and whether it still stands so."""
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

    @admin.display(description="что изменилось")
    def became(self, correction):
        """The changes of the programme since the message: what became of it stands among them."""
        changes = correction.programme.changes.since(correction.written_at)[:MAX_FOLLOWING_CHANGES]
        links = [(reverse("admin:programmes_change_change", args=[c.pk]), c.label) for c in changes]
        if not links:
            return "пока ничего: внесите исправление в запись программы"
        return format_html_join(", ", '<a href="{}">{}</a>', links)

    @admin.display(description="письмо")
    def reply_to(self, correction):
        """Whether an answer is waited for by letter; to whom, no editor has to know."""
        if correction.email:
            return "посетитель ждёт ответа письмом: оно уйдёт, когда сообщение будет закрыто"
        return "адреса нет: ответ виден на странице с номером"
