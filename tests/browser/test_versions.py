"""The same pages in forced colours, for low vision, on a phone and on paper."""

import pytest

from tests.browser.visitor import sideways

INNER = "/programmes/tekhnostazhirovka/"
SHOWN_DRAWINGS = """() => [...document.querySelectorAll("svg:not(.icon)")]
  .filter(svg => svg.getClientRects().length).map(svg => svg.outerHTML.slice(0, 60))"""
UNDERLINED = """() => [...document.querySelectorAll(".site-nav a")]
  .filter(link => parseFloat(getComputedStyle(link).borderBlockEndWidth) > 0)
  .map(link => link.textContent)"""
# the letters after which a line ends inside a word, in every heading of the page
BROKEN_WORDS = r"""() => [...document.querySelectorAll("h1, h2, h3")].flatMap(heading => {
  const found = [], walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const range = document.createRange(), tops = [...node.data].map((letter, at) => {
      range.setStart(node, at); range.setEnd(node, at + 1);
      return [...range.getClientRects()].at(-1)?.bottom; // of a hyphenated letter the last
    });
    for (let at = 1; at < tops.length; at++) {
      const inWord = /[\p{L}»]/u.test(node.data[at]) && /\p{L}/u.test(node.data[at - 1]);
      if (inWord && tops[at] - tops[at - 1] > 8) found.push(node.data.slice(0, at));
    }
  }
  return found;
})"""


def boxes(page, *selectors: str) -> list[dict]:
    """Return where the first element of each selector stands."""
    return [page.locator(selector).first.bounding_box() for selector in selectors]


def test_in_forced_colours_only_the_current_section_is_marked(visitor):
    page = visitor.open("/programmes/", forced_colors="active")
    assert page.evaluate(UNDERLINED) == ["Каталог"]


@pytest.mark.parametrize("width", [360, 1280, 1920])
@pytest.mark.parametrize("path", ["/", INNER])
def test_for_low_vision_there_are_no_drawings(visitor, path, width):
    page = visitor.open(path, width=width, low_vision=True)
    assert page.evaluate(SHOWN_DRAWINGS) == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_for_low_vision_the_header_holds_together(visitor, width):
    page = visitor.open(INNER, width=width, low_vision=True)
    field, button, sight, section = boxes(
        page, ".search-field input", ".search-field button", ".sight", ".site-nav li"
    )
    assert button["y"] == field["y"]
    assert button["height"] == field["height"]
    assert sight["x"] + sight["width"] <= width
    middle = section["y"] + section["height"] / 2
    assert sight["y"] < middle < sight["y"] + sight["height"]


@pytest.mark.parametrize("low_vision", [False, True])
@pytest.mark.parametrize("path", ["/programmes/", INNER, "/programmes/extremes/"])
def test_on_a_phone_a_heading_is_broken_at_syllables(visitor, path, low_vision):
    page = visitor.open(path, width=360, low_vision=low_vision)
    assert page.evaluate(BROKEN_WORDS) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("path", ["/", "/programmes/", INNER])
def test_on_a_phone_no_control_is_so_small_that_the_browser_zooms(visitor, path):
    page = visitor.open(path, width=360)
    sizes = "fields => fields.map(field => parseFloat(getComputedStyle(field).fontSize))"
    assert min(page.locator("input[type=text], select").evaluate_all(sizes)) >= 16


def test_on_paper_a_list_says_which_of_its_pages_it_is(visitor):
    page = visitor.open("/programmes/?page=2")
    page.emulate_media(media="print")
    assert page.locator(".print-address").inner_text().startswith("Страница\u00a02 из\u00a05")


def test_on_wide_paper_a_list_takes_the_whole_width(visitor):
    page = visitor.open("/programmes/")
    page.emulate_media(media="print")
    (card,) = boxes(page, ".cards")
    assert card["width"] > 1100


def test_on_paper_figures_keep_their_sources(visitor):
    page = visitor.open("/programmes/rudnevo/")
    page.emulate_media(media="print")
    for source in page.locator(".figure-source").all():
        assert source.is_visible()
