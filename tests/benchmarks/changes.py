"""python -m tests.benchmarks changes: what editors' changes cost, and the versions they make."""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from programmes.admin.guard import MAX_CHECKED_AT_ONCE
from programmes.catalogue import today
from programmes.derived import naming
from programmes.imports import table
from programmes.models import Audience, Organisation, Programme
from tests import forms
from tests.benchmarks import asking, ground

SAVES = 5
ROWS = 500
PAUSE_SECONDS = 0.5
"""Between two saves of an editor while a table is being loaded."""
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
    desk = desk_of_an_editor(client)
    costs = {**of_saves(client, desk), **of_renames(), **of_an_import(client)}
    costs |= {**of_a_check(desk), **of_a_long_import(client, desk)}
    sys.stdout.write(json.dumps(costs))


def desk_of_an_editor(client: Client) -> Client:
    """Return the desk as somebody has it who may do everything."""
    editor, _ = get_user_model().objects.get_or_create(
        username="bench", is_staff=True, is_superuser=True
    )
    return forms.signed_in(Client(headers=client.headers), editor)


def of_saves(client: Client, desk: Client) -> Costs:
    """Return what an editor's form costs, and then the first questions of the new version."""
    laps: list[Costs] = []
    for programme in Programme.objects.published().order_by("pk")[:SAVES]:
        laps.append(lap := {})
        url = forms.address("programme", "change", programme.pk)
        with noted(lap, "the form opened"):
            opened = desk.get(url)
        typed = {**forms.shown(opened), "summary": f"{programme.summary} Изменено."}
        with noted(lap, "an editor's save"):
            saved = desk.post(url, typed)
        refuse_unless_saved(saved)
        ask_first(client, lap)
    return {name: median(lap[name] for lap in laps) for name in laps[0]}


def refuse_unless_saved(answer) -> None:
    """End the measuring where a form was not taken."""
    if answer.status_code != 302:
        raise SystemExit(f"The form was refused: {forms.errors(answer)}")


def ask_first(client: Client, costs: Costs) -> None:
    """Ask what a new version is asked first."""
    for name, address in FIRST.items():
        with noted(costs, name):
            answer = client.get(address)
            answer.close()
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")


def of_renames() -> Costs:
    """Return what a new name of an operator and of an audience costs, all their programmes'.

    An audience is renamed twice: with a word more, and in other words.
    """
    costs: Costs = {}
    operator, audience = Organisation.objects.get(slug="organisation-0"), Audience.objects.first()
    for record, name, how in (
        (operator, f"{operator.short_name} (новое)", ""),
        (audience, f"{audience.name} (новое)", ""),
        (audience, "Жители старше восемнадцати лет", " in other words"),
    ):
        setattr(record, "short_name" if record is operator else "name", name)
        what = f"{record._meta.model_name} renamed{how}"
        count = len(naming.programmes_naming(record))
        with noted(costs, what):
            record.save()
        costs[f"{what}, a programme"] = costs[what] / max(1, count)
    return costs


def of_a_check(desk: Client) -> Costs:
    """Return what it costs to mark all programmes of the list as checked today.

    Of more than the desk takes at once there is no figure: it refuses them.
    """
    count, costs = Programme.objects.count(), {}
    if count > MAX_CHECKED_AT_ONCE:
        return costs
    listed = forms.shown(desk.get(forms.address("programme")))
    some = Programme.objects.order_by("pk").values_list("pk", flat=True)[:2]
    chosen = {"action": "mark_checked", "select_across": "1", "_selected_action": [*some]}
    with noted(costs, f"{count} checked"):
        answer = desk.post(forms.address("programme"), listed | {"index": "0"} | chosen)
    if not Programme.objects.filter(checked_on=today()).count() >= count:
        raise SystemExit(f"Not all were checked: {answer.status_code}")
    return costs


def of_a_long_import(client: Client, desk: Client) -> Costs:
    """Return what a table of all programmes but one takes while an editor saves that one.

    Of these alone the figures are milliseconds as they pass, not of processor.
    """
    programme = Programme.objects.order_by("pk").first()
    body, costs, waited, refused = table_of(client, leaving_out=programme.slug), {}, [], 0
    desk.raise_request_exception = False  # a database that is held too long is a 503
    url = forms.address("programme", "change", programme.pk)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(body)
        file.flush()
        command = [sys.executable, "manage.py", "import_programmes", file.name, "--apply"]
        began = time.monotonic()
        loading = subprocess.Popen(command, cwd=ground.ROOT, stdout=subprocess.DEVNULL)
        while loading.poll() is None:
            typed = forms.shown(desk.get(url)) | {"summary": f"Сохранение {len(waited)}."}
            asked = time.monotonic()
            refused += desk.post(url, typed).status_code != 302
            waited.append((time.monotonic() - asked) * 1000)
            time.sleep(PAUSE_SECONDS)
    if loading.returncode:
        raise SystemExit("The table was refused.")
    rows = len(body.splitlines()) - 1
    costs[f"{rows} rows from a table, wall"] = (time.monotonic() - began) * 1000
    costs["the longest save meanwhile, wall"] = max(waited)
    costs["saves meanwhile, refused"] = refused
    return costs


def table_of(client: Client, leaving_out: str = "") -> bytes:
    """Return a table in which every row has another summary."""
    answer = client.get("/programmes.csv?columns=slug,summary&delimiter=comma")
    text = b"".join(answer).decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text))
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
    told = f"Из таблицы {time.monotonic():.0f}."  # another one each time
    writer.writerows(
        [slug, f"{summary[:200]} {told}"] for slug, summary in rows if slug != leaving_out
    )
    return file.getvalue().encode()


def of_an_import(client: Client) -> Costs:
    """Return what a table costs in which each of a few hundred rows has another summary."""
    body = b"".join(table_of(client).splitlines(keepends=True)[: ROWS + 1])
    costs: Costs = {}
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
