"""What a chief editor may do with the people of the desk, and the forms in which he does it."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.access import account_letters, second_factor, sessions

from .desk import ManyField
from .guard import GuardedForm

GIVEN = ("Редакторы", "Издатели")
"""The groups that a chief editor puts people into, and takes them out of."""
CHIEFS = "Главные редакторы"
RIGHT = "auth.look_after_editors"
ACTS = ("forget_phone", "invite_again", "own_password")
"""Fields of a form of an account that no account has."""


def looks_after(user) -> bool:
    """Tell whether somebody may look after the people of the two groups."""
    return user.has_perm(RIGHT)


def in_care_of(user, people: QuerySet) -> QuerySet:
    """Keep the accounts that somebody may see and change.

    For a superuser all; for a chief editor those of the desk that have no rights but what the two
    groups give: neither superusers nor other chief editors, and never the own account.
    """
    if user.is_superuser:
        return people
    beyond = User.groups.through.objects.exclude(group__name__in=GIVEN)
    plain = people.filter(is_staff=True, is_superuser=False, user_permissions=None)
    return plain.exclude(pk=user.pk).exclude(Exists(beyond.filter(user=OuterRef("pk"))))


def offered_groups(user) -> QuerySet:
    """Return the groups into which somebody may put people."""
    names = [*GIVEN, CHIEFS] if user.is_superuser else GIVEN
    return Group.objects.filter(name__in=names).order_by("pk")


def acts_of(request, person: User) -> list[str]:
    """Return which of the acts a form offers: those that make sense for this person now.

    Decided once a request: the minutes for which a password counts may end in the midst of it.
    """
    if not hasattr(request, "acts"):
        invited = not person.has_usable_password() and person.email and person.is_staff
        is_possible = {
            "forget_phone": TOTPDevice.objects.filter(user=person, confirmed=True).exists(),
            "invite_again": bool(invited) and account_letters.may_be_sent(),
            "own_password": asks_password(request) and not request.user.is_superuser,
        }
        is_own = person.pk == request.user.pk
        request.acts = [act for act in ACTS if is_possible[act] and not is_own]
    return request.acts


def asks_password(request) -> bool:
    """Tell whether the own password was given too long ago to change other people's accounts."""
    return not sessions.is_confirmed(request, by_signing_in=True)


class OwnPassword(forms.Form):
    """Asks whoever acts for the own password.

    Attributes:
        request: of whoever acts.
    """

    request = None
    own_password = forms.CharField(
        label="Ваш пароль",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text="Чтобы никто не сделал этого за вас, пока вас нет рядом.",
        error_messages={"required": "Введите свой пароль."},
    )

    def clean_own_password(self):
        """Try it as the login does: wrong ones are counted, and lock out."""
        password, name = self.cleaned_data["own_password"], self.request.user.get_username()
        if not authenticate(self.request, username=name, password=password):
            raise forms.ValidationError("Пароль не подошёл.")
        sessions.confirm(self.request)
        return password


class ActingForm(OwnPassword):
    """Acts on an account, for a form of it; only those that make sense are there."""

    forget_phone = forms.BooleanField(
        label="Отключить телефон с кодами",
        required=False,
        help_text="Потерян или заменён: сеансы завершатся, новый подключают при входе.",
    )
    invite_again = forms.BooleanField(
        label="Прислать приглашение ещё раз",
        required=False,
        help_text="Пароль ещё не задан. Прежняя ссылка перестанет действовать.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        possible = acts_of(self.request, self.instance)
        for act in ACTS:
            if act not in possible:
                del self.fields[act]

    def clean(self):
        """Refuse to invite somebody who may not come in."""
        cleaned = super().clean()
        if cleaned.get("invite_again") and not cleaned.get("is_active"):
            self.add_error("invite_again", "Вход закрыт: чтобы пригласить, откройте его.")
        return cleaned

    def act(self) -> None:
        """Do what was ticked, once the account is saved."""
        person, given = self.instance, self.cleaned_data
        if given.get("forget_phone"):
            second_factor.forget_phones(person)
        if given.get("invite_again"):
            account_letters.invite(person, self.request.user)
        elif not person.is_active and not person.has_usable_password():
            account_letters.withdraw_invitation(person)


class MemberForm(ActingForm, GuardedForm):
    """An account as a chief editor changes it: its groups, whether it is open, its phone."""

    groups = ManyField(
        label="Группы",
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Редакторы готовят записи, издатели ещё и публикуют.",
    )

    class Meta:
        model = User
        fields = ["groups", "is_active"]
        labels = {"is_active": "Вход открыт"}
        help_texts = {"is_active": "Снимите отметку, чтобы закрыть вход: сеансы завершатся."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = offered_groups(self.request.user)

    def said(self) -> str:
        """Return what was done, for the history."""
        done, changed = [], self.changed_data
        if "groups" in changed:
            before, after = (
                ", ".join(sorted(group.name for group in groups)) or "никаких"
                for groups in (self.initial["groups"], self.cleaned_data["groups"])
            )
            done.append(f"Группы: было — {before}, стало — {after}.")
        if "is_active" in changed:
            done.append("Вход открыт." if self.cleaned_data["is_active"] else "Вход закрыт.")
        if "forget_phone" in changed:
            done.append("Телефон с кодами отключён.")
        if "invite_again" in changed:
            done.append("Приглашение отправлено ещё раз.")
        return " ".join(done) or "Без изменений."
