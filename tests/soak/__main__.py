"""python -m tests.soak [--minutes 60]: everything at once; wrong answers and growth fail it."""

import argparse
import csv
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path

from tests.faults.load import COMPLETE, WRONG
from tests.faults.servers import children
from tests.laws.tree import ROOT
from tests.soak import people
from tests.soak.editors import Correspondent, Writer
from tests.soak.growth import Growth, differences, growth
from tests.soak.measuring import BOUNDS, family, of_postgresql, processor_seconds, sample
from tests.soak.stack import Stack, Timer, stacked, started
from tests.soak.strands import ages, objection
from tests.soak.visitors import KINDS, Notes, Robot, Worker

MAX_SHOWN = 40  # sentences of one kind
MIN_READINGS = 20  # of each strand in an hour, fewer tell nothing
SAMPLES = 60
"""How often is measured: once a minute of an hour."""

WARM_MINUTES = 20.0
"""In a shorter run caches still fill in the last quarter: it is judged so much more mildly."""


def main() -> int:
    """Run the soak, print what came of it, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--programmes", type=int, default=2000)
    parser.add_argument("--plant", default="", help="a fault of tests/soak/planted.py")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        Path(name).chmod(0o755)
        with stacked(Path(name), options.programmes, options.plant) as stack:
            say(f"Everything runs in {name}")
            return soaked(stack, options.minutes * 60, options.programmes)


def say(text: str) -> None:
    """Print at once: somebody may be watching."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def soaked(stack: Stack, seconds: float, programmes: int) -> int:
    """Let everybody work for a time, judge what they noted; return the exit code."""
    notes = Notes()
    writers = people.writers(stack, notes)
    for writer in writers:
        for number in range(len(people.TITLED) if writer.strand is people.TITLES else 1):
            assert writer.write(next(writer._numbers)), f"{writer.name}: {number} {notes.wrong}"
    workers = [*writers, *people.visitors(stack, notes, programmes)]
    scale = min(1.0, seconds / 3600)
    timers = [
        Timer(stack.portal, "portal-mail.service", 300 * scale),
        Timer(stack.portal, "portal-daily.service", 900 * scale),
    ]
    rows = watched(stack, [*workers, *timers], seconds, notes)
    say("")
    deaf = Counter(type(worker).__name__ for worker in workers if not worker.tally)
    problems = [f"{name} did nothing" for name in deaf]
    problems += judged_answers(stack, workers, notes, MIN_READINGS * scale)
    problems += judged_letters(workers, timers, stack)
    problems += judged_growth(rows, max(1.0, WARM_MINUTES * 60 / seconds))
    problems += judged_logs(stack)
    for problem in problems[:MAX_SHOWN]:
        say(f"WRONG: {problem}")
    say(
        "Nothing is wrong, nothing grows." if not problems else f"{len(problems)} things are wrong."
    )
    return int(bool(problems))


def watched(stack: Stack, busy: list, seconds: float, notes: Notes) -> list[dict[str, float]]:
    """Let everybody work; kill, measure and note meanwhile; return what was measured."""
    survivors = [min(children(each.pid), key=started) for each in stack.portal.processes]
    scale = min(1.0, seconds / 3600)
    pace = max(6.0, seconds / SAMPLES)
    rows, replicas, said = [], [], 0
    with ExitStack() as at_work:
        for each in busy:
            at_work.enter_context(each)
        notes.began = begin = time.monotonic()
        is_measured = people.every(pace, begin)
        is_killed = people.every(60, begin - 30)
        is_lost = people.every(max(45.0, 600 * scale), begin)
        before = processor(stack)
        while (now := time.monotonic()) < begin + seconds:
            time.sleep(0.2)
            if is_killed(now):
                stack.kill_worker()
            if is_lost(now) and now < begin + seconds - 40:
                replicas.append(threading.Thread(target=stack.lose_replica))
                replicas[-1].start()
            if is_measured(now):
                rows.append({"seconds": now - begin} | sample(stack, survivors))
                after = processor(stack)
                rows[-1]["processor"] = (after - before) / pace
                before = after
                write_down(rows)
                say(line_of(rows[-1], busy))
                for each in (notes.wrong + notes.lost)[said : said + MAX_SHOWN]:
                    say(f"  {each}")
                said = len(notes.wrong + notes.lost)
        for thread in replicas:
            thread.join()
    alive = {pid for each in stack.portal.processes for pid in children(each.pid)}
    assert alive.issuperset(survivors), "a worker ended by itself"
    return rows


def processor(stack: Stack) -> float:
    """Return the seconds of the processor that the deployment has had."""
    pids = {pid for each in stack.portal.processes for pid in family(each.pid)}
    pids |= {*family(stack.nginx_pid), stack.redis.pid}
    for node in stack.nodes:
        pids |= {*of_postgresql(node)}
    return processor_seconds(pids)


def write_down(rows: list[dict[str, float]]) -> None:
    """Keep everything that was measured, for whoever wants to draw it."""
    (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with (ROOT / "var/soak.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def line_of(row: dict[str, float], busy: list) -> str:
    """Return what happened in a minute."""
    tally = sum((each.tally for each in busy if isinstance(each, Worker)), Counter())
    return (
        f"{row['seconds']:5.0f} s: {', '.join(f'{tally[kind]} {kind}' for kind in KINDS)};"
        f" workers {row['all workers, private MB']:.0f} MB,"
        f" never killed {row['workers never killed, private MB']:.0f} MB,"
        f" {row['workers never killed, descriptors']:.0f} descriptors,"
        f" Redis {row['Redis, private MB']:.0f} MB, processor {row['processor']:.2f}"
    )


def judged_answers(stack: Stack, workers: list[Worker], notes: Notes, least: float) -> list[str]:
    """Print what became of all questions; return what was wrong.

    Args:
        least: how many readings of each strand there have to be.
    """
    copied = stack.copied()
    objections = [(each, objection(each, stack.returning, copied)) for each in notes.readings]
    wrong = Counter(reading.what.split(" /")[0] for reading, said in objections if said)
    tallies, slowest = defaultdict(Counter), defaultdict(float)
    for worker in workers:
        tallies[worker.name] += worker.tally
        slowest[worker.name] = max(slowest[worker.name], worker.slowest)
    say(f"\n| who | {' | '.join(KINDS)} | slowest |\n|{'---|' * (len(KINDS) + 2)}")
    for name, tally in tallies.items():
        tally[WRONG] += wrong[name]
        say(f"| {name} | {' | '.join(f'{tally[k]:,}' for k in KINDS)} | {slowest[name]:.1f} s |")
    total = sum(tallies.values(), Counter())
    say(f"| all | {' | '.join(f'{total[kind]:,}' for kind in KINDS)} | |")
    say(f"\n{stack.killed} workers killed, {stack.lost} times a replica lost")
    for robot in workers:
        if isinstance(robot, Robot):
            say(f"robot: {dict(sorted(robot.statuses.items()))}")
    problems = notes.wrong + notes.lost
    if len(stack.returning) < stack.lost:
        problems.append("a replica did not come back")
    for strand in people.STRANDS:
        own = [r for r in notes.readings if r.strand is strand]
        found = [min(each) for r in own if r.request not in copied if (each := ages(r))]
        copies = [min(each) for r in own if r.request in copied if (each := ages(r))]
        late = sum(age > 0 for age in found)
        unsure = sum(w.unsure for w in workers if isinstance(w, Writer) and w.strand is strand)
        say(
            f"{strand.name}: {len(strand.states)} writes, {unsure} of them refused and there;"
            f" {len(found)} readings, {late} of an older state,"
            f" at most {max(found, default=0):.1f} s; {len(copies)} copies while nginx asked"
            f" whether they hold, at most {max(copies, default=0):.1f} s"
        )
        if len(found) < least:
            problems.append(f"{strand.name}: only {len(found)} readings")
    alike = Counter((each.strand.name, *sorted(each.found)) for each, said in objections if said)
    say("".join(f"{times} × wrong: {what}\n" for what, times in alike.items()))
    return problems + [said for _, said in objections if said]


def judged_letters(workers: list[Worker], timers: list[Timer], stack: Stack) -> list[str]:
    """Send what still waits; return what is wrong with the letters and the timers' commands."""
    mail, daily = timers
    mail.run()
    (closed,) = (worker for worker in workers if worker.name == "editor of the inbox")
    (written,) = (worker for worker in workers if isinstance(worker, Correspondent))
    times = Counter(stack.mail.told)
    say(
        f"letters: {len(written.taken)} messages taken, {closed.tally[COMPLETE]} answered,"
        f" {len(stack.mail.told)} letters arrived; {len(daily.said)} commands of the day"
    )
    problems = [f"a letter arrived {n} times: {to}" for to, n in times.items() if n > 1]
    missing = closed.tally[COMPLETE] - len(times)
    if missing > 0:
        problems.append(f"{missing} letters did not arrive")
    return problems + [failed for timer in timers for failed in timer.failed]


def judged_growth(rows: list[dict[str, float]], mildness: float) -> list[str]:
    """Print the second quarter beside the last; return what has grown.

    Args:
        mildness: how many times more than the bounds say may be there.
    """
    minutes = differences([row["seconds"] / 60 for row in rows])
    found: list[Growth] = []
    for figure in rows[-1]:
        name, values = figure, [row[figure] for row in rows]
        if name.endswith(", KB"):
            name = f"{name} a minute"
            values = [
                grown / time for grown, time in zip(differences(values), minutes, strict=True)
            ]
        bounds = [bound for end, bound in BOUNDS.items() if name.endswith(end)]
        if bounds:
            found.append(growth(name, values, bounds[0].widened(mildness)))
    say("\n| what | second quarter | last quarter | |\n|---|---|---|---|")
    for each in found:
        verdict = "" if each.is_bounded else "GROWS"
        say(f"| {each.name} | {each.before:.1f} | {each.after:.1f} | {verdict} |")
    return [
        f"{each.name} grows: {each.before:.1f} → {each.after:.1f}"
        for each in found
        if not each.is_bounded
    ]


def judged_logs(stack: Stack) -> list[str]:
    """Return the errors that the portal and nginx have written down."""
    lines = stack.portal.log().splitlines()
    errors = [line for line in lines if '"level": "error"' in line or "Traceback" in line]
    # what was refused is counted where it was asked
    killed, refused = ([x for x in errors if word in x] for word in ("SIGKILL", "Service Unav"))
    say(
        f"\nlog of the portal: {len(lines)} lines, {len(killed)} of killed workers,"
        f" {len(refused)} of refusals"
    )
    say("\n".join(f"{n} × {text}" for text, n in Counter(map(event, lines)).most_common(12)))
    return [line[:1500] for line in errors if line not in killed + refused]


def event(line: str) -> str:
    """Return what a line of the log says, without its moment and its numbers."""
    found = line.partition('"message": ')[2] or line
    return "".join("0" if sign.isdigit() else sign for sign in found)[:90]


if __name__ == "__main__":
    sys.exit(main())
