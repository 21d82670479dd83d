"""What every answer owes its client: validators, caching, one spelling a question, refusals."""

import json

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory

from portal.responses.problems import MEDIA_TYPE

DATES = ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday"]
OF_ONE_ANSWER = {"X-Request-ID", "Content-Length"}


def ask(client, address, method="GET", **headers):
    """Ask as a new client and read what was sent to its end, be it a file."""
    client.cookies.clear()
    answer = client.generic(method, address, headers=headers)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def tags_of(client, addresses) -> dict[str, str]:
    """Return the ETag of each address that has one."""
    return {a: tag for a in addresses if (tag := ask(client, a).get("ETag"))}


def foreign_validators(tags: list[str]) -> list[dict[str, str]]:
    """Return preconditions that say nothing about an answer: other answers' tags, dates."""
    opaque = [tag.removeprefix("W/") for tag in tags]
    weak = [f"W/{tag}" for tag in opaque]
    # all in one header: what takes one of them is found among them, too
    known = [*opaque[:1], *weak[:1], ", ".join(opaque), ", ".join(weak), '"x"', "garbage"]
    dated = [{"If-Modified-Since": date} for date in DATES]
    return [{"If-None-Match": each} for each in known] + dated


def condition_violations(client, address, tags: dict[str, str]) -> list[str]:
    """Return the preconditions under which an address answers what it must not.

    Args:
        tags: the ETags of other addresses, and perhaps of this one.
    """
    plain = ask(client, address)
    others = [tag for other, tag in tags.items() if other != address]
    wanted = [(each, plain.status_code) for each in foreign_validators(others)]
    own = [{"If-None-Match": value} for value in (tags.get(address), "*") if value]
    unchanged = 304 if plain.status_code == 200 and "ETag" in plain else plain.status_code
    found = []
    for headers, status in [*wanted, *((each, unchanged) for each in own)]:
        given = ask(client, address, **headers).status_code
        if given != status:
            found.append(f"{address} {headers}: {given} instead of {status}")
    return found


def caching_violations(answer, address) -> list[str]:
    """Return what an answer leaves unsaid about being kept, or allows to be kept wrongly."""
    said = answer.get("Cache-Control", "")
    if not said:
        return [f"{address}: {answer.status_code} without Cache-Control"]
    may_be_kept = "no-cache" not in said and "no-store" not in said
    if may_be_kept and answer.status_code not in (200, 304):
        return [f"{address}: {answer.status_code} with {said}"]
    return []


def parameter_violations(client, address) -> list[str]:
    """Return how an address with a parameter that it does not know makes another copy."""
    answer = ask(client, f"{address}?x=1")
    said = answer.get("Cache-Control", "")
    if answer.status_code == 200 and "no-store" not in said:
        return [f"{address}?x=1: 200, {said}"]
    if answer.status_code in (301, 302) and "?x=1" in answer["Location"]:
        return [f"{address}?x=1 leads to {answer['Location']}"]
    return []


def tracking_violations(client, address, appended: str) -> list[str]:
    """Return how what a messenger appends changes an answer."""
    plain, tracked = ask(client, address), ask(client, f"{address}?{appended}")
    sides = [(a.status_code, a.get("ETag"), a.get("Location")) for a in (plain, tracked)]
    # a refusal has a number of its own, a workbook the second in which it was packed, and a form
    # that nobody shares the moment at which it was opened
    is_private = "private" in plain.get("Cache-Control", "")
    is_numbered = plain.status_code != 200 or plain.body.startswith(b"PK") or is_private
    is_same = sides[0] == sides[1] and (is_numbered or plain.body == tracked.body)
    found = [] if is_same else [f"{address} is another answer with {appended}"]
    if "s-maxage" in tracked.get("Cache-Control", ""):
        found.append(f"{address} with {appended} would be another copy")
    return found


def head_violations(client, address) -> list[str]:
    """Return how HEAD differs from GET but for the body, which it must not have."""
    get, head = ask(client, address), ask(client, address, "HEAD")
    found = [] if get.status_code == head.status_code else [f"{address}: {head.status_code}"]
    for name in {*get.headers, *head.headers} - OF_ONE_ANSWER:
        if get.get(name) != head.get(name):
            found.append(f"{address} {name}: {head.get(name)} instead of {get.get(name)}")
    length = head.get("Content-Length", str(len(get.body)))
    if length != str(len(get.body)):
        found.append(f"{address} Content-Length: {length} instead of {len(get.body)}")
    return found + [
        f"{address}: {size} bytes after HEAD" for size in [sent("HEAD", address)] if size
    ]


def sent(method: str, address: str, **headers: str) -> int:
    """Return how many bytes of a body the application hands to its server."""
    environ = RequestFactory().generic(method, address, headers=headers).environ
    answer = WSGIHandler().get_response(WSGIRequest(environ))
    size = sum(map(len, answer))
    # as Django's test client does: the test goes on with its connection
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return size


def problem_violations(answer, address, *, for_programs: bool) -> list[str]:
    """Return what is wrong with a refusal: problem details for programs, a page for people."""
    kind = answer.get("Content-Type", "")
    if not for_programs:
        return [] if kind.startswith("text/html") else [f"{address}: {kind} for a person"]
    if kind != MEDIA_TYPE:
        return [f"{address}: {answer.status_code} is {kind}"]
    body = json.loads(answer.body)
    found = [] if body["status"] == answer.status_code else [f"{address}: status {body['status']}"]
    needed = ("type", "title", "detail", "errors", "instance")
    return found + [f"{address}: no {name}" for name in needed if name not in body]


def sharing_violations(answer, address, *, is_open: bool) -> list[str]:
    """Return how an answer is shared with other sites though it is no open data, or not though."""
    is_shared = answer.get("Access-Control-Allow-Origin") == "*"
    fits = (answer.get("Cross-Origin-Resource-Policy") == "cross-origin") == is_shared
    return [] if is_shared == is_open and fits else [f"{address}: {answer.status_code} of CORS"]
