"""Our own workbook, opened in LibreOffice and saved: brought back, it changes nothing.

LibreOffice 7.4 made the files from the workbook of these very records:
``soffice --headless --convert-to "csv:Text - txt - csv (StarCalc):59,34,76,1" programmes.xlsx``,
and again with ``xlsx``, ``ods`` and ``xls``.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from programmes import importing
from programmes.budget import UnreadableError
from programmes.models import Programme

from .factories import contact, exhibitions, internship, loan

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "uploads" / "libreoffice"
TODAY = date(2026, 11, 27)
CHANGED = datetime(2026, 11, 25, 23, 27, 5, 123456, tzinfo=UTC)
"""In Moscow it is the next day already."""


@pytest.fixture(autouse=True)
def _records():
    for record in (exhibitions(), internship(), loan()):
        contact(record)
        Programme.objects.filter(pk=record.pk).update(updated_at=CHANGED)


def compare(name: str) -> importing.Plan:
    with (FOLDER / name).open("rb") as file:
        return importing.compare(file, TODAY)


@pytest.mark.parametrize("name", ["programmes.csv", "programmes.xlsx"])
def test_what_libreoffice_saved_changes_nothing(name):
    plan = compare(name)
    assert (plan.changes, list(map(str, plan.refusals)), plan.notices) == ([], [], [])
    assert plan.unchanged == 3


def test_the_file_of_an_older_release_without_seconds_changes_nothing():
    text = (FOLDER / "programmes.csv").read_bytes().replace(b"02:27:05", b"02:27")
    assert b"26.11.2026 02:27;" in text
    plan = importing.compare(BytesIO(text), TODAY)
    assert (plan.unchanged, plan.refusals) == (3, [])


def test_a_record_that_changed_since_is_refused_although_the_file_says_the_same_minute():
    Programme.objects.update(updated_at=CHANGED.replace(second=6), title="Другое")
    refusals = list(map(str, compare("programmes.csv").refusals))
    assert len(refusals) == 3
    assert "после выгрузки запись изменилась" in refusals[0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("programmes.ods", "таблица OpenDocument"), ("programmes.xls", "книга старого вида XLS")],
)
def test_what_we_do_not_read_is_named(name, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        compare(name)
