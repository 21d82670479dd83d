"""How far a revision is on its way to the public, and which letters tell of that."""

from django.db import models


class ReviewState(models.TextChoices):
    """How far a revision is: only an applied one is, or was, what the public reads."""

    WORKING = "working", "в работе"
    SUBMITTED = "submitted", "на проверке"
    RETURNED = "returned", "возвращена"
    APPROVED = "approved", "ждёт своего часа"
    APPLIED = "applied", "внесена"
    REPLACED = "replaced", "заменена следующей"
    DROPPED = "dropped", "снята"


OPEN = (
    ReviewState.WORKING,
    ReviewState.SUBMITTED,
    ReviewState.RETURNED,
    ReviewState.APPROVED,
)
"""Of these a record has one at most: its correction, which the public does not see."""

AT_PUBLISHERS = (ReviewState.SUBMITTED, ReviewState.APPROVED)
"""What publishers have in hand: it may be returned to its author."""


class LetterKind(models.TextChoices):
    """Letters about the work at the desk; each person may switch off each kind."""

    WEEKLY = "weekly", "Раз в неделю: что меня ждёт"
    SUBMITTED = "submitted", "Правка отправлена на проверку"
    DECIDED = "decided", "Мою правку вернули или опубликовали"
