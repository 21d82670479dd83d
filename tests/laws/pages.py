"""What every HTML answer owes its reader; conftest.py asks it of all that the client gets."""

import re
from html.parser import HTMLParser

LEFTOVER = re.compile(r"\{\{|\{%|\{#|%\}")


class Page(HTMLParser):
    """Reads a page into what the law asks about."""

    def __init__(self, html: str):
        super().__init__()
        self.languages: list[str | None] = []
        self.headings = 0
        self.title = ""
        self.handlers: list[str] = []
        self._in_title = False
        self._in_picture = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.handlers += [
            f"<{tag} {name}>" for name, _ in attributes if re.match(r"on|hx-on", name)
        ]
        self._in_picture += tag == "svg"
        if tag == "html":
            self.languages.append(dict(attributes).get("lang"))
        self.headings += tag == "h1"
        # a picture has a title of its own
        self._in_title = tag == "title" and not self._in_picture

    def handle_endtag(self, tag):
        self._in_picture -= tag == "svg"
        if tag == "title":
            self._in_title = False

    def handle_data(self, data):
        if self._in_title:
            self.title += data


def page_violations(html: str, *, whole: bool = True) -> list[str]:
    """Return what is wrong with an HTML answer.

    Args:
        html: the body.
        whole: whether it is a page; htmx asks for parts, which have no head of their own.
    """
    page = Page(html)
    found = [f"inline handler {handler}" for handler in page.handlers]
    found += [f"leftover template syntax {mark}" for mark in LEFTOVER.findall(html)[:1]]
    if whole:
        if page.languages != ["ru"]:
            found.append(f"<html lang> is {page.languages}, not ru once")
        if page.headings != 1:
            found.append(f"{page.headings} h1 instead of one")
        if not page.title.strip():
            found.append("no title")
    return found
