"""A visitor: opens pages at a width, in dark, for low vision, without scripts; hears complaints."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import PASSWORD, PUBLISHER

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LATE = """document.fonts.ready.then(() => {
  const [painted] = performance.getEntriesByName("first-contentful-paint");
  return performance.getEntriesByType("resource")
    .some(file => file.name.endsWith(".woff2") && file.responseEnd > (painted?.startTime ?? 0));
})"""
JUDGE = """async rules => {
  const found = (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations;
  return found.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} — ${n.failureSummary}`));
}"""


class Visitor:
    """Pages opened by one person in one test.

    Attributes:
        complaints: errors of the console and of the server, and requests to other hosts.
    """

    def __init__(self, browser: Browser, address: str):
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.asked: set[str] = set()

    def open(
        self,
        path: str,
        *,
        width=1280,
        dark=False,
        low_vision=False,
        scripts=True,
        staff: bool | str = False,
        **options,
    ) -> Page:
        """Open a page in a window of its own and wait until it is still.

        Args:
            staff: signed in at the desk, as one who may do everything or under this name.
            options: what else Playwright can give a window, as ``has_touch``.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="ru-RU",
            **options,
        )
        self.contexts.append(context)
        if low_vision:
            context.add_cookies([{"name": "low-vision", "value": "1", "url": self.address}])
        page = context.new_page()
        page.on("request", self._requested)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if staff:
            self._sign_in(page, PUBLISHER if staff is True else staff)
        page.goto(urljoin(self.address, path))
        if scripts and page.evaluate(LATE):
            page.reload()  # letters that come after the first paint are those of the next page
        return page

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto(self.address + "/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")

    def _requested(self, request):
        self.asked.add(request.url)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"a request to {request.url}")

    def _answered(self, response):
        is_page = response.request.is_navigation_request()
        if is_page and response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.complaints.append(f"{response.status} from {response.url}")

    def _said(self, message):
        # Chromium reports a page that answers 400 or 404 as an error of the console
        refused = message.text.startswith("Failed to load resource: the server responded with")
        if message.type in ("error", "warning") and not (refused and self._is_page(message)):
            self.complaints.append(f"{message.type} of the console: {message.text}")

    def _is_page(self, message) -> bool:
        return message.location["url"] in self.asked and "/static/" not in message.location["url"]

    def violations(self, page: Page) -> list[str]:
        """Return what axe has against a page: WCAG 2.2 AA and its best practices, all of them."""
        heard = list(self.complaints)
        page.evaluate(AXE)
        found = page.evaluate(JUDGE, RULES)
        self.complaints = heard  # what axe itself tries is no fault of the page
        return found

    def leave(self) -> None:
        """Close everything."""
        for context in self.contexts:
            context.close()


def wait_for_list(page: Page) -> None:
    """Wait until a list that was just opened takes what is typed: earlier keys are lost."""
    expect(page.locator(".select2-container--open .select2-search__field")).to_be_focused()


def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def cut(page: Page) -> list[str]:
    """Return the lines of a form that are wider than their box, which hides the rest."""
    return page.eval_on_selector_all(
        ".form-row",
        "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(e => e.innerText)",
    )
