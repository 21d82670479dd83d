"""What a first visit to the catalogue weighs, and what a programme takes on paper."""

import re
from collections import Counter

import pytest

KILOBYTE = 1000
MOST = {"document": 14, "stylesheet": 10, "script": 25, "all": 100}
"""Kilobytes, compressed as sent; all of them together with their headers."""


def test_the_first_visit_to_the_catalogue_is_light(visitor):
    page = visitor.open("about:blank")
    weights = Counter()

    def weigh(request):
        sizes = request.sizes()
        weights[request.resource_type] += sizes["responseBodySize"]
        weights["all"] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page.on("requestfinished", weigh)
    page.goto(visitor.address + "/programmes/", wait_until="networkidle")
    for kind, most in MOST.items():
        assert weights[kind] <= most * KILOBYTE, f"{kind}: {weights[kind]} bytes"


@pytest.mark.parametrize(
    ("slug", "sides"), [("college-admission", 2), ("rudnevo", 2), ("export-consulting", 1)]
)
def test_a_programme_fits_one_sheet_of_paper(visitor, slug, sides):
    """The answers stand on the front; where much is known, its sources go over to the back."""
    paper = visitor.open(f"/programmes/{slug}/").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= sides


def test_on_paper_links_to_sources_are_addresses(visitor):
    page = visitor.open("/programmes/rudnevo/")
    page.emulate_media(media="print")
    printed = "getComputedStyle(document.querySelector('.source-out'), '::after').content"
    assert "https://" in page.evaluate(printed) or "attr(href)" in page.evaluate(printed)
    assert page.locator(".print-address").is_visible()
    assert not page.locator(".site-nav").is_visible()
