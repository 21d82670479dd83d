"""Verdicts: what the replies mean for each programme; what no source says is never a no."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyroaring import BitMap

from ..models import Programme, Requirement
from ..words import Nature, Operator
from .criteria import CRITERIA, FOREVER, UNKNOWN, WHO, Criterion, Reply, Span

EVERYONE = "everyone"
MAX_ASKED = 6
"""Questions put to one visitor, the first among them."""


class Verdict(StrEnum):
    """Whether a condition, or a programme as a whole, is met."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True)
class Condition:
    """A requirement of a programme, as a machine reads it: equal ones are one."""

    attribute: str
    operator: str
    values: frozenset[str]
    span: Span

    def verdict(self, known: Mapping[str, frozenset[str]], spans: Mapping[str, Span]) -> Verdict:
        """Tell whether it is met by somebody of whom so much is known."""
        if self.operator in (Operator.ONE_OF, Operator.NONE_OF):
            mine = known.get(self.attribute)
            if mine is None:
                return Verdict.MAYBE
            inside, apart = mine <= self.values, mine.isdisjoint(self.values)
            if self.operator == Operator.NONE_OF:
                inside, apart = apart, inside
        else:
            span = spans.get(self.attribute)
            if span is None:
                return Verdict.MAYBE
            inside = self.span[0] <= span[0] and span[1] <= self.span[1]
            apart = span[1] < self.span[0] or self.span[1] < span[0]
        return Verdict.YES if inside else Verdict.NO if apart else Verdict.MAYBE


@dataclass(frozen=True)
class Candidate:
    """Programmes that may fit, and are alike in all that decides it: they are judged once.

    Attributes:
        pks: their primary keys.
        sides: the doors they stand behind.
        audiences: the codes of the audiences they name.
        conditions: what they require, as far as sources say.
    """

    pks: BitMap
    sides: frozenset[str]
    audiences: frozenset[str]
    conditions: frozenset[Condition]


@dataclass(frozen=True)
class Judged:
    """What the replies mean for programmes that are alike.

    Attributes:
        candidate: the programmes.
        verdict: as a whole.
        is_named: whether they name the visitor's audience.
        conditions: the verdict on each requirement.
    """

    candidate: Candidate
    verdict: Verdict
    is_named: bool
    conditions: dict[Condition, Verdict]


def read_candidates(*_: object) -> list[Candidate]:
    """Read all published programmes of support with their requirements: two queries."""
    required, named, alike = defaultdict(set), defaultdict(set), defaultdict(list)
    rows = Requirement.objects.public().order_by("pk")
    for row in rows.only("programme_id", "attribute", "operator", "values"):
        required[row.programme_id].add(condition(row))
    support = Programme.objects.published().filter(nature=Nature.SUPPORT).order_by()
    for pk, *whom in support.values_list("pk", "audiences__slug", "audiences__side"):
        named[pk].add(tuple(whom))
    for pk, whom in named.items():
        alike[frozenset(whom), frozenset(required.get(pk, ()))].append(pk)
    return [
        Candidate(
            BitMap(pks),
            frozenset(side for _, side in whom),
            frozenset(audience for audience, _ in whom),
            conditions,
        )
        for (whom, conditions), pks in alike.items()
    ]


def condition(row: Requirement) -> Condition:
    """Return a requirement as it is compared with replies."""
    values, span = row.value_items, (0, 0)
    if row.operator in (Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN):
        numbers = [int(value) for value in values]
        span = {
            Operator.AT_LEAST: (numbers[0], FOREVER),
            Operator.AT_MOST: (0, numbers[0]),
            Operator.BETWEEN: (numbers[0], numbers[-1]),
        }[Operator(row.operator)]
    return Condition(row.attribute, row.operator, frozenset(values), span)


def judge(candidates: Iterable[Candidate], replies: Mapping[str, Reply]) -> list[Judged]:
    """Judge the programmes behind the visitor's door.

    Args:
        candidates: from ``read_candidates``.
        replies: what the visitor has said, by the names of the questions.
    """
    known = {name: each for reply in replies.values() for name, each in reply.codes.items()}
    spans = {name: each for reply in replies.values() for name, each in reply.spans.items()}
    who = replies.get(WHO.name)
    judged = []
    for candidate in candidates:
        if who and who.side and who.side not in candidate.sides:
            continue
        found = {each: each.verdict(known, spans) for each in candidate.conditions}
        named = not who or bool((who.audiences | {EVERYONE}) & candidate.audiences)
        judged.append(Judged(candidate, whole(found.values(), named), named, found))
    return judged


def whole(conditions: Iterable[Verdict], is_named: bool) -> Verdict:
    """Return the verdict on a programme: one condition that is not met decides."""
    verdicts = set(conditions)
    if Verdict.NO in verdicts:
        return Verdict.NO
    is_sure = is_named and verdicts == {Verdict.YES}
    return Verdict.YES if is_sure else Verdict.MAYBE


def remaining(judged: Iterable[Judged]) -> int:
    """Return how many programmes are not ruled out."""
    return sum(len(each.candidate.pks) for each in judged if each.verdict != Verdict.NO)


def next_criterion(
    candidates: Iterable[Candidate], replies: Mapping[str, Reply], asked: Iterable[str]
) -> Criterion | None:
    """Return the question that still tells most programmes apart; None when none does.

    Args:
        candidates: from ``read_candidates``.
        replies: what the visitor has said, by the names of the questions.
        asked: the names of all questions put, skipped ones among them.
    """
    asked = set(asked)
    if WHO.name not in asked:
        return WHO
    if len(asked) >= MAX_ASKED:
        return None
    side = replies[WHO.name].side if WHO.name in replies else ""
    open_ = Counter()
    for judged in judge(candidates, replies):
        if judged.verdict != Verdict.NO:
            found = judged.conditions.items()
            maybe = {each.attribute for each, verdict in found if verdict == Verdict.MAYBE}
            open_.update(dict.fromkeys(maybe, len(judged.candidate.pks)))
    best, most = None, 0
    for criterion in CRITERIA:
        if criterion.name in asked or (criterion.side and side and criterion.side != side):
            continue
        told = sum(open_[attribute] for attribute in criterion.attributes)
        if told > most:
            best, most = criterion, told
    return best


def replies_of(values: Mapping[str, str]) -> dict[str, Reply]:
    """Return what the values of the questions say; who does not know says nothing."""
    return {
        criterion.name: criterion.replies[values[criterion.name]]
        for criterion in CRITERIA
        if values.get(criterion.name, UNKNOWN) != UNKNOWN
    }
