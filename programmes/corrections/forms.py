"""The form of a message: what its kind asks, the guards against robots, sentences at the fields."""

import hashlib
from secrets import token_hex

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from ..words import clean_text, contacts, is_hidden
from .kinds import SHEETS
from .models import MAX_TEXT
from .subjects import Subject

SALT = "programmes.corrections.form"
MIN_FILLING_SECONDS = 3  # no person reads the form and fills it in sooner
MAX_FILLING_SECONDS = 24 * 60 * 60
ROWS = {"wrong": 4, "right": 4, "where": 2}
TRAP = "homepage"
TRAPPED = (
    "Было заполнено скрытое поле, которого люди не видят. Мы его очистили, остальное на месте: "
    "нажмите «Отправить» ещё раз."
)
HURRIED = (
    "Форму отправили быстрее, чем человек успевает её прочесть. Ничего не потеряно: "
    "нажмите «Отправить» ещё раз."
)
STALE = "Форма была открыта слишком долго. Ничего не потеряно: нажмите «Отправить» ещё раз."
TOO_LONG = "Сократите: здесь помещается %(limit_value)d знаков, а у вас %(show_value)d."


class TypedField(forms.CharField):
    """What a visitor typed or pasted, without the characters that nobody sees."""

    def widget_attrs(self, widget):
        """Let a browser take more than fits: it would cut what is pasted without a word."""
        return {}

    def to_python(self, value):
        text = clean_text(super().to_python(value).replace("\0", ""))
        return "".join(c for c in text if c == "\n" or not is_hidden(c))


class MessageForm(forms.Form):
    """A message about a subject.

    Attributes:
        subject: what it is about.
        sheet: what its kind asks.
    """

    def __init__(self, data=None, *, subject: Subject):
        self.subject, self.sheet = subject, SHEETS[subject.kind]
        super().__init__(data, initial={"right": subject.prefilled, "began": new_moment()})
        # the browser's own bubbles speak its language and hide the sentences
        self.use_required_attribute = False
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
        self.fields[TRAP] = forms.CharField(
            label="Оставьте это поле пустым",
            required=False,
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )
        self.fields["began"] = forms.CharField(required=False, widget=forms.HiddenInput)

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
        """Refuse what no person sends, and questions that came back without an answer."""
        cleaned = super().clean()
        prefilled = self.subject.prefilled
        if prefilled and cleaned.get("right") == prefilled:
            self.add_error("right", self.sheet.missing)
        if cleaned.get(TRAP):
            raise ValidationError(TRAPPED, code="trap")
        if not self.errors:  # whoever has something to mend is told that alone, and takes his time
            self.nonce = read_moment(cleaned.get("began", ""))
        return cleaned

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

    def shown_again(self) -> "MessageForm":
        """Return the refused form with all that was typed, its trap emptied, its time renewed.

        The time begins anew only where it is over: whoever was too quick must not wait again.
        """
        data = self.data.copy()
        data[TRAP] = ""
        if self.has_error(NON_FIELD_ERRORS, "stale"):
            data["began"] = new_moment()
        self.data = data
        return self


def new_moment() -> str:
    """Return the signed time at which a form was opened, with what makes it one of its kind."""
    return signing.TimestampSigner(salt=SALT).sign(token_hex(8))


def read_moment(signed: str) -> str:
    """Return what makes a form one of its kind.

    Raises:
        ValidationError: it was opened a moment ago, too long ago, or never.
    """
    signer = signing.TimestampSigner(salt=SALT)
    try:
        nonce = signer.unsign(signed, max_age=MAX_FILLING_SECONDS)
    except signing.BadSignature:
        raise ValidationError(STALE, code="stale") from None
    try:
        signer.unsign(signed, max_age=MIN_FILLING_SECONDS)
    except signing.SignatureExpired:
        return nonce
    raise ValidationError(HURRIED, code="hurried")
