"""The letter with the answer: the same words in plain text and in HTML."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from portal.mail import outbox

from ..words import russian
from .models import Correction


def post_answer(correction: Correction, recipient: str, state_address: str) -> bool:
    """Post the answer to a message, once.

    Args:
        recipient: who has asked for it.
        state_address: the path of the page with the state.

    Returns:
        Whether it is new.
    """
    title = f"Ответ на сообщение {correction}"
    context = {
        "title": title,
        "paragraphs": paragraphs(correction),
        "programme": correction.programme,
        "portal": settings.PORTAL_URL,
        "state_url": settings.PORTAL_URL + state_address,
    }
    return outbox.post(
        f"correction-{correction.number}",
        recipient,
        title,
        in_plain_text(context),
        html=render_to_string("letters/correction.html", context),
        headers={"Reply-To": settings.EDITORS_EMAIL},
    )


def paragraphs(correction: Correction) -> list[str]:
    """Return what the letter says."""
    day = russian.day(timezone.localtime(correction.written_at).date())
    about = f" о странице «{correction.subject}»" if correction.subject else ""
    said = [f"Здравствуйте! {day} вы написали нам{about}.", correction.state_words]
    if correction.source:
        said.append(f"Подтверждает источник: {correction.source}.")
    return [*said, correction.answer] if correction.answer else said


def in_plain_text(context: dict) -> str:
    """Return the letter as plain text, with the same links as in HTML."""
    lines = list(context["paragraphs"])
    if context["programme"]:
        lines.append(
            f"Страница программы: {context['portal']}{context['programme'].get_absolute_url()}"
        )
    lines.append(f"Ваше сообщение: {context['state_url']}")
    lines.append(
        "Адрес вашей почты мы удалили, других писем не будет. На это письмо можно ответить.\n"
        "Редакция каталога программ поддержки промышленности Москвы"
    )
    return "\n\n".join(lines) + "\n"
