"""An editor at a browser: signs in, opens the form of a programme, types, saves."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

from tests.faults.load import LONGEST, UNTRUSTED

NAME, PASSWORD = "boris", "пароль-который-есть-только-здесь"


class Form(HTMLParser):
    """What a browser would send of the form that holds a certain field."""

    def __init__(self, html: str, holds: str):
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._form: list[tuple[str, str]] | None = None
        self._text: str | None = None
        self._select: str | None = None
        self.holds = holds
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value", "")
        if tag == "form":
            self._form = []
        elif self._form is None:
            return
        elif tag == "input" and name and self._is_sent(given):
            self._form.append((name, value if value or given.get("type") != "checkbox" else "on"))
        elif tag == "textarea" and name:
            self._text = ""
            self._form.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._form.append((self._select, value))

    @staticmethod
    def _is_sent(given: dict) -> bool:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            return "checked" in given
        return kind not in ("submit", "button", "file", "image", "reset")

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._text is not None:
            name, _ = self._form.pop()
            self._form.append((name, self._text.removeprefix("\n")))
            self._text = None
        elif tag == "select":
            self._select = None
        elif tag == "form" and self._form is not None:
            if self.holds in dict(self._form):
                self.fields = self._form
            self._form = None


class Editor:
    """A browser that is signed in.

    Args:
        address: the portal as the browser sees it.
        port: another port of the same host to speak to, to choose the instance.
    """

    def __init__(self, address: str, port: int | None = None):
        self.address = address if port is None else re.sub(r":\d+$", f":{port}", address)
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            urllib.request.HTTPSHandler(context=UNTRUSTED),
        )
        login = "/admin/login/?next=/admin/"
        fields = Form(self.open(login)[1], "username").fields
        status, page = self.send(login, fields, username=NAME, password=PASSWORD)
        assert status == 200, page
        assert "Рабочий стол" in page, page

    def open(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        """Open an address; return status and page, redirects followed."""
        request = urllib.request.Request(
            self.address + path, data, headers={"Referer": self.address + path}
        )
        try:
            with self.browser.open(request, timeout=LONGEST) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path: str, fields: list[tuple[str, str]], **typed: str) -> tuple[int, str]:
        """Send a form with something typed over its fields."""
        sent = [(name, typed.pop(name, value)) for name, value in fields]
        return self.open(path, urllib.parse.urlencode([*sent, *typed.items()]).encode())

    def form(self, slug: str) -> tuple[str, list[tuple[str, str]]]:
        """Open a programme's form; return its address and its fields."""
        listed = self.open(f"/admin/programmes/programme/?q={slug}")[1]
        path = re.search(r'href="(/admin/programmes/programme/\d+/change/)', listed)[1]
        return path, Form(self.open(path)[1], "title").fields

    def save(self, slug: str, **typed: str) -> tuple[int, str]:
        """Open the form of a programme, type, save; return status and page."""
        path, fields = self.form(slug)
        return self.send(path, fields, _continue="1", **typed)


def saved(answer: tuple[int, str]) -> bool:
    """Tell whether the portal has said that the changes are saved."""
    status, page = answer
    return status == 200 and "Изменения сохранены" in page
