"""python -m tests.benchmarks changes: what editors' changes cost, and the versions they make."""

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from programmes.catalogue import today
from programmes.imports import table
from programmes.models import Audience, Organisation, Programme
from tests import forms
from tests.benchmarks import asking

SAVES = 5
ROWS = 500
FIRST = {
    "first list": "/programmes/?cost=free",
    "first list with words": f"/programmes/?{urlencode({'q': 'станки'})}",
    "first suggestion": f"/suggest/?{urlencode({'q': 'ста'})}",
}
"""What somebody asks a process first after a change, in this order."""

Costs = dict[str, float]


def main() -> None:
    """Print the milliseconds of processor of each change, the database's own among them."""
    client = Client(headers={"accept-encoding": "br", "host": urlsplit(settings.PORTAL_URL).netloc})
    for _ in range(2):  # as a worker that has been answering for a while
        ask_first(client, {})
    costs = {**of_saves(client), **of_renames(), **of_an_import(client)}
    sys.stdout.write(json.dumps(costs))


def of_saves(client: Client) -> Costs:
    """Return what an editor's form costs, and then the first questions of the new version."""
    editor, _ = get_user_model().objects.get_or_create(
        username="bench", is_staff=True, is_superuser=True
    )
    desk = forms.signed_in(Client(headers=client.headers), editor)
    laps: list[Costs] = []
    for programme in Programme.objects.published().order_by("pk")[:SAVES]:
        laps.append(lap := {})
        url = forms.address("programme", "change", programme.pk)
        with noted(lap, "the form opened"):
            opened = desk.get(url)
        typed = {**forms.shown(opened), "summary": f"{programme.summary} Изменено."}
        with noted(lap, "an editor's save"):
            saved = desk.post(url, typed)
        if saved.status_code != 302:
            raise SystemExit(f"The form was refused: {forms.errors(saved)}")
        ask_first(client, lap)
    return {name: median(lap[name] for lap in laps) for name in laps[0]}


def ask_first(client: Client, costs: Costs) -> None:
    """Ask what a new version is asked first."""
    for name, address in FIRST.items():
        with noted(costs, name):
            answer = client.get(address)
            answer.close()
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")


def of_renames() -> Costs:
    """Return what a new name of an operator and of an audience costs, all their programmes'."""
    costs: Costs = {}
    operator, audience = Organisation.objects.get(slug="organisation-0"), Audience.objects.first()
    for record, field in ((operator, "short_name"), (audience, "name")):
        setattr(record, field, f"{getattr(record, field)} (новое)")
        kind = record._meta.model_name
        count = record.operated.count() if record is operator else record.programmes.count()
        with noted(costs, f"{kind} renamed"):
            record.save()
        costs[f"{kind} renamed, a programme"] = costs[f"{kind} renamed"] / max(1, count)
    return costs


def of_an_import(client: Client) -> Costs:
    """Return what a table costs in which every row has another summary."""
    answer = client.get("/programmes.csv?columns=slug,summary&delimiter=comma")
    text = b"".join(answer).decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text))
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([slug, f"{summary} Из таблицы."] for slug, summary in rows[:ROWS])
    body, costs = file.getvalue().encode(), {}
    with noted(costs, "500 rows compared"):
        plan = table.compare(io.BytesIO(body), today())
    with noted(costs, "500 rows compared and applied"):
        plan, done = table.apply(io.BytesIO(body), today())
    if not done:
        raise SystemExit(f"The table was refused: {plan.summary}")
    return costs


@contextmanager
def noted(costs: Costs, name: str) -> Iterator[None]:
    """Note the milliseconds of processor that the block takes, here and in the database."""
    spent = clock()
    before = spent()
    yield
    costs[name] = (spent() - before) * 1000


def clock() -> Callable[[], float]:
    """Return what tells the seconds of processor of this process and of the database's server."""
    server = asking.server_of(connection) if connection.vendor == "postgresql" else None
    return lambda: time.process_time() + (asking.processor_seconds(server) if server else 0)
