"""Letters about a correction: to publishers that it waits, to its author what became of it."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from portal.mail import outbox

from ..models import RIGHT_TO_PUBLISH
from .models import Revision
from .states import LetterKind
from .wishes import wanting

MAX_TOLD = 50  # publishers of one correction
BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = (
    "Письмо пришло вам как редактору каталога. Отвечать на него не нужно. "
    "Выбрать, какие письма получать: {}"
)


def tell_publishers(revision: Revision) -> None:
    """Tell whoever may publish that a correction waits; its author knows."""
    may = get_user_model().objects.with_perm(RIGHT_TO_PUBLISH, backend=BACKEND)
    others = may.filter(is_staff=True, is_superuser=False).exclude(pk=revision.author_id)
    for person in wanting(others, LetterKind.SUBMITTED).order_by("pk")[:MAX_TOLD]:
        said = f"{revision.author_name} просит прочесть и опубликовать правку."
        post(revision, "submitted", person, f"На проверке: {revision.title}", said)


def tell_author(revision: Revision, event: str) -> None:
    """Tell the author of a correction that somebody else has returned or published it.

    Args:
        revision: as it was decided.
        event: «returned» or «published».
    """
    people = get_user_model().objects.filter(pk=revision.author_id)
    author = wanting(people, LetterKind.DECIDED).order_by("pk").first()
    if author is None or author == revision.reviewer:
        return
    who = revision.reviewer_name or "Портал"
    subject, said = {
        "returned": ("Возвращено", f"{who} просит поправить:\n\n{revision.remark}"),
        "published": ("Опубликовано", f"Вашу правку опубликовали: {who}."),
    }[event]
    post(revision, event, author, f"{subject}: {revision.title}", said)


def post(revision: Revision, event: str, person, subject: str, said: str) -> None:
    """Put a letter into the ledger, once for each event and person."""
    if not settings.MAIL_IS_SET_UP:
        return
    changed = f"Изменено: {revision.comment}" if revision.comment else ""
    address = f"{revision.words}: {settings.PORTAL_URL}{revision.desk_url}"
    text = "\n\n".join(filter(None, [said, changed, address, why()]))
    key = f"revision-{revision.pk}-{revision.saves}-{event}-{person.pk}"
    outbox.post(key, person.email, subject[:200], f"{text}\n")


def why() -> str:
    """Return why somebody gets a letter of the desk, and where it is switched off."""
    return WHY.format(f"{settings.PORTAL_URL}{reverse('admin:auth_user_letters')}")
