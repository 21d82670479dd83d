"""Records for tests: plain functions, no randomness; the same name gives the same record.

A programme is whole as soon as it is made: published, with an audience, a source and a fact.
Reference records are made on first use and found again afterwards, so two programmes share the
operator or the source that they name alike.
"""

from datetime import date

from django.contrib.auth.models import Group, Permission, User

from programmes.derived import refresh
from programmes.models import (
    Audience,
    Contact,
    Country,
    Event,
    Fact,
    Industry,
    Organisation,
    Place,
    Programme,
    Requirement,
    Source,
    SynonymGroup,
)
from programmes.words.choices import (
    About,
    Bound,
    ContactKind,
    Cost,
    DatePrecision,
    Format,
    Intake,
    Kind,
    Reliability,
    Side,
    Stage,
    State,
)

CHECKED_ON = date(2026, 11, 20)
"""The day on which every made programme was last checked, unless a test says otherwise."""


# --- What programmes refer to ----------------------------------------------------------------


def found_or_made(model, slug: str, defaults: dict, fields: dict):
    """Return the record with this slug, making it from ``defaults`` and ``fields`` if new."""
    record, _ = model.objects.get_or_create(slug=slug, defaults=defaults | fields)
    return record


def source(slug="mayor-blog", **fields) -> Source:
    """Return an official source with an address and a date."""
    defaults = {
        "title": f"Публикация {slug}",
        "publisher": "Правительство Москвы",
        "url": f"https://example.org/{slug}",
        "published_on": date(2025, 11, 26),
        "reliability": Reliability.OFFICIAL,
    }
    return found_or_made(Source, slug, defaults, fields)


def organisation(slug="mosprom", **fields) -> Organisation:
    """Return «Моспром», or another organisation named after its slug."""
    names = {
        "mosprom": ("Центр поддержки экспорта и промышленности «Моспром»", "Моспром"),
        "technopolis": ("Особая экономическая зона «Технополис Москва»", "ОЭЗ «Технополис Москва»"),
        "mfppp": ("Московский фонд поддержки промышленности и предпринимательства", "МФППП"),
    }
    name, short_name = names.get(slug, (f"Организация {slug}", f"Организация {slug}"))
    return found_or_made(Organisation, slug, {"name": name, "short_name": short_name}, fields)


def audience(slug="exporters", **fields) -> Audience:
    """Return exporters, college students, or another audience of the business side."""
    names = {
        "exporters": ("Экспортёры", "экспортёров", Side.BUSINESS),
        "enterprises": ("Промышленные предприятия", "промышленных предприятий", Side.BUSINESS),
        "college-students": ("Студенты колледжей", "студентов колледжей", Side.LEARNING),
        "adults": ("Взрослые", "взрослых, которые меняют профессию", Side.LEARNING),
    }
    name, genitive, side = names.get(slug, (f"Аудитория {slug}", f"аудитории {slug}", "business"))
    return found_or_made(Audience, slug, {"name": name, "genitive": genitive, "side": side}, fields)


def place(slug="rudnevo-park", **fields) -> Place:
    """Return a place named after its slug."""
    names = {"rudnevo-park": "Индустриальный парк «Руднево»", "pechatniki": "Печатники"}
    return found_or_made(Place, slug, {"name": names.get(slug, f"Место {slug}")}, fields)


def industry(slug="machine-tools", **fields) -> Industry:
    """Return an industry named after its slug."""
    names = {"machine-tools": "Станкостроение", "microelectronics": "Микроэлектроника"}
    return found_or_made(Industry, slug, {"name": names.get(slug, f"Отрасль {slug}")}, fields)


def country(slug="china", **fields) -> Country:
    """Return a country named after its slug."""
    names = {"china": "Китай", "uae": "ОАЭ"}
    return found_or_made(Country, slug, {"name": names.get(slug, f"Страна {slug}")}, fields)


def synonyms(slug="loan", *, words=("заём", "займ", "кредит")) -> SynonymGroup:
    """Return a group of words that mean the same to the search."""
    return found_or_made(SynonymGroup, slug, {"words": "\n".join(words)}, {})


# --- Programmes ------------------------------------------------------------------------------


def programme(
    slug="export-consulting",
    *,
    audiences=None,
    partners=(),
    places=(),
    industries=(),
    countries=(),
    facts=({},),
    **fields,
) -> Programme:
    """Make a published programme with an audience and a fact.

    Args:
        slug: also names the programme, unless ``title`` is given.
        audiences, partners, places, industries, countries: records; exporters when no audience
            is given.
        facts: one mapping of ``fact``'s arguments for each fact wanted; empty for none.
        fields: any other fields of the model.
    """
    values = {
        "title": f"Программа {slug}",
        "summary": f"Помощь предприятиям: {slug}.",
        "kind": Kind.CONSULTING,
        "state": State.PUBLISHED,
        "checked_on": CHECKED_ON,
    }
    with refresh.refresh_once():
        made = Programme.objects.create(slug=slug, **(values | fields))
        made.audiences.set([audience()] if audiences is None else audiences)
        made.partners.set(partners)
        made.places.set(places)
        made.industries.set(industries)
        made.countries.set(countries)
        for position, values_of_fact in enumerate(facts, start=1):
            fact(made, **({"code": f"f{position}", "position": position} | values_of_fact))
    made.refresh_from_db(fields=["public_digest", "updated_at"])
    return made


def fact(programme: Programme, code="f1", **fields) -> Fact:
    """Add a statement with its source to a programme."""
    values = {
        "about": About.SUBJECT,
        "statement": f"Утверждение {code} подтверждено источником.",
        "locator": "абзац 2",
    }
    if "source" not in fields:
        values["source"] = source()
    return Fact.objects.create(programme=programme, code=code, **(values | fields))


def requirement(programme: Programme, sentence="Малый бизнес", **fields) -> Requirement:
    """Add a condition that rests on a programme's first fact."""
    values = {"attribute": "size", "operator": "one-of", "values": "small"}
    if "fact" not in fields:
        values["fact"] = programme.facts.first()
    made = values | fields
    return Requirement.objects.create(programme=programme, sentence=sentence, **made)


def contact(programme: Programme, value="https://example.org/apply", **fields) -> Contact:
    """Add a way to apply to a programme."""
    values = {"kind": ContactKind.FORM, "label": "Подать заявку"}
    if "source" not in fields:
        values["source"] = source()
    return Contact.objects.create(programme=programme, value=value, **(values | fields))


def event(slug="sial-2027", *, programmes=(), industries=(), **fields) -> Event:
    """Make an exhibition of three days in China that is still to come.

    Args:
        slug: also names the event, unless ``title`` is given.
        programmes, industries: records.
        fields: any other fields of the model.
    """
    values = {
        "title": f"Событие {slug}",
        "begins": date(2027, 5, 19),
        "ends": date(2027, 5, 21),
        "place": "Шанхай",
        "locator": "абзац 3",
    }
    for name, make in (("source", source), ("country", country)):
        if name not in fields:
            values[name] = make()
    with refresh.refresh_once():
        made = Event.objects.create(slug=slug, **(values | fields))
        made.programmes.set(programmes)
        made.industries.set(industries)
    return made


def exhibitions() -> Programme:
    """«Международные выставки»: for exporters, by «Моспром», with a key figure, part paid."""
    figure = {
        "code": "companies",
        "about": About.RESULTS,
        "statement": "В выставках участвовали свыше 1000 компаний.",
        "value": 1000,
        "bound": Bound.MORE_THAN,
        "unit": "компаний",
        "label": "участвовали в выставках",
        "is_key": True,
        "home_position": 1,
    }
    return programme(
        "international-exhibitions",
        title="Участие в международных выставках",
        summary="Компании показывают продукцию на зарубежных выставках.",
        kind=Kind.EVENT,
        stage=Stage.SHOW,
        operator=organisation("mosprom"),
        cost=Cost.PARTLY_PAID,
        format=Format.IN_PERSON,
        since=date(2019, 1, 1),
        since_precision=DatePrecision.YEAR,
        facts=[figure, {"code": "since"}],
    )


def internship() -> Programme:
    """«Техностажировка»: for college students, in the zone, in machine tools, intake dated."""
    return programme(
        "tekhnostazhirovka",
        title="Техностажировка",
        summary="Студенты проходят практику на предприятиях особой экономической зоны.",
        kind=Kind.INTERNSHIP,
        audiences=[audience("college-students")],
        operator=organisation("technopolis"),
        places=[place("pechatniki")],
        industries=[industry("machine-tools")],
        intake=Intake.DATED,
        intake_opens=date(2026, 11, 1),
        intake_closes=date(2026, 12, 1),
    )


def loan() -> Programme:
    """«Заём „Экспорт АПК“»: for enterprises, by МФППП, intake all the year round."""
    return programme(
        "export-agro-loan",
        title="Заём «Экспорт АПК»",
        summary="Деньги для экспортёров продукции агропромышленного комплекса.",
        kind=Kind.LOAN,
        audiences=[audience("exporters"), audience("enterprises")],
        operator=organisation("mfppp"),
        cost=Cost.PAID,
        intake=Intake.CONTINUOUS,
    )


def draft(slug="machine-building-centre", **fields) -> Programme:
    """A centre that is ready to be published, but still a draft."""
    return programme(slug, **({"title": "Центр для машиностроения", "state": State.DRAFT} | fields))


# --- People ----------------------------------------------------------------------------------


def person(username: str, group: str | None, *, password=None, **fields) -> User:
    """Make an account; without a password it can only be used with ``client.force_login``."""
    user = User.objects.create_user(username, password=password, is_staff=bool(group), **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def editor(**fields) -> User:
    """Анна, who drafts and submits."""
    return person("anna", "Редакторы", first_name="Анна", last_name="Орлова", **fields)


def reader(**fields) -> User:
    """Вера, who reads the programmes at the desk and changes none."""
    made = person("vera", None, first_name="Вера", last_name="Зимина", **fields)
    made.is_staff = True
    made.save()
    made.user_permissions.add(Permission.objects.get(codename="view_programme"))
    return made


def publisher(**fields) -> User:
    """Борис, who publishes."""
    return person("boris", "Издатели", first_name="Борис", last_name="Лукин", **fields)


def chief_editor(**fields) -> User:
    """Майя, who looks after editors and publishers and is no superuser."""
    return person("maya", "Главные редакторы", first_name="Майя", last_name="Цой", **fields)


def chief(**fields) -> User:
    """Глеб, a superuser, who also keeps the accounts."""
    return User.objects.create_superuser("gleb", first_name="Глеб", last_name="Серов", **fields)


def stranger(**fields) -> User:
    """Вера, who has an account and no business in the admin."""
    return person("vera", None, first_name="Вера", last_name="Зимина", **fields)
