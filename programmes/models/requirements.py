"""Requirements: who may apply, as conditions that a machine can answer."""

from django.core.exceptions import ValidationError
from django.db import models

from ..words import Attribute, Operator, one_item_a_line, plain_beginning
from .evidence import EvidenceQuerySet, Fact
from .fields import LineField, LinesField
from .programme import Programme
from .rules import not_blank, only_known

UNFIT_OPERATOR = "Числа сравнивают «не меньше», «не больше», «от … до»; слова — «одно из»."


class Requirement(models.Model):
    """A condition that a machine can answer, the sentence people read, the fact it rests on."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="requirements", verbose_name="программа"
    )
    attribute = models.CharField("признак", max_length=16, choices=Attribute)
    operator = models.CharField(
        "сравнение", max_length=12, choices=Operator, default=Operator.ONE_OF
    )
    values = LinesField(
        "значения",
        validators=[one_item_a_line],
        help_text="По одному в строке: коды — yes, small — или число; для «от … до» два числа.",
    )
    sentence = LineField(
        "условие словами",
        max_length=200,
        validators=[plain_beginning],
        help_text="Как его прочтёт посетитель: «Компания работает не меньше года».",
    )
    fact = models.ForeignKey(
        Fact,
        on_delete=models.RESTRICT,
        related_name="requirements",
        verbose_name="факт",
        help_text="На каком утверждении этой программы держится условие.",
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "условие"
        verbose_name_plural = "условия"
        ordering = ["programme", "position", "pk"]
        constraints = [
            not_blank("requirement", "values", "Напишите хотя бы одно значение."),
            not_blank("requirement", "sentence", "Напишите условие словами."),
            only_known("requirement", "attribute", Attribute, "Выберите признак из списка."),
            only_known("requirement", "operator", Operator, "Выберите сравнение из списка."),
            models.UniqueConstraint(
                fields=["programme", "sentence"],
                name="requirement_unique_in_programme",
                violation_error_message="Такое условие у программы уже есть.",
            ),
        ]

    def __str__(self):
        return self.sentence

    def clean(self):
        """Refuse a fact of another programme and values that the attribute cannot have."""
        if self.fact_id and self.fact.programme_id != self.programme_id:
            raise ValidationError({"fact": "Выберите утверждение об этой же программе."})
        if self.attribute in Attribute.values and self.operator in Operator.values:
            attribute, operator = Attribute(self.attribute), Operator(self.operator)
            if attribute.is_number != operator.is_for_numbers:
                raise ValidationError({"operator": UNFIT_OPERATOR})
            if message := objection(attribute, operator, self.value_items):
                raise ValidationError({"values": message})

    @property
    def value_items(self) -> list[str]:
        return self.values.splitlines()


def objection(attribute: Attribute, operator: Operator, values: list[str]) -> str:
    """Return why a condition cannot have these values; empty when it can."""
    if attribute.is_number:
        wanted = 2 if operator == Operator.BETWEEN else 1
        if len(values) != wanted or not all(
            value.isascii() and value.isdigit() for value in values
        ):
            return "Нужны два целых числа." if wanted == 2 else "Нужно одно целое число."
        if wanted == 2 and int(values[0]) >= int(values[1]):
            return "Первое число меньше второго."
        return ""
    known = attribute.values_known
    if known and (wrong := [value for value in values if value not in known]):
        return f"Значения «{wrong[0]}» у этого признака нет. Можно: {', '.join(known)}."
    return ""
