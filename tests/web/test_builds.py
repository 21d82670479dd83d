"""Large files: built once, by one at a time, kept while they are true, never sent in part."""

import errno
import fcntl
import os
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import connection

from programmes.tables import ready_rows
from programmes.web.files import builds, exports
from programmes.web.files.builds import BusyError, NoRoomError
from tests.derived.test_refresh import change
from tests.factories import exhibitions, internship, loan, programme
from tests.tables.test_ready_rows import elsewhere


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


def built(generation: str, name: str, write, size: int = 0):
    """Build a file in its turn, unless it is kept."""
    with builds.turn():
        return builds.open_built(generation, name) or builds.build(generation, name, size, write)


@pytest.fixture
def large(db, folder, monkeypatch):
    """Three programmes, which are now many."""
    monkeypatch.setattr(exports, "MAX_SMALL_ROWS", 2)
    exhibitions(), internship(), loan()
    return folder


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "turn")


def content(response) -> bytes:
    return response.getvalue()


@pytest.fixture
def count(monkeypatch):
    """How often rows were read for a file."""
    read, calls = ready_rows.lines, []
    monkeypatch.setattr(ready_rows, "lines", lambda pks: calls.append(1) or read(pks))
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
    monkeypatch.setattr(exports, "MAX_SMALL_ROWS", 0)
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

    monkeypatch.setattr(ready_rows, "lines", broken)
    client.raise_request_exception = False
    assert client.get("/programmes.csv").status_code == 500
    assert files(large) == []


def test_what_a_killed_builder_left_is_removed(folder):
    folder.mkdir(parents=True)
    (folder / "v1-a.csv.part").write_bytes(b"half")
    built("v1", "b.csv", lambda file: file.write(b"whole")).close()
    assert files(folder) == ["v1-b.csv"]


@pytest.fixture
def somebody_builds(folder):
    """Another process holds the turn."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def hurry(monkeypatch):
    monkeypatch.setattr(builds, "WAIT_SECONDS", 0)


def test_while_one_builds_the_next_is_asked_to_come_again(client, large, somebody_builds, hurry):
    response = client.get("/programmes.csv")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Повторите" in response.content.decode()
    assert "ETag" not in response


def test_who_waits_for_the_same_file_gets_it(client, large, count, monkeypatch):
    content(client.get("/programmes.csv"))
    monkeypatch.setattr(builds, "open_built", once_nothing(builds.open_built))
    content(client.get("/programmes.csv"))
    assert len(count) == 1


def once_nothing(kept):
    """Return ``kept`` as it is for somebody who asks just before the file is there."""
    asked = []
    return lambda *names: asked.append(names) if not asked else kept(*names)


def test_a_small_file_waits_for_nobody(client, db, somebody_builds, hurry):
    assert client.get("/programmes.csv").status_code == 200


def test_a_kept_file_waits_for_nobody(client, large, request, hurry):
    file = content(client.get("/programmes.csv"))
    request.getfixturevalue("somebody_builds")
    assert content(client.get("/programmes.csv")) == file


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_holds_no_reading_of_the_database(client, folder, monkeypatch):
    monkeypatch.setattr(exports, "MAX_SMALL_ROWS", 0)
    exhibitions()
    seen, turn = [], builds.turn

    def watched():
        seen.append(connection.in_atomic_block)
        return turn()

    monkeypatch.setattr(builds, "turn", watched)
    assert content(client.get("/programmes.csv"))
    assert seen == [False]


def test_a_few_wait_in_a_process_and_the_rest_are_sent_away_at_once(folder):
    queue, inside, release = builds.Queue(most_waiting=1), threading.Event(), threading.Event()

    def stay():
        with queue.turn(time.monotonic() + 5):
            inside.set()
            release.wait(5)

    threads = [threading.Thread(target=stay) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    began = time.monotonic()
    with pytest.raises(BusyError), queue.turn(began + 5):
        pass
    assert time.monotonic() - began < 1
    release.set()
    for thread in threads:
        thread.join(5)
    with queue.turn(time.monotonic()):
        pass


def test_the_turn_comes_free_after_a_failure(folder):
    with pytest.raises(ZeroDivisionError):
        built("v1", "a.csv", lambda file: 1 / 0)
    built("v1", "a.csv", lambda file: file.write(b"whole")).close()


def test_the_files_wanted_least_make_room(folder, settings):
    settings.EXPORTS_MEGABYTES = 1
    for number, name in enumerate(["old", "older", "new"]):
        built("v1", name, lambda file: file.write(bytes(400_000))).close()
        os.utime(folder / f"v1-{name}", (number, number))
    os.utime(folder / "v1-old", (9, 9))
    built("v1", "next", lambda file: None).close()
    assert files(folder) == ["v1-new", "v1-next", "v1-old"]


@pytest.fixture
def disk(monkeypatch):
    """A disk with as many bytes free as a test says."""
    usage = namedtuple("usage", "free")
    return lambda free: monkeypatch.setattr(builds.shutil, "disk_usage", lambda path: usage(free))


def test_what_the_database_may_need_is_left_free(folder, settings, disk):
    settings.RESERVE_MEGABYTES = 1
    disk(3 * 2**20)
    built("v1", "fits", lambda file: None, size=2 * 2**20).close()
    with pytest.raises(NoRoomError):
        built("v1", "too-large", lambda file: None, size=2 * 2**20 + 1)


def test_kept_files_go_before_a_new_one_is_refused(folder, settings, disk):
    settings.RESERVE_MEGABYTES = 1
    disk(2**20)
    built("v1", "old", lambda file: file.write(bytes(2**20)), size=0).close()
    built("v1", "new", lambda file: None, size=2**20).close()
    assert files(folder) == ["v1-new"]


def test_a_disk_below_its_reserve_is_answered_with_come_again(client, large, disk, caplog):
    disk(0)
    response = client.get("/programmes.csv")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "No room" in caplog.text


def full(times: int):
    """Write a file on a disk that is full so many times."""
    left = iter([True] * times)

    def write(file):
        if next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        file.write(b"whole")

    return write


def test_on_a_full_disk_the_kept_files_go_and_it_is_tried_once_more(folder):
    built("v1", "other", lambda file: None).close()
    with built("v1", "wanted", full(times=1)) as file:
        assert file.read() == b"whole"
    assert files(folder) == ["v1-wanted"]


def test_a_disk_that_stays_full_is_said_to_be(folder):
    with pytest.raises(NoRoomError):
        built("v1", "wanted", full(times=2))
    assert files(folder) == []


def test_any_other_trouble_with_files_is_not_hidden(client, large, monkeypatch):
    def forbidden(path, write):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(builds, "write_aside", forbidden)
    with pytest.raises(PermissionError):
        client.get("/programmes.csv")


@pytest.mark.django_db(transaction=True)
def test_an_edit_while_a_file_is_built_is_in_the_next_one(client, folder, monkeypatch):
    monkeypatch.setattr(exports, "MAX_SMALL_ROWS", 0)
    record, read = exhibitions(), ready_rows.lines

    def edited_meanwhile(pks):
        elsewhere(lambda: change(record, title="Исправлено"))
        yield from read(pks)

    monkeypatch.setattr(ready_rows, "lines", edited_meanwhile)
    assert "Исправлено" not in content(client.get("/programmes.csv")).decode()
    monkeypatch.setattr(ready_rows, "lines", read)
    assert "Исправлено" in content(client.get("/programmes.csv")).decode()
