"""All addresses of the site: the catalogue's own, the editors' desk, the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from . import health, metrics, reports, wellknown

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("csp-reports", reports.csp_reports, name="csp_reports"),
    path(".well-known/security.txt", wellknown.security, name="security"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("programmes.urls")),
]

handler400 = "programmes.views.refused"
handler403 = "programmes.views.forbidden"
handler404 = "programmes.views.not_found"
handler500 = "portal.unavailable.broken"
