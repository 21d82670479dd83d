"""What browsers report about pages that broke the content policy."""

import collections
import json
import logging
import threading
from http import HTTPStatus
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import Counter

from ..monitoring import metrics
from .problems import problem

log = logging.getLogger(__name__)

MAX_BYTES = 16 * 1024
MAX_VIOLATIONS = 10  # of one report that are counted
LINE_EVERY_SECONDS = 60
DIRECTIVE = ("effectiveDirective", "effective-directive", "violated-directive")
KNOWN = {
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src",
    "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src", "media-src",
    "object-src", "frame-src", "child-src", "worker-src", "manifest-src", "base-uri",
    "form-action", "frame-ancestors",
}  # fmt: skip
"""Directives of CSP 3: whatever else a report names is counted as «other»."""

VIOLATIONS = Counter(
    "portal_csp_violations_total",
    "What browsers reported as forbidden by the content policy.",
    ["directive"],
    registry=metrics.REGISTRY,
)


class Summary:
    """What was reported since the last line: anybody may send reports, as many as they like."""

    def __init__(self):
        self._lock = threading.Lock()
        self._counted = collections.Counter()
        self._next_line = 0.0

    def add(self, directives: list[str]) -> None:
        """Count violations, and write one line a minute at most about all that were counted."""
        with self._lock:
            self._counted.update(directives)
            if not self._counted or monotonic() < self._next_line:
                return
            self._next_line = monotonic() + LINE_EVERY_SECONDS
            counted, self._counted = self._counted, collections.Counter()
        told = ", ".join(f"{directive} {count}" for directive, count in counted.most_common())
        log.warning("Browsers refused what the content policy forbids: %s", told)


summary = Summary()


@csrf_exempt
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Count which directives were broken; nothing of the page or the visitor is kept."""
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return HttpResponse(status=413)
    try:
        directives = broken_directives(json.loads(body))[:MAX_VIOLATIONS]
    except (ValueError, RecursionError):
        return problem(HTTPStatus.BAD_REQUEST, detail="Отчёт браузера — это JSON.")
    for directive in directives:
        VIOLATIONS.labels(directive).inc()
    summary.add(directives)
    return HttpResponse(status=204)


def broken_directives(report: object) -> list[str]:
    """Return the directives that a report names, in either of the two formats of browsers."""
    entries = report if isinstance(report, list) else [report]
    found = []
    for entry in entries:
        if isinstance(entry, dict):
            body = entry.get("body") or entry.get("csp-report")
            named = [body.get(key) for key in DIRECTIVE] if isinstance(body, dict) else []
            found += [name for name in named if isinstance(name, str)][:1]
    return [name if name in KNOWN else "other" for name in found]
