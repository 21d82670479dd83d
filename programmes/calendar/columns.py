"""The columns of the calendar in CSV and XLSX."""

from django.conf import settings

from ..tables import Column, Type
from .entries import Entry


def _page(entry: Entry) -> str:
    return settings.PORTAL_URL + entry.get_absolute_url()


EVENT_COLUMNS = (
    Column(
        "slug",
        "Код события",
        "Постоянное имя; у приёма заявок — код программы.",
        "sial-2027",
        lambda e: e.slug,
    ),
    Column(
        "kind",
        "Что это",
        "Событие или приём заявок программы.",
        "Событие",
        lambda e: e.entry_kind.label,
    ),
    Column("title", "Событие", "Название.", "SIAL Shanghai 2027", lambda e: e.title),
    Column(
        "begins",
        "Начало",
        "Пусто, если источник дня не называет.",
        "2027-05-19",
        lambda e: e.begins,
        Type.DATE,
    ),
    Column(
        "ends",
        "Конец",
        "Последний день; пусто, если не назван.",
        "2027-05-21",
        lambda e: e.ends,
        Type.DATE,
    ),
    Column(
        "applications_until",
        "Заявки до",
        "Последний день приёма заявок.",
        "2027-05-01",
        lambda e: e.applications_until,
        Type.DATE,
    ),
    Column(
        "state",
        "Состояние",
        "Что говорит источник; у приёма заявок пусто.",
        "Запланировано",
        lambda e: e.get_state_display(),
    ),
    Column("place", "Где", "Город и площадка.", "Шанхай", lambda e: e.place),
    Column(
        "country", "Страна", "Если за рубежом.", "Китай", lambda e: e.country and str(e.country)
    ),
    Column(
        "organiser",
        "Организатор",
        "Кто проводит.",
        "Моспром",
        lambda e: e.organiser and str(e.organiser),
    ),
    Column(
        "industries",
        "Отрасли",
        "Названные источником.",
        "Пищевая промышленность",
        lambda e: [each.name for each in e.industries.all()],
        Type.NAMES,
    ),
    Column(
        "programmes",
        "Программы",
        "Опубликованные программы события.",
        "Международные выставки",
        lambda e: [each.title for each in e.shown_in],
        Type.NAMES,
    ),
    Column("note", "Примечание", "Что стоит знать.", "Вход по приглашениям.", lambda e: e.note),
    Column(
        "source",
        "Источник",
        "Заголовок публикации.",
        "План года",
        lambda e: e.source and e.source.title,
    ),
    Column(
        "publisher",
        "Издатель",
        "Кто опубликовал.",
        "mos.ru",
        lambda e: e.source and e.source.publisher,
    ),
    Column(
        "published_on",
        "Опубликовано",
        "День публикации; пусто, если неизвестен.",
        "2026-03-06",
        lambda e: e.source and e.source.published_on,
        Type.DATE,
    ),
    Column("locator", "Место", "Где в источнике.", "абзац 2", lambda e: e.locator),
    Column(
        "source_url",
        "Адрес источника",
        "Пусто, если адреса нет.",
        "https://www.mos.ru/news/",
        lambda e: e.source and e.source.url,
        Type.LINK,
    ),
    Column(
        "url",
        "Адрес события",
        "Страница портала.",
        "https://example.ru/events/sial-2027/",
        _page,
        Type.LINK,
    ),
)
"""The columns of events and intakes; each reads one that ``read_entries`` returned."""
