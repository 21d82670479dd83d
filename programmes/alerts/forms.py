"""The form of an alert: an address, how often, whether only what matters."""

from django import forms

from portal.access.guarded_form import TOO_LONG, GuardedForm

from ..words import Rhythm, contacts


class AlertForm(GuardedForm):
    """What is asked of whoever wants to follow a question."""

    salt = "programmes.alerts.form"
    button = "Подписаться"
    failure = "Подписка не оформлена"

    email = forms.CharField(
        label="Ваша почта",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "Напишите адрес почты.", "max_length": TOO_LONG},
    )
    rhythm = forms.ChoiceField(
        label="Как часто писать",
        choices=Rhythm,
        initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите, как часто писать.",
            "invalid_choice": "Выберите, как часто писать.",
        },
    )
    is_terms_only = forms.BooleanField(
        label="Только важное: условия, деньги, сроки, кому положено, контакты", required=False
    )

    def clean_email(self) -> str:
        """Refuse what is not one bare address; return it in one spelling."""
        address = self.cleaned_data["email"].strip()
        contacts.validate_mailbox(address)
        return address.lower()


class RhythmForm(forms.Form):
    """What can be changed of an alert."""

    rhythm = forms.ChoiceField(choices=Rhythm)
    is_terms_only = forms.BooleanField(required=False)
