"""Two editors in two processes on one programme: the second is told, nothing is lost silently."""

import threading

import pytest

from tests.faults.editor import Editor, saved
from tests.faults.servers import Portal, postgresql, running

pytestmark = pytest.mark.slow

SLUG = "start-in-moscow"
TOLD = "Пока вы правили, запись изменилась"


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request, on_sqlite, prepared, tmp_path):
    """Two instances over one database, without a proxy."""
    if request.param == "sqlite":
        with running(on_sqlite(instances=2)) as portal:
            yield portal
        return
    request.getfixturevalue("needs_postgresql")
    with postgresql() as cluster:
        portal = Portal(tmp_path, cluster.url, instances=2, VAR_DIR=prepared.var)
        portal.prepare()
        portal.make_publisher("boris", "пароль-который-есть-только-здесь")
        with running(portal):
            yield portal


@pytest.fixture
def editors(portal) -> list[Editor]:
    """An editor at each instance."""
    return [Editor(portal.address, port) for port in portal.ports]


def test_the_second_of_two_editors_is_told_and_keeps_the_typed(editors):
    first, second = editors
    path, fields = second.form(SLUG)
    assert saved(first.save(SLUG, title="Первое название"))
    status, page = second.send(path, fields, title="Второе название", _continue="1")
    assert status == 200
    assert TOLD in page
    assert "Второе название" in page
    assert "Первое название" in first.open(f"/programmes/{SLUG}/")[1]


def test_of_two_who_save_at_the_same_moment_one_is_told(editors, figure):
    told, won = 0, 0
    for number in range(5):
        forms = [editor.form(SLUG) for editor in editors]
        results = [None, None]
        start = threading.Barrier(2)

        def save(who, forms=forms, results=results, start=start, number=number):
            path, fields = forms[who]
            start.wait()
            typed = f"Название {number}, редактор {who}"
            results[who] = editors[who].send(path, fields, title=typed, _continue="1")

        threads = [threading.Thread(target=save, args=[who]) for who in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [who for who in (0, 1) if saved(results[who])]
        won += len(winners)
        told += sum(TOLD in page or "ничего не записано" in page for _, page in results)
        (winner,) = winners
        page = editors[0].open(f"/programmes/{SLUG}/")[1]
        assert f"Название {number}, редактор {winner}" in page
    figure(f"5 collisions: {won} saved, {told} told")
    assert (won, told) == (5, 5)
