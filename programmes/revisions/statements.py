"""One statement that several programmes share: corrected in all of them at once."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from ..derived import refresh
from ..models import Fact, Programme
from ..words import russian
from . import review
from .contents import Content, contents
from .models import Revision, in_one_line
from .natural import TABLE_OF, plain_value

MAX_SHARED = 100  # programmes of one correction: while it holds them, others wait to save

SAME = ("source", "statement", "value", "value_to", "bound", "unit", "measure")
"""What two facts have in common that are one statement of one source."""

NAME = TABLE_OF[Fact].name

Values = dict[str, object]
"""New values of facts by field."""


@dataclass
class Rewritten:
    """What has become of a statement.

    Attributes:
        at_once: programmes that have it in their records.
        apart: corrections that have it and wait for a publisher.
        passed_over: sentences about programmes that are as they were.
    """

    at_once: list[Programme] = field(default_factory=list)
    apart: list[Revision] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def sharing(fact: Fact) -> QuerySet:
    """Return the facts that say the same on the same source, the fact among them, as stored."""
    same = Q()
    for name in SAME:
        value = getattr(fact, name)
        same &= Q(**{f"{name}__isnull": True} if value is None else {name: value})
    return Fact.objects.filter(same).select_related("programme", "source").order_by("programme_id")


def rewrite(
    facts: Iterable[Fact], values: Values, user, *, may_publish: bool, is_submitted: bool
) -> Rewritten:
    """Give a statement other values wherever it stands.

    What the public sees becomes a correction for whoever may not publish, and for everybody where
    there is a correction already, as the form of the programme does it.

    Args:
        facts: as they are stored, of programmes that are held by the transaction.
        values: what changes; nothing is done where that is nothing.
        user: who changes it.
        may_publish: whether the public may see it at once.
        is_submitted: whether corrections that begin with this go to the publishers.
    """
    done, direct, public = Rewritten(), [], []
    for fact in facts if values else ():
        programme = fact.programme
        opened = review.opened(programme) if programme.is_public else None
        is_apart = programme.is_public and (opened is not None or not may_publish)
        (public if is_apart else direct).append((fact, opened))
    done.at_once = write_at_once([fact for fact, _ in direct], values, user)
    bases = contents(Programme, [fact.programme_id for fact, _ in public])
    for fact, opened in public:
        kept = write_apart(fact, values, user, opened, bases[fact.programme_id])
        if isinstance(kept, str):
            done.passed_over.append(f"«{fact.programme}» — без изменений. {kept}")
            continue
        done.apart.append(kept)
        if is_submitted and opened is None:
            review.submit(kept)
    return done


def write_at_once(facts: list[Fact], values: Values, user) -> list[Programme]:
    """Change facts in the tables; each programme's history has a line of it."""
    programmes = {fact.programme_id: fact.programme for fact in facts}
    if not facts:
        return []
    counted = russian.programmes_counted(len(programmes))
    comment = f"Общее утверждение исправлено сразу везде ({counted}): «{facts[0].statement}»."
    with (
        refresh.refresh_once(),
        review.written_down(Programme, set(programmes), user, in_one_line(comment)),
    ):
        for fact in facts:
            for name, value in values.items():
                setattr(fact, name, value)
            fact.save(update_fields=[*values])
        # a form that was opened earlier is refused
        Programme.objects.filter(pk__in=programmes).update(revision=F("revision") + 1)
    return [*programmes.values()]


def write_apart(
    fact: Fact, values: Values, user, opened: Revision | None, base: Content
) -> Revision | str:
    """Change a fact in the correction of its programme; return that, or why it stays as it is."""
    text, conflicts = deepcopy(base), []
    if opened:
        text, conflicts = review.merged(Programme, opened, base)
    if conflicts:
        return f"{opened.words} расходится с тем, что на сайте: сначала решите, что останется."
    own = next((each for each in text[NAME] if each["code"] == fact.code), None)
    if own is None or any(own[name] != plain_value(getattr(fact, name)) for name in values):
        return f"{opened.words} уже меняет это утверждение иначе."
    own |= {name: plain_value(value) for name, value in values.items()}
    return review.keep(fact.programme, text, user, base)
