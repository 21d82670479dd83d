"""Copies of the database: whole, read back, put back whole or not at all."""

import sqlite3
import stat
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal import copies
from portal.access.models import Session
from portal.copies import contents
from programmes.catalogue.sets import current_version
from programmes.models import Programme
from tests.factories import exhibitions, loan, stranger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings, tmp_path_factory):
    """A folder of its own for the copies that a restore makes."""
    settings.VAR_DIR = tmp_path_factory.mktemp("var")


@pytest.fixture
def copy(tmp_path, capsys):
    """A copy of a database with one programme."""
    exhibitions()
    path = tmp_path / f"copy{copies.ending()}"
    call_command("backup", str(path))
    return path


def titles() -> list[str]:
    return list(Programme.objects.order_by("title").values_list("title", flat=True))


def restore(path) -> None:
    call_command("restore", str(path), "--yes")


def spoil(path, start: int, garbage: bytes) -> None:
    """Overwrite some bytes of a file."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(garbage)


# --- Making one ------------------------------------------------------------------------------


def test_nobody_else_can_read_a_copy(copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_is_one_file(copy):
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_copy_overwrites_nothing(copy):
    before = copy.read_bytes()
    with pytest.raises(CommandError, match="уже есть"):
        call_command("backup", str(copy))
    assert copy.read_bytes() == before


def test_without_a_name_the_copy_is_named_by_the_time(settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path
    call_command("backup")
    (path,) = (tmp_path / "backups").iterdir()
    assert path.name.startswith("portal-20")
    assert str(path) in capsys.readouterr().out


def test_a_copy_that_cannot_be_written_leaves_no_file(tmp_path, monkeypatch):
    def refuse(path):
        path.write_bytes(b"half")
        raise contents.CopyError("нет места")

    monkeypatch.setattr(copies.engine(), "write", refuse)
    with pytest.raises(CommandError, match="нет места"):
        call_command("backup", str(tmp_path / "copy"))
    assert list(tmp_path.iterdir()) == []


# --- Putting one back ------------------------------------------------------------------------


def test_what_was_deleted_and_added_since_is_undone(copy):
    before = titles()
    Programme.objects.all().delete()
    loan()
    restore(copy)
    assert titles() == before


def test_a_restored_catalogue_has_a_version_of_its_own(copy):
    before = current_version().token
    restore(copy)
    assert current_version().token != before


def test_sessions_do_not_come_back(copy, client, tmp_path, capsys):
    client.force_login(stranger())
    path = tmp_path / f"later{copies.ending()}"
    call_command("backup", str(path))
    restore(path)
    assert not Session.objects.exists()


def test_a_copy_of_a_newer_schema_is_refused(tmp_path, capsys):
    loan()
    MigrationRecorder(connection).record_applied("programmes", "9999_from_the_future")
    path = tmp_path / f"copy{copies.ending()}"
    call_command("backup", str(path))
    before = titles()
    with pytest.raises(CommandError, match=r"programmes\.9999_from_the_future"):
        restore(path)
    assert titles() == before
    MigrationRecorder(connection).record_unapplied("programmes", "9999_from_the_future")


@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_a_truncated_copy_is_refused_and_changes_nothing(copy, kept):
    body = copy.read_bytes()
    copy.write_bytes(body[: int(len(body) * kept)])
    before = titles()
    with pytest.raises(CommandError):
        restore(copy)
    assert titles() == before


def test_a_damaged_copy_is_refused_and_changes_nothing(copy):
    for start in range(4096, copy.stat().st_size - 64, 4096):
        spoil(copy, start, b"\xa5" * 64)
    before = titles()
    with pytest.raises(CommandError, match="повреждена"):
        restore(copy)
    assert titles() == before


@pytest.mark.parametrize("content", [b"", b"not a copy at all", b"PK\x03\x04"])
def test_a_file_that_is_no_copy_is_refused(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="не копия базы"):
        restore(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere не читается"):
        restore(tmp_path / "nowhere")


def test_a_restore_that_fails_half_way_changes_nothing(copy, monkeypatch):
    before = titles()
    loan()
    half_way(monkeypatch)
    with pytest.raises(CommandError, match=r"осталась прежней|повреждена"):
        restore(copy)
    assert titles() == sorted([*before, "Заём «Экспорт АПК»"], key=titles().index)


def half_way(monkeypatch) -> None:
    """Let the engine's work break off when the copy is about to take the database's place."""

    def refuse():
        raise contents.CopyError("База осталась прежней: нет места.")

    monkeypatch.setattr(copies.engine(), "swap", refuse)


# --- What is no copy of this portal ----------------------------------------------------------


def changed_copy(path, *statements: str):
    """Make a copy of a database in which somebody has run statements of SQL."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    call_command("backup", str(path))
    return path


def refused(path, match: str) -> None:
    """See a copy refused, and the database as it was."""
    before = titles()
    with pytest.raises(CommandError, match=match):
        restore(path)
    assert titles() == before


@pytest.fixture
def other_file(tmp_path):
    """Makes a file of the database's engine with nothing but what some SQL makes in it."""

    def make(*statements: str):
        path = tmp_path / f"other{copies.ending()}"
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(path)) as other:
                other.executescript(";".join(statements))
            return path
        with connection.cursor() as cursor:
            cursor.execute("ALTER SCHEMA public RENAME TO kept")
            cursor.execute("CREATE SCHEMA public")
        try:
            return changed_copy(path, *statements)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("ALTER SCHEMA kept RENAME TO public")

    return make


COLUMNS = "id integer PRIMARY KEY, app text, name text, applied timestamp"
MIGRATIONS = f"CREATE TABLE django_migrations ({COLUMNS})"


def test_a_database_with_an_empty_list_of_migrations_is_no_copy(other_file):
    loan()
    refused(other_file(MIGRATIONS), "не копия портала")


def test_a_database_of_another_application_is_no_copy(other_file):
    loan()
    row = "INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-01-01')"
    refused(other_file(MIGRATIONS, row), "не копия портала")


def test_a_copy_whose_migrations_fail_changes_nothing(other_file):
    loan()
    row = "INSERT INTO django_migrations VALUES (1, 'programmes', '0001_catalogue', '2026-01-01')"
    refused(other_file(MIGRATIONS, row), "не перенеслась")


TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER thief AFTER INSERT ON django_session BEGIN "
        "UPDATE auth_user SET is_superuser = 1; END",
    ],
    "postgresql": [
        "CREATE FUNCTION thief() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE auth_user SET is_superuser = true; RETURN NEW; END $$",
        "CREATE TRIGGER thief AFTER INSERT ON django_session EXECUTE FUNCTION thief()",
    ],
}


def test_a_copy_with_a_foreign_trigger_is_refused(copy, tmp_path):
    path = tmp_path / f"thief{copies.ending()}"
    changed_copy(path, *TRIGGERS[connection.vendor])
    try:
        refused(path, "чего портал не создаёт: .*thief")
    finally:
        drop_thief()


def drop_thief() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION thief CASCADE")
        else:
            cursor.execute("DROP TRIGGER thief")


@pytest.mark.parametrize(
    ("make", "drop", "match"),
    [
        ("CREATE VIEW peep AS SELECT * FROM auth_user", "DROP VIEW peep", "peep"),
        ("CREATE TABLE foreign_notes (id integer)", "DROP TABLE foreign_notes", "foreign_notes"),
        (
            "ALTER TABLE programmes_fact RENAME COLUMN locator TO locater",
            "ALTER TABLE programmes_fact RENAME COLUMN locater TO locator",
            "programmes_fact",
        ),
    ],
)
def test_a_copy_with_another_schema_is_refused(copy, tmp_path, make, drop, match):
    path = changed_copy(tmp_path / f"changed{copies.ending()}", make)
    with connection.cursor() as cursor:
        cursor.execute(drop)
    refused(path, match)


def test_a_copy_without_programmes_is_taken_only_when_that_is_meant(tmp_path):
    path = changed_copy(tmp_path / f"empty{copies.ending()}")
    exhibitions()
    refused(path, "--empty")
    call_command("restore", str(path), "--yes", "--empty")
    assert titles() == []


def test_the_database_of_before_is_copied_first(copy, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    loan()
    restore(copy)
    (before,) = (tmp_path / "var/backups").iterdir()
    assert before.name.startswith("before-restore-")
    restore(before)
    assert "Заём «Экспорт АПК»" in titles()


def test_nothing_is_left_beside_the_database(copy):
    restore(copy)
    if connection.vendor == "sqlite":
        assert not copies.engine().beside().exists()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information)'")
            assert cursor.fetchall() == [("public",)]


# --- Asking ----------------------------------------------------------------------------------


def test_nobody_to_ask_means_no(copy):
    Programme.objects.all().delete()
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(copy))
    assert titles() == []


@pytest.mark.parametrize(("answer", "count"), [("нет", 0), ("", 0), ("да", 1)])
def test_only_yes_means_yes(copy, monkeypatch, answer, count):
    Programme.objects.all().delete()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    try:
        call_command("restore", str(copy))
    except CommandError as error:
        assert "осталась прежней" in str(error)
    assert len(titles()) == count
