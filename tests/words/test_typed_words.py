"""Words of a question shown back: nothing unseen is kept of them, and they turn nothing around."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

UNSEEN = {
    "a right-to-left override": "\u202eкатсыв",
    "an isolate that does not end": "выставка\u2067",
    "a zero-width space": "выс\u200bтавка",
    "a soft hyphen": "вы\u00adставка",
    "a byte order mark": "\ufeffвыставка",
    "a control character": "\x01выставка\x7f",
    "a private character": "выставка\ue000",
}
HIDDEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x01\x7f\ue000]")


@pytest.mark.parametrize("words", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("path", ["/programmes/", "/programmes.atom", "/api/v1/programmes"])
def test_no_format_shows_a_character_back_that_nobody_sees(client, words, path):
    factories.exhibitions()
    text = client.get(path, {"q": words}).content.decode()
    assert not HIDDEN.search(text)


def test_a_question_in_pieces_is_the_same_question_composed(client):
    factories.loan()
    whole, pieces = (client.get("/programmes/", {"q": q}) for q in ("заём", "зае\u0308м"))
    assert whole.content == pieces.content
    assert whole["ETag"] == pieces["ETag"]


@pytest.mark.parametrize("words", ["\u200b", "\u202e \u2066", "\ufeff"])
def test_a_question_of_nothing_visible_is_no_question(client, words):
    factories.exhibitions()
    answer = client.get("/programmes/", {"q": words})
    assert answer.content == client.get("/programmes/").content


def test_words_that_run_from_right_to_left_turn_no_quotation_mark(client):
    factories.exhibitions()
    page = client.get("/programmes/", {"q": "معرض"}).content.decode()
    assert "по запросу «\u2068معرض\u2069»" in page
    assert "<bdi>معرض</bdi>" in page


def test_a_null_character_is_refused_as_before(client):
    answer = client.get("/programmes/?q=%00")
    assert answer.status_code == 400
    assert "нулевой символ" in answer.content.decode()
