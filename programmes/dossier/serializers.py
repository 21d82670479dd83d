"""The records as JSON: every fact with its source, what no source says named as such."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import Programme
from ..words import (
    NOT_STATED,
    About,
    Bound,
    ContactKind,
    Cost,
    DatePrecision,
    Format,
    Intake,
    IntakeStatus,
    Kind,
    Reliability,
    Side,
    Stage,
)

# --- Kinds of values --------------------------------------------------------------------------


class Term(serializers.Field):
    """A value of a closed vocabulary with its Russian name; null when there is none.

    Args:
        of: the ``TextChoices`` class.
    """

    def __init__(self, of, **kwargs):
        self.of = of
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance):
        return super().get_attribute(instance) or None

    def to_representation(self, value):
        return {"value": str(value), "label": str(self.of(value).label)}


class Address(serializers.URLField):
    """The full address of a record's page, made from its slug.

    Args:
        view: the name of the address.
    """

    def __init__(self, view, **kwargs):
        self.view = view
        super().__init__(source="slug", read_only=True, **kwargs)

    def to_representation(self, value):
        return settings.PORTAL_URL + reverse(self.view, args=[value])


class Text(serializers.CharField):
    """A text that may be absent: null rather than an empty one."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def get_attribute(self, instance):
        return super().get_attribute(instance) or None


class Link(Text, serializers.URLField):
    """An address elsewhere that may be absent."""


class Number(serializers.FloatField):
    """A figure as a JSON number: whole where it is whole."""

    def to_representation(self, value: Decimal):
        return int(value) if value == value.to_integral_value() else float(value)


class Items(serializers.ListField):
    """A list of texts."""

    child = serializers.CharField()


# --- What programmes refer to -----------------------------------------------------------------


class AudienceSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `audience`.")
    name = serializers.CharField()
    side = Term(Side, help_text="Раздел портала.")


class IndustrySerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `industry`.")
    name = serializers.CharField()


class PlaceSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `place`.")
    name = serializers.CharField()
    description = Text(help_text="Где это, если сказано в источнике.")


class OrganisationBriefSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `operator`.")
    name = serializers.CharField(help_text="Полное название.")
    short_name = serializers.CharField(help_text="Краткое название.")
    url = Address("organisation", help_text="Страница на портале.")


class SourceBriefSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    publisher = serializers.CharField(help_text="Кто опубликовал.")
    published_on = serializers.DateField(
        allow_null=True, help_text="Дата публикации; null, если не указана."
    )
    reliability = Term(
        Reliability, help_text="Близость источника к тому, кто за сведения отвечает."
    )
    publication_url = Link(source="url", help_text="Адрес самой публикации.")
    url = Address("source", help_text="Страница на портале: что опирается на источник.")


class SourceSerializer(SourceBriefSerializer):
    date_note = Text(help_text="Что известно о дате, когда точной нет.")
    is_base = serializers.BooleanField(help_text="С этого документа начат каталог.")
    note = Text(help_text="Другие адреса той же публикации, оговорки.")
    api_url = Address("api_source", help_text="Эта запись в API.")


class ProgrammeBriefSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField(help_text="Одно предложение: что это и кому.")
    url = Address("programme", help_text="Страница на портале.")
    api_url = Address("api_programme", help_text="Вся запись в API.")


# --- What a programme rests on ----------------------------------------------------------------


class FigureSerializer(serializers.Serializer):
    value = Number()
    value_to = Number(allow_null=True, help_text="Верхняя граница у «от … до».")
    bound = Term(Bound, help_text="Слово источника при числе: «свыше 1000» — не 1000.")
    unit = Text(help_text="В той форме, в какой стоит после числа.")
    label = Text(help_text="Что это за число.")
    words = serializers.CharField(source="figure", help_text="Число словами, с границей.")

    def get_attribute(self, instance):
        return None if instance.value is None else instance


class StatementSerializer(serializers.Serializer):
    # without its source: the list of one source's facts need not repeat it
    code = serializers.SlugField(help_text="Постоянное имя факта внутри программы.")
    about = Term(About, help_text="На какой вопрос отвечает.")
    statement = serializers.CharField(help_text="Утверждение одним предложением.")
    figure = FigureSerializer(allow_null=True, help_text="Число; null, если его нет.")
    as_of = serializers.DateField(allow_null=True, help_text="На какой день верно.")
    period = Text(help_text="За какой срок, если это не день.")
    holds_for = serializers.CharField(help_text="День или срок словами.")
    locator = serializers.CharField(help_text="Место в источнике.")
    alternative_to = Text(
        source="alternative_to.code",
        default=None,
        help_text="Код факта этой программы, с которым источники расходятся.",
    )


class FactSerializer(StatementSerializer):
    source = SourceBriefSerializer(help_text="На чём основан факт.")


class FactOfSourceSerializer(StatementSerializer):
    programme = ProgrammeBriefSerializer(help_text="О какой программе факт.")


class ContactSerializer(serializers.Serializer):
    kind = Term(ContactKind)
    value = serializers.CharField()
    label = Text(help_text="Пояснение.")
    href = Text(help_text="Ссылка, которую откроет браузер.")
    source = SourceBriefSerializer(help_text="Кто назвал этот контакт.")


class SinceSerializer(serializers.Serializer):
    date = serializers.DateField(source="since")
    precision = Term(DatePrecision, source="since_precision", help_text="Сколько в дате известно.")
    words = serializers.CharField(source="since_words")

    def get_attribute(self, instance):
        return instance if instance.since else None


class StatusOnTheDay(Term):
    """How the intake stands on the ``day`` of the context."""

    def __init__(self, **kwargs):
        super().__init__(IntakeStatus, source="*", **kwargs)

    def to_representation(self, value):
        return super().to_representation(value.intake_status_on(self.context["day"]))


class IntakeSerializer(serializers.Serializer):
    status = StatusOnTheDay(help_text="Сегодня, по Москве: это спрашивает параметр `intake`.")
    recorded = Term(Intake, source="intake", help_text="Как записал редактор.")
    opens = serializers.DateField(source="intake_opens", allow_null=True)
    closes = serializers.DateField(source="intake_closes", allow_null=True)


# --- The programme ----------------------------------------------------------------------------


class ProgrammeSerializer(ProgrammeBriefSerializer):
    # needs ``day`` in its context: the intake is told for it
    description = Text()
    kind = Term(Kind, help_text="Главная форма поддержки.")
    stage = Term(Stage, allow_null=True, help_text="Этап пути экспортёра; null у остальных.")
    audiences = AudienceSerializer(many=True, help_text="Для кого.")
    operator = OrganisationBriefSerializer(allow_null=True, help_text="Кто оказывает.")
    partners = OrganisationBriefSerializer(many=True, help_text="Названные в источниках.")
    places = PlaceSerializer(many=True)
    industries = IndustrySerializer(many=True)
    cost = Term(Cost, help_text="Что платит получатель.")
    cost_note = Text(help_text="Размер поддержки, ставка, доля расходов.")
    format = Term(Format, help_text="Очно или дистанционно.")
    since = SinceSerializer(allow_null=True, help_text="Действует с; null, если не указано.")
    intake = IntakeSerializer(source="*", help_text="Приём заявок.")
    benefits = Items(source="benefit_items", help_text="Что вы получите.")
    eligibility = Items(source="eligibility_items", help_text="Кто может получить.")
    application = Items(source="application_items", help_text="Как подать заявку, по шагам.")
    contacts = ContactSerializer(many=True)
    facts = FactSerializer(many=True, help_text="Утверждения, на которые опирается запись.")
    not_stated = serializers.SerializerMethodField(
        help_text="Поля этой записи, о которых не говорит ни один источник."
    )
    in_base_document = serializers.BooleanField(help_text="Названа ли в базовом документе.")
    checked_on = serializers.DateField(help_text="Когда запись сверили с источниками.")
    updated_at = serializers.DateTimeField(
        help_text="Когда последний раз изменилось то, что видит посетитель."
    )

    def get_not_stated(self, programme: Programme) -> list[str]:
        chosen = [n for n in ("cost", "format", "intake") if getattr(programme, n) == NOT_STATED]
        written = ("operator", "since", "benefits", "eligibility", "application")
        empty = [n for n in written if not getattr(programme, n)]
        lists = ("places", "industries", "contacts")
        return chosen + empty + [n for n in lists if not getattr(programme, n).all()]


class OrganisationSerializer(OrganisationBriefSerializer):
    description = Text()
    site = Link()
    api_url = Address("api_organisation", help_text="Эта запись в API.")


class OrganisationWithProgrammesSerializer(OrganisationSerializer):
    operated = ProgrammeBriefSerializer(many=True, help_text="Программы, которые ведёт.")
    partnered = ProgrammeBriefSerializer(many=True, help_text="Программы, где участвует.")


class SourceWithFactsSerializer(SourceSerializer):
    facts = FactOfSourceSerializer(many=True, help_text="Что опирается на источник.")


# --- The answer to a question -----------------------------------------------------------------


class RepairSerializer(serializers.Serializer):
    typed = serializers.CharField(help_text="Как набрано.")
    used = serializers.CharField(help_text="Как прочитано.")
    kind = serializers.CharField(help_text="Что исправлено: раскладка, опечатка, транслит …")


class SynonymSerializer(serializers.Serializer):
    word = serializers.CharField()
    synonym = serializers.CharField()


class UnderstandingSerializer(serializers.Serializer):
    typed = serializers.CharField(help_text="Слова как набраны.")
    searched = serializers.CharField(source="text", help_text="Слова, по которым искали.")
    repairs = RepairSerializer(many=True, help_text="Что прочитано иначе, чем набрано.")
    left_out = Items(help_text="Слова, которые ничего не уточняют.")
    unknown = Items(help_text="Слова, которых нет ни в одной программе.")
    literal = serializers.BooleanField(help_text="Искали дословно, без исправлений.")


class QuestionSerializer(serializers.Serializer):
    words = serializers.CharField(source="in_words", help_text="Вопрос словами.")
    query = serializers.CharField(help_text="Вопрос как чистая строка параметров, без страницы.")
    sort = serializers.CharField(help_text="Сортировка списка.")
    day = serializers.DateField(help_text="День, на который сказано, идёт ли приём.")
    understanding = UnderstandingSerializer(
        allow_null=True, help_text="Как поняты слова; null, если слов нет."
    )
    partial = serializers.BooleanField(
        source="matches.partial",
        default=False,
        help_text="Всех слов сразу нет ни в одной программе: показаны те, где их больше.",
    )
    through = serializers.SerializerMethodField(help_text="Найдено через синонимы.")

    @extend_schema_field(SynonymSerializer(many=True))
    def get_through(self, catalogue) -> list[dict]:
        pairs = catalogue.matches.through if catalogue.matches else ()
        return [{"word": word, "synonym": synonym} for word, synonym in pairs]


class OptionSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="Значение для параметра.")
    label = serializers.CharField()
    count = serializers.IntegerField(help_text="Сколько программ даст это значение.")
    selected = serializers.BooleanField(help_text="Есть ли значение в вопросе.")
    query = serializers.CharField(help_text="Вопрос, где это значение добавлено или снято.")


class FacetSerializer(serializers.Serializer):
    parameter = serializers.CharField(source="name")
    label = serializers.CharField()
    single = serializers.BooleanField(help_text="Параметр принимает только одно значение.")
    options = OptionSerializer(many=True)


class FacetsSerializer(serializers.Serializer):
    question = QuestionSerializer(source="*")
    count = serializers.IntegerField(help_text="Сколько программ отвечает вопросу.")
    facets = FacetSerializer(many=True, help_text="Каждый сосчитан без собственного выбора.")


class PageSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text="Сколько записей во всём списке.")
    page = serializers.IntegerField(help_text="Номер этой страницы.")
    pages = serializers.IntegerField(help_text="Сколько страниц.")
    next = serializers.URLField(allow_null=True, help_text="Следующая страница.")
    previous = serializers.URLField(allow_null=True, help_text="Предыдущая страница.")


class ProgrammesSerializer(PageSerializer):
    question = QuestionSerializer(help_text="Как понят вопрос.")
    results = ProgrammeSerializer(many=True)


class OrganisationsSerializer(PageSerializer):
    results = OrganisationSerializer(many=True)


class SourcesSerializer(PageSerializer):
    results = SourceSerializer(many=True)


class ErrorSerializer(serializers.Serializer):
    parameter = serializers.CharField(help_text="Параметр, который не понят.")
    detail = serializers.CharField(help_text="Почему, для человека.")


class ProblemSerializer(serializers.Serializer):
    type = serializers.CharField(help_text="Всегда about:blank: смысл — в статусе.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="Что случилось и что делать.")
    errors = ErrorSerializer(many=True, required=False)
    instance = serializers.CharField(required=False, help_text="Номер запроса в журнале.")
