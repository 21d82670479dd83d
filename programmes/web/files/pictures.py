"""The picture of a programme that messengers show beside its address: title, figure, source."""

import io
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from PIL import Image, ImageDraw, ImageFont

from ...dossier import card_figure
from ...models import Fact, Programme
from ..caching import data

SIZE = (1200, 630)
"""What Open Graph and its readers expect: https://ogp.me and the guides of messengers."""
EDGE = 72
WIDTH = SIZE[0] - 2 * EDGE
PAPER, INK, PALE = "#06393c", "#ffffff", "#bcd6d3"
REGULAR, BOLD = 400, 700
LEADING = 1.22  # of the size of the letters
FONTS = ("cyrillic", "latin", "accents")
SPELLED = str.maketrans({"\N{RUBLE SIGN}": "руб.", "\N{NO-BREAK SPACE}": " ", "\u202f": " "})
"""What the portal's own letters lack, and the spaces that a picture has no use for."""


class Style(NamedTuple):
    """How a line is written: the size of its letters, their weight, their colour."""

    size: int
    weight: int
    ink: str


KIND, SMALL, SIGNED = Style(34, REGULAR, PALE), Style(28, REGULAR, PALE), Style(28, BOLD, PALE)
FIGURE = Style(56, BOLD, INK)
TITLES = [Style(size, BOLD, INK) for size in (76, 64, 54, 46)]
KIND_TOP, TITLE_TOP, FIGURE_TOP, SOURCE_TOP, SIGNED_TOP = EDGE, 136, 390, 466, 526


@data
def programme_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a published programme."""
    programme = get_object_or_404(Programme.objects.published().for_cards(), slug=slug)
    figure = card_figure(programme)
    if figure:
        figure = Fact.objects.select_related("source").get(pk=figure.pk)
    file = io.BytesIO()
    draw(programme, figure).save(file, "PNG", optimize=True)
    return HttpResponse(file.getvalue(), content_type="image/png")


def draw(programme: Programme, figure: Fact | None) -> Image.Image:
    """Draw the picture of a programme.

    Args:
        programme: any.
        figure: what people look for first, with its source; None where no source gives one.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(picture)
    write(canvas, KIND_TOP, programme.get_kind_display(), KIND)
    style, lines = fit(programme.title, FIGURE_TOP if figure else SIGNED_TOP)
    for number, line in enumerate(lines):
        write(canvas, TITLE_TOP + round(number * style.size * LEADING), line, style)
    if figure:
        write(canvas, FIGURE_TOP, figure.figure, FIGURE)
        told = f"{figure.label} — {figure.source.publisher}, {figure.holds_for}"
        write(canvas, SOURCE_TOP, told, SMALL)
    host = settings.PORTAL_URL.partition("://")[2]
    write(canvas, SIGNED_TOP, f"Поддержка промышленности Москвы · {host}", SIGNED)
    return picture


def fit(title: str, bottom: int) -> tuple[Style, list[str]]:
    """Return the largest style in which a title ends above ``bottom``, and its lines.

    A title that is too long for the smallest one is cut.
    """
    words = title.translate(SPELLED).split()
    for style in TITLES:
        lines, most = wrap(words, style), int((bottom - TITLE_TOP) / (style.size * LEADING))
        if len(lines) <= most:
            return style, lines
    return style, [*lines[: most - 1], shorten_to(" ".join(lines[most - 1 :]), style)]


def wrap(words: Iterable[str], style: Style) -> list[str]:
    """Return the words of a title in lines as wide as the picture."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and length(longer, style) > WIDTH:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def write(canvas: ImageDraw.ImageDraw, top: int, text: str, style: Style) -> None:
    """Write a line as far as it fits, each of its letters from the file that has it."""
    left = float(EDGE)
    for part, letters in runs(shorten_to(text, style), style):
        canvas.text((left, top + style.size), part, font=letters, fill=style.ink, anchor="ls")
        left += letters.getlength(part)


def shorten_to(text: str, style: Style) -> str:
    """Return a text as far as it fits into a line, with a mark where it was cut."""
    text = text.translate(SPELLED)
    if length(text, style) <= WIDTH:
        return text
    while text and length(f"{text}…", style) > WIDTH:
        text = text[:-1]
    return f"{text.rstrip()}…"


def length(text: str, style: Style) -> float:
    """Return how wide a line is."""
    return sum(letters.getlength(part) for part, letters in runs(text, style))


def runs(text: str, style: Style) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Return a text as parts, each with the letters it is written in; what none has is left out."""
    named = [(sign, file_of(sign)) for sign in text]
    parts = groupby((each for each in named if each[1]), key=itemgetter(1))
    return [
        ("".join(sign for sign, _ in part), font(name, style.size, style.weight))
        for name, part in parts
    ]


@lru_cache(maxsize=1024)
def file_of(sign: str) -> str:
    """Return which of the portal's files of letters has a sign; empty where none has."""
    for name in FONTS:
        letters = font(name, 40, REGULAR)
        if bytes(letters.getmask(sign)) != bytes(letters.getmask("\uffff")):
            return name
    return ""


@lru_cache(maxsize=64)
def font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return letters of a size and a weight."""
    path = settings.BASE_DIR / "static" / "fonts" / f"golos-text-{name}-wght-normal.woff2"
    letters = ImageFont.truetype(path, size)
    letters.set_variation_by_axes([weight])
    return letters
