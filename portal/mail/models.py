"""The ledger of letters: who gets what, how often it was tried, what became of it."""

from django.db import models
from django.db.models import Q

WAITING = Q(sent_at=None, failed_at=None)
FORGOTTEN = Q(recipient="", subject="", text="", html="")


class Letters(models.QuerySet):
    """Letters by what became of them."""

    def waiting(self) -> "Letters":
        """Those that no server has taken and that nobody has given up."""
        return self.filter(WAITING)


class Letter(models.Model):
    """One letter to one person; once it is sent or given up nothing of the person is left in it."""

    key = models.CharField("о чём, одно на письмо", max_length=120, unique=True)
    recipient = models.EmailField("кому", blank=True)
    envelope = models.EmailField("куда вернуть", blank=True, db_default="")
    subject = models.CharField("тема", max_length=200, blank=True)
    text = models.TextField("текст", blank=True)
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField("заголовки", default=dict, blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
    posted_at = models.DateTimeField("поставлено в очередь")
    due_at = models.DateTimeField("не раньше", db_index=True)
    claim = models.CharField("кто отправляет", max_length=32, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    failed_at = models.DateTimeField("оставлено", null=True, blank=True)
    reply = models.PositiveSmallIntegerField("код ответа сервера", null=True, blank=True)

    objects = Letters.as_manager()

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=WAITING | FORGOTTEN, name="letter_forgets"),
            models.CheckConstraint(
                condition=~WAITING | ~Q(recipient=""), name="letter_has_recipient"
            ),
        ]

    def __str__(self):
        return self.key
