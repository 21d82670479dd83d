"""The picture of a programme for messengers: its size, its margins, what it is made from."""

import io
from decimal import Decimal

import pytest
from PIL import Image, ImageChops

from programmes.models import Programme
from programmes.web.files import pictures
from tests.factories import draft, fact, programme

pytestmark = pytest.mark.django_db
LONG = "Электромашиностроительноприборостроительный"


def picture(client, slug="one") -> Image.Image:
    answer = client.get(f"/programmes/{slug}.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of all that is written."""
    return ImageChops.difference(image, Image.new("RGB", image.size, pictures.PAPER)).getbbox()


def with_figure(record, **fields):
    measured = {"value": Decimal(10), "bound": "up-to", "unit": "млн ₽", "measure": "amount"}
    fact(record, "sum", **(measured | {"label": "размер гранта"} | fields))


@pytest.mark.parametrize(
    "title", ["Грант", f"{LONG} " * 3, "Ж" * 200, "诗 🚀 Грант", "Ñandú Ångström"]
)
def test_nothing_is_written_over_the_margins(client, title):
    with_figure(programme("one", kind="grant", title=title.strip()[:160]), label="размер " * 15)
    image = picture(client)
    left, top, right, bottom = inked(image)
    assert image.size == (1200, 630)
    assert left >= pictures.EDGE - 8
    assert right <= image.width - pictures.EDGE + 8
    assert top >= pictures.EDGE - 8
    assert bottom <= image.height - pictures.EDGE + 8


def test_a_picture_shows_the_figure_that_the_card_shows(client):
    record = programme("one", kind="grant")
    without = picture(client)
    with_figure(record)
    assert ImageChops.difference(without, picture(client)).getbbox()


def test_a_picture_follows_the_title(client):
    programme("one")
    before = picture(client)
    record = Programme.objects.get()
    record.title = "Другое название"
    record.save()
    assert ImageChops.difference(before, picture(client)).getbbox()


def test_a_sign_that_no_file_of_letters_has_is_left_out():
    assert pictures.file_of("я") == "cyrillic"
    assert pictures.file_of("7") == "latin"
    assert pictures.file_of("\N{ROCKET}") == ""


def test_a_draft_has_no_picture(client):
    draft("hidden")
    assert client.get("/programmes/hidden.png").status_code == 404


def test_the_page_names_its_picture_and_other_pages_the_portals(client):
    programme("one")
    named = 'property="og:image" content="http://testserver/programmes/one.png"'
    assert named in client.get("/programmes/one/").content.decode()
    assert "share.png" in client.get("/programmes/").content.decode()
