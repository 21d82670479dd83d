"""What a card in a list says of a programme: its one figure, and what no source says."""

from ..models import Fact, Programme
from ..words import CARD_MEASURES, NOT_STATED, SIZES, Cost, Intake, Kind, Measure


def card_figure(programme: Programme) -> Fact | None:
    """Return the figure that people look for first; None where no source gives one.

    Args:
        programme: fetched with ``for_cards``.
    """
    ranks = {measure: rank for rank, measure in enumerate(CARD_MEASURES)}
    # what graduates of a school earn one day is no figure of the school
    is_paid = programme.kind == Kind.INTERNSHIP
    figures = [each for each in programme.figures if is_paid or each.measure != Measure.PAY]
    order = sorted(figures, key=lambda fact: (ranks[fact.measure], not fact.is_key, fact.position))
    return order[0] if order else None


def cost_word(programme: Programme) -> str:
    """Return what the recipient pays where it is said and no figure says more."""
    return "" if programme.cost in (NOT_STATED, Cost.PAID) else programme.get_cost_display()


def silent_about(programme: Programme) -> list[str]:
    """Return what a visitor needs and no source says, in the words of a sentence.

    Args:
        programme: fetched with ``for_cards``.
    """
    is_size = programme.kind in SIZES
    money = programme.cost_note or (programme.cost != NOT_STATED and not is_size)
    reached = programme.has_contact or (programme.operator and programme.operator.site)
    told = {
        "размер" if is_size else "стоимость": money,
        "кто может получить": programme.eligibility,
        "как подать заявку": programme.application,
        "приём заявок": programme.intake != Intake.NOT_STATED,
        "контакты": reached,
    }
    return [name for name, known in told.items() if not known]
