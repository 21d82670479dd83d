"""Figures for Prometheus: requests by page and status, their time, room on the disk, copies."""

import shutil
from collections.abc import Callable, Iterator
from hmac import compare_digest
from time import perf_counter

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CollectorRegistry, Counter, Histogram, exposition, values
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from .. import environment
from ..methods import read_only

if _slot := environment.worker_slot():
    # by the place among the workers, not by the process: a worker goes on counting where the one
    # before it stopped, and the files do not grow in number
    values.ValueClass = values.MultiProcessValue(lambda: _slot)

METHODS = ("GET", "HEAD", "POST")


class Machine(Collector):
    """What the machine has at the moment of the question: no worker counts it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures; a folder that is not there yet has none."""
        free = GaugeMetricFamily("portal_free_bytes", "Room on the disk.", labels=["folder"])
        for name, folder in {"var": settings.VAR_DIR, "exports": settings.EXPORTS_DIR}.items():
            if folder.is_dir():
                free.add_metric([name], shutil.disk_usage(folder).free)
        yield free
        copies = [path.stat().st_mtime for path in (settings.VAR_DIR / "backups").glob("portal-*")]
        yield GaugeMetricFamily(
            "portal_backup_timestamp_seconds",
            "When the newest copy of the database was made; 0 when there is none.",
            value=max(copies, default=0),
        )


REGISTRY = CollectorRegistry()
REGISTRY.register(Machine())
REQUESTS = Counter(
    "portal_requests_total", "Requests answered.", ["method", "page", "status"], registry=REGISTRY
)
EXPORTS = Counter(
    "portal_exports_total",
    "Large exports by what became of them: kept, built, busy, no-room.",
    ["outcome"],
    registry=REGISTRY,
)
READINGS = Counter(
    "portal_readings_total",
    "Public requests by the database that answered: replica, or default where none could.",
    ["database"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "portal_request_seconds",
    "Seconds from the request to the answer.",
    ["page"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)


def count_requests(get_response: Callable) -> Callable:
    """Middleware: counts every answer under the name of its page."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = get_response(request)
        page = page_name(request)
        # what strangers send must not make up names
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, page, response.status_code).inc()
        if hasattr(request, "read_from"):
            READINGS.labels(request.read_from).inc()
        SECONDS.labels(page).observe(perf_counter() - began)
        return response

    return answer


def page_name(request: HttpRequest) -> str:
    """Return the name of the address that a request asked for; one name for all others."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "other"


@never_cache
@read_only
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all workers, for whoever has the token; without a token they stay hidden."""
    given = request.headers.get("Authorization", "").encode()
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not (settings.METRICS_TOKEN and compare_digest(given, expected)):
        raise Http404
    return HttpResponse(exposition.generate_latest(gather()), exposition.CONTENT_TYPE_LATEST)


def gather() -> CollectorRegistry:
    """Return the figures of all workers, or of this process where it is alone."""
    if not _slot:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Machine())
    return registry
