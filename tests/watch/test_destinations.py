"""Where a visit may not lead: each kind of address inside, by each way there."""

import socket

import pytest

from programmes.watch.destinations import Destinations, is_outside, target_of
from programmes.watch.fetching import is_this_machine
from programmes.watch.outcomes import FetchError, Reason
from tests.watch import outside

INSIDE = {
    "loopback": "127.0.0.1",
    "loopback, another": "127.8.9.10",
    "this machine": "0.0.0.0",  # noqa: S104 - an address to refuse
    "this network": "0.1.2.3",
    "private, ten": "10.1.2.3",
    "private, 172.16": "172.16.0.1",
    "private, 172.31": "172.31.255.255",
    "private, 192.168": "192.168.1.1",
    "shared by carriers": "100.64.0.1",
    "link-local": "169.254.1.1",
    "metadata of clouds": "169.254.169.254",
    "metadata of Alibaba": "100.100.100.200",
    "metadata of Oracle": "192.0.0.192",
    "services of Azure": "168.63.129.16",
    "protocols": "192.0.0.8",
    "examples": "192.0.2.1",
    "examples, second": "198.51.100.7",
    "examples, third": "203.0.113.7",
    "benchmarks": "198.18.0.1",
    "relay of 6to4": "192.88.99.1",
    "multicast": "224.0.0.1",
    "multicast, local": "239.255.255.250",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "loopback of IPv6": "::1",
    "none of IPv6": "::",
    "IPv4 compatible": "::127.0.0.1",
    "IPv4 mapped, loopback": "::ffff:127.0.0.1",
    "IPv4 mapped, public": "::ffff:93.184.216.34",
    "IPv4 translated": "::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::7f00:1",
    "NAT64, public": "64:ff9b::5db8:d822",
    "NAT64, local": "64:ff9b:1::1",
    "6to4": "2002:7f00:1::1",
    "6to4, public": "2002:5db8:d822::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "ORCHID": "2001:20::1",
    "examples of IPv6": "2001:db8::1",
    "examples of IPv6, newer": "3fff::1",
    "discard": "100::1",
    "segments": "5f00::1",
    "unique local": "fd12:3456::1",
    "metadata of AWS": "fd00:ec2::254",
    "link-local of IPv6": "fe80::1",
    "link-local with its card": "fe80::1%eth0",
    "site-local": "fec0::1",
    "multicast of IPv6": "ff02::1",
    "no address at all": "localhost",
}
OUTSIDE = ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4010::65"]


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_a_machine_inside_is_refused(address):
    assert not is_outside(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_machine_of_the_internet_may_be_visited(address):
    assert is_outside(address)


@pytest.mark.parametrize("address", [a for a in INSIDE.values() if a != "localhost"])
def test_a_name_that_means_a_machine_inside_is_not_connected_to(address, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    visitor = outside.visitor(Destinations(resolve=lambda host, port: [address]))
    assert visitor.visit("http://inside.example.org/").reason == Reason.INSIDE


def test_one_machine_inside_among_public_ones_closes_the_whole_name(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    visitor = outside.visitor(
        Destinations(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    )
    assert visitor.visit("http://both.example.org/").reason == Reason.INSIDE


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "127.1", "0x7f.1", "2130706433", "017700000001",
     "0", "[::ffff:7f00:1]", "127.0.0.1.", "①②⑦.⓪.⓪.①"],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_connected_to(host, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    found = outside.visitor(Destinations()).visit(f"http://{host}/")
    assert found.reason in (Reason.INSIDE, Reason.NO_HOST, Reason.UNREACHABLE)


def test_the_seam_of_the_tests_is_the_only_way_to_this_machine(site):
    site.answers["/"] = outside.page()
    assert outside.visitor().visit(f"{site.url}/").reason == ""
    only_ports = Destinations(is_web_port=lambda port: True)
    before = site.connections
    assert outside.visitor(only_ports).visit(f"{site.url}/").reason == Reason.INSIDE
    assert site.connections == before


def test_a_redirect_to_a_machine_inside_is_not_followed(site):
    with outside.site() as inside:
        inside.answers["/"] = outside.page("Метаданные")
        site.answers["/"] = outside.redirect(f"http://inner.example.org:{inside.port}/")

        def resolve(host, port):
            return ["127.0.0.2"] if host == "inner.example.org" else ["127.0.0.1"]

        places = Destinations(outside.LOOPBACK_ALLOWED.is_allowed, lambda port: True, resolve)
        found = outside.visitor(places).visit(f"{site.url}/")
        assert (found.reason, found.title) == (Reason.INSIDE, "")
        assert inside.connections == 0


def test_a_redirect_of_robots_txt_leads_nowhere_inside_either(site):
    with outside.site() as inside:
        site.answers["/robots.txt"] = outside.redirect(f"http://10.0.0.1:{inside.port}/")
        site.answers["/"] = outside.page()
        assert outside.visitor().visit(f"{site.url}/").reason == ""
        assert inside.connections == 0


def test_a_name_that_means_another_machine_the_second_time_is_judged_again(site):
    site.answers["/"] = outside.page()
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    places = Destinations(
        outside.LOOPBACK_ALLOWED.is_allowed, lambda port: True, lambda host, port: next(answers)
    )
    # the first answer is taken for robots.txt, the second for the page
    found = outside.visitor(places).visit(f"http://a.example:{site.port}/")
    assert found.reason == Reason.INSIDE
    assert site.connections == 1


def test_the_machine_that_was_judged_is_the_one_that_is_connected_to(site, monkeypatch):
    site.answers["/"] = outside.page()
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    places = Destinations(outside.LOOPBACK_ALLOWED.is_allowed, lambda port: True, resolve)
    url = f"http://a.example:{site.port}/"
    assert outside.visitor(places).visit(url).reason == ""
    # once for robots.txt and once for the page: each connection goes where its answer said
    assert asked == ["a.example", "a.example"]
    assert f"Host: a.example:{site.port}" in site.asked[-1]


def test_this_machine_is_known_by_its_own_public_address():
    class Connected:
        def __init__(self, own, other):
            self.getsockname, self.getpeername = lambda: (own, 1), lambda: (other, 2)

    assert is_this_machine(Connected("93.184.216.34", "93.184.216.34"))
    assert not is_this_machine(Connected("93.184.216.34", "93.184.216.35"))


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)",
     "http://a.example:22/", "http://a.example:6379/", "https://a.example:8443/",
     "http://name:word@a.example/", "http://name@a.example/", "http:///a", "http://a.example:port/",
     "http://[::1/", "//a.example/", "", f"http://a.example/{'a' * 2000}", "http://a..example/"],
)  # fmt: skip
def test_what_is_no_page_of_a_web_server_is_not_asked_for(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    assert outside.visitor(Destinations()).visit(url).reason == Reason.NOT_WEB


@pytest.mark.parametrize(
    "location", ["http://a.example:25/", "file:///etc/passwd", "http://u:p@a.example/", "gopher:x"]
)
def test_a_redirect_to_what_is_no_page_is_not_followed(site, location, monkeypatch):
    site.answers["/"] = outside.redirect(location)
    places = Destinations(outside.LOOPBACK_ALLOWED.is_allowed, {site.port}.__contains__)
    found = outside.visitor(places).visit(f"{site.url}/")
    assert found.reason == Reason.NOT_WEB


def test_a_proxy_of_the_environment_is_not_asked(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.answers["/"] = outside.page()
    assert outside.visitor().visit(f"{site.url}/").reason == ""


def test_a_russian_name_and_path_go_over_the_wire_as_it_writes_them():
    target = target_of("https://москва.рф/пр ограмма?q=я", {443}.__contains__)
    assert target.host == "xn--80adxhks.xn--p1ai"
    assert target.path == "/%D0%BF%D1%80%20%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%BC%D0%B0?q=%D1%8F"


def test_a_line_break_in_an_address_makes_no_second_header():
    try:
        target = target_of("http://a.example/\r\nX-Evil: 1", {80}.__contains__)
    except FetchError:
        return
    assert "\r" not in target.url
    assert "\n" not in target.url


def forbidden(*args, **kwargs):
    raise AssertionError("nobody may be asked")
