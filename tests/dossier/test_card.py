"""What a card says no source speaks of is what the numbers of the catalogue count as unknown."""

from itertools import product

import pytest

from programmes.dossier.card import silent_about
from programmes.models import Programme, known_when
from programmes.words import NOT_STATED, Cost, Intake, Kind
from tests.factories import programme

SHOWN = {
    "стоимость": "Стоимость или размер поддержки",
    "размер": "Стоимость или размер поддержки",
    "кто может получить": "Кто может получить",
    "как подать заявку": "Как подать заявку",
    "приём заявок": "Приём заявок",
    "контакты": "Контакты",
}
"""What a card calls a field → what the numbers call it."""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.SUBSIDY, Kind.CONSULTING])
@pytest.mark.parametrize(
    ("cost", "note", "told"),
    [*product([NOT_STATED, Cost.FREE, Cost.PARTLY_PAID], ["", "До 5 млн ₽"], [False, True])],
)
def test_a_card_is_silent_about_what_is_counted_as_unknown(kind, cost, note, told):
    text = "Что-то" if told else ""
    programme(
        "one",
        kind=kind,
        cost=cost,
        cost_note=note,
        eligibility=text,
        application=text,
        intake=Intake.CONTINUOUS if told else Intake.NOT_STATED,
    )
    shown = {SHOWN[name] for name in silent_about(Programme.objects.for_cards().get())}
    unknown = {
        name
        for name, known in known_when().items()
        if name in SHOWN.values() and not Programme.objects.filter(known).exists()
    }
    assert shown == unknown
