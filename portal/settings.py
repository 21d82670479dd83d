"""Settings: one file; what depends on the deployment comes from the environment, checked."""

import hashlib
from datetime import timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from . import environment
from .hosts import without_port
from .logs import JsonLines, PlainLines, without_trace
from .responses import tag_weakly


def fingerprint(*names: str) -> str:
    """Return a name for files as they are: what was made of others is never taken for theirs.

    Args:
        names: of files, and of folders with all that is in them but what Python compiles.
    """
    digest = hashlib.blake2s()
    for name in names:
        top = environment.BASE_DIR / name
        for path in sorted([top, *top.rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(top)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


# --- Deployment -----------------------------------------------------------------------------

DEBUG = environment.DEBUG
SECRET_KEY = environment.SECRET_KEY
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
PORTAL_URL = environment.PORTAL_URL
PORTAL_HOST = urlsplit(PORTAL_URL).netloc
# of several machines each is watched at its own address
OUR_NAMES = [without_port(PORTAL_URL), "127.0.0.1", "localhost", "[::1]", environment.BOUND_HOST]
ALLOWED_HOSTS = environment.ALLOWED_HOSTS or OUR_NAMES
HTTPS = environment.HTTPS
EDITORS_EMAIL = environment.EDITORS_EMAIL
ADMIN_PATH = environment.ADMIN_PATH
REQUIRE_OTP = environment.REQUIRE_OTP
SEARCH_BY_MEANING = environment.SEARCH_BY_MEANING
METRICS_TOKEN = environment.METRICS_TOKEN
PROXIES = environment.PROXIES
RELEASE = environment.RELEASE or fingerprint(
    "portal", "programmes", "templates", "static", "requirements.txt"
)
BASE_DIR = environment.BASE_DIR
VAR_DIR = environment.VAR_DIR

# --- Application ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "programmes",
    "programmes.alerts.apps.AlertsConfig",
    "programmes.corrections.apps.CorrectionsConfig",
    "programmes.questions.apps.QuestionsConfig",
    "programmes.revisions.apps.RevisionsConfig",
    "programmes.tasks.apps.TasksConfig",
    "programmes.watch.apps.WatchConfig",
    "portal.apps.PortalConfig",
    "portal.access.apps.AccessConfig",
    "portal.mail.apps.MailConfig",
    "portal.access.apps.DeskConfig",
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
    "portal.monitoring.metrics.count_requests",
    "portal.hosts.read_hosts",
    "portal.responses.headers.drop_needless_bodies",
    "portal.responses.queries.read_queries",
    # before whatever answers by itself: static files, redirects and refusals have a policy, too
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.responses.headers.headers",
    "portal.responses.problems.explain",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.responses.typed_text.show_back",
    "portal.database.replicas.read_from_replicas",
    "portal.responses.errors.give_connection_back",
    "portal.responses.errors.DatabaseGuard",
    "portal.responses.compression.compress_public",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.access.sessions.keep_alive",
    "portal.access.events.note_refusals",
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
            "builtins": ["programmes.templatetags.frame"],
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

DATABASES = {"default": environment.DATABASE}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a writer waits for its turn instead of failing with «database is locked»
    _database["CONN_MAX_AGE"] = None
    _database["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        "cached_statements": 24,
        # a thread keeps a quarter of a megabyte of pages and as many statements as one page has,
        # the system the rest: more was no faster, nor was a map of the file, at 256 MB a thread
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-256;",
    }
elif environment.is_web_process():
    from .database import REPLICA, Watched, WatchedReplica

    def pooled(database: dict, **pool) -> dict:
        """Return the settings of a database that visitors wait for."""
        # smaller than gunicorn's threads, so that a stuck database leaves some to answer;
        # a failed connection is tried again by the next request, not after a growing pause
        usual = {"min_size": 1, "max_size": environment.DATABASE_POOL, "reconnect_timeout": 0.25}
        options = {
            "pool": usual | pool,
            "connect_timeout": 2,  # to each of several servers; libpq knows nothing less
            "options": "-c statement_timeout=5000 -c lock_timeout=2000",
        }
        # the checks: the server was restarted, and nobody notices
        given = database.get("OPTIONS", {})
        return {**database, "CONN_HEALTH_CHECKS": True, "OPTIONS": options | given}

    DATABASES["default"] = pooled(_database, timeout=1, connection_class=Watched)
    if environment.REPLICAS:
        # there is somebody else to ask; replicas that come back are taken up within a minute
        DATABASES[REPLICA] = pooled(
            environment.REPLICAS, timeout=0.5, max_lifetime=60, connection_class=WatchedReplica
        )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ----------------------------------------------------------------------------------

# keys hold the catalogue's version, so that nothing kept is ever stale: each process may have
# its own, and a server is for those who want the processes to share
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.CACHE_URL,
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
    }
    if environment.CACHE_URL
    else {
        "BACKEND": "portal.memory.MemoryCache",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 600, "MAX_BYTES": 8 * 2**20},  # the least recent go first
    }
}

# --- Language, time, static files -----------------------------------------------------------

LANGUAGE_CODE = "ru"
TIME_ZONE = environment.TIME_ZONE
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.STATIC_DIR
STATIC_RELEASE = fingerprint("static", "portal/settings.py", "requirements.txt")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = tag_weakly
WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites have no use for our files, and may not load them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.static_files.Collected"
    },
}
FIXTURES_DIR = BASE_DIR / "fixtures"
EXPORTS_DIR = environment.EXPORTS_DIR
RESERVE_MEGABYTES = environment.RESERVE_MEGABYTES
EXPORTS_MEGABYTES = environment.EXPORTS_MEGABYTES

# --- Safety ---------------------------------------------------------------------------------

# a password that stands alone has to be longer (NIST SP 800-63B-4, 3.1.1.2)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12 if REQUIRE_OTP else 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "portal.access.passwords.GuessableValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # whoever signs in on the way to another site goes nowhere else
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds for which the link of a letter may set a password
CSRF_FAILURE_VIEW = "portal.responses.typed_text.csrf_failure"
# ten wrong passwords for one name from one address; portal/access/lockout.py adds a limit of the
# address and one of the name. What is named here is what one's own login resets
AXES_HANDLER = "portal.access.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "portal.access.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "portal.access.lockout.locked_out"
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
# what a browser can give a page: no page of the portal wants any of it
PERMISSIONS_POLICY = {
    "accelerometer": [],
    "autoplay": [],
    "browsing-topics": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": [],
    "geolocation": [],
    "gyroscope": [],
    "hid": [],
    "idle-detection": [],
    "local-fonts": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "picture-in-picture": [],
    "publickey-credentials-get": [],
    "screen-wake-lock": [],
    "serial": [],
    "usb": [],
    "xr-spatial-tracking": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "portal.access.models"
SESSION_COOKIE_AGE = environment.SESSION_IDLE_MINUTES * 60
SESSION_MAX_SECONDS = environment.SESSION_MAX_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, KNOWN_COOKIE_NAME, PIN_COOKIE_NAME = (
    f"__Host-{name}" if HTTPS else name for name in ("session", "csrf", "known", "pinned")
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

# --- Mail ---------------------------------------------------------------------------------------

globals().update(environment.MAIL_SERVER)
MAIL_IS_SET_UP = bool(environment.MAIL_SERVER)
EMAIL_TIMEOUT = 10
BOUNCES_EMAIL = environment.BOUNCES_EMAIL
DEFAULT_FROM_EMAIL = formataddr(("Каталог программ", environment.MAIL_FROM))

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # `format` asks the catalogue where a programme happens
    "EXCEPTION_HANDLER": "programmes.web.api.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Поддержка промышленности Москвы: API",
    "DESCRIPTION": "Открытые данные каталога: программы, события, изменения, источники. "
    "Только чтение, без ключа. Вопрос тот же, что в адресе страницы каталога.",
    "VERSION": "2.2.0",
    "CONTACT": {"name": "Редакция каталога", "email": EDITORS_EMAIL},
    "LICENSE": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
    "SECURITY": [{}],  # no key is needed
    "SERVERS": [{"url": PORTAL_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they are for programmers, and in English
    "POSTPROCESSING_HOOKS": ["programmes.web.api.openapi.allow_empty_values"],
    "TAGS": [
        {"name": "Программы", "description": "Каталог и его фильтры."},
        {"name": "События и изменения", "description": "Календарь и журнал изменений."},
        {"name": "Организации", "description": "Операторы и партнёры программ."},
        {"name": "Источники", "description": "На что опираются факты."},
    ],
}

# --- Log ------------------------------------------------------------------------------------

_quiet = {"level": "CRITICAL", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": PlainLines},
        "json": {"()": JsonLines},
    },
    "filters": {"without_trace": {"()": lambda: without_trace}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.LOG_FORMAT,
            "filters": ["without_trace"],
        }
    },
    "root": {"handlers": ["console"], "level": environment.LOG_LEVEL},
    "loggers": {
        # a line a request is for a log that machines read
        "portal.access": {"level": "INFO" if environment.LOG_FORMAT == "json" else "WARNING"},
        "portal.security": {"level": "INFO"},  # whatever LOG_LEVEL says
        "django.request": {"level": "ERROR"},  # what was refused stands in the line of the request
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": _quiet,  # strangers knock all day
        "axes": _quiet,  # names people and their addresses
        "psycopg.pool": {"level": "ERROR"},
        "pymorphy3": {"level": "WARNING"},
    },
}
