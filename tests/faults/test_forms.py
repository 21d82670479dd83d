"""The form of visitors behind the shipped nginx, and on a database that takes nothing."""

import re
import sqlite3
import time
from contextlib import closing

import pytest

from tests.faults.editor import Browser, fields_of

pytestmark = pytest.mark.slow

PATH = "/corrections/?programme=start-in-moscow"
NUMBER = re.compile(r"<h1>Сообщение №\s\d{4}-\d{4}</h1>")


def opened(browser: Browser) -> list[tuple[str, str]]:
    """Return the fields of the form, after the time that a person needs to fill it in."""
    status, page = browser.open(PATH)
    assert status == 200, page
    time.sleep(3.2)
    return fields_of(page, "began")


def test_a_message_goes_through_the_proxy_and_no_log_has_its_key(behind_nginx):
    browser = Browser(behind_nginx.address)
    status, page = browser.send(PATH, opened(browser), wrong="Телефон не отвечает.")
    assert status == 200
    assert NUMBER.search(page), page
    lines = [
        line
        for log in [*behind_nginx.folder.glob("*.log"), *behind_nginx.folder.glob("nginx/*.log")]
        for line in log.read_text().splitlines()
        if "/corrections/" in line
    ]
    assert lines
    assert not [line for line in lines if "key=" in line or "Телефон" in line]
    assert not [line for line in lines if " HIT " in line or " MISS " in line]


def test_two_visitors_have_tokens_of_their_own_through_the_proxy(behind_nginx):
    tokens = {
        dict(fields_of(Browser(behind_nginx.address).open(PATH)[1], "began"))["began"]
        for _ in range(3)
    }
    assert len(tokens) == 3


def test_a_database_that_takes_nothing_for_a_while_loses_nothing_typed(behind_nginx):
    browser = Browser(behind_nginx.address)
    fields = opened(browser)
    path = behind_nginx.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        status, page = browser.send(PATH, fields, wrong="Телефон не отвечает.")
        holder.execute("ROLLBACK")
    assert status == 503
    assert "Сообщение не отправлено" in page
    assert dict(fields_of(page, "began"))["wrong"].strip() == "Телефон не отвечает."
    status, page = browser.send(PATH, fields_of(page, "began"))
    assert NUMBER.search(page), page
