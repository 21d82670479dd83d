"""Hands of one person at the desk: every click and every key is counted, task by task."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


class Hands:
    """A mouse and a keyboard.

    Attributes:
        page: where the person is; a window that opens beside it takes its place meanwhile.
        counts: clicks and keys of the task under way.
    """

    def __init__(self, page: Page, figure: Callable[[str], None]):
        page.set_default_timeout(15_000)
        self.page, self.figure = page, figure
        self.counts: Counter[str] = Counter()

    @contextmanager
    def task(self, name: str) -> Iterator[Counter]:
        """Note what a task takes: clicks, keys, seconds of the pages, none of thinking."""
        self.counts.clear()
        began = time.perf_counter()
        yield self.counts
        seconds = time.perf_counter() - began
        clicks, keys = self.counts["clicks"], self.counts["keys"]
        self.figure(f"{name}: {clicks} clicks, {keys} keys, {seconds:.0f} s")

    def click(self, found: Locator) -> None:
        """Click on something that stays on the page."""
        self.counts["clicks"] += 1
        found.click()

    def follow(self, found: Locator) -> None:
        """Click on a link or a button and wait for the page behind it."""
        with self.page.expect_navigation():
            self.click(found)

    def link(self, words: str, *, whole: bool = False) -> None:
        """Follow the first link with these words."""
        self.follow(self.page.get_by_role("link", name=words, exact=whole).first)

    def button(self, words: str) -> None:
        """Press the first button with these words and wait for the page behind it."""
        self.follow(self.page.get_by_role("button", name=words, exact=True).first)

    def type(self, field: str, text: str) -> None:
        """Click into a field and type in the place of what stands there."""
        found = self.page.locator(field)
        self.click(found)
        if found.input_value():
            self.key("ControlOrMeta+a")
        self.counts["keys"] += len(text)
        found.press_sequentially(text)

    def enter(self) -> None:
        """Press Enter in a field and wait for the page behind it."""
        with self.page.expect_navigation():
            self.key("Enter")

    def choose(self, field: str, words: str) -> None:
        """Choose from a list: a click to open it and one on the line."""
        self.counts["clicks"] += 2
        self.page.locator(field).select_option(label=words)

    def key(self, name: str) -> None:
        """Press one key, or several held together."""
        self.counts["keys"] += 1
        self.page.keyboard.press(name)

    def paste(self, text: str) -> None:
        """Put in from the clipboard: one key with another held."""
        self.counts["keys"] += 1
        self.page.keyboard.insert_text(text)

    @contextmanager
    def beside(self, found: Locator) -> Iterator[Page]:
        """Click on what opens a window, and work there until it closes by itself."""
        with self.page.expect_popup() as opening:
            self.click(found)
        with self.in_window(opening.value) as window:
            yield window

    @contextmanager
    def in_window(self, window: Page) -> Iterator[Page]:
        """Work in a window until it closes by itself."""
        main, self.page = self.page, window
        yield window
        self.page = main
        if not window.is_closed():
            window.wait_for_event("close")
