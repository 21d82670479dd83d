"""All addresses of the site: the catalogue's own, the editors' desk, the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("programmes.urls")),
]

handler400 = "programmes.views.refused"
handler403 = "programmes.views.forbidden"
handler404 = "programmes.views.not_found"
handler500 = "programmes.views.broken"
