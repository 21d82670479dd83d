"""Compression: what anybody may read, as the browser understands it, with an honest validator."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from portal.responses import compression
from tests.factories import editor, exhibitions

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Ask for an address with a certain Accept-Encoding."""
    exhibitions()

    def asked(accepted, address="/programmes/", **headers):
        return client.get(address, headers={"accept-encoding": accepted, **headers})

    return asked


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.0", None),
        ("identity", None),
        ("BR", "br"),
        ("", None),
        ("*", None),
    ],
)
def test_the_best_encoding_that_is_accepted_is_chosen(accepted, encoding):
    assert compression.choose_encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_compressed_page_is_the_same_page(ask, encoding, decode):
    plain, packed = ask(""), ask(encoding)
    assert packed["Content-Encoding"] == encoding
    assert decode(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2


def test_caches_are_told_that_encodings_differ(ask):
    for accepted in ("", "br"):
        assert "Accept-Encoding" in ask(accepted)["Vary"]


def test_every_encoding_has_the_same_weak_validator(ask):
    tags = {ask(accepted)["ETag"] for accepted in ("", "br", "gzip")}
    assert len(tags) == 1
    assert tags.pop().startswith('W/"')


def test_a_style_sheet_has_one_weak_validator_too(client):
    sheet = client.get("/static/css/base.css")
    sheet.close()
    assert sheet["ETag"].startswith('W/"')
    again = client.get("/static/css/base.css", headers={"if-none-match": sheet["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, sheet["ETag"])


@pytest.mark.parametrize("accepted", ["", "br"])
def test_a_known_page_is_not_sent_again(ask, accepted):
    tag = ask(accepted)["ETag"]
    again = ask(accepted, **{"if-none-match": tag})
    assert again.status_code == 304
    assert again["ETag"] == tag
    assert again.content == b""


def test_head_tells_the_length_of_what_get_sends(ask, client):
    head = client.head("/programmes/", headers={"accept-encoding": "br"})
    assert head["Content-Length"] == ask("br")["Content-Length"]
    assert head.content == b""


def test_a_file_is_sent_as_it_is_with_its_length(ask):
    response = ask("br", "/programmes.csv")
    assert "Content-Encoding" not in response
    assert int(response["Content-Length"]) == len(response.getvalue())


def test_the_desk_is_never_compressed(client):
    client.force_login(editor())
    response = client.get("/admin/", headers={"accept-encoding": "br"})
    assert "Content-Encoding" not in response


def public(text: str, **headers) -> HttpResponse:
    return HttpResponse(text, headers={"Cache-Control": "public", **headers})


@pytest.mark.parametrize(
    "response",
    [
        public("a" * 100),
        public("a" * 1000, **{"Content-Type": "image/png"}),
        public("a" * 1000, **{"Content-Encoding": "gzip"}),
        HttpResponse("a" * 1000),
        HttpResponse("a" * 1000, headers={"Cache-Control": "private"}),
    ],
)
def test_what_is_small_packed_or_private_is_left_alone(rf, response):
    request = rf.get("/", headers={"accept-encoding": "br"})
    body = response.content
    assert compression.compress_public(lambda _: response)(request).content == body


@pytest.mark.parametrize("first", ["", "br", "gzip"])
def test_a_page_that_was_made_for_one_encoding_is_the_same_page_in_all(ask, first):
    decoders = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    answers = {accepted: ask(accepted) for accepted in [first, *decoders]}
    pages = {decoders[accepted](answer.content) for accepted, answer in answers.items()}
    assert len(pages) == 1
    for accepted, answer in answers.items():
        assert answer.get("Content-Encoding", "") == accepted
        assert int(answer["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize("header", ["if-none-match", "if-match"])
def test_an_answer_without_the_page_tells_nothing_of_its_encoding(ask, header):
    etag = {"if-none-match": ask("br")["ETag"], "if-match": '"another"'}[header]
    for accepted in ("br", ""):
        assert "Content-Encoding" not in ask(accepted, **{header: etag})
