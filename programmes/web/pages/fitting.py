"""«Подойдёт ли мне»: one question a step, and what the replies mean for each programme."""

from collections import defaultdict
from dataclasses import dataclass
from heapq import merge
from itertools import islice, repeat
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pyroaring import BitMap

from portal.responses import Parameters, shorten, without_blanks

from ...catalogue import MAX_CHOSEN, current, in_order, today
from ...fit import (
    CRITERIA,
    MAX_ASKED,
    UNKNOWN,
    Criterion,
    Judged,
    Verdict,
    condition,
    judge,
    next_criterion,
    read_candidates,
    remaining,
    replies_of,
)
from ...models import Programme, Requirement
from ...words import IntakeStatus
from ..caching import page_of
from ..chosen import query_of

MAX_SHOWN = 12
"""Programmes of each group on the page; the whole group is a list of the catalogue."""
GROUPS = {
    Verdict.YES: "Подходит",
    Verdict.MAYBE: "Подойдёт, если…",
    Verdict.NO: "Не подходит",
}
SIGNS = {Verdict.YES: ("✔", "да"), Verdict.MAYBE: ("?", "проверьте"), Verdict.NO: ("✖", "нет")}


@dataclass(frozen=True)
class FitParameters(Parameters):
    """The replies, one value a question."""

    names: tuple[str, ...] = tuple(each.name for each in CRITERIA)

    def objection(self, name, values):
        if found := super().objection(name, values):
            return found
        criterion = next(each for each in CRITERIA if each.name == name)
        if values[0] == UNKNOWN or values[0] in criterion.replies:
            return ""
        return f"На вопрос «{criterion.title}» нет ответа «{shorten(values[0])}»."


@page_of(FitParameters())
def fitting(request: HttpRequest) -> HttpResponse:
    """The next question, the replies given, and the programmes in three groups."""
    said = {name: values[0] for name, values in without_blanks(request.GET).items()}
    snapshot = current(today())
    candidates = snapshot.part(read_candidates)
    replies = replies_of(said)
    judged = judge(candidates, replies)
    asked = next_criterion(candidates, replies, said)
    context = {
        "question": asked and question(asked, candidates, said),
        "number": len(said) + 1,
        "most": MAX_ASKED,
        "replies": [given(each, said) for each in CRITERIA if each.name in said],
        "hidden": said.items(),
        "left": remaining(judged),
        "total": sum(len(each.candidate.pks) for each in judged),
        "groups": groups(judged) if said else [],
    }
    return render(request, "programmes/fit.html", context)


def question(criterion: Criterion, candidates: list, said: dict[str, str]) -> dict:
    """Return a question with its replies, each with how many programmes it would leave."""
    values = [*criterion.replies, UNKNOWN]
    left = {
        value: remaining(judge(candidates, replies_of(said | {criterion.name: value})))
        for value in values
    }
    labels = {value: reply.label for value, reply in criterion.replies.items()}
    options = [(value, labels.get(value, "Не знаю, пропустить"), left[value]) for value in values]
    return {"name": criterion.name, "title": criterion.title, "options": options}


def given(criterion: Criterion, said: dict[str, str]) -> dict:
    """Return a reply with the address that takes it back, and what was said after it."""
    names = list(said)
    before = {name: said[name] for name in names[: names.index(criterion.name)]}
    reply = criterion.replies.get(said[criterion.name])
    return {
        "title": criterion.title,
        "label": reply.label if reply else "не знаю",
        "query": urlencode(before),
    }


def groups(judged: list[Judged]) -> list[dict]:
    """Return the programmes by verdict, those that name the visitor and ask least first.

    What would fit and is closed fits only once it opens.
    """
    closed = current(today()).sets.chosen("intake", [IntakeStatus.CLOSED])
    by_verdict = defaultdict(list)
    for each in judged:
        waits = each.candidate.pks & closed if each.verdict == Verdict.YES else BitMap()
        by_verdict[Verdict.MAYBE].append((waits, each))
        by_verdict[each.verdict].append((each.candidate.pks - waits, each))
    chosen = {verdict: first(members) for verdict, members in by_verdict.items()}
    pks = [pk for members in chosen.values() for pk in [*members][:MAX_SHOWN]]
    programmes = {each.pk: each for each in in_order(Programme.objects.for_cards(), pks)}
    conditions = defaultdict(list)
    rows = Requirement.objects.filter(programme__in=pks).select_related("fact__source")
    for row in rows:
        conditions[row.programme_id].append(row)
    named = [pk for members in chosen.values() for pk in members]
    slug_of = dict(Programme.objects.filter(pk__in=named).order_by().values_list("pk", "slug"))
    return [
        {
            "title": title,
            "sign": SIGNS[verdict][0],
            "count": sum(len(alike) for alike, _ in by_verdict[verdict]),
            "query": query_of([slug_of[pk] for pk in chosen[verdict] if pk in slug_of]),
            "members": [
                {
                    "programme": programmes[pk],
                    "lines": lines(each, programmes[pk], conditions[pk], is_closed=pk in closed),
                }
                for pk, each in islice(chosen[verdict].items(), MAX_SHOWN)
                if pk in programmes
            ],
        }
        for verdict, title in GROUPS.items()
        if chosen.get(verdict)
    ]


def first(members: list[tuple[BitMap, Judged]]) -> dict[int, Judged]:
    """Return the first programmes of a verdict, as many as one question may name."""
    ranked = [
        zip(repeat((not each.is_named, -len(each.conditions))), alike, repeat(each))
        for alike, each in members
    ]
    best = islice(merge(*ranked, key=lambda row: row[:2]), MAX_CHOSEN)
    return {pk: each for _, pk, each in best}


def lines(
    judged: Judged, programme: Programme, conditions: list[Requirement], *, is_closed: bool
) -> list[dict]:
    """Return the reasons of a verdict: each condition with its source, then what is not known."""
    found = [line(judged.conditions[condition(row)], row.sentence, row.fact) for row in conditions]
    if not judged.is_named:
        names = ", ".join(each.name for each in programme.audiences.all())
        found.append(line(Verdict.MAYBE, f"в источниках названы другие: {names}"))
    if not conditions:
        found.append(line(Verdict.MAYBE, "условий отбора ни один источник не называет: спросите"))
    if is_closed:
        found.append(line(Verdict.MAYBE, "приём закрыт: подойдёт, когда откроют"))
    return found


def line(verdict: Verdict, sentence: str, fact=None) -> dict:
    """Return one reason: its sign and the word for it, its sentence, who says so."""
    sign, word = SIGNS[verdict]
    source = fact.attribution if fact else ""
    return {"sign": sign, "word": word, "sentence": sentence, "source": source}
