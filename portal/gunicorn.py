"""The application server's configuration; any line yields to GUNICORN_CMD_ARGS."""

import os
import sys

wsgi_app = "portal.wsgi:application"
_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# threads wait for slow readers and for the database; more processes are for more processors
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8

# not preloaded: HUP then takes up new code without losing a request, and no connection is
# opened before the fork
preload_app = False
# a slow leak never grows old; the jitter keeps the workers from leaving together
max_requests = 5000
max_requests_jitter = 1000
graceful_timeout = 30

# the heartbeat file of a worker must not wait for a busy disk
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a mount point, not a file name to guess
# gunicorn 27 opens a socket for commands in the home folder unless told not to
control_socket_disable = True
# the reverse proxy writes the access log
accesslog = None
loglevel = "warning"


def when_ready(server) -> None:
    """Say where to look, once the port really answers."""
    address = os.environ.get("PORTAL_URL") or f"http://{bind}"
    sys.stdout.write(f"Look at {address}/ (Ctrl+C stops it).\n")
    sys.stdout.flush()
