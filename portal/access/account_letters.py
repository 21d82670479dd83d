"""Letters about an account: an invitation, and the way back for whoever forgot the password."""

from secrets import token_hex

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm
from django.db import transaction

from ..mail import outbox
from . import events
from .password_links import forgotten_link, invitation_link

MAX_ACCOUNTS = 3  # of one mailbox
FORGOTTEN = """Кто-то, наверное вы, просит новый пароль для редакции каталога программ.

Задайте его здесь: {link}

Ссылка действует час и срабатывает один раз. Имя для входа: {name}. Подключённый телефон с кодами \
остаётся нужен, а открытые сеансы завершатся.

Если вы не просили, ничего не делайте: прежний пароль останется.
"""
INVITATION = """Здравствуйте{called}!

{inviter} приглашает вас в редакцию каталога программ поддержки промышленности Москвы: {groups}.

Задайте пароль: {link}

Ссылка действует семь дней и срабатывает один раз. Имя для входа: {name}. Затем портал предложит \
подключить телефон с одноразовыми кодами.

Если вы не ждали приглашения, ничего не делайте.
"""


def post_forgotten(email: str) -> None:
    """Post the letter with the link to whoever of the desk has this address of mail.

    An address of nobody costs the same time: its letter is written, and taken back at once.

    Args:
        email: a well-formed address, as it was typed.
    """
    form = PasswordResetForm()
    people = [each for each in form.get_users(email) if each.is_staff]
    for person in people[:MAX_ACCOUNTS] or [get_user_model()(pk=0, email=email)]:
        with transaction.atomic():
            text = FORGOTTEN.format(link=forgotten_link(person), name=person.get_username())
            post(f"password-{person.pk}-", person.email, "Новый пароль для редакции", text)
            transaction.set_rollback(not people)


def invite(person, inviter) -> None:
    """Send somebody an invitation; an earlier one opens nothing any more.

    Args:
        person: an account of the desk that nobody has given a password yet.
        inviter: who invites.
    """
    person.set_unusable_password()
    person.save(update_fields=["password"])
    text = INVITATION.format(
        called=f", {person.first_name}" if person.first_name else "",
        inviter=inviter.get_full_name() or inviter.get_username(),
        groups=", ".join(f"«{group}»" for group in person.groups.order_by("name")),
        link=invitation_link(person),
        name=person.get_username(),
    )
    post(f"invitation-{person.pk}-", person.email, "Приглашение в редакцию каталога", text)
    events.record("invited", name=person.get_username())


def withdraw_invitation(person) -> None:
    """Let the invitation of somebody open nothing any more, even if he is let in again later."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    outbox.withdraw(f"invitation-{person.pk}-")


def post(beginning: str, recipient: str, subject: str, text: str) -> None:
    """Post a letter in the place of those of its kind that nobody has sent yet."""
    outbox.withdraw(beginning)
    outbox.post(f"{beginning}{token_hex(8)}", recipient, subject, text)


def may_be_sent() -> bool:
    """Tell whether letters go out at all."""
    return settings.MAIL_IS_SET_UP
