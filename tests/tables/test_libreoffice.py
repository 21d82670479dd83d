"""Our own workbook, opened in LibreOffice and saved: brought back, it changes nothing.

LibreOffice 7.4 made the files from the workbook of ``make_records``:
``soffice --headless --convert-to "csv:Text - txt - csv (StarCalc):59,34,76,1" programmes.xlsx``,
and again with ``xlsx``, ``ods`` and ``xls``.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from programmes.imports import table
from programmes.models import Programme
from programmes.tables.reading.budget import UnreadableError
from programmes.words.choices import DatePrecision, Intake
from tests.factories import audience, contact, organisation, programme, source

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[1] / "uploads" / "libreoffice"
TODAY = date(2026, 11, 27)
CHANGED = datetime(2026, 11, 25, 23, 27, 5, 123456, tzinfo=UTC)
"""In Moscow it is the next day already."""


ONE_FACT = {
    "statement": "В выставках участвовали свыше 1000 компаний; это — рекорд.",
    "locator": "абзац 2",
    "period": "2019–2025 годы",
}


def make_records() -> None:
    """Make what the files hold, each text spelled out: other tests' samples change."""
    evidence = source(
        "recorded", publisher="Правительство Москвы", url="https://example.org/a?b=1&c=2"
    )
    exporters = audience("recorded", name="Экспортёры записи", genitive="экспортёров записи")
    operator = organisation("recorded", name="Центр «Запись»", short_name="Запись; центр")
    common = {"audiences": [exporters], "facts": [ONE_FACT | {"source": evidence}]}
    for fields in (
        {"slug": "plain", "title": "Выставки", "operator": operator, "cost_note": "0,5 %"},
        {
            "slug": "dated",
            "title": "«Стажировка», осень",
            "intake": Intake.DATED,
            "intake_opens": date(2026, 11, 1),
            "intake_closes": date(2026, 12, 1),
            "since": date(2025, 9, 1),
            "since_precision": DatePrecision.MONTH,
        },
        {
            "slug": "long",
            "title": "01.02.2026",
            "benefits": "раз\nдва; три",
            "description": "а\n\nб",
        },
    ):
        record = programme(**common, summary="Кому и что.", **fields)
        contact(record, label="Подать заявку", source=evidence)
    Programme.objects.update(updated_at=CHANGED)


@pytest.fixture(autouse=True)
def _records():
    make_records()


def compare(name: str) -> table.Plan:
    with (FOLDER / name).open("rb") as file:
        return table.compare(file, TODAY)


@pytest.mark.parametrize("name", ["programmes.csv", "programmes.xlsx"])
def test_what_libreoffice_saved_changes_nothing(name):
    plan = compare(name)
    assert (plan.edits, list(map(str, plan.refusals)), plan.notices) == ([], [], [])
    assert plan.unchanged == 3


def test_the_file_of_an_older_release_without_seconds_changes_nothing():
    text = (FOLDER / "programmes.csv").read_bytes().replace(b"02:27:05", b"02:27")
    assert b"26.11.2026 02:27;" in text
    plan = table.compare(BytesIO(text), TODAY)
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
