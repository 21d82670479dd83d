"""The portal's settings as the tests want them: the same everywhere, fast, strict."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.laws.undefined import Undefined

# what a developer's shell says about the deployment must not change a test; DATABASE_URL may
os.environ.update(
    SECRET_KEY="only the tests use this key, which is therefore no secret",
    DEBUG="off",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    PORTAL_URL="http://testserver",
    ADMIN_PATH="admin/",
    PROXIES="0",
    REQUIRE_OTP="off",
    METRICS_TOKEN="",
    EMAIL_URL="smtp://127.0.0.1:1",
    MAIL_FROM="",
    WEB_PROCESS="off",
    LOG_FORMAT="plain",
    LOG_LEVEL="WARNING",
)

from portal.settings import *
from portal.settings import DATABASES, STORAGES, TEMPLATES

_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # a file, as in production: threads have connections of their own, locks are real
    _folder = tempfile.mkdtemp(prefix="portal-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    # a file that somebody made before, and wants to be used again
    _file = os.environ.get("TEST_DATABASE_FILE") or Path(_folder, "tests.sqlite3")
    _database["TEST"] = {"NAME": str(_file)}

# static files keep their plain names and come from where they lie: nothing has to be collected
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
