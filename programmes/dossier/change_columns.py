"""The columns of the log of changes in CSV; each reads a change in words."""

from django.utils import timezone

from ..tables import Column, Type
from ..words import Severity
from .history import ChangeInWords


def moment_of(told: ChangeInWords) -> str:
    """Return when a change was made, by the clock in Moscow."""
    return timezone.localtime(told.change.moment).isoformat(timespec="seconds")


CHANGE_COLUMNS = (
    Column("moment", "Когда", "По московскому времени.", "2026-11-27T10:15:00+03:00", moment_of),
    Column(
        "programme",
        "Код",
        "Код программы; пусто, если её больше нет.",
        "international-exhibitions",
        lambda told: told.code,
    ),
    Column(
        "title",
        "Программа",
        "Название, под которым программу знали.",
        "Международные выставки",
        lambda told: told.change.title,
    ),
    Column(
        "field",
        "Поле",
        "Поле записи; у фактов — вопрос, на который они отвечают.",
        "cost_note",
        lambda told: told.change.field,
    ),
    Column(
        "heading",
        "Что изменилось",
        "То же словами.",
        "Подробности о стоимости",
        lambda told: told.heading,
    ),
    Column(
        "severity",
        "О чём",
        f"Что это значит для читателя: {', '.join(Severity.labels).lower()}.",
        "Деньги",
        lambda told: told.change.get_severity_display(),
    ),
    Column(
        "old",
        "Было",
        "Прежний текст; у списка — что из него ушло.",
        "До 5 млн ₽",
        lambda told: told.old,
    ),
    Column(
        "new",
        "Стало",
        "Новый текст; у списка — что в нём появилось.",
        "До 10 млн ₽",
        lambda told: told.new,
    ),
    Column(
        "note",
        "Пояснение редакции",
        "Почему так стало; пусто, если пояснения нет.",
        "Новая редакция правил.",
        lambda told: told.change.note,
    ),
    Column(
        "url",
        "Адрес",
        "Страница программы; пусто, если её больше нет.",
        "https://example.ru/programmes/international-exhibitions/",
        lambda told: told.url,
        Type.LINK,
    ),
)
