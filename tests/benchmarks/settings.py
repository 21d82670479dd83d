"""The portal's own settings, an empty page beside the others, queries counted on demand."""

from portal.settings import *
from portal.settings import MIDDLEWARE

ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE.append("tests.benchmarks.urls.count_queries")
