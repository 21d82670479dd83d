"""Records for laws that change every record there can be."""

from datetime import date

import pytest

from programmes.words.choices import About, Bound, Cost, DatePrecision, Format, Intake, Stage
from tests.factories import (
    audience,
    contact,
    country,
    event,
    industry,
    organisation,
    place,
    programme,
    requirement,
    source,
    synonyms,
)


@pytest.fixture
def catalogue():
    """Two published programmes that say all there is to say, and records that neither names."""
    site = {"site": "https://example.org/", "description": "Помогает."}
    figure = {
        **{"value": 2, "value_to": 4, "bound": Bound.BETWEEN, "unit": "%", "label": "ставка"},
        **{"is_key": True, "home_position": 1, "as_of": date(2025, 1, 2), "about": About.COST},
        **{"source": source("law", note="Другой адрес.", date_note="редакция", is_base=True)},
    }
    where = {"description": "У реки.", "synonyms": "там", "metro": "Текстильщики"}
    where |= {"district": "Печатники", "address": "Волгоградский проспект, 42"}
    for number, slug in enumerate(("one", "two")):
        made = programme(
            slug,
            audiences=[audience(f"audience-{slug}", synonyms="люди")],
            operator=organisation(f"operator-{slug}", synonyms="мы", **site),
            partners=[organisation(f"partner-{slug}", **site)],
            places=[place(f"place-{slug}", **where)],
            countries=[country(f"country-{slug}", synonyms="туда")],
            industries=[industry(f"industry-{slug}", synonyms="цех")],
            stage=Stage.SHOW,
            cost=Cost.PAID,
            cost_note="До половины",
            format=Format.ONLINE,
            description="Подробно.",
            keywords="слово",
            since=date(2019, 1, 1),
            since_precision=DatePrecision.YEAR,
            intake=Intake.DATED,
            intake_opens=date(2026, 1, 1),
            intake_closes=date(2026, 2, 1),
            **dict.fromkeys(("benefits", "eligibility", "application"), "Раз\nДва"),
            facts=[
                {"code": f"{slug}-1", **(figure if number == 0 else {})},
                {"code": f"{slug}-2", "period": "весь год"},
            ],
        )
        first, second = made.facts.all()
        second.alternative_to = first
        second.save()
        contact(made, f"https://example.org/{slug}")
        contact(made, f"https://example.org/{slug}/apply", position=1)
        requirement(made, f"Условие {slug}")
        requirement(made, f"Другое условие {slug}", values="medium", position=1)
        event(
            f"event-{slug}",
            programmes=[made],
            organiser=organisation(f"operator-{slug}"),
            country=country(f"country-{slug}"),
            industries=[industry(f"industry-{slug}")],
            applications_until=date(2027, 4, 1),
            note="Вход свободный.",
            source=source(f"programme-of-{slug}"),
        )
    spare = (audience, organisation, place, industry, country, source)
    return [made, synonyms(), *(make("spare") for make in spare)]
