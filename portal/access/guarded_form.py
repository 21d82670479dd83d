"""A form that anybody may send: robots are kept out without a captcha, nothing typed is lost."""

from collections.abc import Callable
from http import HTTPStatus
from secrets import token_hex

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse

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
UNREAD = {
    HTTPStatus.FORBIDDEN: (
        "Браузер не подтвердил, что форму открывали у нас: возможно, она устарела или cookie "
        "запрещены. Ничего не потеряно: нажмите «{button}» ещё раз."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "{failure}: база данных сейчас не принимает изменений. Ничего не потеряно: "
        "не закрывайте страницу и нажмите «{button}» через минуту."
    ),
}
"""Why a form was not even read, by the status of the answer."""
BROKEN = (
    "{failure}: на сайте ошибка, мы уже знаем о ней. Ничего не потеряно: нажмите "
    "«{button}» через минуту."
)
TOO_LONG = "Сократите: здесь помещается %(limit_value)d знаков, а у вас %(show_value)d."
Show = Callable[..., HttpResponse]
"""Makes the page of a form, under a ``status``."""


class RefusedError(Exception):
    """Why what was sent is not taken now: a sentence, and the seconds until it may be."""

    def __init__(self, sentence: str, seconds: int):
        super().__init__(sentence)
        self.sentence, self.seconds = sentence, seconds


class GuardedForm(forms.Form):
    """A form with a field that people do not see and with the signed time at which it was opened.

    A page that shows it prints ``began``, and ``homepage`` where nobody sees it.

    Attributes:
        salt: keeps the signed time of one form from being that of another.
        button: what its button says.
        failure: that what it was to do was not done.
        nonce: of a valid form, what makes it one of its kind.
    """

    salt = "portal.access.guarded_form"
    button = "Отправить"
    failure = "Сообщение не отправлено"

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

    def put_off(self, error: RefusedError, show: Show) -> HttpResponse:
        """Return the page of a form whose sender has to wait, with all that was typed."""
        self.add_error(None, error.sentence)
        page = show(self, status=HTTPStatus.TOO_MANY_REQUESTS)
        page["Retry-After"] = str(error.seconds)
        return page

    def unread(self, failed: HttpResponse, show: Show) -> HttpResponse:
        """Return the page of a form that could not be read; it needs no database.

        Args:
            failed: the answer that the visitor would get.
            show: makes the page.
        """
        sentence = UNREAD.get(HTTPStatus(failed.status_code), BROKEN)
        self.errors.clear()
        self.add_error(None, sentence.format(button=self.button, failure=self.failure))
        page = show(self, status=failed.status_code)
        page["Cache-Control"] = "no-store"
        if "Retry-After" in failed:
            page["Retry-After"] = failed["Retry-After"]
        return page

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
