"""The records as JSON: every fact with its source, what no source says named as such."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..words import (
    About,
    Attribute,
    Bound,
    ContactKind,
    Cost,
    DatePrecision,
    EventState,
    Format,
    Intake,
    IntakeStatus,
    Kind,
    Level,
    Measure,
    Nature,
    Operator,
    Reliability,
    Side,
    Stage,
)
from .values import Address, Items, Link, Number, Term, Text, told

# --- What programmes refer to -----------------------------------------------------------------


class AudienceSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `audience`.")
    name = serializers.CharField()
    side = Term(Side, help_text="Раздел портала.")


class IndustrySerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `industry`.")
    name = serializers.CharField()


class CountrySerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `country`.")
    name = serializers.CharField()


class PlaceSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Код для параметра `place`.")
    name = serializers.CharField()
    description = Text(help_text="Что это, если сказано в источнике.")
    metro = Text(help_text="Станция метро.")
    district = Text(help_text="Район города.")
    address = Text(help_text="Улица и дом.")


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
    measure = Term(Measure, allow_null=True, help_text="Что измеряет, общее для всех программ.")
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


class FlatFactSerializer(FactOfSourceSerializer):
    source = SourceBriefSerializer(help_text="На чём основан факт.")


class ContactSerializer(serializers.Serializer):
    kind = Term(ContactKind)
    value = serializers.CharField()
    label = Text(help_text="Пояснение.")
    as_of = serializers.DateField(allow_null=True, help_text="Когда контакт назвал источник.")
    href = Text(help_text="Ссылка, которую откроет браузер.")
    source = SourceBriefSerializer(help_text="Кто назвал этот контакт.")


class RequirementSerializer(serializers.Serializer):
    attribute = Term(Attribute, help_text="О чём спрашивает условие.")
    operator = Term(Operator, help_text="Как сравнивать.")
    values = Items(source="value_items", help_text="Коды или числа, с которыми сравнивают.")
    sentence = serializers.CharField(help_text="Условие словами.")
    fact = serializers.SlugField(source="fact.code", help_text="Код факта, на котором держится.")


class SinceSerializer(serializers.Serializer):
    date = serializers.DateField(source="since")
    precision = Term(DatePrecision, source="since_precision", help_text="Сколько в дате известно.")
    words = serializers.CharField(source="since_words")

    def get_attribute(self, instance):
        return instance if instance.since else None


class StatusOnTheDay(Term):
    """How the intake stands on the ``day`` of the context."""

    def __init__(self, **kwargs):
        super().__init__(IntakeStatus, allow_null=True, **kwargs)

    def get_attribute(self, instance):
        return told(instance.intake_status_on(self.context["day"]))


class IntakeSerializer(serializers.Serializer):
    status = StatusOnTheDay(help_text="Сегодня, по Москве: это спрашивает параметр `intake`.")
    recorded = Term(Intake, source="intake", allow_null=True, help_text="Как записал редактор.")
    opens = serializers.DateField(source="intake_opens", allow_null=True)
    closes = serializers.DateField(source="intake_closes", allow_null=True)


class OverOnTheDay(serializers.BooleanField):
    """Whether an event is over on the ``day`` of the context."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value):
        return value.is_over_on(self.context["day"])


class EventSerializer(serializers.Serializer):
    slug = serializers.SlugField(help_text="Постоянное имя события.")
    title = serializers.CharField()
    state = Term(EventState, help_text="Что говорит источник: отменено ли, перенесено ли.")
    is_over = OverOnTheDay(help_text="Позади ли событие сегодня, по Москве.")
    begins = serializers.DateField(allow_null=True, help_text="Начало; null, если не названо.")
    ends = serializers.DateField(allow_null=True, help_text="Конец; null, если не назван.")
    applications_until = serializers.DateField(allow_null=True, help_text="Заявки до.")
    place = Text(help_text="Город и площадка.")
    country = CountrySerializer(allow_null=True, help_text="Страна, если событие за рубежом.")
    organiser = OrganisationBriefSerializer(allow_null=True, help_text="Кто проводит.")
    industries = IndustrySerializer(many=True, help_text="Названные в источнике.")
    note = Text(help_text="Что ещё стоит знать.")
    source = SourceBriefSerializer(help_text="Кто назвал даты.")
    locator = Text(help_text="Место в источнике.")


# --- The programme ----------------------------------------------------------------------------


class ProgrammeSerializer(ProgrammeBriefSerializer):
    # needs ``day`` in its context: the intake is told for it, and what is over
    description = Text()
    kind = Term(Kind, help_text="Главная форма поддержки.")
    level = Term(Level, help_text="Чья это программа.")
    nature = Term(Nature, help_text="Поддержка или справка: стратегия, реформа.")
    stage = Term(Stage, allow_null=True, help_text="Этап пути экспортёра; null у остальных.")
    audiences = AudienceSerializer(many=True, help_text="Для кого.")
    operator = OrganisationBriefSerializer(allow_null=True, help_text="Кто оказывает.")
    partners = OrganisationBriefSerializer(many=True, help_text="Названные в источниках.")
    places = PlaceSerializer(many=True)
    industries = IndustrySerializer(many=True)
    countries = CountrySerializer(many=True, help_text="Куда ведёт участников.")
    cost = Term(Cost, allow_null=True, help_text="Что платит получатель.")
    cost_note = Text(help_text="Размер поддержки, ставка, доля расходов.")
    format = Term(Format, allow_null=True, help_text="Очно или дистанционно.")
    since = SinceSerializer(allow_null=True, help_text="Действует с; null, если не указано.")
    intake = IntakeSerializer(source="*", help_text="Приём заявок.")
    benefits = Items(source="benefit_items", help_text="Что вы получите.")
    eligibility = Items(source="eligibility_items", help_text="Кто может получить.")
    application = Items(source="application_items", help_text="Как подать заявку, по шагам.")
    requirements = RequirementSerializer(many=True, help_text="Условия для проверки машиной.")
    events = EventSerializer(many=True, help_text="События программы.")
    contacts = ContactSerializer(many=True)
    facts = FactSerializer(many=True, help_text="Утверждения, на которые опирается запись.")
    not_stated = Items(
        source="unknown", help_text="Поля этой записи, о которых не говорит ни один источник."
    )
    in_base_document = serializers.BooleanField(help_text="Названа ли в базовом документе.")
    checked_on = serializers.DateField(help_text="Когда запись сверили с источниками.")
    updated_at = serializers.DateTimeField(
        help_text="Когда последний раз изменилось то, что видит посетитель."
    )


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


class TranslationSerializer(serializers.Serializer):
    english = serializers.CharField(help_text="Слово или выражение вопроса.")
    russian = Items(help_text="По каким русским словам искали.")

    def to_representation(self, pair):
        return super().to_representation({"english": pair[0], "russian": pair[1]})


class AskedWordSerializer(serializers.Serializer):
    word = serializers.CharField()
    count = serializers.IntegerField(help_text="У скольких программ есть это слово само по себе.")
    query = serializers.CharField(source="only", help_text="Вопрос с одним этим словом.")


class UnderstandingSerializer(serializers.Serializer):
    typed = serializers.CharField(help_text="Слова как набраны.")
    searched = serializers.CharField(source="text", help_text="Слова, по которым искали.")
    repairs = RepairSerializer(many=True, help_text="Что прочитано иначе, чем набрано.")
    left_out = Items(help_text="Слова, которые ничего не уточняют.")
    unknown = Items(help_text="Слова, которых нет ни в одной программе.")
    translations = TranslationSerializer(many=True, help_text="Как прочитаны английские слова.")
    literal = serializers.BooleanField(help_text="Искали дословно, без исправлений.")


class QuestionSerializer(serializers.Serializer):
    words = serializers.CharField(source="question.in_words", help_text="Вопрос словами.")
    query = serializers.CharField(
        source="question.query",
        help_text="Вопрос как чистая строка параметров, без страницы.",
    )
    sort = serializers.CharField(source="question.sort", help_text="Сортировка списка.")
    day = serializers.DateField(
        source="snapshot.day", help_text="День, на который сказано, идёт ли приём."
    )
    understanding = UnderstandingSerializer(
        allow_null=True, help_text="Как поняты слова; null, если слов нет."
    )
    partial = serializers.BooleanField(
        source="matches.partial",
        default=False,
        help_text="Всех слов сразу нет ни в одной программе: показаны те, где есть главные.",
    )
    asked_words = AskedWordSerializer(
        many=True,
        help_text="Если всех слов сразу нет ни в одной программе — что находит каждое.",
    )
    through = serializers.SerializerMethodField(help_text="Найдено через синонимы.")

    @extend_schema_field(SynonymSerializer(many=True))
    def get_through(self, answer) -> list[dict]:
        pairs = answer.matches.through if answer.matches else ()
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
    similar = ProgrammeBriefSerializer(
        many=True,
        help_text="Похожи на слова вопроса по смыслу; в ответ не входят. Если слова нашли мало.",
    )


class FactsSerializer(PageSerializer):
    question = QuestionSerializer(help_text="Как понят вопрос о программах.")
    results = FlatFactSerializer(many=True, help_text="Факты этих программ, по порядку.")


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
