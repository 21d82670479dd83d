"""Settings: one file; what depends on the deployment is read from the environment and checked."""

import hashlib
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .lockout import PAUSE
from .logs import JsonLines, chosen_format, without_trace

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))


def required(name: str, purpose: str, example: str) -> str:
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


def fingerprint(*folders: str) -> str:
    """Return a name for the code as it is: answers made by other code are never taken for its."""
    digest = hashlib.blake2s()
    for folder in folders:
        for path in sorted((BASE_DIR / folder).rglob("*.*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


# --- Deployment -----------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = required(
    "SECRET_KEY",
    "It signs sessions and forms, so it must be long, random and the same on all processes.",
    "SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))')",
)
PORTAL_URL = env.str("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")
PORTAL_HOST = urlsplit(PORTAL_URL).netloc
OUR_NAMES = [urlsplit(PORTAL_URL).hostname, "127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=OUR_NAMES)
EDITORS_EMAIL = env.str("EDITORS_EMAIL", "redaktsiya@example.ru")
ADMIN_PATH = env.str("ADMIN_PATH", "admin/").strip("/") + "/"
HTTPS = PORTAL_URL.startswith("https://")
RELEASE = env.str("RELEASE", "") or fingerprint("portal", "programmes", "templates", "static")
PROXIES = env.int("PROXIES", 0)  # how many stand before the portal and add X-Forwarded-For
REQUIRE_OTP = env.bool("REQUIRE_OTP", False)
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# set by wsgi.py: the limits for visitors must not cut a migration or a backup short
WEB_PROCESS = env.bool("WEB_PROCESS", False)

# --- Application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "programmes",
    "portal.apps.PortalConfig",
    "portal.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
]
MIDDLEWARE = [
    "portal.logs.log_requests",
    "portal.metrics.count_requests",
    # before whatever answers by itself: static files, redirects and refusals have a policy, too
    "csp.middleware.CSPMiddleware",
    "portal.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.unavailable.DatabaseGuard",
    "portal.compression.compress_public",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Database -------------------------------------------------------------------------------

DATABASES = {
    "default": env.db_url("DATABASE_URL", f"sqlite:///{quote(str(VAR_DIR))}/portal.sqlite3")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a writer waits for its turn instead of failing with «database is locked»
    _database["CONN_MAX_AGE"] = None
    _database["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }
elif WEB_PROCESS:
    from .deadlines import Watched  # a fifth of a second that SQLite does not need

    _database["CONN_HEALTH_CHECKS"] = True  # the server was restarted: nobody notices
    _database["OPTIONS"] = {
        # smaller than gunicorn's threads, so that a stuck database leaves some to answer;
        # a failed connection is tried again by the next request, not after a growing pause
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL", 4),
            "timeout": 1,
            "reconnect_timeout": 0.25,
            "connection_class": Watched,
        },
        "connect_timeout": 3,
        "options": "-c statement_timeout=5000 -c lock_timeout=2000",
        **_database.get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ----------------------------------------------------------------------------------

# keys hold the catalogue's version, so that nothing kept is ever stale: each process may have
# its own, and a server is for those who want the processes to share
CACHE_URL = env.str("CACHE_URL", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
    }
    if CACHE_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 600},  # some 30 MB of pages, the least recent go first
    }
}

# --- Language, time, static files -----------------------------------------------------------

LANGUAGE_CODE = "ru"
TIME_ZONE = "Europe/Moscow"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites have no use for our files, and may not load them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURES_DIR = BASE_DIR / "fixtures"
EXPORTS_DIR = Path(env.str("EXPORTS_DIR", str(VAR_DIR / "exports")))
EXPORTS_MEGABYTES = env.int("EXPORTS_MEGABYTES", 2048)  # room for large files kept ready

# --- Safety ---------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
# ten wrong passwords for one name from one address, or for any names from it: never the name
# alone, or anybody could lock an editor out
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = PAUSE
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "portal.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "portal.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who worked when is nobody's business
AXES_ENABLE_ADMIN = False
OTP_TOTP_ISSUER = "Каталог программ"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "report-uri": ["/csp-reports"],
        "report-to": ["csp"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
)
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = PORTAL_HOST
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL] if HTTPS else []
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a programme with all its facts in one admin form

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # `format` asks the catalogue where a programme happens
    "EXCEPTION_HANDLER": "programmes.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Поддержка промышленности Москвы: API",
    "DESCRIPTION": "Открытые данные каталога: программы, организации, источники, фильтры. "
    "Только чтение, без ключа. Вопрос тот же, что в адресе страницы каталога.",
    "VERSION": "1.0.0",
    "CONTACT": {"name": "Редакция каталога", "email": EDITORS_EMAIL},
    "LICENSE": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
    "SECURITY": [{}],  # no key is needed
    "SERVERS": [{"url": PORTAL_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they are for programmers, and in English
    "POSTPROCESSING_HOOKS": ["programmes.openapi.allow_empty_values"],
    "TAGS": [
        {"name": "Программы", "description": "Каталог и его фильтры."},
        {"name": "Организации", "description": "Операторы и партнёры программ."},
        {"name": "Источники", "description": "На что опираются факты."},
    ],
}

# --- Log ------------------------------------------------------------------------------------

LOG_FORMAT = chosen_format()
_quiet = {"level": "CRITICAL", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": JsonLines},
    },
    "filters": {"without_trace": {"()": lambda: without_trace}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["without_trace"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # a line a request is for a log that machines read
        "portal.access": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "django.request": {"level": "ERROR"},  # what was refused stands in the line of the request
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": _quiet,  # strangers knock all day
        "axes": _quiet,  # names people and their addresses
        "psycopg.pool": {"level": "ERROR"},
        "pymorphy3": {"level": "WARNING"},
    },
}
