"""Tags of the frame around every page: its head, its version, its links to elsewhere."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from ..catalogue import Answer
from ..dossier import Answer as Question
from ..dossier import (
    Inquiry,
    Note,
    card_figure,
    cost_word,
    silent_about,
)
from ..models import Programme
from ..search import marking
from ..web import LOW_VISION
from ..words import NBSP, About, ContactKind, IntakeStatus
from .russian import hyphenated

register = template.Library()


@register.inclusion_tag("components/frame/meta.html", takes_context=True)
def page_meta(
    context,
    title: str,
    description: str,
    query: str = "",
    *,
    found: bool = True,
    picture: str = "",
) -> dict:
    """Write the title, the description, the canonical address and the card for sharing.

    Args:
        title: what the page is; the portal's name is added.
        description: one or two sentences for a list of search results.
        query: the clean query string that belongs to the canonical address.
        found: whether the page may be listed by search engines.
        picture: the path of the page's own picture for messengers; none: the portal's.
    """
    return {
        "picture": settings.PORTAL_URL + picture if picture else "",
        "title": title,
        "description": description,
        "address": canonical(context, query) if found else "",
        "portal": settings.PORTAL_URL,
    }


@register.simple_tag(takes_context=True)
def canonical(context, query: str = "") -> str:
    """Return the one full address of the page, whatever address it was asked by."""
    path = context["request"].path
    return settings.PORTAL_URL + path + (f"?{query}" if query else "")


@register.filter
def since(failing: Mapping[str, date], address: str) -> date:
    """Return the day since which an address does not open."""
    return failing[address]


@register.simple_tag
def list_address(query: str, name: str = "catalogue") -> str:
    """Return the full address of the page that answers a question, to be read on paper.

    Args:
        query: the question.
        name: the name of the page's address.
    """
    return settings.PORTAL_URL + reverse(name) + (f"?{query}" if query else "")


@register.simple_tag
def card(programme: Programme) -> dict:
    """Return what a card says beside the record: its figure, its cost, what no source says."""
    return {
        "figure": card_figure(programme),
        "cost": cost_word(programme),
        "silent": silent_about(programme),
    }


@register.simple_tag
def list_title(answer: Answer) -> str:
    """Return what the page of a list is called: the question, and which of its pages this is."""
    if answer.question.refusals:
        pages_only = [refusal.parameter for refusal in answer.question.refusals] == ["page"]
        return "Такой страницы нет" if pages_only else "Часть условий не распознана"
    number = f", {which_page(answer)}" if answer.question.page_number > 1 else ""
    return f"{answer.question.in_words}{number}"


@register.filter
def which_page(answer: Answer) -> str:
    """Return «страница 2 из 3»."""
    return f"страница{NBSP}{answer.question.page_number} из{NBSP}{answer.page_count}"


@register.simple_tag(takes_context=True)
def low_vision(context) -> bool:
    """Tell whether the visitor chose the version for low vision."""
    return LOW_VISION in context["request"].COOKIES


@register.simple_tag(takes_context=True)
def other_version(context, turn_on: bool) -> str:
    """Return the address that switches the version for low vision and comes back here."""
    request = context["request"]
    params = {"on": "1" if turn_on else "0", "next": request.get_full_path()}
    return f"{reverse('low_vision')}?{urlencode(params)}"


@register.simple_tag(takes_context=True)
def current(context, name: str) -> str:
    """Return what ``aria-current`` says of a link to a named page from this one."""
    path, address = context["request"].path, reverse(name)
    if path == address:
        return "page"
    return "true" if path.startswith(address) else "false"


@register.simple_tag
def intake(programme: Programme, day: date) -> IntakeStatus:
    """Return how the intake of a programme stands on a day."""
    return programme.intake_status_on(day)


@register.inclusion_tag("components/question/marked.html")
def marked(text: str, lemmas=frozenset()):
    """Write a title with the words that answer the question marked, its long words hyphenated."""
    segments = marking.mark(text, lemmas) if lemmas else [(text, False)]
    return {"segments": [(hyphenated(piece), matched) for piece, matched in segments]}


@register.inclusion_tag("components/question/marked.html")
def excerpt(programme: Programme, lemmas=frozenset()):
    """Write the summary, or the part of the longer text where the searched words stand."""
    segments = [(programme.summary, False)]
    if lemmas:
        segments = marking.mark(programme.summary, lemmas)
        parts = [*programme.description.split("\n"), *programme.benefits.splitlines()]
        longer = ". ".join(part.strip().rstrip(".") for part in parts if part.strip())
        titled = any(matched for _, matched in marking.mark(programme.title, lemmas))
        if longer and not titled and not any(matched for _, matched in segments):
            deeper = marking.excerpt(longer, lemmas)
            segments = deeper if any(matched for _, matched in deeper) else segments
    return {"segments": segments}


@register.simple_tag
def mailto(address: str, subject: str, *lines: str) -> str:
    """Return a link that opens a prepared letter.

    Args:
        address: whom to; empty lets the writer choose.
        subject: what about.
        lines: the paragraphs of the letter.
    """
    body = "\r\n\r\n".join(lines)
    return f"mailto:{address}?subject={quote(subject)}&body={quote(body)}"


@register.simple_tag
def mailbox_of(programme: Programme) -> str:
    """Return the mailbox that a source names for a programme; empty where none does."""
    mailboxes = (c.value for c in programme.contacts.all() if c.kind == ContactKind.EMAIL)
    return next(mailboxes, "")


@register.simple_tag
def questions_text(programme: Programme, asked: list[Inquiry]) -> str:
    """Return the questions to an operator as plain text, numbered."""
    lines = [f"{number}. {each.question}" for number, each in enumerate(asked, start=1)]
    return "\n".join([f"Вопросы о программе «{programme.title}»", "", *lines])


@register.filter
def passport(answers: dict[str, Question]) -> list[Question]:
    """Return the answers of a programme's data sheet, in its order."""
    names = ("operator", "intake", "place", "format", "since", "industry", "partners")
    return [answers[name] for name in names]


@register.filter
def by_question(notes: list[Note]) -> list[dict]:
    """Return the facts of a page by the question they answer, the questions in their own order."""
    groups = {about: [n for n in notes if n.fact.about == about] for about in About}
    return [{"about": about, "notes": found} for about, found in groups.items() if found]


@register.filter
def unanswered(answers: dict[str, Question]) -> list[str]:
    """Return the questions that no source answers, as they stand inside a sentence."""
    return [each.unasked for each in answers.values() if not each.told]
