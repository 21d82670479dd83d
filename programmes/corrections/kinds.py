"""What a message can be about and what can become of it; what its form asks."""

from dataclasses import dataclass, field

from django.db import models


class Kind(models.TextChoices):
    """What a visitor has to say."""

    MISTAKE = "mistake", "Ошибка"
    ADDITION = "addition", "Дополнение"
    ANSWER = "answer", "Ответ оператора"


class Stage(models.TextChoices):
    """How far the editors are with a message."""

    NEW = "new", "Новое"
    WORKING = "working", "В работе"
    ACCEPTED = "accepted", "Принято"
    DECLINED = "declined", "Не принято"
    DUPLICATE = "duplicate", "Повтор"


OPEN = (Stage.NEW, Stage.WORKING)
"""What still waits for the editors; everything else is closed."""

TOLD = {
    Stage.NEW: "Получено, ждёт редактора.",
    Stage.WORKING: "Редактор проверяет.",
    Stage.ACCEPTED: "Принято. Спасибо: теперь каталог точнее.",
    Stage.DECLINED: "Проверено, сведения оставлены как есть.",
    Stage.DUPLICATE: "Об этом нам уже писали: проверяем вместе с прежним сообщением.",
}
"""What the visitor reads."""


@dataclass(frozen=True)
class Sheet:
    """What the form of a kind asks.

    Attributes:
        title, lead: what stands above it.
        labels: the fields it has, with what they ask, in their order.
        required: the one without which there is nothing to read.
        missing: the sentence about it where it is empty.
        helps: what stands below a field.
    """

    title: str
    lead: str
    labels: dict[str, str]
    required: str
    missing: str
    helps: dict[str, str] = field(default_factory=dict)


WHERE_HELP = "Адрес страницы, документ, его номер и дата. Не знаете — оставьте пустым."
SHEETS = {
    Kind.MISTAKE: Sheet(
        "Сообщить об ошибке",
        "Расскажите, что не так. Редактор сверит с источниками и исправит страницу.",
        {"wrong": "Что неверно", "right": "Как правильно", "where": "Где это сказано"},
        "wrong",
        "Напишите, что неверно.",
        {"right": "Если знаете.", "where": WHERE_HELP},
    ),
    Kind.ADDITION: Sheet(
        "Дополнить сведения",
        "Знаете то, чего нет на странице? Редактор проверит и добавит.",
        {"right": "Что добавить", "where": "Где это сказано"},
        "right",
        "Напишите, что добавить.",
        {"where": WHERE_HELP},
    ),
    Kind.ANSWER: Sheet(
        "Ответ оператора",
        "Впишите ответы под вопросами. Редактор проверит их и добавит на страницу.",
        {"right": "Что ответил оператор", "where": "Кто и когда ответил"},
        "right",
        "Впишите под вопросами хотя бы один ответ.",
        {"where": "Должность или отдел, дата, способ: телефон, письмо, сайт. Имена не нужны."},
    ),
}
