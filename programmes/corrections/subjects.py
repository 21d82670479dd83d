"""What a message is about: a programme, one of its facts, or another page of the portal."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from portal.responses import Parameters

from ..dossier import inquiries
from ..models import Fact, Programme, redirects
from .kinds import Kind

MAX_PAGE_CHARACTERS = 200
MAX_CODE_CHARACTERS = 80
OF_PROGRAMMES = ("programme", "questions")
CODE = re.compile("[-a-zA-Z0-9_]+")
GAP = "\n\n"
"""Room for an answer below each question."""


@dataclass(frozen=True)
class SubjectParameters(Parameters):
    """What the address of the form says; what nobody knows is left out, for nothing is selected."""

    names: tuple[str, ...] = ("kind", "programme", "fact", "page")
    drops_others: bool = True


@dataclass(frozen=True)
class Subject:
    """What a visitor was reading.

    Attributes:
        kind: what there is to say of it.
        programme: the published programme; none for another page, and where it is gone.
        fact: one of its facts, if it was that.
        page: the path of the page.
    """

    kind: Kind = Kind.MISTAKE
    programme: Programme | None = None
    fact: Fact | None = None
    page: str = ""

    @classmethod
    def read(cls, params: QueryDict) -> "Subject":
        """Read what an address says, as far as it still holds."""
        kind, page = kind_of(params), as_path(params.get("page", ""))
        slug = params.get("programme", "").strip() or slug_in(page)
        programme = published(slug, with_all=kind == Kind.ANSWER) if is_code(slug) else None
        if programme:
            code = params.get("fact", "")
            fact = programme.facts.filter(code=code).first() if is_code(code) else None
            return cls(kind, programme, fact, programme.get_absolute_url())
        return cls.unread(params)  # of a programme that is gone the address is left

    @classmethod
    def unread(cls, params: QueryDict) -> "Subject":
        """Read it without the database, while that is away."""
        page, slug = as_path(params.get("page", "")), params.get("programme", "").strip()
        return cls(
            kind_of(params),
            page=page or (reverse("programme", args=[slug]) if is_code(slug) else ""),
        )

    @property
    def title(self) -> str:
        """What the visitor was reading, in a few words; empty when that is not known."""
        return self.programme.title if self.programme else self.page

    @property
    def statement(self) -> str:
        """The fact as it stood on the page."""
        return self.fact.statement if self.fact else ""

    @property
    def page_changed_at(self) -> datetime | None:
        """Which state of the programme's page was read."""
        return self.programme.updated_at if self.programme else None

    @property
    def prefilled(self) -> str:
        """The questions to the operator with room for answers, where answers are what is sent."""
        if self.kind != Kind.ANSWER or self.programme is None:
            return ""
        asked = inquiries(self.programme)
        return GAP.join(f"{n}. {each.question}" for n, each in enumerate(asked, start=1))


def published(slug: str, *, with_all: bool) -> Programme | None:
    """Return the published programme that has or had a code.

    Args:
        with_all: whether with all that its page says.
    """
    programmes = Programme.objects.published()
    fetched = programmes.for_reading() if with_all else programmes
    found = fetched.filter(slug=slug).first()
    if found is None and (now := redirects.current(programmes, slug)):
        found = fetched.filter(slug=now).first()
    return found


def kind_of(params: QueryDict) -> Kind:
    """Return the kind that an address names; a mistake when it names none of ours."""
    value = params.get("kind", "")
    return Kind(value) if value in Kind else Kind.MISTAKE


def slug_in(page: str) -> str:
    """Return the code of the programme that a page is about; empty for every other page."""
    try:
        match = resolve(page)
    except Resolver404:
        return ""
    return match.kwargs["slug"] if match.view_name in OF_PROGRAMMES else ""


def is_code(slug: str) -> bool:
    """Tell whether a text can be the code of a programme."""
    return len(slug) <= MAX_CODE_CHARACTERS and bool(CODE.fullmatch(slug))


def as_path(page: str) -> str:
    """Return the path of a page of ours; empty for whatever else an address claims."""
    is_ours = page.startswith("/") and not page.startswith("//") and page.isprintable()
    return page if is_ours and len(page) <= MAX_PAGE_CHARACTERS else ""
