"""A primary and two standbys behind the portal: one lost, one late, one promoted."""

import time

import pytest

from tests.faults.editor import NAME, PASSWORD, Editor, saved
from tests.faults.load import COMPLETE, KNOWN, Load, cycling, fetch, never_asked
from tests.faults.replicas import Node, address, all_follow, follows, replicated
from tests.faults.servers import Portal, running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_postgresql")]

ELSEWHERE_SECONDS = 1.5  # within which a visitor has an answer in spite of a lost server
PROMOTED_SECONDS = 5.0  # after a promotion, within which everything is well by itself
SLUG = "start-in-moscow"


@pytest.fixture(scope="module")
def nodes():
    with replicated() as nodes:
        yield nodes


@pytest.fixture(scope="module")
def portal(nodes, redis, tmp_path_factory):
    """Two instances that share everything, as on two machines; visitors ask them directly."""
    database = address(nodes, "target_session_attrs=read-write")
    replicas = address(nodes, "target_session_attrs=prefer-standby&load_balance_hosts=random")
    shared = {"REPLICA_URLS": replicas, "CACHE_URL": redis}
    portal = Portal(tmp_path_factory.mktemp("replicas"), database, instances=2, **shared)
    portal.prepare()
    portal.make_publisher(NAME, PASSWORD)
    wait_for(lambda: all_follow(nodes), "the standbys")
    with running(portal):
        yield portal


PATHS = [
    f"/programmes/?programme={SLUG}",
    f"/programmes.csv?programme={SLUG}",
    "/programmes.csv",
    f"/programmes/{SLUG}/",
    f"/api/v1/programmes/{SLUG}",
]
OLD, NEW = "Старое название", "Новое название"


def answers(portal, times: int) -> list[tuple[str, str, bool, bool]]:
    """Ask every path of both instances; return path, ETag and which of the titles it has."""
    found = []
    for _ in range(times):
        for path in PATHS:
            for port in portal.ports:
                _, headers, body = fetch(f"http://127.0.0.1:{port}", path)
                text = body.decode()
                found.append((path, headers["ETag"], OLD in text, NEW in text))
    return found


def test_a_late_replica_gives_an_older_whole_state_under_its_own_tag(portal, nodes, figure):
    editor = Editor(portal.address)
    assert saved(editor.save(SLUG, title=OLD))
    wait_for(lambda: all_follow(nodes), "the standbys")
    nodes[1].hold_back()
    assert saved(editor.save(SLUG, title=NEW))
    wait_for(lambda: follows(nodes[2], nodes[0]), "the standby")
    told = answers(portal, 12)
    states = {}
    for path, tag, old, new in told:
        assert old != new, path
        states.setdefault((path, tag), set()).add((old, new))
    assert all(len(each) == 1 for each in states.values())
    late = sum(old for _, _, old, _ in told)
    figure(f"{len(told)} answers, {late} of the older state")
    assert 0 < late < len(told)
    # whoever has just written reads what was written, from both instances
    seen = [editor.open(f"/programmes/{SLUG}/")[1] for _ in range(20)]
    assert all(NEW in page and OLD not in page for page in seen)
    nodes[1].go_on()
    wait_for(lambda: all_follow(nodes), "the standbys")
    assert all(new for *_, new in answers(portal, 4))


def clients(node) -> int:
    return node.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'portal'")


def stop(node):
    node.control("stop", "-m", "immediate")


@pytest.mark.parametrize("lose, bring_back", [(stop, Node.start), (Node.freeze, Node.thaw)])
def test_a_replica_that_is_lost_is_missed_by_nobody(portal, nodes, lose, bring_back, figure):
    asked_most = max(nodes[1:], key=clients)
    with (
        Load(portal.address, cycling(KNOWN), per_second=10) as known,
        Load(portal.address, never_asked, per_second=8) as new,
    ):
        time.sleep(2)
        lose(asked_most)
        time.sleep(6)
        bring_back(asked_most)
        time.sleep(2)
    figure(f"{lose.__name__}: pages {known.summary()}")
    figure(f"{lose.__name__}: new questions {new.summary()}")
    for load in (known, new):
        assert load.count(COMPLETE) == len(load.answers), load.wrong()
    assert new.slowest(COMPLETE) < ELSEWHERE_SECONDS


def test_the_loss_of_the_primary_stops_writing_only_and_a_promotion_mends_it(portal, nodes, figure):
    editor = Editor(portal.address)
    path, fields = editor.form(SLUG)
    with (
        Load(portal.address, cycling(KNOWN), per_second=10) as known,
        Load(portal.address, never_asked, per_second=8) as new,
    ):
        time.sleep(2)
        stop(nodes[0])
        time.sleep(2)
        status, page = editor.send(path, fields, title="Не сохранится", _continue="1")
        assert (status, "ничего не записано" in page) == (503, True)
        assert fetch(portal.address, "/readyz")[0] == 200
        time.sleep(2)
        nodes[1].promote()
        promoted = time.monotonic()
        while not saved(editor.send(path, fields, title="Сохранилось", _continue="1")):
            assert time.monotonic() - promoted < PROMOTED_SECONDS
            time.sleep(0.2)
        seconds = time.monotonic() - promoted
        time.sleep(2)
    figure(f"pages {known.summary()}")
    figure(f"new questions {new.summary()}; saved {seconds:.1f} s after the promotion")
    for load in (known, new):
        assert load.count(COMPLETE) == len(load.answers), load.wrong()
    titles = nodes[1].ask("SELECT string_agg(title, ' ') FROM programmes_programme")
    assert "Сохранилось" in titles
