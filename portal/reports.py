"""What browsers report about pages that broke the content policy."""

import json
import logging
import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .problems import problem

log = logging.getLogger(__name__)

LARGEST = 16 * 1024  # bytes
MOST = 10  # violations of one report that are written down
NAME = re.compile(r"[a-z-]{1,40}")
DIRECTIVE = ("effectiveDirective", "effective-directive", "violated-directive")


@csrf_exempt
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Write down which directive was broken; nothing of the page or the visitor is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        directives = broken_directives(json.loads(request.body))
    except (ValueError, RecursionError):
        return problem(HTTPStatus.BAD_REQUEST, detail="Отчёт браузера — это JSON.")
    for directive in directives[:MOST]:
        log.warning("A browser refused what %s forbids", directive)
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
    return [name for name in found if NAME.fullmatch(name)]
