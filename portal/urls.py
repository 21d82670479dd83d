"""All addresses of the site: the catalogue's own, the editors' desk, the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from .monitoring import health, metrics
from .responses import csp_reports, for_programs, security_txt

urlpatterns = [
    path("healthz", for_programs(health.healthz), name="healthz"),
    path("readyz", for_programs(health.readyz), name="readyz"),
    path("metrics", for_programs(metrics.metrics), name="metrics"),
    path("csp-reports", for_programs(csp_reports.csp_reports), name="csp_reports"),
    path(".well-known/security.txt", security_txt.security, name="security"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("programmes.urls")),
]

handler400 = "portal.responses.problems.bad_request"
handler403 = "portal.responses.problems.forbidden"
handler404 = "programmes.web.pages.misspelt.not_found"
handler500 = "portal.responses.errors.answer_failure"
