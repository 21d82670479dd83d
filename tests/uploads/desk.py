"""The page of imports, alone in a process that ends before a file can harm the machine."""

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from html import unescape
from pathlib import Path
from re import DOTALL, findall, sub

from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from tests import factories
from tests.uploads.hostile import FILES

MAX_CPU_SECONDS = 12
MAX_ADDRESS_BYTES = 600 * 2**20  # beside what the process has when it begins
PAGE = "/admin/programmes/programme/import/"


def in_child(work) -> tuple[int, object]:
    """Run a function in a forked process; return how it ended and what it used."""
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        code = 1
        try:
            work()
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    return status, used


def limit() -> None:
    """Let the system end this process when it takes too much."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MAX_ADDRESS_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))


def bring(client, path: Path, answer: Path) -> None:
    """Upload a file as a publisher does, and write down what the page says."""
    limit()
    with path.open("rb") as file:
        response = client.post(PAGE, {"table": file})
    html = response.content.decode()
    found = findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', html, DOTALL)
    found += findall(r"<h2>Отклонено.*?<ul>(.*?)</ul>", html, DOTALL)
    found += findall(r"<p><strong>(.*?)</strong></p>", html, DOTALL)
    sentences = unescape(sub(r"<[^>]+>", " ", " ".join(found))).strip()
    answer.write_text(json.dumps([response.status_code, sentences]))


def report(client, name: str, make, folder: Path) -> dict:
    """Make a file, bring it to the page, and return what that cost."""
    path, answer = folder / "table", folder / "answer"
    in_child(lambda: path.write_bytes(make().getvalue()))
    answer.unlink(missing_ok=True)
    status, used = in_child(lambda: bring(client, path, answer))
    code, sentences = json.loads(answer.read_text()) if answer.exists() else (None, "")
    return {
        "name": name,
        "size": path.stat().st_size,
        "ended": status,
        "seconds": round(used.ru_utime + used.ru_stime, 2),
        "megabytes": used.ru_maxrss // 1024,
        "status": code,
        "sentences": sentences,
    }


def main(*names: str) -> None:
    """Report on the files with these names, on all when there are none: a line of JSON each."""
    databases = setup_databases(0, interactive=False)
    try:
        factories.exhibitions()
        client = Client()
        client.force_login(factories.publisher())
        client.get(PAGE)  # what the first request loads is not the file's doing
        connections.close_all()  # a child opens its own
        for name in names or FILES:
            with tempfile.TemporaryDirectory() as folder:
                line = report(client, name, FILES[name], Path(folder))
                sys.stdout.write(f"{json.dumps(line, ensure_ascii=False)}\n")
                sys.stdout.flush()
    finally:
        teardown_databases(databases, 0)
