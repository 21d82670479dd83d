"""Every page in every state, judged by axe and measured against its window."""

import pytest

from tests.browser.site import DESK, PAGES
from tests.browser.visitor import sideways

# the spacing that WCAG 1.4.12 lets a reader set; a style sheet of the reader's own
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_accessible_on_a_desk_on_a_phone_and_in_the_dark(visitor, path):
    page = visitor.open(path)
    assert visitor.violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert visitor.violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert visitor.violations(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_version_for_low_vision_is_accessible_on_a_phone(visitor, path):
    page = visitor.open(path, width=320, low_vision=True)
    assert sideways(page) <= 0
    assert visitor.violations(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_never_scrolls_sideways_whatever_the_spacing(visitor, path):
    page = visitor.open(path)
    for width in (1280, 768, 320):  # 320 is 400 % of 1280
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) <= 0, width
    page.evaluate(SPACED)
    assert sideways(page) <= 0


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_says_the_same_without_scripts(visitor, path):
    said = [
        visitor.open(path, scripts=scripts).locator("main h1, main h2").all_inner_texts()
        for scripts in (True, False)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("path", DESK.values(), ids=DESK)
def test_the_desk_is_accessible(visitor, path):
    page = visitor.open(path, staff=True)
    assert visitor.violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_gallery_fits_a_phone_in_both_colours(visitor, dark):
    page = visitor.open("/gallery/", staff=True, dark=dark, width=320)
    assert sideways(page) <= 0
    assert visitor.violations(page) == []
