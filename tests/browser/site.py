"""The portal that the browser visits: the real catalogue and one programme of extremes."""

import fcntl
from pathlib import Path

from tests.faults.servers import Portal

PUBLISHER, PASSWORD = "boris", "a-password-of-these-tests-alone"
PEOPLE = {"editor": "anna", "publisher": "polina", "administrator": PUBLISHER}
"""Who works at the desk, by role: names to sign in under; all have the same password."""
MADE = """
from tests.factories import person
for name, group in (
    ("anna", "Редакторы"),
    ("polina", "Издатели"),
    ("maya", "Главные редакторы"),
    ("forgetful", "Редакторы"),
):
    person(name, group, password=%r, email=f"{name}@example.org")
"""
EXTREMES = """
from tests.factories import contact, fact, programme
from programmes.words import About, Bound, ContactKind
word = "Электромашиностроительноприборостроительный"
made = programme(
    "extremes",
    title=(word + " центр «Сверхдлинное название» ")[:60] * 2,
    summary=("Очень длинное описание: " + word + ". ") * 4,
    benefits="\\n".join([word * 2, "Второй пункт"]),
    application="Первый шаг\\nВторой шаг",
    facts=[{"statement": f"{word * 2} — факт номер {n}."} for n in range(30)],
)
fact(made, "figure", about=About.RESULTS, value=10**9, bound=Bound.MORE_THAN, unit="рублей в год",
     label=word, is_key=True)
contact(made, "https://example.org/" + "a" * 200, label="")
contact(made, "+7 (495) 777-26-96", kind=ContactKind.PHONE, label="Телефон")
"""
FAILING = """
from django.utils import timezone
from programmes.derived import refresh
from programmes.watch.ledger import follow_catalogue
from programmes.watch.models import Link
from programmes.watch.outcomes import Outcome, Reason
follow_catalogue()
now = timezone.now()
Link.objects.filter(address__startswith="https://example.org/").update(
    outcome=Outcome.FAILS, reason=Reason.NOT_FOUND, status=404, tries=3, failing_since=now,
    checked_at=now, last_title="Страница " * 30, final_address="https://example.org/" + "b" * 200,
)
refresh.renew_version()
"""
ASKED = """
from programmes.catalogue import today
from programmes.questions.models import Question, Week, monday
week = Week.objects.create(begins=monday(today()), left_out=12)
long = "электромашиностроительноприборострой"
for number, words in enumerate(["сварщик дом", "ипотека", " ".join([long] * 3)]):
    Question.objects.create(words=words).counts.create(week=week, number=40 - number)
"""


def prepared(folder: Path) -> Portal:
    """Return a portal with its tables, catalogue, static files and an account; not started.

    Whoever comes first prepares it, others wait and take it as it is.

    Args:
        folder: for the database, the static files and the logs.
    """
    folder.mkdir(exist_ok=True)
    # a mail server that nobody asks: forms offer an answer by letter
    mail = {"EMAIL_URL": "smtp://127.0.0.1:1"}
    portal = Portal(folder, f"sqlite:///{folder}/portal.sqlite3", **mail)
    ready = folder / "ready"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            portal.prepare()
            portal.make_publisher(PUBLISHER, PASSWORD)
            portal.manage("shell", "-v0", "-c", EXTREMES + MADE % PASSWORD + FAILING + ASKED)
            ready.touch()
    return portal


PAGES = {
    "home": "/",
    "catalogue": "/programmes/",
    "catalogue-many-conditions": "/programmes/?side=business&audience=exporters"
    "&audience=industrial-enterprises&kind=event&kind=consulting&kind=analytics&stage=show&stage=market",
    "catalogue-repaired": "/programmes/?q=dscnfdrb",
    "catalogue-empty": "/programmes/?kind=loan&audience=college-students&q=выставки",
    "catalogue-unknown-word": "/programmes/?q=абракадабра",
    "catalogue-words-apart": "/programmes/?q=дешёвый участок под цех вечером",
    "catalogue-like-in-meaning": "/programmes/?q=сварщик на дому",
    "catalogue-english": "/programmes/?q=loan for equipment",
    "catalogue-refused": "/programmes/?kind=nonsense&colour=red",
    "catalogue-last-page": "/programmes/?page=2",
    "catalogue-table": "/programmes/?view=table&columns=title,kind,cost_note,facts",
    "programme": "/programmes/rudnevo/",
    "programme-side": "/programmes/tekhnostazhirovka/?as=student",
    "programme-outside-base": "/programmes/export-grant/",
    "programme-extremes": "/programmes/extremes/",
    "questions": "/programmes/rudnevo/questions/",
    "own-list": "/list/?programme=rudnevo&programme=export-grant&programme=nothing",
    "own-list-empty": "/list/",
    "comparison": "/compare/?programme=technopolis-resident&programme=industrial-technopark"
    "&programme=industrial-complex&programme=anchor-resident",
    "comparison-of-one": "/compare/?programme=rudnevo",
    "fit": "/fit/",
    "fit-groups": "/fit/?who=company&size=small&moscow=yes",
    "alert": "/alerts/?audience=exporters",
    "alert-of-a-programme": "/alerts/?programme=rudnevo",
    "alert-of-events": "/alerts/events/",
    "alert-asked": "/alerts/asked/",
    "correction": "/corrections/?programme=rudnevo&fact=a27",
    "correction-of-a-page": "/corrections/?page=/sources/",
    "correction-answer": "/corrections/?kind=answer&programme=rudnevo",
    "organisation": "/organisations/mosprom/",
    "calendar": "/events/?time=all",
    "calendar-month": "/events/?month=2026-03",
    "calendar-empty": "/events/?month=2031-01",
    "event": "/events/land-auction-2024-12/",
    "changes": "/changes/",
    "changes-asked": "/changes/?kind=loan&kind=grant&audience=exporters&severity=terms"
    "&since=2026-01-01",
    "sources": "/sources/",
    "source": "/sources/mayor-blog-2025-11-26/",
    "data": "/data/",
    "api": "/api/",
    "about": "/about/#known",
    "accessibility": "/accessibility/",
    "sign-in": "/admin/login/",
    "not-found": "/no-such-page/",
}
"""Every page of the public face in each of its states, by a name for files and tests."""

DESK = {
    "gallery": "/gallery/",
    "admin-list": "/admin/programmes/programme/",
    "admin-form": "/admin/programmes/programme/1/change/",
    "admin-corrections": "/admin/corrections/correction/",
    "admin-changes": "/admin/programmes/change/",
    "admin-links": "/admin/watch/link/",
    "admin-questions": "/admin/questions/question/",
    "admin-question": "/admin/questions/question/1/change/",
    "admin-question-synonym": "/admin/questions/question/1/synonym/",
    "admin-question-keyword": "/admin/questions/question/1/keyword/",
    "admin-question-why": "/admin/questions/question/why/?q=сварщик на дому",
}
"""The pages of the editors' desk that are ours, for an account that has signed in."""
