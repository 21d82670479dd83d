"""Addresses to ask, all different, and wrk to ask them."""

import os
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

LUA = Path(__file__).with_name("questions.lua")
CONNECTIONS = 8
TIMEOUT = 60  # seconds
DIFFERENT = 20_000  # addresses: more than any of the servers answers while it is measured
KINDS = (
    "consulting analytics accompaniment event training internship grant loan soft-loan status"
    " contract land policy"
)
COSTS = "free partly-paid paid not-stated"
AUDIENCES = "audience-0 audience-1 audience-2 audience-3 audience-4"
SORTS = "title updated checked"
WORDS = (
    "станки выставка сертификация переподготовка рабочие компании образец инженеры роботы"
    " поставки микроэлектроника фармацевтика приборостроение авиастроение робототехника грант"
    " субсидия консультация акселератор стажировка курс практикум миссия сопровождение льгота"
    " договор фонд заявка совет налоги обучение площадка студенты оборудование наставник аренда"
    " стенд доставка покупатели партнёры выручка работники экспорт удостоверение квалификация"
    " переговоры участок безопасность испытания перевозка хранение ремонт лаборатория мастерская"
)
REPLIES = {
    "who": "company entrepreneur",
    "size": "micro small medium large unknown",
    "moscow": "yes no unknown",
    "manufacturer": "yes no unknown",
    "exporter": "yes no unknown",
    "status": "none cluster oez technopark operator unknown",
    "firm-age": "new year older unknown",
    "no-debts": "yes no unknown",
}
"""What a firm replies to the questions of «Подойдёт ли мне»."""
FAILED = "Non-2xx or 3xx responses: (\\d+)"
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}


@dataclass(frozen=True)
class Speed:
    """What wrk saw: answers a second, the median and the 99th percentile in ms, failures.

    ``cpu`` is what an answer cost the server in ms of processor time: the figure that other work
    on the machine disturbs least; ``database`` what it cost PostgreSQL's server beside.
    """

    per_second: float
    cpu: float
    database: float
    median: float
    slow: float
    failed: int


def filters(choose: random.Random) -> Iterator[dict]:
    """Yield questions by filters, wide enough for a page of cards even of few programmes."""
    while True:
        yield {
            "audience": choose.sample(AUDIENCES.split(), choose.randint(3, 5)),
            "kind": choose.sample(KINDS.split(), choose.randint(10, 12)),
            "cost": choose.sample(COSTS.split(), choose.randint(3, 4)),
            "sort": choose.choice(SORTS.split()),
        }


def words_and_filters(choose: random.Random) -> Iterator[dict]:
    """Yield questions of a word and two filters."""
    for question in filters(choose):
        del question["sort"], question["cost"]
        yield {"q": choose.choice(WORDS.split()), **question}


def beginnings(choose: random.Random) -> Iterator[dict]:
    """Yield what the search field asks while somebody types: words, the beginning of another."""
    while True:
        *whole, last = choose.sample(WORDS.split(), choose.randint(1, 3))
        yield {"q": " ".join([*whole, last[: choose.randint(2, len(last))]])}


def comparisons(size: int, choose: random.Random) -> Iterator[dict]:
    """Yield four programmes to be compared, which are as many as may be."""
    while True:
        yield {"programme": [slug_of(number) for number in choose.sample(range(size), 4)]}


def replies(choose: random.Random) -> Iterator[dict]:
    """Yield what somebody has replied to the questions of «Подойдёт ли мне»."""
    while True:
        count = choose.randint(3, len(REPLIES))
        yield {name: choose.choice(REPLIES[name].split()) for name in [*REPLIES][:count]}


def lists(path: str, questions: Iterator[dict]) -> list[str]:
    """Return different addresses of one list."""
    found = {}
    while len(found) < DIFFERENT:
        for question in islice(questions, DIFFERENT):
            found[f"{path}?{urlencode(question, doseq=True)}"] = None
    return list(found)[:DIFFERENT]


def records(size: int, choose: random.Random) -> list[str]:
    """Return the addresses of all programmes, each once: none is kept before it is asked."""
    numbers = choose.sample(range(size), min(size, DIFFERENT))
    return [f"/programmes/{slug_of(number)}/" for number in numbers]


def slug_of(number: int) -> str:
    """Return the code of a made-up programme."""
    return f"programme-{number:06}"


def wrk(
    host: str,
    addresses: list[str],
    seconds: int,
    server: int,
    *,
    connections: int = CONNECTIONS,
    database: int | None = None,
) -> Speed:
    """Ask a server as fast as it answers.

    Args:
        host: the address of the server, without a path.
        addresses: what to ask, in turn; one alone is asked again and again.
        seconds: for how long.
        server: its process, the parent of those that answer.
        connections: how many ask at once.
        database: the process of PostgreSQL's server, if there is one.
    """
    processes = (server, database)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(addresses) + "\n")
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}"]
        command.append("--latency")
        if len(addresses) == 1:  # a script would cost the visitor more than the server
            command.append(host + addresses[0])
        else:
            command += [f"--script={LUA}", host, "--", file.name]
        before = list(map(processor_seconds, processes))
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        after = list(map(processor_seconds, processes))
    failed = re.search(FAILED, said)
    answered = int(re.search(r"(\d+) requests in", said)[1])
    spent = [(b - a) * 1000 / max(1, answered) for a, b in zip(before, after, strict=True)]
    return Speed(
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        cpu=spent[0],
        database=spent[1],
        median=milliseconds(re.search(r"50%\s+([\d.]+)(\w+)", said)),
        slow=milliseconds(re.search(r"99%\s+([\d.]+)(\w+)", said)),
        failed=int(failed[1]) if failed else 0,
    )


def server_of(connection) -> int:
    """Return the process of the server that a connection to PostgreSQL on this machine reaches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    rest = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2]
    return int(rest.split()[1])


def processor_seconds(parent: int | None) -> float:
    """Return the processor time of a process and its children, ended ones included (Linux)."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            pid, _, rest = path.read_text().partition(" ")
            fields = rest.rpartition(")")[2].split()
            if pid == str(parent):
                ticks += sum(map(int, fields[11:15]))
            elif fields[1] == str(parent):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def milliseconds(found: re.Match) -> float:
    """Return a time of wrk's in milliseconds."""
    return float(found[1]) * UNITS[found[2]]
