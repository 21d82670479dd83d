"""Forms of a programme: errors beside their fields, and a fact that stays."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME

from ..catalogue import today
from ..models import WANTED, Fact
from ..words import State, code_from, free_code, russian
from .desk import OneLine
from .similar import SimilarProgrammeForm

NEW = "__prefix__"  # instead of a number in the names of what a script copies for a new part

INCOMPLETE = (
    "Список изменился, пока вы правили, или форма пришла не целиком. Откройте запись заново."
)

FIELD_OF_CONSTRAINT = {
    "programme_since_with_precision": "since_precision",
    "programme_intake_dates": "intake_opens",
    "programme_intake_order": "intake_closes",
    "programme_published_checked": "checked_on",
    "programme_summary_filled": "summary",
    "programme_kind_known": "kind",
    "fact_value_with_bound": "bound",
    "fact_range": "value_to",
    "fact_key_has_figure": "label",
    "fact_code_unique_in_programme": "code",
    "contact_unique_in_programme": "value",
    "source_one_base": "is_base",
    "event_ends_in_order": "ends",
    "event_applications_in_order": "applications_until",
    "event_held_dated": "begins",
    "correction_accepted_by_source": "source",
}
"""The field beside which the sentence of a broken constraint stands."""


class NamingForm(forms.ModelForm):
    """Shows a broken constraint beside the field it speaks of, not above the whole form."""

    def full_clean(self):
        super().full_clean()
        general = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        moved = [(self.field_of(error), error) for error in general]
        if any(field for field, _ in moved):
            del self.errors[NON_FIELD_ERRORS]
            for field, error in moved:
                self.add_error(field, error)

    def field_of(self, error: ValidationError) -> str | None:
        """Return the field that a general error speaks of, as far as the form has it."""
        for constraint in self._meta.model._meta.constraints:
            field = FIELD_OF_CONSTRAINT.get(constraint.name)
            if field in self.fields and error.message == constraint.get_violation_error_message():
                return field
        return None


class ProgrammeForm(NamingForm, SimilarProgrammeForm):
    """A programme, whose summary is one line and whose relations are lists to tick."""

    class Meta:  # the admin adds the model, and its fieldsets choose the fields
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "audiences": forms.CheckboxSelectMultiple,
            "places": forms.CheckboxSelectMultiple,
            "industries": forms.CheckboxSelectMultiple,
        }
        field_classes = {"summary": OneLine}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            # not the first thing that can have it: above the form stands «Сохранить»
            self.fields["title"].widget.attrs["autofocus"] = True

    def _get_validation_exclusions(self):
        """Hold a form to the rules that depend on the state, although it does not show that."""
        return super()._get_validation_exclusions() - {"state"}

    def clean_audiences(self):
        """Refuse a published entry for nobody: no constraint can look at a relation."""
        audiences = self.cleaned_data["audiences"]
        if not audiences and self.instance.state == State.PUBLISHED:
            raise ValidationError(WANTED["audiences"])
        return audiences

    def clean_checked_on(self):
        """Refuse a check in the future."""
        day = self.cleaned_data["checked_on"]
        if day and day > today():
            raise ValidationError("Поставьте сегодняшний день или более ранний.")
        return day


class StatementForm(NamingForm):
    """A statement, with room for two lines, and its figure."""

    class Meta:
        widgets = {"statement": forms.Textarea({"rows": 2})}
        field_classes = {"statement": OneLine}

    def __init__(self, *args, **kwargs):
        """Show whole numbers as the editor typed them: «1000», not «1000.00»."""
        super().__init__(*args, **kwargs)
        for name in ("value", "value_to"):
            number = self.initial.get(name)
            if number is not None and number == number.to_integral_value():
                self.initial[name] = number.to_integral_value()

    def clean(self):
        """Write the figure in a new statement as the page writes it beside: «1 000», not «1000»."""
        cleaned = super().clean()
        is_new = not {"statement", "value"}.isdisjoint(self.changed_data)
        if is_new and cleaned.get("statement") and cleaned.get("value") is not None:
            cleaned["statement"] = russian.with_grouped(cleaned["statement"], cleaned["value"])
        return cleaned


class PartField(forms.BoundField):
    """A field of a part. Its explanation stands in the first part and in the copy for new ones.

    In all others it would be a quarter of the form: they are described by that of the copy.
    """

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        self.is_explained = form.prefix.rpartition("-")[2] in ("0", NEW)
        if not self.is_explained:
            self.help_text = ""

    @property
    def aria_describedby(self):
        """Name what stands elsewhere before what is wrong here."""
        own = super().aria_describedby
        if self.is_explained or not self.field.help_text or self.is_hidden:
            return own
        prefix, _, _ = self.form.prefix.rpartition("-")
        return f"id_{prefix}-{NEW}-{self.name}_helptext {own}".strip()


class PartForm(NamingForm):
    """A fact, a condition or a contact in the form of its programme."""

    bound_field_class = PartField

    def _post_clean(self):
        """Pass over what stands in the database as it is: that holds it to its constraints.

        To ask it of each again were twenty statements for every fact that nobody has touched.
        """
        if self.instance._state.adding or self.has_changed():
            super()._post_clean()


class FactForm(PartForm, StatementForm):
    """A fact in the form of its programme."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "code" in self.fields:  # whoever may only read has no fields
            self.fields["code"].required = False


class PartFormSet(forms.BaseInlineFormSet):
    """The parts of a programme: facts or contacts, of which there are not very many."""

    default_error_messages = {
        **forms.BaseInlineFormSet.default_error_messages,
        "missing_management_form": INCOMPLETE,
        "too_many_forms": "Слишком много: сохранить можно не больше %(num)d.",
    }

    def clean(self):
        """Refuse a form that leaves parts out: its numbers would mix up those that there are."""
        super().clean()
        if self.initial_form_count() != self.get_queryset().count():
            raise ValidationError(INCOMPLETE)

    def validate_unique(self):
        """Say beside the field that another part of the form has the same."""
        name, seen = self.distinct.fields[-1], set()
        for form in self.forms:
            if form.is_valid() and form not in self.deleted_forms:
                value = form.cleaned_data.get(name)
                if value and value in seen:
                    form.add_error(name, self.distinct.get_violation_error_message())
                seen.add(value)

    @property
    def distinct(self) -> UniqueConstraint:
        """The constraint that tells the parts of one programme apart."""
        constraints = self.model._meta.constraints
        return next(each for each in constraints if isinstance(each, UniqueConstraint))

    def save_existing_objects(self, commit=True):
        """Save what was there; parts may exchange what tells them apart."""
        name = self.distinct.fields[-1]
        changed = [form.instance.pk for form in self.initial_forms if name in form.changed_data]
        for pk in changed:
            # out of the way first: the database looks at each row as it is written
            self.model.objects.filter(pk=pk).update(**{name: f"moving-{pk}"})
        return super().save_existing_objects(commit)


class FactFormSet(PartFormSet):
    """The facts of a programme, the last of which stays while the public sees it."""

    def clean(self):
        super().clean()
        if self.instance.state == State.PUBLISHED and not any(map(is_kept, self.forms)):
            raise ValidationError(
                "Оставьте хотя бы один факт: опубликованная запись без факта с источником "
                "не бывает. Чтобы убрать все, сначала верните запись в черновики."
            )

    def save_existing(self, form, obj, commit=True):
        """Save a fact; one that was left without a code gets a new one."""
        self.give_code(obj)
        return super().save_existing(form, obj, commit)

    def save_new(self, form, commit=True):
        """Save a new fact after the ones there are, unless the editor gave it a place."""
        self.give_code(form.instance)
        if not form.instance.position:
            places = [initial.instance.position for initial in self.initial_forms]
            form.instance.position = max(places, default=0)
        return super().save_new(form, commit)

    def give_code(self, fact: Fact) -> None:
        """Make a code of the statement of a fact without one: no other of the form has it."""
        if not fact.code:
            taken = {form.instance.code for form in self.forms}
            fact.code = free_code(code_from(fact.statement), taken)


def is_kept(form) -> bool:
    """Tell whether a form of a formset leaves a record behind."""
    filled = form.instance.pk or form.has_changed()
    return bool(filled) and not form.cleaned_data.get(DELETION_FIELD_NAME)
