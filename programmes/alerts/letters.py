"""Letters of alerts: what is to be confirmed, what happened; the same words as text and as HTML."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from portal.mail import outbox

from ..words import Rhythm
from . import links
from .following import Following
from .models import Alert
from .sections import Digest

PREFIX = "alert-"
MAX_SUBJECT_CHARACTERS = 150
SIGNATURE = "Каталог программ поддержки промышленности Москвы"
ENDED = (
    "Подписка закончилась: за этим вопросом больше нельзя следить. {reason} Адрес мы удалили, "
    "если других подписок у него нет."
)
RHYTHMS = {Rhythm.DAILY: "раз в день", Rhythm.WEEKLY: "раз в неделю"}


def key_beginning(number: str) -> str:
    """Return what the keys of all letters of an alert begin with."""
    return f"{PREFIX}{number}-"


def number_in(key: str) -> str:
    """Return the number of the alert that a letter is of; empty for all others."""
    return key.removeprefix(PREFIX).partition("-")[0] if key.startswith(PREFIX) else ""


def post_confirmation(alert: Alert, following: Following) -> None:
    """Post the letter that asks whether the mailbox wants to follow."""
    context = {
        "title": "Подтвердите подписку",
        "about": following.in_words,
        "url": settings.PORTAL_URL + following.path,
        "confirm_url": links.confirm_url(alert),
        "rhythm": RHYTHMS[Rhythm(alert.rhythm)],
        "is_terms_only": alert.is_terms_only,
        "signature": SIGNATURE,
    }
    outbox.post(
        f"{key_beginning(alert.number)}confirm",
        alert.email,
        one_line(f"{context['title']}: {context['about']}"),
        confirmation_text(context),
        html=render_to_string("letters/alert_confirmation.html", context),
        headers={"Reply-To": settings.EDITORS_EMAIL},
    )


def confirmation_text(context: dict) -> str:
    """Return the letter that asks, as plain text."""
    important = ", только о важном" if context["is_terms_only"] else ""
    paragraphs = [
        f"Этот адрес просят подписать на изменения: «{context['about']}». Письма — "
        f"{context['rhythm']}{important}, и только когда что-то произошло.",
        f"Вопрос на портале: {context['url']}",
        f"Подтвердить подписку (ссылка действует двое суток): {context['confirm_url']}",
        "Если вы об этом не просили, ничего не делайте: через двое суток мы удалим адрес.",
        context["signature"],
    ]
    return "\n\n".join(paragraphs) + "\n"


def post_digest(alert: Alert, digest: Digest | None, day: date, return_path: str, end: str) -> None:
    """Post what happened; what follows the same is told in the same words.

    Args:
        digest: what happened; None where there is only an end to tell.
        day: of the letter; an alert has one a day.
        return_path: where mail servers send it back.
        end: why it is the last one; empty for all others.
    """
    summary = digest.summary if digest else "Подписка закончилась"
    context = {
        "title": f"{summary}: {digest.about}" if digest else summary,
        "digest": digest,
        "ended": ENDED.format(reason=end) if end else "",
        "rhythm": RHYTHMS[Rhythm(alert.rhythm)],
        "is_terms_only": alert.is_terms_only,
        "manage_url": links.manage_url(alert),
        "unsubscribe_url": links.unsubscribe_url(alert),
        "signature": SIGNATURE,
    }
    outbox.post(
        f"{key_beginning(alert.number)}{day.isoformat()}",
        alert.email,
        one_line(context["title"]),
        digest_text(context),
        html=render_to_string("letters/alert.html", context),
        headers={
            "Reply-To": settings.EDITORS_EMAIL,
            "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        envelope=return_path,
    )


def digest_text(context: dict) -> str:
    """Return the letter as plain text, with the same words and links as in HTML."""
    digest, blocks = context["digest"], []
    if digest:
        blocks.append(f"{digest.about}: с {digest.since}.")
        for section in digest.sections:
            blocks.append(section.heading.upper())
            blocks += [
                "\n".join(filter(None, [f"• {each.title}", *each.lines, each.url]))
                for each in section.items
            ]
        if digest.more:
            blocks.append(f"И ещё {digest.more}: {digest.more_url}")
        if digest.url:
            blocks.append(f"Весь список: {digest.url}")
    if context["ended"]:
        blocks.append(context["ended"])
    else:
        only = " и только о важном" if context["is_terms_only"] else ""
        blocks += [
            f"Вы подписаны на письма {context['rhythm']}{only}. "
            f"Реже, только важное, все подписки: {context['manage_url']}",
            f"Отписаться: {context['unsubscribe_url']}",
        ]
    return "\n\n".join([*blocks, context["signature"]]) + "\n"


def one_line(subject: str) -> str:
    """Return a subject that fits into its line."""
    line = " ".join(subject.split())
    return line if len(line) <= MAX_SUBJECT_CHARACTERS else f"{line[: MAX_SUBJECT_CHARACTERS - 1]}…"
