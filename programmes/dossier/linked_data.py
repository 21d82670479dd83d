"""JSON-LD: the records in the words of schema.org, for search engines."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from ..catalogue import in_common_unit
from ..models import Event, Fact, Organisation, Programme
from ..tables import COLUMNS, LICENCE_URL, address
from ..words import (
    MONEY_UNITS,
    NOT_STATED,
    TIME_UNITS,
    Bound,
    ContactKind,
    EventState,
    Intake,
    Kind,
    Measure,
)

PORTAL = "Поддержка промышленности Москвы"
LEARNING = (Kind.TRAINING, Kind.INTERNSHIP)
"""Kinds of support that schema.org knows as education; the rest are services of government."""
FUNDING = {
    Kind.GRANT: "MonetaryGrant",
    Kind.SUBSIDY: "MonetaryGrant",
    Kind.LOAN: "LoanOrCredit",
    Kind.SOFT_LOAN: "LoanOrCredit",
}
"""Kinds of support that schema.org knows as money."""
LENT = (Kind.LOAN, Kind.SOFT_LOAN)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "programmes_csv": ("CSV", "text/csv"),
    "programmes_xlsx": ("XLSX", XLSX),
    "facts_csv": ("CSV: факты с источниками, строка на каждый", "text/csv"),
    "programmes_json": ("JSON", "application/json"),
    "programmes_atom": ("Atom", "application/atom+xml"),
}
"""The formats of the whole catalogue: the name of the address, the format, its media type."""
EVENT_FILES = {
    "events_ics": ("События: iCalendar", "text/calendar"),
    "events_csv": ("События: CSV", "text/csv"),
    "events_xlsx": ("События: XLSX", XLSX),
    "events_json": ("События: JSON", "application/json"),
    "events_atom": ("События: Atom", "application/atom+xml"),
}
CHANGE_FILES = {
    "changes_csv": ("Изменения: CSV", "text/csv"),
    "changes_json": ("Изменения: JSON", "application/json"),
    "changes_atom": ("Изменения: Atom", "application/atom+xml"),
}


def graph(*nodes: dict) -> dict:
    """Return several things of one page as one document."""
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def breadcrumbs(*steps: tuple[str, str]) -> dict:
    """Return the way to a page: pairs of a name and a path, the home page left out."""
    way = (("Главная", reverse("home")), *steps)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.PORTAL_URL + path,
            }
            for position, (name, path) in enumerate(way, start=1)
        ],
    }


def in_catalogue(name: str, path: str) -> dict:
    """Return the way to a record through the catalogue."""
    return breadcrumbs(("Каталог программ", reverse("catalogue")), (name, path))


def organisation(record: Organisation) -> dict:
    """Return an operator or partner."""
    url = settings.PORTAL_URL + record.get_absolute_url()
    node = {"@type": "Organization", "@id": f"{url}#organisation", "name": record.name, "url": url}
    if record.short_name != record.name:
        node["alternateName"] = record.short_name
    if record.description:
        node["description"] = record.description
    if record.site:
        node["sameAs"] = record.site
    return node


def programme(record: Programme) -> dict:
    """Return a programme: only what its record states.

    Args:
        record: fetched with ``for_reading``.
    """
    url = address(record)
    node = {
        "@type": "GovernmentService",
        "@id": f"{url}#programme",
        "identifier": record.slug,
        "name": record.title,
        "description": record.summary,
        "url": url,
        "audience": [
            {"@type": "Audience", "audienceType": audience.name}
            for audience in record.audiences.all()
        ],
        "mainEntityOfPage": web_page(record, url),
    }
    if record.operator:
        node["provider"] = organisation(record.operator)
    return node | (learning(record) if record.kind in LEARNING else service(record))


def web_page(record: Programme, url: str) -> dict:
    """Return the page about a programme, with the days of change and of check."""
    node = {"@type": "WebPage", "@id": url}
    if record.updated_at:
        node["dateModified"] = record.updated_at.isoformat()
    if record.checked_on:
        node["lastReviewed"] = record.checked_on.isoformat()
    return node


def service(record: Programme) -> dict:
    """Return what schema.org asks of a service."""
    node = {"serviceType": record.get_kind_display()}
    channels = [
        {"@type": "ServiceChannel", "name": contact.label or "Подача заявки", "serviceUrl": url}
        for contact in record.contacts.all()
        if contact.kind == ContactKind.FORM and (url := contact.href)
    ]
    node |= {"availableChannel": channels} if channels else {}
    return node | (funding(record) if record.kind in FUNDING else {})


def funding(record: Programme) -> dict:
    """Return what schema.org asks of a grant or a loan, from the measures of facts."""
    node = {"@type": ["GovernmentService", FUNDING[Kind(record.kind)]]}
    facts = {fact.measure: fact for fact in reversed(record.facts.all()) if fact.measure}
    wanted = [
        ("amount", Measure.AMOUNT, MONEY_UNITS, {"@type": "MonetaryAmount", "currency": "RUB"})
    ]
    if record.kind in LENT:
        quantity = {"@type": "QuantitativeValue"}
        wanted += [
            ("interestRate", Measure.RATE, {"": 1}, quantity | {"unitText": "%"}),
            ("loanTerm", Measure.TERM, TIME_UNITS, quantity | {"unitCode": "ANN"}),
        ]
    for name, measure, worth, described in wanted:
        if measure in facts and (ends := limits(facts[measure], worth)):
            node[name] = described | ends
    return node


def limits(fact: Fact, worth: Mapping[str, Decimal | int]) -> dict:
    """Return a figure as schema.org has it: exact, or with the ends that the source gives.

    Args:
        fact: with a figure.
        worth: what the beginnings of its units are worth in the common one.
    """
    names = dict.fromkeys((Bound.UP_TO, Bound.ALMOST), "maxValue")
    names |= dict.fromkeys((Bound.MORE_THAN, Bound.AT_LEAST, Bound.BETWEEN), "minValue")
    ends = {names.get(Bound(fact.bound), "value"): fact.value}
    if fact.value_to is not None:
        ends["maxValue"] = fact.value_to
    plain = {name: in_common_unit(end, fact.unit, worth) for name, end in ends.items()}
    return {name: float(end) for name, end in plain.items() if end is not None}


def learning(record: Programme) -> dict:
    """Return what schema.org asks of an educational programme."""
    node = {"@type": "EducationalOccupationalProgram"}
    if record.format != NOT_STATED:
        node["educationalProgramMode"] = record.get_format_display()
    if record.intake == Intake.DATED:
        days = {
            "applicationStartDate": record.intake_opens,
            "applicationDeadline": record.intake_closes,
        }
        node |= {name: day.isoformat() for name, day in days.items() if day}
    return node


def events(record: Programme) -> list[dict]:
    """Return the events of a programme, coming and past: search engines compare the dates.

    Args:
        record: fetched with ``for_reading``.
    """
    return [event(each, address(record)) for each in record.events.all()]


def event(record: Event, page: str) -> dict:
    """Return what happens on certain days.

    Args:
        record: the event.
        page: the full address of the programme whose page shows it.
    """
    url = f"{page}#event-{record.slug}"
    days = {"startDate": record.begins, "endDate": record.ends}
    node = {
        "@type": "Event",
        "@id": url,
        "identifier": record.slug,
        "name": record.title,
        "url": url,
        "eventStatus": f"https://schema.org/{status(record)}",
        "about": {"@id": f"{page}#programme"},
    }
    node |= {name: day.isoformat() for name, day in days.items() if day}
    if record.where:
        node["location"] = location(record)
    if record.organiser:
        node["organizer"] = organisation(record.organiser)
    return node | ({"description": record.note} if record.note else {})


def own_page(record: Event) -> dict:
    """Return an event as the page of its own tells it, with the programmes that it belongs to.

    Args:
        record: the event, with its published programmes in ``shown_in``.
    """
    url = settings.PORTAL_URL + record.get_absolute_url()
    about = [{"@id": f"{address(each)}#programme"} for each in record.shown_in]
    return event(record, url) | {"@id": f"{url}#event", "url": url, "about": about}


def status(record: Event) -> str:
    """Return how schema.org calls the state of an event: what took place was scheduled, too."""
    match record.state:
        case EventState.CANCELLED:
            return "EventCancelled"
        case EventState.MOVED:
            return "EventRescheduled" if record.begins or record.ends else "EventPostponed"
    return "EventScheduled"


def location(record: Event) -> dict:
    """Return where an event takes place, as far as it is known."""
    node = {"@type": "Place", "name": record.where}
    if record.country:
        node["address"] = {"@type": "PostalAddress", "addressCountry": record.country.name}
    return node


def dataset(changed_at: datetime | None) -> dict:
    """Return the whole catalogue as a data set with its files.

    Args:
        changed_at: when the catalogue changed last.
    """
    url = settings.PORTAL_URL + reverse("data")
    node = {
        "@type": "Dataset",
        "@id": f"{url}#dataset",
        "name": "Программы поддержки промышленности Москвы",
        "description": (
            "Каталог программ, услуг и льгот для компаний, студентов и взрослых: условия, "
            "операторы, контакты и факты, у каждого — источник и место в нём."
        ),
        "url": url,
        "inLanguage": "ru",
        "isAccessibleForFree": True,
        "license": LICENCE_URL,
        "creator": {"@type": "Organization", "name": PORTAL, "url": settings.PORTAL_URL + "/"},
        "spatialCoverage": {"@type": "Place", "name": "Москва"},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "propertyID": column.key,
                "name": column.heading,
                "description": column.meaning,
            }
            for column in COLUMNS
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "encodingFormat": media_type,
                "contentUrl": settings.PORTAL_URL + reverse(view),
            }
            for view, (name, media_type) in (FILES | EVENT_FILES | CHANGE_FILES).items()
        ],
    }
    return node | ({"dateModified": changed_at.isoformat()} if changed_at else {})
