"""The application server's configuration; any line yields to GUNICORN_CMD_ARGS."""

import itertools
import os
import shutil
import sys
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from gunicorn.glogging import Logger

from portal import environment, logs

wsgi_app = "portal.wsgi:application"
bind = f"{environment.BOUND_HOST}:{environment.PORT}"

# threads wait for slow readers and for the database; more processes are for more processors
worker_class = "gthread"
workers = environment.WEB_CONCURRENCY
threads = 8

# no connection is opened before the fork. New code takes a restart all the same: HUP would leave
# what this file imports as it was, and workers of two releases in one do not start
preload_app = False
# a slow leak never grows old; the jitter keeps the workers from leaving together
max_requests = 100_000
max_requests_jitter = 20_000
graceful_timeout = 30
# the most that gunicorn bounds: a line without a bound costs seconds of a processor to read
limit_request_line = 8190

# no header says where the portal lies: by default SCRIPT_NAME and PATH_INFO do, from this machine
forwarder_headers = ""

# the heartbeat file of a worker must not wait for a busy disk
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a mount point, not a file name to guess
# gunicorn 27 opens a socket for commands in the home folder unless told not to
control_socket_disable = True
# the reverse proxy writes the access log
accesslog = None
loglevel = "warning"


class ServerLog(Logger):
    """Gunicorn's own sentences in the portal's format, without addresses and questions."""

    def setup(self, cfg):
        super().setup(cfg)
        self.error_log.addFilter(logs.without_persons)
        form = logs.JsonLines if environment.LOG_FORMAT == "json" else logs.PlainLines
        for handler in self.error_log.handlers:
            handler.setFormatter(form())


logger_class = ServerLog
# no such word: the dictionary, the catalogue's words and the repair of typing errors are all read;
# suggestions, because who waits for them to be made holds a connection of the few there are
REHEARSED = [
    ("/", ""),
    ("/programmes/", urlencode({"q": "ытстмвка"})),
    ("/suggest/", urlencode({"q": "выс"})),
]


def on_starting(server) -> None:
    """Give the workers a place to count requests together."""
    environment.make_figures_folder()


def on_exit(server) -> None:
    """Remove that place."""
    shutil.rmtree(environment.figures_folder(), ignore_errors=True)


def pre_fork(server, worker) -> None:
    """Give a worker the first slot that no living one has: it goes on counting there."""
    taken = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(slot for slot in itertools.count(1) if slot not in taken)


def post_fork(server, worker) -> None:
    """Tell the worker its slot before it loads the application."""
    environment.take_slot(worker.slot)


def post_worker_init(worker) -> None:
    """Answer the pages that need most of what a process keeps, before any visitor asks."""
    address = urlsplit(environment.PORTAL_URL)
    for path, question in REHEARSED:
        environ = {"PATH_INFO": path, "QUERY_STRING": question, "HTTP_HOST": address.netloc}
        if address.scheme == "https":
            environ |= {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}
        setup_testing_defaults(environ)
        answer = worker.wsgi(environ, lambda *_: None)
        getattr(answer, "close", int)()


def is_local(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    return host in ("localhost", "::1") or host.startswith("127.")


def when_ready(server) -> None:
    """Say where to look, once the port really answers."""
    sys.stdout.write(f"Look at {environment.PORTAL_URL}/ (Ctrl+C stops it).\n")
    if not environment.PROXIES and not is_local(environment.HOST):
        sys.stdout.write(
            f"{environment.HOST}: whoever reaches this machine reaches the portal itself, and slow "
            "visitors hold its threads. For the internet put nginx before it: README.md, Deploy.\n"
        )
    sys.stdout.flush()
