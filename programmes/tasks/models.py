"""The week of which letters were written: whoever runs later in it writes none."""

from django.db import models


class Week(models.Model):
    """A week whose letters are posted, all in the transaction that makes its line."""

    monday = models.DateField("понедельник", unique=True)

    class Meta:
        verbose_name = "неделя"
        verbose_name_plural = "недели"
        ordering = ["monday"]

    def __str__(self):
        return f"{self.monday:%d.%m.%Y}"
