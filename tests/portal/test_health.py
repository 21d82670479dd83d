"""Health: the process always answers; readiness says what is missing."""

from types import SimpleNamespace

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.monitoring import health
from programmes.derived import refresh
from programmes.models import Posting, Programme
from tests.factories import exhibitions, programme


def test_a_living_process_says_ok_without_the_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_health_is_never_cached(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_a_whole_portal_is_ready(client):
    exhibitions()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json()["checks"].values()) == {"ok"}


@pytest.mark.django_db
def test_a_damaged_index_makes_the_portal_unready_and_names_the_command(client):
    exhibitions()
    Posting.objects.all().delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "rebuild_index" in response.json()["checks"]["index"]


@pytest.mark.django_db
def test_a_record_changed_behind_the_index_makes_the_portal_unready(client):
    exhibitions()
    Programme.objects.update(title="Жирафы")
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_a_full_disk_makes_the_portal_unready(client, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    usage = SimpleNamespace(free=3 * 2**20)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: usage)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["disk"] == "only 3 MB are free in VAR_DIR"


def test_a_database_that_does_not_answer_is_named(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "does not answer" in response.json()["checks"]["database"]


@pytest.mark.django_db
def test_a_missing_migration_is_counted():
    assert health.migrations() == "ok"
    (last,) = MigrationLoader(connection).graph.leaf_nodes("programmes")
    MigrationRecorder(connection).record_unapplied(*last)
    assert health.migrations() == "1 migrations are not applied: run migrate"


@pytest.mark.django_db
def test_readiness_costs_as_much_whatever_the_size_of_the_catalogue(
    client, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(refresh, "CHECKED_AT_ONCE", 2)
    compared = []
    monkeypatch.setattr(
        refresh.index, "mismatches", lambda wanted: compared.append(len(wanted)) or []
    )
    for number in range(5):
        programme(f"p{number}")
    client.get("/readyz")
    with django_assert_max_num_queries(20):
        client.get("/readyz")
    assert compared == [2, 2]


@pytest.mark.django_db
def test_readiness_comes_round_to_every_programme(monkeypatch):
    monkeypatch.setattr(refresh, "CHECKED_AT_ONCE", 2)
    made = {programme(f"p{number}").pk for number in range(5)}
    seen = {pk for _ in range(200) for pk in refresh.some_pks(2)}
    assert seen == made
    assert {len(refresh.some_pks(2)) for _ in range(20)} == {2}
    assert sorted(refresh.some_pks(9)) == sorted(made)


@pytest.mark.django_db
def test_readiness_begins_anywhere_between_the_first_and_the_last_programme(monkeypatch):
    programme("before").delete()
    made = [programme(f"p{number}").pk for number in range(5)]
    begun = []
    for dice in (lambda sides: 0, lambda sides: sides // 2, lambda sides: sides - 1):
        monkeypatch.setattr(refresh.secrets, "randbelow", dice)
        begun += refresh.some_pks(1)
    assert begun == [made[0], made[2], made[-1]]


@pytest.mark.django_db
def test_an_empty_catalogue_is_ready(client):
    assert refresh.some_pks(2) == []
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_rebuilding_mends_the_index(capsys):
    exhibitions()
    Posting.objects.all().delete()
    call_command("rebuild_index")
    assert "1 программа" in capsys.readouterr().out.replace("\xa0", " ")
    assert health.index() == "ok"


@pytest.mark.django_db
def test_the_system_check_finds_a_damaged_index():
    exhibitions()
    Posting.objects.all().delete()
    found = checks.run_checks(tags=["database"], databases=["default"])
    assert "programmes.W001" in [message.id for message in found]


@pytest.mark.django_db
def test_the_system_check_is_silent_about_a_whole_index():
    exhibitions()
    assert checks.run_checks(tags=["database"], databases=["default"]) == []


# --- A database of another release, a full disk ----------------------------------------------


@pytest.fixture
def renamed_column(transactional_db):
    """A newer release has been here and renamed a column."""
    exhibitions()
    recorder = MigrationRecorder(connection)
    recorder.record_applied("programmes", "9999_from_the_future")
    rename("summary", "gist")
    yield
    rename("gist", "summary")
    recorder.record_unapplied("programmes", "9999_from_the_future")


def rename(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE programmes_programme RENAME COLUMN {old} TO {new}")


def test_a_database_from_the_future_makes_the_portal_unready_and_is_named(client, renamed_column):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "programmes.9999_from_the_future" in response.json()["checks"]["index"]


def test_pages_over_a_database_from_the_future_ask_to_come_back(client, renamed_column):
    client.raise_request_exception = False
    response = client.get("/programmes/")
    assert response.status_code == 503
    assert response["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_a_missing_column_of_our_own_making_stays_an_error(client):
    exhibitions()
    rename("summary", "gist")
    try:
        client.raise_request_exception = False
        assert client.get("/programmes/").status_code == 500
    finally:
        rename("gist", "summary")


@pytest.mark.django_db
def test_a_newer_schema_that_fits_keeps_the_portal_ready(client):
    MigrationRecorder(connection).record_applied("programmes", "9999_from_the_future")
    assert client.get("/readyz").status_code == 200
