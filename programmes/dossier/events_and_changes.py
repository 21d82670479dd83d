"""The calendar and the log of changes as JSON: a page of events, a page of changes."""

from django.conf import settings
from rest_framework import serializers

from ..words import EntryKind, EventState, Severity
from .serializers import (
    EventSerializer,
    PageSerializer,
    ProgrammeBriefSerializer,
    SourceBriefSerializer,
)
from .values import Term, Text


class CalendarEntrySerializer(EventSerializer):
    # needs ``day`` in its context; of an event from ``read_events``, or of a dated intake
    kind = Term(EntryKind, source="entry_kind", help_text="Событие или приём заявок программы.")
    slug = serializers.SlugField(help_text="Постоянное имя; у приёма заявок — код программы.")
    state = Term(
        EventState, allow_null=True, help_text="Что говорит источник; у приёма заявок — null."
    )
    source = SourceBriefSerializer(allow_null=True, help_text="Кто назвал дни.")
    programmes = ProgrammeBriefSerializer(
        source="shown_in", many=True, help_text="Опубликованные программы события."
    )
    url = serializers.SerializerMethodField(help_text="Страница на портале.")

    def get_url(self, event) -> str:
        return settings.PORTAL_URL + event.get_absolute_url()


class AskedSerializer(serializers.Serializer):
    words = serializers.CharField(help_text="Вопрос словами.")
    query = serializers.CharField(help_text="Вопрос как чистая строка параметров, без страницы.")
    day = serializers.DateField(help_text="День, на который дан ответ.")


class EventsSerializer(PageSerializer):
    question = AskedSerializer(help_text="Как понят вопрос.")
    results = CalendarEntrySerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    # of a change in words
    moment = serializers.DateTimeField(source="change.moment", help_text="Когда изменилось.")
    programme = Text(source="code", help_text="Код программы; null, если её больше нет.")
    title = serializers.CharField(
        source="change.title", help_text="Название, под которым программу знали."
    )
    field = serializers.CharField(source="change.field", help_text="Поле записи.")
    heading = serializers.CharField(help_text="Что изменилось, словами.")
    severity = Term(Severity, source="change.severity", help_text="О чём изменение.")
    old = Text(help_text="Было; у списка — что из него ушло.")
    new = Text(help_text="Стало; у списка — что в нём появилось.")
    note = Text(source="change.note", help_text="Пояснение редакции.")
    url = Text(help_text="Страница программы; null, если её больше нет.")


class ChangesSerializer(PageSerializer):
    question = AskedSerializer(help_text="Как понят вопрос.")
    results = ChangeSerializer(many=True)
