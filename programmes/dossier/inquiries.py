"""Questions to the operator: what no source says, as sentences ready to be asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..models import Programme
from ..words import MONEYLESS, NOT_STATED, SIZES, ContactKind, Intake, Kind, Measure
from .linked_data import LEARNING, LENT

HOW = {
    **dict.fromkeys(LEARNING, "Как записаться и какие документы принести?"),
    Kind.EVENT: "Как заявить компанию на участие и до какого дня?",
    Kind.TOUR: "Как записаться и за сколько дней?",
    Kind.CONTEST: "Как подать заявку на конкурс и что к ней приложить?",
    Kind.CONSULTING: "Как записаться на консультацию?",
}
"""How one gets in, in the words of the kind of support."""
HOW_ELSE = "Куда и в каком виде подать заявку и какие нужны документы?"
HOW_MUCH = {
    Kind.GRANT: "Какова сумма гранта и какую долю затрат он покрывает?",
    Kind.SUBSIDY: "Какую долю затрат возмещают и сколько самое большее?",
    Kind.LOAN: "На какую сумму выдают заём?",
    Kind.SOFT_LOAN: "На какую сумму выдают кредит?",
    Kind.GUARANTEE: "За какую долю кредита вы поручаетесь и сколько это стоит?",
    Kind.STATUS: "Какие льготы даёт статус сегодня и на какой срок?",
    Kind.LAND: "Сколько стоит участок или помещение и на какой срок его дают?",
}
"""What is asked about money instead of a price."""


@dataclass(frozen=True)
class Inquiry:
    """A question to the operator.

    Attributes:
        question: a whole sentence.
        known: what sources say of it all the same, to be checked; empty where nothing.
    """

    question: str
    known: str = ""


def inquiries(programme: Programme) -> list[Inquiry]:
    """Return what to ask the operator of a programme, the most needed first.

    Args:
        programme: fetched with ``for_reading``.
    """
    return [*about_intake(programme), *about_terms(programme), *about_learning(programme)]


def about_intake(programme: Programme) -> Iterator[Inquiry]:
    """Yield the questions about getting in."""
    if programme.intake == Intake.CLOSED:
        yield Inquiry("Когда откроется следующий приём заявок?", "сейчас приём закрыт")
    elif programme.intake == Intake.DATED:
        yield Inquiry("Когда следующий приём заявок?")
    elif programme.intake == NOT_STATED:
        yield Inquiry("Идёт ли приём заявок сейчас? Если нет, когда он откроется?")
    if not programme.application:
        yield Inquiry(HOW.get(programme.kind, HOW_ELSE))
    if not programme.eligibility:
        yield Inquiry(
            "Кого вы принимаете: есть ли условия по возрасту, образованию, месту жительства?"
            if programme.kind in LEARNING
            else "Кто может участвовать: есть ли условия по отрасли, размеру и адресу компании?"
        )
    reached = {contact.kind for contact in programme.contacts.all()}
    if not reached & {ContactKind.PHONE, ContactKind.EMAIL}:
        yield Inquiry("С кем связаться, если останутся вопросы: телефон, почта?")


def about_terms(programme: Programme) -> Iterator[Inquiry]:
    """Yield the questions about money and time."""
    measures = {fact.measure for fact in programme.facts.all()}
    if programme.kind in SIZES:
        if not measures & {Measure.AMOUNT, Measure.SHARE, Measure.RENT, Measure.TAX}:
            yield Inquiry(HOW_MUCH[programme.kind], programme.cost_note)
    elif programme.cost == NOT_STATED:
        yield Inquiry("Сколько стоит участие и что входит в цену?", programme.cost_note)
    if programme.kind in LENT and Measure.RATE not in measures:
        yield Inquiry("Под какую ставку дают деньги?")
    if programme.kind in LENT and Measure.TERM not in measures:
        yield Inquiry("На какой срок дают деньги?")
    if programme.kind not in MONEYLESS:
        yield Inquiry("Сколько времени рассматривают заявку?")
    if not programme.benefits:
        yield Inquiry("Что получает участник?")


def about_learning(programme: Programme) -> Iterator[Inquiry]:
    """Yield the questions of whoever is going to learn."""
    if programme.kind not in LEARNING:
        return
    if not programme.places.all():
        yield Inquiry("Где проходят занятия?")
    if programme.format == NOT_STATED:
        yield Inquiry("Занятия очные или дистанционные?")
    measures = {fact.measure for fact in programme.facts.all()}
    if Measure.DURATION not in measures:
        yield Inquiry("Сколько длится обучение и сколько часов в неделю оно занимает?")
    if programme.kind == Kind.INTERNSHIP and Measure.PAY not in measures:
        yield Inquiry("Платят ли за стажировку и сколько?")
