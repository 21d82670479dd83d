"""Two machines behind one proxy: what is each one's own, a release and the way back."""

import fcntl
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.cluster.releases import MAX_TRIES, Fleet, Machine, last_migration, make_releases
from tests.cluster.witness import (
    ASSET,
    MIXED,
    NEW,
    OLD,
    Witness,
    release_of_page,
    release_of_table,
)
from tests.faults.editor import NAME, PASSWORD, Browser, Editor, fields_of, saved
from tests.faults.load import COMPLETE, UNTRUSTED, Load, ask, cycling, never_asked
from tests.faults.saver import Saver
from tests.faults.servers import Cluster, free_port, postgresql, proxied

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_nginx", "needs_postgresql")]

HOSTS = ("127.0.0.2", "127.0.0.3")
BOTH_SECONDS = 4  # for which both releases answer, besides the time that the steps take
THINKS_SECONDS = 2
READER_SECONDS = 5  # of a reader as a copy of the database is one: longer than visitors wait
IMPATIENT = {"PGOPTIONS": "-c lock_timeout=200ms"}
PAGE, TABLE = "/programmes/", "/programmes.csv"
TOKEN = "t0ken"
CORRECTION = "/corrections/?programme=start-in-moscow"
FORM = "export-grant"  # of a programme that the one who saves all the time leaves alone


@pytest.fixture(scope="module")
def fleet(redis, tmp_path_factory):
    """Two machines that serve the old release, behind one nginx; the new one is at hand."""
    folder, tls_port = tmp_path_factory.mktemp("fleet"), free_port()
    old, new = make_releases(folder / "releases")
    with postgresql() as database:
        options = {"tls_port": tls_port, "CACHE_URL": redis, "METRICS_TOKEN": TOKEN}
        machines = [Machine(folder / host, host, database.url, old, **options) for host in HOSTS]
        machines[0].prepare()
        machines[0].make_publisher(NAME, PASSWORD)
        machines[1].collect(old)
        fleet = Fleet(folder, machines, old, new, database)
        try:
            for machine in machines:
                machine.start()
            with proxied(fleet, tls_port, apart=True):
                yield fleet
        finally:
            for machine in machines:
                machine.stop()


@dataclass
class Forms:
    """Forms that one release has given, to be sent to the other.

    Attributes:
        taken: what became of each: the editor's, the visitor's.
    """

    fleet: Fleet
    editor: Editor
    taken: list[bool] = field(default_factory=list)

    def open(self) -> None:
        """Open an editor's form and a visitor's, and take the time that a person needs."""
        self._path, self._fields = self.editor.form(FORM)
        self._visitor = Browser(self.fleet.address)
        status, page = self._visitor.open(CORRECTION)
        assert status == 200, page
        self._message = fields_of(page, "began")
        time.sleep(3.2)

    def send(self, title: str) -> None:
        """Send both."""
        answer = self.editor.send(self._path, self._fields, title=title, _continue="1")
        self.taken.append(saved(answer))
        status, page = self._visitor.send(CORRECTION, self._message, wrong="Телефон молчит.")
        self.taken.append(status == 200 and "Сообщение №" in page)


@dataclass
class Play:
    """What became of a release and of the way back.

    Attributes:
        known, new: readers, of pages that everybody asks for and of new questions.
        saver: the editor who saves all the time, with one session from the beginning to the end.
        forms: those opened on one release and sent to the other.
        strange: answers of an instance that were of another release than its own.
        checks: what the check of the database said after each way.
    """

    fleet: Fleet
    witness: Witness
    known: Load
    new: Load
    saver: Saver
    forms: Forms
    strange: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    def migrate(self, *target: str) -> None:
        """Migrate with the new release's code, again while somebody reads for long."""
        first, new = self.fleet.machines[0], self.fleet.new
        with long_reader(self.fleet.database):
            for _ in range(MAX_TRIES):
                if self.attempt(first, new, *target):
                    return
        raise AssertionError("nobody let it migrate")

    @staticmethod
    def attempt(machine: Machine, release: Path, *target: str) -> bool:
        """Try to migrate; tell whether it was done."""
        try:
            machine.run(release, "migrate", "-v0", *target, **IMPATIENT)
        except AssertionError as refused:
            assert "canceling statement due to lock timeout" in str(refused)
            return False
        return True

    def bring_out(self, release: Path, title: str) -> None:
        """Bring a release out machine by machine; both answer between them."""
        first, second = self.fleet.machines
        self.forms.open()
        first.collect(release)
        first.kill_worker()
        self.look(first)
        first.link(release)
        first.kill_worker()
        self.look(first)
        with self.saver:
            with first.stopped():
                pass
            time.sleep(BOTH_SECONDS)
        self.look(first, second)
        with self.saver:
            second.collect(release)
            second.link(release)
            with second.stopped():
                self.forms.send(title)
            time.sleep(1)

    def finish(self, release: Path) -> None:
        """Rebuild with the code that serves now, and check."""
        first = self.fleet.machines[0]
        with self.saver:
            first.run(release, "rebuild_index")
            self.checks.append(first.run(release, "check", "--database", "default"))

    def look(self, *machines: Machine) -> None:
        """Ask instances themselves, each twice, since the first answer goes into the shared cache.

        Each has to answer with its own release; where nobody saves, 304 to its own tag alone.
        """
        tags = {}
        for machine in machines * 2:
            for path, release_of in ((PAGE, release_of_page), (TABLE, release_of_table)):
                _, headers, body = machine.ask_again(path)
                text = body.decode("utf-8-sig")
                tags[machine.host, path] = headers["ETag"]
                if release_of(text) != machine.serves:
                    self.strange.append(f"{machine.host}{path}: {release_of(text)}")
                if names := ASSET.findall(text):
                    self.witness.note_style(names, machine.serves)
                for name in names:
                    if machine.ask_again(name)[0] != 200:
                        self.strange.append(f"{machine.host}{name}")
        if len(machines) > 1:
            for (host, path), tag in tags.items():
                for machine in machines:
                    status, *_ = machine.ask_again(path, If_None_Match=tag)
                    if (status == 304) != (machine.host == host):
                        self.strange.append(f"{machine.host}{path}: {status} to {host}'s tag")


@contextmanager
def long_reader(database: Cluster):
    """Read the table of programmes for a while, as a copy or a large file does."""

    def read():
        with psycopg.connect(database.url) as connection:
            connection.execute("SELECT count(*) FROM programmes_programme")
            time.sleep(READER_SECONDS)

    thread = Thread(target=read)
    thread.start()
    yield
    thread.join()


def test_each_machine_counts_what_it_has_answered(fleet):
    before = [counted(machine) for machine in fleet.machines]
    for _ in range(12):
        assert ask(fleet.address, never_asked()).kind == COMPLETE
    after = [counted(machine) for machine in fleet.machines]
    each = [last - first for first, last in zip(before, after, strict=True)]
    assert sum(each) == 12
    assert min(each) > 0


def counted(machine: Machine) -> int:
    """Return how many lists a machine says it has answered, as Prometheus asks it."""
    request = Request(f"http://{machine.instances()[0]}/metrics")
    request.add_header("Authorization", f"Bearer {TOKEN}")
    with urlopen(request, timeout=20) as response:
        told = response.read().decode()
    found = re.findall(r'^portal_requests_total{.*page="catalogue".*} (\S+)$', told, re.MULTILINE)
    return int(sum(map(float, found)))


def test_the_proxy_hands_out_no_figures_since_they_would_be_of_one_instance_or_another(fleet):
    request = Request(f"{fleet.address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=20, context=UNTRUSTED)
    refused.value.close()
    assert refused.value.code == 404


def test_a_large_file_is_built_by_each_machine_for_itself_and_is_the_same(fleet):
    first, second = (machine.ask(TABLE) for machine in fleet.machines)
    assert first[0] == second[0] == 200
    assert (first[1]["ETag"], first[2]) == (second[1]["ETag"], second[2])
    for machine in fleet.machines:
        assert len([*Path(machine.var, "exports").glob("*.csv")]) == 1


def test_a_machine_that_builds_a_file_keeps_only_its_own_visitors_waiting(fleet):
    first, second = fleet.machines
    path = f"{TABLE}?columns=slug,title"
    with Path(first.var, "exports/turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        status, headers, _ = first.ask(path)
        assert (status, headers["Retry-After"]) == (503, "5")
        assert second.ask(path)[0] == 200
    assert first.ask(path)[0] == 200


@pytest.fixture(scope="module")
def played(fleet):
    """The release and the way back, under readers and editors."""
    address, witness = fleet.address, Witness(fleet.address)
    known = Load(address, cycling(witness.known()), per_second=2)
    new = Load(address, witness.never_asked, per_second=1)
    play = Play(
        fleet,
        witness,
        known,
        new,
        Saver(Editor(address), THINKS_SECONDS),
        Forms(fleet, Editor(address)),
    )
    with known, new:
        play.migrate()
        play.bring_out(fleet.new, "Открыто на старом")
        play.finish(fleet.new)
        play.bring_out(fleet.old, "Открыто на новом")
        play.migrate("programmes", last_migration(fleet.old))
        play.finish(fleet.old)
    return play


def test_readers_get_every_answer_whole(played, figure):
    figure(f"pages: {played.known.summary()}")
    figure(f"new questions: {played.new.summary()}")
    for load in (played.known, played.new):
        assert load.count(COMPLETE) == len(load.answers), load.wrong()


def test_no_answer_is_of_two_releases_and_every_tag_has_one_body(played, figure):
    figure(played.witness.summary())
    assert played.witness.made_by[MIXED] == 0
    assert min(played.witness.made_by[OLD], played.witness.made_by[NEW]) > 0
    assert all(len(bodies) == 1 for bodies in played.witness.bodies.values())


def test_an_editor_stays_signed_in_and_every_save_is_kept(played, figure):
    figure(played.saver.summary())
    assert played.saver.wrong == []
    assert played.saver.refused == 0


def test_forms_of_one_release_are_taken_by_the_other(played):
    assert played.forms.taken == [True] * 4


def test_each_instance_answers_with_its_own_release_however_often_its_workers_die(played):
    assert played.strange == []


def test_each_release_has_its_own_style_even_where_the_next_one_is_collected_already(played):
    names = played.witness.styles
    assert {release: len(each) for release, each in names.items()} == {OLD: 1, NEW: 1}
    assert names[OLD] != names[NEW]


def test_the_check_is_silent_after_either_way(played):
    assert played.checks == ["System check identified no issues (0 silenced).\n"] * 2
