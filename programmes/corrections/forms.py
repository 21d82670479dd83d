"""The form of a message: what its kind asks, the guards against robots, sentences at the fields."""

import hashlib

from django import forms
from django.conf import settings

from portal.access.guarded_form import TOO_LONG, GuardedForm

from ..words import clean_text, contacts, is_hidden
from .kinds import SHEETS
from .models import MAX_TEXT
from .subjects import Subject

ROWS = {"wrong": 4, "right": 4, "where": 2}


class TypedField(forms.CharField):
    """What a visitor typed or pasted, without the characters that nobody sees."""

    def widget_attrs(self, widget):
        """Let a browser take more than fits: it would cut what is pasted without a word."""
        return {}

    def to_python(self, value):
        text = clean_text(super().to_python(value).replace("\0", ""))
        return "".join(c for c in text if c == "\n" or not is_hidden(c))


class MessageForm(GuardedForm):
    """A message about a subject.

    Attributes:
        subject: what it is about.
        sheet: what its kind asks.
    """

    salt = "programmes.corrections.form"

    def __init__(self, data=None, *, subject: Subject):
        self.subject, self.sheet = subject, SHEETS[subject.kind]
        super().__init__(data, initial={"right": subject.prefilled})
        for name, label in self.sheet.labels.items():
            self.fields[name] = self.typed(name, label)
        if settings.MAIL_IS_SET_UP:
            self.fields["email"] = forms.CharField(
                label="Почта для ответа",
                required=False,
                max_length=254,
                help_text="Ответим одним письмом и удалим адрес.",
                widget=forms.EmailInput({"autocomplete": "email"}),
                error_messages={"max_length": TOO_LONG},
            )

    def typed(self, name: str, label: str) -> TypedField:
        """Return one of the fields for texts."""
        rows = 14 if self.subject.prefilled and name == "right" else ROWS[name]
        return TypedField(
            label=label,
            required=name == self.sheet.required,
            max_length=MAX_TEXT[name],
            help_text=self.sheet.helps.get(name, ""),
            widget=forms.Textarea({"rows": rows}),
            error_messages={"required": self.sheet.missing, "max_length": TOO_LONG},
        )

    def clean(self):
        """Refuse questions that came back without an answer, and what no person sends."""
        prefilled = self.subject.prefilled
        if prefilled and self.cleaned_data.get("right") == prefilled:
            self.add_error("right", self.sheet.missing)
        return super().clean()

    def clean_email(self):
        """Refuse what is not one bare address."""
        address = self.cleaned_data["email"].strip()
        if address:
            contacts.validate_mailbox(address)
        return address

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields for texts, in the order of the sheet."""
        return [self[name] for name in self.sheet.labels]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the names of the record's columns."""
        return {name: self.cleaned_data[name] for name in self.sheet.labels}

    @property
    def sent_key(self) -> str:
        """The same for the same texts from the same form: a second click sends nothing more."""
        parts = [self.nonce, self.subject.kind, *self.texts.values()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()
