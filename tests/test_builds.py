"""Large files: built once, by one at a time, kept while they are true, never sent in part."""

import errno
import os
import time
from pathlib import Path

import pytest

from programmes import builds, exports, records
from programmes.builds import BusyError, built

from .factories import exhibitions, internship, loan, programme
from .test_records import elsewhere
from .test_upkeep import change


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


@pytest.fixture
def large(db, folder, monkeypatch):
    """Three programmes, which are now many."""
    monkeypatch.setattr(exports, "SMALL", 2)
    exhibitions(), internship(), loan()
    return folder


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "turn")


def content(response) -> bytes:
    return response.getvalue()


@pytest.fixture
def count(monkeypatch):
    """How often rows were read for a file."""
    read, calls = records.lines, []
    monkeypatch.setattr(records, "lines", lambda pks: calls.append(1) or read(pks))
    return calls


@pytest.mark.parametrize("address", ["/programmes.csv", "/programmes.xlsx"])
def test_a_large_file_is_built_once(client, large, count, address):
    first, second = content(client.get(address)), content(client.get(address))
    assert first == second
    assert len(count) == 1


def test_head_and_get_build_once(client, large, count):
    content(client.head("/programmes.csv"))
    content(client.get("/programmes.csv"))
    assert len(count) == 1


def test_a_small_file_leaves_nothing_on_the_disk(client, db, folder):
    content(client.get("/programmes.csv"))
    assert not folder.exists()


@pytest.mark.parametrize(
    "query", ["columns=slug", "delimiter=comma", "sort=updated", "audience=exporters&q=заём"]
)
def test_another_file_is_not_mistaken_for_this_one(client, large, monkeypatch, query):
    monkeypatch.setattr(exports, "SMALL", 0)
    for asked in ("", query):
        content(client.get(f"/programmes.csv?{asked}"))
    assert len(files(large)) == 2


def test_a_changed_catalogue_gets_a_new_file_and_the_old_one_goes(client, large):
    content(client.get("/programmes.csv"))
    [old] = files(large)
    programme("new")
    assert b"new;" in content(client.get("/programmes.csv"))
    assert old not in files(large)


def test_a_file_that_is_being_sent_outlives_its_removal(client, large):
    response = client.get("/programmes.csv")
    for path in large.iterdir():
        path.unlink()
    assert content(response).endswith(b"\r\n")


def test_a_failed_build_leaves_nothing_and_sends_nothing(client, large, monkeypatch):
    def broken(pks):
        yield from [b"one;two", b"three;four"]
        raise RuntimeError

    monkeypatch.setattr(records, "lines", broken)
    client.raise_request_exception = False
    assert client.get("/programmes.csv").status_code == 500
    assert files(large) == []


def test_what_a_killed_builder_left_is_removed(folder):
    folder.mkdir(parents=True)
    (folder / "v1-a.csv.part").write_bytes(b"half")
    built("v1", "b.csv", lambda file: file.write(b"whole")).close()
    assert files(folder) == ["v1-b.csv"]


def test_while_one_builds_the_next_is_asked_to_come_again(client, large, monkeypatch):
    monkeypatch.setattr(builds, "PATIENCE", 0)
    large.mkdir()
    with builds.turn(large) as mine:
        assert mine
        response = client.get("/programmes.csv")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Повторите" in response.content.decode()
    assert "ETag" not in response


def test_who_waits_for_the_same_file_gets_it(folder, monkeypatch):
    def appears(seconds):
        (folder / "v1-a.csv").write_bytes(b"built by another")

    folder.mkdir()
    monkeypatch.setattr(time, "sleep", appears)
    with builds.turn(folder), built("v1", "a.csv", lambda file: 1 / 0) as file:
        assert file.read() == b"built by another"


def test_a_small_file_waits_for_nobody(client, db, folder):
    folder.mkdir()
    with builds.turn(folder):
        assert client.get("/programmes.csv").status_code == 200


def test_the_turn_comes_free_after_a_failure(folder):
    with pytest.raises(ZeroDivisionError):
        built("v1", "a.csv", lambda file: 1 / 0)
    built("v1", "a.csv", lambda file: file.write(b"whole")).close()


def test_without_patience_the_builder_is_busy(folder, monkeypatch):
    monkeypatch.setattr(builds, "PATIENCE", 0)
    folder.mkdir()
    with builds.turn(folder), pytest.raises(BusyError):
        built("v1", "a.csv", lambda file: None)


def test_the_files_wanted_least_make_room(folder, settings):
    settings.EXPORTS_MEGABYTES = 1
    for number, name in enumerate(["old", "older", "new"]):
        built("v1", name, lambda file: file.write(bytes(400_000))).close()
        os.utime(folder / f"v1-{name}", (number, number))
    os.utime(folder / "v1-old", (9, 9))
    built("v1", "next", lambda file: None).close()
    assert files(folder) == ["v1-new", "v1-next", "v1-old"]


def test_a_full_disk_is_answered_with_come_again(client, large, monkeypatch, caplog):
    def full(path, write):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(builds, "build", full)
    assert client.get("/programmes.csv").status_code == 503
    assert "No room" in caplog.text


def test_any_other_trouble_with_files_is_not_hidden(client, large, monkeypatch):
    def forbidden(path, write):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(builds, "build", forbidden)
    with pytest.raises(PermissionError):
        client.get("/programmes.csv")


@pytest.mark.django_db(transaction=True)
def test_an_edit_while_a_file_is_built_is_in_the_next_one(client, folder, monkeypatch):
    monkeypatch.setattr(exports, "SMALL", 0)
    record, read = exhibitions(), records.lines

    def edited_meanwhile(pks):
        elsewhere(lambda: change(record, title="Исправлено"))
        yield from read(pks)

    monkeypatch.setattr(records, "lines", edited_meanwhile)
    assert "Исправлено" not in content(client.get("/programmes.csv")).decode()
    monkeypatch.setattr(records, "lines", read)
    assert "Исправлено" in content(client.get("/programmes.csv")).decode()
