"""An editor at a browser: signs in, opens the form of a programme, types, saves."""

import http.client
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from functools import partial

from tests.faults.load import LONGEST, UNTRUSTED
from tests.html_forms import form_with

NAME, PASSWORD = "boris", "пароль-который-есть-только-здесь"


def fields_of(html: str, holds: str) -> list[tuple[str, str]]:
    """Return what a browser would send of the form that has a certain field."""
    form = form_with(html, holds)
    return [(name, value) for name, each in form.fields.items() for value in each.values]


class From(urllib.request.HTTPSHandler):
    """Connections that come from a certain address of the loopback."""

    def __init__(self, source: str):
        super().__init__(context=UNTRUSTED)
        self._source = source

    def https_open(self, req):
        connection = partial(http.client.HTTPSConnection, source_address=(self._source, 0))
        return self.do_open(connection, req, context=UNTRUSTED)


class Browser:
    """A browser that keeps its cookies.

    Attributes:
        patience: seconds after which it gives up.

    Args:
        address: the portal as the browser sees it.
        port: another port of the same host to speak to, to choose the instance.
        source: the address of the loopback that the browser has; with TLS alone.
    """

    patience = LONGEST

    def __init__(self, address: str, port: int | None = None, source: str = "127.0.0.1"):
        self.address = address if port is None else re.sub(r":\d+$", f":{port}", address)
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), From(source)
        )

    def open(self, path: str, data: bytes | None = None, kind: str = "") -> tuple[int, str]:
        """Open an address; return status and page, redirects followed.

        Args:
            data: sent there, as a form is unless ``kind`` names another Content-Type.
        """
        headers = {"Referer": self.address + path} | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(self.address + path, data, headers)
        try:
            with self.browser.open(request, timeout=self.patience) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path: str, fields: list[tuple[str, str]], **typed: str) -> tuple[int, str]:
        """Send a form with something typed over its fields."""
        sent = [(name, typed.pop(name, value)) for name, value in fields]
        return self.open(path, urllib.parse.urlencode([*sent, *typed.items()]).encode())


class Editor(Browser):
    """A browser that is signed in."""

    def __init__(self, address: str, port: int | None = None, source: str = "127.0.0.1"):
        super().__init__(address, port, source)
        login = "/admin/login/?next=/admin/"
        fields = fields_of(self.open(login)[1], "username")
        status, page = self.send(login, fields, username=NAME, password=PASSWORD)
        assert status == 200, page
        assert "Рабочий стол" in page, page

    def form(self, slug: str) -> tuple[str, list[tuple[str, str]]]:
        """Open a programme's form; return its address and its fields."""
        listed = self.open(f"/admin/programmes/programme/?q={slug}")[1]
        path = re.search(r'href="(/admin/programmes/programme/\d+/change/)', listed)[1]
        return path, fields_of(self.open(path)[1], "title")

    def save(self, slug: str, **typed: str) -> tuple[int, str]:
        """Open the form of a programme, type, save; return status and page."""
        path, fields = self.form(slug)
        return self.send(path, fields, _continue="1", **typed)


def saved(answer: tuple[int, str]) -> bool:
    """Tell whether the portal has said that the changes are saved."""
    status, page = answer
    return status == 200 and "Изменения сохранены" in page
