"""Copies of the database: whole, read back, put back whole or not at all."""

import stat

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal import copies
from portal.copies import contents, postgresql
from programmes.facets import current_version
from programmes.models import Programme

from .factories import exhibitions, loan, stranger

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_copy_says_what_it_holds(copy):
    found = copies.read(copy)
    assert found.rows["programmes_programme"] == 1
    assert ("programmes", "0001_catalogue") in found.migrations


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


def test_a_copy_with_fewer_rows_than_the_database_is_no_copy(tmp_path, monkeypatch):
    exhibitions()
    whole = copies.engine().read

    def read_less(path):
        found = whole(path)
        return contents.Contents({**found.rows, "programmes_programme": 0}, found.migrations)

    monkeypatch.setattr(copies.engine(), "read", read_less)
    with pytest.raises(CommandError, match="programmes_programme"):
        call_command("backup", str(tmp_path / "copy"))


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
    """Let the engine's work break off after the old tables are gone."""
    if connection.vendor == "postgresql":
        monkeypatch.setattr(postgresql.shutil, "copyfileobj", lambda source, target: target.write(
            source.read(20_000) + b"\nSELECT no_such_function();\n"))  # fmt: skip
    else:

        def refuse(*args):
            raise OSError("нет места")

        monkeypatch.setattr(copies.engine(), "database", refuse)


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
