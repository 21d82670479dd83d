"""What a visit finds, and what it costs, whatever is at the other end."""

import socket

import pytest

from programmes.watch import fetching, robots, visiting
from programmes.watch.destinations import Destinations
from programmes.watch.outcomes import FetchError, Reason
from programmes.watch.titles import is_another, says_gone
from tests.watch import outside


def visit(site, path="/a", **kwargs):
    return outside.visitor(**kwargs).visit(site.url + path)


def test_a_page_that_opens_works_and_is_known_by_its_title(site):
    site.answers["/a"] = outside.page("  Меры&nbsp;поддержки\n экспорта ")
    found = visit(site)
    assert (found.reason, found.status, found.title) == ("", 200, "Меры поддержки экспорта")
    assert found.final_address == f"{site.url}/a"


def test_who_visits_says_so_and_brings_nothing_else(site, settings):
    settings.PORTAL_URL = "https://portal.example.ru"
    site.answers["/a"] = outside.page(headers="Set-Cookie: a=b\r\n")
    visitor = outside.visitor()
    visitor.visit(f"{site.url}/a")
    visitor.visit(f"{site.url}/a")
    head = site.asked[-1]
    assert "User-Agent: portal-link-check/1.0 (+https://portal.example.ru)\r\n" in head
    assert "cookie" not in head.lower()
    assert "authorization" not in head.lower()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", Reason.NOT_FOUND),
        ("410 Gone", Reason.NOT_FOUND),
        ("500 Error", Reason.SERVER_ERROR),
        ("502 Bad Gateway", Reason.SERVER_ERROR),
        ("503 Busy", Reason.BUSY),
        ("429 Too Many", Reason.BUSY),
        ("403 Forbidden", Reason.CLOSED),
        ("401 Who", Reason.CLOSED),
        ("451 Law", Reason.CLOSED),
        ("400 Bad", Reason.ODD_STATUS),
        ("304 Not Modified", Reason.ODD_STATUS),
        ("302 Found", Reason.ODD_STATUS),  # leads nowhere
        ("206 Partial", ""),
    ],
)
def test_what_a_server_answers_has_a_reason(site, status, reason):
    site.answers["/a"] = outside.page(status=status)
    found = visit(site)
    assert (found.reason, found.status) == (reason, int(status[:3]))


def test_a_server_that_takes_no_connection_is_told_from_a_name_that_nobody_has():
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    assert outside.visitor().visit(f"http://127.0.0.1:{port}/").reason == Reason.REFUSED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Reason.NO_HOST),
        (socket.gaierror(socket.EAI_AGAIN, "later"), Reason.UNREACHABLE),
        (OSError("no resolver"), Reason.UNREACHABLE),
    ],
)
def test_a_name_that_is_unknown_is_told_from_a_resolver_that_is_away(error, reason):
    def resolve(host, port):
        raise error

    found = outside.visitor(Destinations(resolve=resolve)).visit("http://a.example/")
    assert found.reason == reason


@pytest.mark.parametrize(
    "answer",
    [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n",
     b"\x00" * 100, b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 5000 + b"\r\n",
     b"HTTP/1.1 200 OK\r\na: " + b"b" * 100_000 + b"\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)  # fmt: skip
def test_an_answer_that_is_none_is_uncertain(site, answer):
    site.answers["/a"] = answer
    assert visit(site).reason == Reason.BROKEN


# --- Where it leads -----------------------------------------------------------------------------


def test_a_redirect_is_followed_to_its_end(site):
    site.answers |= {
        "/a": outside.redirect("/b?c=1", "301 Moved"),
        "/b?c=1": outside.redirect(f"{site.url}/d", "308 Moved"),
        "/d": outside.page("Здесь"),
    }
    found = visit(site)
    assert (found.reason, found.title, found.final_address) == ("", "Здесь", f"{site.url}/d")


def test_redirects_in_a_circle_are_given_up(site):
    site.answers |= {"/a": outside.redirect("/b"), "/b": outside.redirect("/a")}
    assert visit(site).reason == Reason.REDIRECTS
    assert site.paths == ["/a", "/b"]


def test_redirects_without_an_end_are_given_up(site):
    for number in range(20):
        site.answers[f"/{number}"] = outside.redirect(f"/{number + 1}")
    assert visit(site, "/0").reason == Reason.REDIRECTS
    assert len(site.paths) == visiting.MAX_REDIRECTS + 1


def test_a_redirect_to_the_front_page_is_uncertain(site):
    site.answers |= {"/a": outside.redirect("/"), "/": outside.page("Главная")}
    assert visit(site).reason == Reason.FRONT_PAGE


def test_a_front_page_that_was_asked_for_is_right(site):
    site.answers |= {"/": outside.redirect("/ru/"), "/ru/": outside.page("Главная")}
    assert visit(site, "/").reason == ""


def test_a_russian_redirect_in_its_own_letters_is_followed(site):
    path = "/%D1%8F"
    site.answers |= {
        "/a": b"HTTP/1.1 302 Found\r\nLocation: /\xd1\x8f\r\nContent-Length: 0\r\n\r\n",
        path: outside.page("Я"),
    }
    assert visit(site).final_address == site.url + path


# --- What a title says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Ошибка 404", "404", "404 — страница не найдена", "Страница не найдена | Фонд",
     "Материал не существует", "Page Not Found"],
)  # fmt: skip
def test_a_page_that_says_it_is_not_there_is_uncertain(site, title):
    site.answers["/a"] = outside.page(title)
    assert visit(site).reason == Reason.SAYS_GONE


@pytest.mark.parametrize("title", ["Постановление № 404-ПП", "Приказ 404 от 1 мая", "Дом 404"])
def test_a_number_in_a_title_says_nothing(title):
    assert not says_gone(title)


@pytest.mark.parametrize(
    ("before", "after", "is_other"),
    [
        ("Заём «Экспорт»", "Заём «Экспорт» | Фонд поддержки", False),
        ("Заём «Экспорт»", "ЗАЁМ «ЭКСПОРТ»", False),
        ("Субсидии экспортёрам Москвы", "Купить окна недорого", True),
        ("Субсидии экспортёрам Москвы", "", False),
        ("", "Купить окна недорого", False),
    ],
)
def test_a_title_is_another_one_when_its_words_are(before, after, is_other):
    assert is_another(after, before) == is_other


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1251", "cp1251"), ("koi8-r", "koi8-r"), ("punycode", "utf-8"), ("zip", "utf-8"),
     ("no-such", "utf-8"), ("utf-8", "utf-8")],
)  # fmt: skip
def test_a_title_is_read_in_the_encoding_of_its_page(site, declared, encoding):
    body = f'<meta charset="{declared}"><title>Меры поддержки</title>'.encode(encoding)
    site.answers["/a"] = outside.page_of_type("text/html", body)
    assert visit(site).title == "Меры поддержки"


def test_a_title_of_strangers_is_one_line_without_hidden_signs(site):
    site.answers["/a"] = outside.page("a\x00b\u202ec&#0;&#10;d&lt;script&gt;" + "х" * 5000)
    title = visit(site).title
    assert title.startswith("a b c\N{REPLACEMENT CHARACTER} d<script>")
    assert len(title) == 300


# --- Politeness ---------------------------------------------------------------------------------


def test_what_robots_txt_closes_is_not_opened(site):
    rules = b"User-agent: *\nDisallow: /*?print=\nDisallow: /a\nAllow: /a/open\n"
    site.answers["/robots.txt"] = outside.page_of_type("text/plain", rules)
    site.answers |= {path: outside.page() for path in ("/a/open", "/b", "/b?print=1")}
    visitor = outside.visitor()
    reasons = [visitor.visit(site.url + path).reason for path in ("/a", "/a/open", "/b?print=1")]
    assert reasons == [Reason.ROBOTS, "", Reason.ROBOTS]
    assert site.paths == ["/a/open"]


def test_what_is_closed_to_us_by_name_is_not_opened(site):
    rules = b"User-agent: Portal-Link-Check\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    site.answers["/robots.txt"] = outside.page_of_type("text/plain", rules)
    assert visit(site).reason == Reason.ROBOTS


def test_what_is_closed_to_others_is_open_to_us(site):
    rules = b"User-agent: link-check\nUser-agent: Googlebot\nDisallow: /\n"
    site.answers |= {
        "/robots.txt": outside.page_of_type("text/plain", rules),
        "/a": outside.page(),
    }
    assert visit(site).reason == ""


def test_a_redirect_into_what_robots_txt_closes_is_not_followed(site):
    site.answers |= {
        "/robots.txt": outside.page_of_type("text/plain", b"User-agent: *\nDisallow: /b"),
        "/a": outside.redirect("/b"),
    }
    assert visit(site).reason == Reason.ROBOTS
    assert site.paths == ["/a"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("404 No", ""), ("403 No", ""), ("500 Error", Reason.NO_ROBOTS), ("429 Many", Reason.BUSY)],
)
def test_a_server_in_trouble_with_robots_txt_is_left_alone(site, status, reason):
    site.answers |= {"/robots.txt": outside.page(status=status), "/a": outside.page()}
    assert visit(site).reason == reason


def test_robots_txt_is_asked_for_once_a_run(site):
    site.answers["/a"] = outside.page()
    visitor = outside.visitor()
    for _ in range(3):
        visitor.visit(f"{site.url}/a")
    assert [head.split()[1] for head in site.asked] == ["/robots.txt", "/a", "/a", "/a"]


def test_a_host_is_given_a_pause_before_each_question(site, monkeypatch):
    monkeypatch.setattr(visiting, "PAUSE_SECONDS", 30)
    site.answers["/a"] = outside.page()
    pauses = []
    visitor = outside.visitor(pause=pauses.append)
    visitor.visit(f"{site.url}/a")
    visitor.visit(f"{site.url}/a")
    assert len(pauses) == 2  # before both pages; robots.txt was the first question of all
    assert all(20 < pause <= 30 for pause in pauses)


def test_a_site_that_wants_longer_pauses_gets_them_within_reason(site):
    site.answers |= {
        "/robots.txt": outside.page_of_type("text/plain", b"User-agent: *\nCrawl-delay: 10000"),
        "/a": outside.page(),
    }
    pauses = []
    visitor = outside.visitor(pause=pauses.append)
    visitor.visit(f"{site.url}/a")
    visitor.visit(f"{site.url}/a")
    assert 5 < pauses[-1] <= robots.MAX_CRAWL_DELAY_SECONDS


def test_thousands_of_names_in_robots_txt_cost_no_memory():
    names = b"".join(b"User-agent: a%d\n" % number for number in range(20_000))
    rules = names + b"Disallow: /x\n" * 10_000 + b"User-agent: *\nDisallow: /a\n"
    response = fetching.Response(200, "", "text/plain", rules)
    found = robots.rules_of(response)
    assert len(found.parsed._user_agents) == 2
    assert not found.allow("http://x.example/a")


def test_a_reason_that_is_raised_says_itself_in_words():
    assert str(FetchError(Reason.INSIDE)) == "Адрес ведёт не в интернет"
