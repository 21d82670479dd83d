"""JSON-LD: the records in the words of schema.org, for search engines."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from ..models import Organisation, Programme
from ..tables import COLUMNS, LICENCE_URL, address
from ..words import NOT_STATED, ContactKind, Intake, Kind

PORTAL = "Поддержка промышленности Москвы"
LEARNING = (Kind.TRAINING, Kind.INTERNSHIP)
"""Kinds of support that schema.org knows as education; the rest are services of government."""
FILES = {
    "programmes_csv": ("CSV", "text/csv"),
    "programmes_xlsx": (
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "programmes_json": ("JSON", "application/json"),
    "programmes_atom": ("Atom", "application/atom+xml"),
}
"""The formats of the whole catalogue: the name of the address, the format, its media type."""


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
    return node | ({"availableChannel": channels} if channels else {})


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
            for view, (name, media_type) in FILES.items()
        ],
    }
    return node | ({"dateModified": changed_at.isoformat()} if changed_at else {})
