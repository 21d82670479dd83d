"""The environment: the one place where variables are read, checked and handed on."""

import os
import tempfile
from pathlib import Path
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from .hosts import ascii_host, checked_url

BASE_DIR = Path(__file__).resolve().parent.parent
SETTINGS = "DJANGO_SETTINGS_MODULE"
TIME_ZONE = "Europe/Moscow"  # of the pages and of every line of the log, whatever the machine's
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


class Env(environ.Env):
    """Typed variables; a value of another type stops the start with the variable's name."""

    def get_value(self, var, *args, **kwargs):
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is not understood: {error}") from error


env = Env()
# vectors of a few thousand words: a second thread would only be in the way of other requests
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def read_required(name: str, purpose: str, example: str) -> str:
    """Read a setting that has no safe default.

    Args:
        name: the environment variable.
        purpose: what it is for, in one sentence.
        example: a command or value that helps whoever deploys.

    Raises:
        ImproperlyConfigured: the variable is missing or empty.
    """
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set.\n{purpose}\nFor example: {example}\n"
            "`make run` and `make dev` prepare it by themselves; README.md lists all settings."
        )
    return value


def number(name: str, default: int, least: int = 0) -> int:
    """Read a whole number; an empty variable is a missing one.

    Raises:
        ImproperlyConfigured: it is no number, or below the least that makes sense.
    """
    value = env.int(name, default) if env.str(name, "") else default
    if value < least:
        raise ImproperlyConfigured(f"{name} is {value}; it must be {least} or more.")
    return value


def mailbox(name: str, sample: str, *, is_public: bool) -> str:
    """Read the address of a mailbox that pages show.

    Args:
        name: the environment variable.
        sample: an address of nobody, for a machine of one's own.
        is_public: whether people will write to it.

    Raises:
        ImproperlyConfigured: it is no address, or nobody's while the portal is public.
    """
    value = env.str(name, "") or sample
    try:
        validate_email(value)
    except ValidationError:
        raise ImproperlyConfigured(f"{name} is «{value}»: it must be an e-mail address.") from None
    if is_public and value.rpartition("@")[2].startswith("example."):
        raise ImproperlyConfigured(
            f"{name} is not set, or is the sample {sample}.\n"
            "Pages show it as the address of the editors, and people write to it.\n"
            f"For example: {name}=redaktsiya@mos.ru"
        )
    return value


def replicas(url: str, of: dict) -> dict | None:
    """Return the settings of a database's replicas; None where there are none.

    Args:
        url: one address with several hosts, as libpq has it; may be empty.
        of: the settings of the database that they follow.

    Raises:
        ImproperlyConfigured: either of the two is no PostgreSQL.
    """
    if not url:
        return None
    found = env.db_url_config(url)
    if not found["ENGINE"] == of["ENGINE"] == "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "REPLICA_URLS names replicas of a PostgreSQL: it and DATABASE_URL must be postgres://…"
        )
    # a standby while there is one, any of them
    options = {"target_session_attrs": "prefer-standby", "load_balance_hosts": "random"}
    found["OPTIONS"] = {**options, **found.get("OPTIONS", {})}
    return found


def mail_server(url: str) -> dict:
    """Return Django's settings of a mail server; empty where there is none.

    Args:
        url: ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtp+ssl://`` with user, password, host
            and port; may be empty.

    Raises:
        ImproperlyConfigured: it is another address, or names no host.
    """
    if not url:
        return {}
    scheme = url.partition("://")[0]
    if scheme not in MAIL_PORTS or not (found := env.email_url_config(url))["EMAIL_HOST"]:
        raise ImproperlyConfigured(
            "EMAIL_URL must be smtp://…, smtp+tls://… (STARTTLS) or smtp+ssl://….\n"
            "For example: EMAIL_URL=smtp+tls://name:password@mail.example.ru:587"
        )
    return found | {"EMAIL_PORT": found["EMAIL_PORT"] or MAIL_PORTS[scheme]}


def kept_key(path: Path) -> str:
    """Return the key that `make run` made for this machine, unless the environment brings one.

    It is read here rather than handed over: what stands in a command line, everybody can read.
    """
    if env.str("SECRET_KEY", "") or not path.is_file():
        return ""
    return path.read_text().strip()


# --- The deployment -------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("VAR_DIR", "") or BASE_DIR / "var")
SECRET_KEY = kept_key(BASE_DIR / "var" / "secret_key") or read_required(
    "SECRET_KEY",
    "It signs sessions and forms, so it must be long, random and the same on all processes.",
    "SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))')",
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
HOST = env.str("HOST", "") or "127.0.0.1"
BOUND_HOST = f"[{HOST}]" if ":" in HOST else HOST
PORT = env.str("PORT", "") or "8000"
PORTAL_URL = checked_url((env.str("PORTAL_URL", "") or f"http://127.0.0.1:{PORT}").rstrip("/"))
HTTPS = PORTAL_URL.startswith("https://")
ALLOWED_HOSTS = [ascii_host(name) for name in env.list("ALLOWED_HOSTS", default=[])]
EDITORS_EMAIL = mailbox("EDITORS_EMAIL", "redaktsiya@example.ru", is_public=HTTPS)
MAIL_SERVER = mail_server(env.str("EMAIL_URL", ""))
MAIL_FROM = mailbox("MAIL_FROM", EDITORS_EMAIL, is_public=HTTPS)
BOUNCES_EMAIL = (
    mailbox("BOUNCES_EMAIL", "", is_public=HTTPS) if env.str("BOUNCES_EMAIL", "") else ""
)
RELEASE = env.str("RELEASE", "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
PROXIES = number("PROXIES", 0)

# --- Who comes in ---------------------------------------------------------------------------

ADMIN_PATH = env.str("ADMIN_PATH", "admin/").strip("/") + "/"
REQUIRE_OTP = env.bool("REQUIRE_OTP", False)
SEARCH_BY_MEANING = env.bool("SEARCH_BY_MEANING", True)
SESSION_IDLE_MINUTES = number("SESSION_IDLE_MINUTES", 60, least=5)
SESSION_MAX_HOURS = number("SESSION_MAX_HOURS", 12, least=1)

# --- Where things are kept ------------------------------------------------------------------

DATABASE = env.db_url_config(
    env.str("DATABASE_URL", "") or f"sqlite:///{quote(str(VAR_DIR))}/portal.sqlite3"
)
REPLICAS = replicas(env.str("REPLICA_URLS", ""), of=DATABASE)
DATABASE_POOL = number("DATABASE_POOL", 4, least=1)
CACHE_URL = env.str("CACHE_URL", "")
STATIC_DIR = Path(env.str("STATIC_DIR", "") or VAR_DIR / "static")
EXPORTS_DIR = Path(env.str("EXPORTS_DIR", str(VAR_DIR / "exports")))
EXPORTS_MEGABYTES = number("EXPORTS_MEGABYTES", 2048)
RESERVE_MEGABYTES = number("RESERVE_MEGABYTES", 256)

# --- The process ----------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_FORMAT = env.str("LOG_FORMAT", "") or ("json" if HTTPS else "plain")
WEB_CONCURRENCY = number("WEB_CONCURRENCY", 2, least=1)


def name_settings() -> None:
    """Tell Django where its settings are, unless somebody has."""
    os.environ.setdefault(SETTINGS, "portal.settings")


def serve_visitors() -> None:
    """Note that this process answers visitors, whose limits must cut no migration short."""
    name_settings()
    os.environ.setdefault("WEB_PROCESS", "yes")


def is_web_process() -> bool:
    """Tell whether this process answers visitors; asked late, for wsgi.py says so late."""
    return env.bool("WEB_PROCESS", False)


def take_slot(slot: int) -> None:
    """Give this worker its place among the workers."""
    os.environ["WORKER_SLOT"] = str(slot)


def worker_slot() -> str:
    """Return the place of this worker among the workers; empty where there are none."""
    return env.str("WORKER_SLOT", "")


def make_figures_folder() -> None:
    """Make the folder in which workers count together, and name it to prometheus_client."""
    os.environ[FIGURES] = tempfile.mkdtemp(prefix="portal-figures-")


def figures_folder() -> str:
    """Return that folder."""
    return env.str(FIGURES)


def for_programs(**more: str) -> dict[str, str]:
    """Return what another program gets: all that this one has, and something more."""
    return {**os.environ, **more}
