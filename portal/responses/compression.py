"""Public pages, brotli or gzip: what the browser understands."""

import gzip
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from pathlib import Path

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

MIN_BYTES = 500
COMPRESSIBLE = ("text/", "application/json", "application/atom+xml", "application/xml")
# levels for pages made on the fly: a millisecond each, a few per cent larger than the best
ENCODERS = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=5, mtime=0),
}

KEPT_AS = "br"
"""How answers are kept: a tenth of their text, and as nearly every browser wants them."""


def tag_weakly(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Give a static file one weak validator, of all its encodings; WhiteNoise asks for it.

    WhiteNoise's own is strong: then two encodings must not share it, and in its hands they do.
    """
    file = Path(path).stat()
    headers["ETag"] = f'W/"{int(file.st_mtime):x}-{file.st_size:x}"'


def compress_public(get_response: Callable) -> Callable:
    """Middleware: compresses answers that anybody may keep.

    Those alone: a page that holds a secret beside words of a stranger (the admin) would give the
    secret away by its length, which is the BREACH attack. Files are sent as they are, with their
    length.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" in response.get("Cache-Control", ""):
            weaken(response)
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                # as on the answer that it confirms, which was most likely compressed
                patch_vary_headers(response, ["Accept-Encoding"])
            elif is_packed(response) or fits(response):
                suit(response, request.headers.get("Accept-Encoding", ""))
        return response

    return answer


def weaken(response: HttpResponse) -> None:
    """Make the validator one of the content: every encoding of an answer has the same."""
    etag = response.get("ETag")
    if etag and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"


def fits(response: HttpResponse) -> bool:
    """Tell whether an answer is a text at hand that is not compressed yet."""
    return (
        not response.streaming
        and "Content-Encoding" not in response
        and response.get("Content-Type", "").startswith(COMPRESSIBLE)
        and len(response.content) >= MIN_BYTES
    )


def is_packed(response: HttpResponse) -> bool:
    """Tell whether an answer is compressed as it is kept."""
    return response.get("Content-Encoding") == KEPT_AS


def suit(response: HttpResponse, accepted: str) -> None:
    """Compress an answer as far as the client accepts it, whether it is packed or plain."""
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = choose_encoding(accepted)
    if is_packed(response) and encoding != KEPT_AS:
        write(response, brotli.decompress(response.content), None)
    if encoding and not is_packed(response):
        write(response, ENCODERS[encoding](response.content), encoding)


def pack(response: HttpResponse) -> None:
    """Compress an answer that is to be kept, where it can be; ``suit`` makes it right to send."""
    if fits(response):
        write(response, ENCODERS[KEPT_AS](response.content), KEPT_AS)


def write(response: HttpResponse, body: bytes, encoding: str | None) -> None:
    """Give an answer another form of its body, None for the plain one."""
    response.content = body
    response["Content-Length"] = str(len(body))
    if encoding:
        response["Content-Encoding"] = encoding
    else:
        del response["Content-Encoding"]


def choose_encoding(accepted: str) -> str | None:
    """Return the best encoding that an Accept-Encoding header names and does not forbid."""
    named = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        named[name.strip()] = parameter.replace(" ", "") not in (
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        )
    return next((name for name in ENCODERS if named.get(name)), None)
