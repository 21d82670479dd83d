"""A form that anybody may send: robots are kept out without a captcha, nothing typed is lost."""

from secrets import token_hex

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

MIN_FILLING_SECONDS = 3  # no person reads a form and fills it in sooner
MAX_FILLING_SECONDS = 24 * 60 * 60
TRAP = "homepage"
TRAPPED = (
    "Было заполнено скрытое поле, которого люди не видят. Мы его очистили, остальное на месте: "
    "нажмите «{button}» ещё раз."
)
HURRIED = (
    "Форму отправили быстрее, чем человек успевает её прочесть. Ничего не потеряно: "
    "нажмите «{button}» ещё раз."
)
STALE = "Форма была открыта слишком долго. Ничего не потеряно: нажмите «{button}» ещё раз."
TOO_LONG = "Сократите: здесь помещается %(limit_value)d знаков, а у вас %(show_value)d."


class GuardedForm(forms.Form):
    """A form with a field that people do not see and with the signed time at which it was opened.

    A page that shows it prints ``began``, and ``homepage`` where nobody sees it.

    Attributes:
        salt: keeps the signed time of one form from being that of another.
        button: what its button says.
        nonce: of a valid form, what makes it one of its kind.
    """

    salt = "portal.access.guarded_form"
    button = "Отправить"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # the browser's own bubbles speak its language and hide the sentences
        self.use_required_attribute = False
        self.fields[TRAP] = forms.CharField(
            label="Оставьте это поле пустым",
            required=False,
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )
        self.fields["began"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self.new_moment
        )

    def clean(self):
        """Refuse what no person sends."""
        cleaned = super().clean()
        if cleaned.get(TRAP):
            raise ValidationError(TRAPPED.format(button=self.button), code="trap")
        if not self.errors:  # whoever has something to mend is told that alone, and takes his time
            self.nonce = self.read_moment(cleaned.get("began", ""))
        return cleaned

    def shown_again(self) -> "GuardedForm":
        """Return the refused form with all that was typed, its trap emptied, its time renewed.

        The time begins anew only where it is over: whoever was too quick must not wait again.
        """
        data = self.data.copy()
        data[TRAP] = ""
        if self.has_error(NON_FIELD_ERRORS, "stale"):
            data["began"] = self.new_moment()
        self.data = data
        return self

    def new_moment(self) -> str:
        """Return the signed time at which a form is opened, with what makes it one of its kind."""
        return signing.TimestampSigner(salt=self.salt).sign(token_hex(8))

    def read_moment(self, signed: str) -> str:
        """Return what makes a form one of its kind.

        Raises:
            ValidationError: it was opened a moment ago, too long ago, or never.
        """
        signer = signing.TimestampSigner(salt=self.salt)
        try:
            nonce = signer.unsign(signed, max_age=MAX_FILLING_SECONDS)
        except signing.BadSignature:
            raise ValidationError(STALE.format(button=self.button), code="stale") from None
        try:
            signer.unsign(signed, max_age=MIN_FILLING_SECONDS)
        except signing.SignatureExpired:
            return nonce
        raise ValidationError(HURRIED.format(button=self.button), code="hurried")
